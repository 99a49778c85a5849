import { expect, test } from 'vitest'
import { checkRegisters } from '../check.ts'
import { defineRegister } from '../definition.ts'
import { club } from '../fixture.ts'
import { exampleContext } from '../kinds/examples.ts'
import { prepareRegister } from '../register.ts'
import { filtersMeant } from './filters-meant.ts'

const prepared = (sportsClass: 'public' | 'internal') => {
  const definition = defineRegister({
    id: 'club',
    title: club.title,
    description: club.description,
    fieldClass: 'public',
    naming: ['name'],
    publish: { path: '/clubs', license: 'CC BY 4.0' },
    fields: {
      name: { kind: 'text', label: { ja: '名称', en: 'Name' }, required: true },
      level: {
        kind: 'choice',
        label: { ja: '級', en: 'Level' },
        of: [{ code: 'a', label: { ja: '一級', en: 'First' } }],
      },
      sports: {
        kind: 'choices',
        class: sportsClass,
        label: { ja: '種目', en: 'Sports' },
        of: [{ code: 'tennis', label: { ja: '庭球', en: 'Tennis' } }],
      },
      place: { kind: 'address', label: { ja: '所在地', en: 'Address' } },
    },
    list: ['name'],
    search: ['name'],
    filters: ['level', 'sports', 'place'],
    sort: ['name'],
  })
  const checked = checkRegisters([definition], []).get('club')
  if (!checked) throw new Error('no club')
  return prepareRegister(checked)
}
const register = prepared('public')
const meant = (query: string) => filtersMeant(register, '/clubs', new URLSearchParams(query), exampleContext)

test('a word that names a choice leads to its filter, whatever script or language it is typed in', () => {
  const tennis = {
    label: { ja: '種目', en: 'Sports' },
    value: { ja: '庭球', en: 'Tennis' },
    path: '/clubs?sports=tennis',
  }
  expect(meant('q=庭球')).toEqual([tennis])
  expect(meant('q=ＴＥＮＮＩＳ')).toEqual([tennis])
})

test('the word is taken out of the search, the rest of it and the other filters stay', () => {
  const paths = meant('q=見本　庭球&level=a&after=abc').map(({ path }) => new URLSearchParams(path.split('?')[1]))
  expect(paths.map(query => Object.fromEntries(query))).toContainEqual({ q: '見本', sports: 'tennis', level: 'a' })
})

test('no more words are looked at than the search takes, however many an address has', () => {
  const words = (count: number) => Array.from({ length: count }, (_, at) => `w${at}`).join(' ')
  expect(meant(`q=${words(7)} 庭球`)).toHaveLength(1)
  expect(meant(`q=${words(8)} 庭球`)).toEqual([])
})

test('a municipality is found by its name and its reading', () => {
  expect(meant('q=見本市').map(({ value }) => value.ja)).toEqual(['見本市'])
  expect(meant('q=みほんし').map(({ value }) => value.ja)).toEqual(['見本市'])
})

test('nothing is offered for single characters, other words, or fields that are not public', () => {
  expect(meant('q=級')).toEqual([])
  expect(meant('q=どこにもない')).toEqual([])
  expect(meant('')).toEqual([])
  const hidden = prepared('internal')
  expect(filtersMeant(hidden, '/clubs', new URLSearchParams('q=庭球'), exampleContext)).toEqual([])
})
