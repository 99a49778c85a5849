import { describe, expect, test } from 'vitest'
import { InputError } from '../../../base/problem.ts'
import { checkRegister } from '../check.ts'
import { defineRegister } from '../definition.ts'
import { exampleContext } from '../kinds/examples.ts'
import { readListQuery } from '../query.ts'
import { prepareRegister } from '../register.ts'
import { readJsonRecord } from './input.ts'
import { recordJson } from './json.ts'

const definition = defineRegister({
  id: 'court',
  title: { ja: 'コート', en: 'Courts' },
  description: { ja: '見本', en: 'Sample' },
  fieldClass: 'public',
  fields: {
    name: { kind: 'text', label: { ja: '名称', en: 'Name' }, required: true },
    surface: {
      kind: 'text',
      label: { ja: '舗装', en: 'Surface' },
      formerly: [{ id: 'ground', until: '2027-03-31' }],
    },
  },
  naming: ['name'],
  list: ['name', 'surface'],
  search: ['name'],
  filters: ['surface'],
  sort: ['name'],
  publish: { path: '/courts', license: 'CC BY 4.0' },
})
const register = prepareRegister(checkRegister(definition, [definition], []))
const marks = { id: 'x', version: 1, updatedAt: '2026-11-22T00:00:00.000Z', sample: false }
const on = (today: string) => ({ ...exampleContext, today })

describe('a renamed field', () => {
  test('answers under both names until its day, then under the new one', () => {
    const data = { name: '東', surface: '土' }
    expect(recordJson(register, marks, register.fields, data, '2027-03-31')).toMatchObject({
      surface: '土',
      ground: '土',
    })
    expect(recordJson(register, marks, register.fields, data, '2027-04-01')).not.toHaveProperty('ground')
  })

  test('is read under both names until its day; afterwards the old one is told to be unknown', () => {
    const read = (today: string) => readJsonRecord(register, register.fields, { ground: '芝' }, on(today))
    expect(read('2027-03-31')).toEqual({ surface: '芝' })
    expect(() => read('2027-04-01')).toThrow(InputError)
  })

  test('is filtered by under its old name too, so that saved links go on', () => {
    const query = readListQuery(register, new URLSearchParams('ground=土'), new Set(['name', 'surface']))
    expect(query.ok && query.value.filters[0]?.field.id).toBe('surface')
  })
})
