import { expect, test } from 'vitest'
import { defineRegister } from './registers/definition.ts'
import type { MenuEntry } from './routing/route.ts'
import { defineSystem } from './system.ts'
import { declaredMenu, systemMenu } from './system-page.tsx'

const name = { ja: '見本', en: 'Sample' }
const register = (id: string) =>
  defineRegister({
    id,
    title: name,
    description: name,
    fieldClass: 'internal',
    fields: { name: { kind: 'text', maxLength: 9, label: name } },
    naming: ['name'],
    list: ['name'],
    search: [],
    filters: [],
    sort: [],
  })
const entry = (zone: MenuEntry['zone'], path: string): MenuEntry => ({ zone, title: name, path, order: 1 })
const system = (menu?: readonly MenuEntry[]) =>
  defineSystem({
    id: 'sample',
    title: name,
    summary: name,
    measures: [],
    roles: [],
    open: '/sample',
    registers: [register('one'), register('two')],
    ...(menu ? { menu } : {}),
  })

test('the registers of a system belong to its first entry for officers, and to its own page', () => {
  const covers = ['/registers/one', '/registers/two']
  const [forAll, first, second] = declaredMenu(
    system([entry('public', '/p'), entry('staff', '/first'), entry('staff', '/second')]),
  )
  expect([forAll?.covers, first?.covers, second?.covers]).toEqual([undefined, covers, undefined])
  expect(systemMenu(system(), 100).covers).toEqual(covers)
})
