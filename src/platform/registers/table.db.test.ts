import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../../../test/database.ts'
import { nationalCodes } from '../../base/codes/index.ts'
import { evaluate } from '../../base/condition.ts'
import { projectRoot } from '../../base/root.ts'
import { newId } from '../../base/uuid.ts'
import { createRegister } from '../database/schema/table.ts'
import { checkRegister } from './check.ts'
import { conditionToSql } from './condition-sql.ts'
import { defineRegister, type RegisterDefinition } from './definition.ts'
import type { Field, FieldKindId } from './field.ts'
import { type KindExamples, kindExamples } from './kinds/examples.ts'
import { fieldToJson, loadField, storeField } from './kinds/index.ts'
import { conditionColumn, tableSpecOf } from './table.ts'

const label = { ja: '見本', en: 'Sample' }
const examples = Object.entries<KindExamples<FieldKindId>>(kindExamples)
const idOf = (kind: string) => `the${kind[0]?.toUpperCase()}${kind.slice(1)}`

/** One field of every kind, as the kinds' own examples declare it. */
const everyKind: RegisterDefinition = {
  id: 'specimen',
  title: label,
  description: label,
  fieldClass: 'public',
  fields: {
    theName: { kind: 'text', label },
    ...Object.fromEntries(
      examples.map(([kind, { field }]): [string, Field] => {
        if (field.kind === 'kana') return [idOf(kind), { ...field, of: 'theText' }]
        return [idOf(kind), field.kind === 'reference' ? { ...field, to: 'specimen' } : field]
      }),
    ),
    secret: { kind: 'code', code: 'individualNumber', label, class: 'special', unique: true },
  },
  naming: ['theName'],
  list: ['theName'],
  search: ['theText'],
  filters: ['theChoice', 'theChoices', 'theAddress', 'theLongText', 'theOpeningHours'],
  sort: ['theName', '-theDate'],
  publish: { path: '/specimens', license: 'CC BY 4.0', when: { filled: 'theName' } },
}
const register = checkRegister(everyKind, [everyKind], nationalCodes)
const tenant = newId()

let db: TestDatabase
beforeAll(async () => {
  db = await emptyDatabase()
  await db.database.owner.unsafe(await readFile(join(projectRoot, 'migrations/0001_platform.sql'), 'utf8'))
  await db.database.owner.unsafe(createRegister(tableSpecOf(register)))
})
afterAll(() => db?.drop())

const insert = async (id: string, values: Readonly<Record<string, unknown>>): Promise<void> => {
  const { owner } = db.database
  const jsonb = new Set(
    register.fields.flatMap(of => of.columns.filter(column => column.type === 'jsonb').map(column => column.name)),
  )
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    jsonb.has(name) && value !== null ? owner.json(JSON.parse(JSON.stringify(value))) : value,
  ])
  await owner`insert into register.specimen ${owner({ tenant, id, version: 1, ...Object.fromEntries(entries) })}`
}

describe('every kind in its real columns', () => {
  for (const [kind, { field, good }] of examples) {
    test(kind, async () => {
      const of = register.byId.get(idOf(kind))
      for (const { value } of good) {
        const id = newId()
        const cells = storeField(field, value)
        await insert(
          id,
          Object.fromEntries((of?.columns ?? []).map((column, index) => [column.name, cells[index] ?? null])),
        )
        const [row] = await db.database.owner`select * from register.specimen where id = ${id}`
        const loaded = (of?.columns ?? []).map(column => row?.[column.name])
        expect(loadField(field, loaded)).toEqual(value)

        // A condition sees in SQL what evaluate sees in JSON.
        const json = fieldToJson(field, value)
        // Lists and objects are compared by identity, so the condition gets its own.
        const same = structuredClone(json)
        const name = idOf(kind)
        for (const condition of [
          { filled: name },
          { equal: [{ field: name }, { value: same }] as const },
          { less: [{ field: name }, { value: 'ん' }] as const },
          { oneOf: [{ field: name }, [same, null]] as const },
        ]) {
          const sql = conditionToSql(condition, one => conditionColumn(register.byId.get(one)))
          const [found] = await db.database.owner.unsafe(
            `select ${sql} as truth from register.specimen where id = '${id}'`,
          )
          expect(found?.truth, JSON.stringify(condition)).toBe(evaluate(condition, { [name]: json }, '2026-11-22'))
        }
      }
    })
  }
})

test('the database holds a text to its length, counted in code points', async () => {
  const field = kindExamples.text.field
  expect(field.kind === 'text' && field.maxLength).toBe(10)
  await insert(newId(), { the_text: '𠮷'.repeat(10) })
  await expect(insert(newId(), { the_text: '𠮷'.repeat(11) })).rejects.toThrow(/specimen_the_text_check/)
})

test('indexes are made where a filter can use one', () => {
  const spec = tableSpecOf(register)
  expect(spec.filters).toEqual(['the_choice', 'the_choices', 'the_address_municipality'])
  expect(spec.uniques).toContainEqual(['secret_index'])
  expect(spec.public?.columns).not.toContain('secret')
})

describe('mistakes in a definition are named', () => {
  const base = defineRegister({
    id: 'court',
    title: label,
    description: label,
    fields: { name: { kind: 'text', label }, contact: { kind: 'text', label } },
    naming: ['name'],
    list: ['name'],
    search: [],
    filters: [],
    sort: ['name'],
  })
  const specOf = (field: Field) => {
    const definition: RegisterDefinition = { ...base, fields: { ...base.fields, part: field } }
    return () => tableSpecOf(checkRegister(definition, [definition], []))
  }
  const split = (pattern: string, group: number, field = 'contact'): Field => ({
    kind: 'text',
    label,
    splitFrom: { field, pattern, group },
  })
  test('split', () => {
    expect(specOf(split('^(a)(b)$', 2))().columns[2]?.splitFrom).toEqual({
      column: 'contact',
      pattern: '^(a)(b)$',
      group: 2,
    })
    expect(specOf(split('^(a)$', 2))).toThrow(/"part", splitFrom: pattern .* has no group 2/)
    expect(specOf(split('(?<=a)(b)', 1))).toThrow(/PostgreSQL or JavaScript lacks/)
    expect(specOf(split('(', 1))).toThrow(/not a regular expression/)
    expect(specOf(split('(a)', 1, 'gone'))).toThrow(/there is no field "gone"/)
  })
  test('fill', () => {
    expect(specOf({ kind: 'integer', label, required: true, fill: 3 })().columns[2]).toMatchObject({
      fill: 3,
      required: true,
    })
    expect(specOf({ kind: 'integer', label, required: true, fill: 'x' })).toThrow(
      /fill "x" is no value of kind integer/,
    )
    expect(specOf({ kind: 'text', label, class: 'special', fill: 'x' })).toThrow(/cannot be filled/)
  })
  test('what depends on another field, or is retired, may be empty', () => {
    expect(specOf({ kind: 'text', label, required: true, when: { filled: 'name' } })().columns[2]?.required).toBe(false)
    expect(specOf({ kind: 'text', label, retired: { since: '2026-04-01', reason: label } })().columns[2]).toMatchObject(
      { required: false, retired: true },
    )
  })
})
