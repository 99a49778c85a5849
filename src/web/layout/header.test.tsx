import { expect, test } from 'vitest'
import { managementEntry } from '../../platform/management.tsx'
import type { MenuEntry } from '../../platform/routing/route.ts'
import { Header } from './header.tsx'

const entry = (path: string, more: Partial<MenuEntry> = {}): MenuEntry => ({
  zone: 'staff',
  title: { ja: path, en: path },
  path,
  order: 0,
  ...more,
})
const people = entry('/people', { management: 'people' })
const backups = entry('/backups', { management: 'running' })

const bar = async (menu: readonly MenuEntry[], address: string): Promise<readonly string[]> => {
  const name = { ja: '見本', en: 'Sample' }
  const html = String(
    await (
      <Header
        language="ja"
        staff
        site={{ prefecture: name, service: name }}
        address={address}
        menu={menu}
        signedIn={{ name: '見本 太郎', outPath: '/sign-out', csrf: 'x', accountPath: '/account' }}
      />
    ).toString(),
  )
  expect(html).toMatch(/<a class="account-name[^"]*" href="\/account"/)
  const menuHtml = html.slice(html.indexOf('<nav'))
  return [...menuHtml.matchAll(/<li( class="minor")?><a href="([^"]+)"( aria-current="true")?/g)].map(
    ([, minor, to, here]) => `${to}${here ? ' here' : ''}${minor ? ' not on a phone' : ''}`,
  )
}

test('what is managed stands behind one entry, which is where one is on any of its pages', async () => {
  const menu = [entry('/'), people, backups, managementEntry]
  expect(await bar(menu, '/backups/1')).toEqual(['/', '/management here'])
  expect(await bar(menu, '/')).toEqual(['/ here', '/management'])
})

test('a system is where one is on the pages of its registers', async () => {
  const menu = [entry('/waste', { covers: ['/registers/permit', '/registers/vehicle'] }), entry('/registers/vehicles')]
  expect(await bar(menu, '/registers/permit/1?x=y')).toEqual(['/waste here', '/registers/vehicles'])
  expect(await bar(menu, '/registers/vehicles')).toEqual(['/waste', '/registers/vehicles here'])
})

test('of many systems a phone shows the one where one is, of two both', async () => {
  const system = (path: string) => entry(path, { system: true })
  const menu = [entry('/'), system('/a'), system('/b'), system('/c')]
  expect(await bar(menu, '/b/1')).toEqual(['/', '/a not on a phone', '/b here', '/c not on a phone'])
  expect(await bar(menu.slice(0, 3), '/')).toEqual(['/ here', '/a', '/b'])
})

test('one thing alone to manage stands in the bar itself; nothing to manage, no entry', async () => {
  expect(await bar([entry('/'), people, managementEntry], '/people')).toEqual(['/', '/people here'])
  expect(await bar([entry('/'), managementEntry], '/people')).toEqual(['/'])
})
