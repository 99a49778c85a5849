import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { planChange } from './change.ts'
import { column, courts } from './fixture.ts'
import { generateMigration, isStale } from './generate.ts'
import { readSnapshot } from './snapshot.ts'
import type { TableColumn, TableSpec } from './spec.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'musubi-generate-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const withColumns = (columns: readonly TableColumn[]): TableSpec => ({ ...courts, columns })

describe('generateMigration', () => {
  test('writes the next file and the snapshot it leads to, and nothing where nothing changed', async () => {
    await writeFile(join(folder, '0050_plan.sql'), '')
    expect(await isStale([courts], folder)).toBe(true)
    expect(await generateMigration([courts], folder)).toBe('1000_create_court.sql')
    expect(await readSnapshot(folder)).toEqual([courts])
    expect(await isStale([courts], folder)).toBe(false)
    expect(await generateMigration([courts], folder)).toBeNull()
    const more = withColumns([...courts.columns, column('phone', { class: 'internal' })])
    expect(await generateMigration([more], folder)).toBe('1001_change_court.sql')
    expect((await readdir(folder)).sort()).toEqual([
      '0050_plan.sql',
      '1000_create_court.sql',
      '1001_change_court.sql',
      'snapshot.json',
    ])
    expect(await readFile(join(folder, '1001_change_court.sql'), 'utf8')).toContain('add column "phone" text;')
  })

  test('a reason of several lines and marks stays a comment', async () => {
    await generateMigration([courts], folder)
    const discards = [{ register: 'court', column: 'note', reason: "it's\ndrop table x;" }]
    const without = withColumns(courts.columns.filter(one => one.name !== 'note'))
    const file = await generateMigration([without], folder, { discards, name: 'drop_note' })
    expect(file).toBe('1001_drop_note.sql')
    expect(await readFile(join(folder, file ?? ''), 'utf8')).toContain("-- discard: it's drop table x;\n")
  })

  test('a list of discards beside the migrations serves one generation', async () => {
    await generateMigration([courts], folder)
    const list = join(folder, 'discards.json')
    await writeFile(list, '[{"register":"court","column":"note","reason":""}]')
    const without = withColumns(courts.columns.filter(one => one.name !== 'note'))
    await expect(generateMigration([without], folder)).rejects.toThrow(/discards\.json is no list of/)
    await writeFile(list, '[{"register":"court","column":"note","reason":"never used"}]')
    const file = await generateMigration([without], folder)
    const sql = await readFile(join(folder, file ?? ''), 'utf8')
    expect(sql).toContain('-- discard: never used\n')
    expect(sql).not.toContain('-- check:')
    expect(await readdir(folder)).not.toContain('discards.json')
  })

  test('a snapshot that was damaged is named', async () => {
    await writeFile(join(folder, 'snapshot.json'), '{"registers":[{"register":"court"}]}')
    await expect(readSnapshot(folder)).rejects.toThrow(/snapshot\.json is not a snapshot of this version/)
  })
})

describe('what no data can make right is refused when it is generated', () => {
  const change = (name: string, to: Partial<TableColumn>) =>
    withColumns(courts.columns.map(one => (one.name === name ? { ...one, ...to } : one)))
  const plan = (after: TableSpec) => () => planChange([courts], [after])
  const bare = { filters: [], sorts: [], search: null, public: null }

  test('a name that is taken again', () => {
    const after = withColumns([...courts.columns, column('ground', { formerly: ['surface'] })])
    expect(plan(after)).toThrow(/column ground was formerly surface, which is a column again/)
  })
  test('two heirs of one name', () => {
    const rest = courts.columns.filter(one => one.name !== 'surface')
    const heirs = [column('ground', { formerly: ['surface'] }), column('floor', { formerly: ['surface'] })]
    expect(plan({ ...withColumns([...rest, ...heirs]), ...bare })).toThrow(/two columns were formerly surface/)
  })
  test('a type that would lose values, in or out of encryption too', () => {
    expect(plan(change('openedOn', { type: 'boolean' }))).toThrow(
      /date cannot become boolean without loss.*retire this one/,
    )
    expect(plan({ ...change('contact', { type: 'bytea', class: 'special' }), ...bare })).toThrow(
      /text cannot become bytea/,
    )
  })
  test('an encrypted field cannot be filled', () => {
    expect(plan(change('keeperNumber', { required: true, fill: 'x' }))).toThrow(/encrypted field cannot be filled/)
  })
  test('a split of what is not there', () => {
    const split = { splitFrom: { column: 'gone', pattern: '(.)', group: 1 } }
    expect(plan(withColumns([...courts.columns, column('part', split)]))).toThrow(/splits gone, which does not exist/)
  })
  test('a published or searched column that is not public', () => {
    expect(plan({ ...courts, public: { columns: ['keeper'] } })).toThrow(
      /keeper is published but its class is personal/,
    )
    expect(plan({ ...courts, search: { all: ['keeper'], public: ['keeper'] } })).toThrow(
      /keeper is searched by the public/,
    )
    expect(plan({ ...courts, search: { all: ['keeperNumber'], public: [] } })).toThrow(/encrypted/)
  })
  test('a name that every register has, or that SQL could take for something else', () => {
    expect(plan(withColumns([...courts.columns, column('tenant')]))).toThrow(/tenant stands twice or is one that every/)
    expect(plan(withColumns([...courts.columns, column('x"; drop')]))).toThrow(/a name has up to 58 letters/)
    expect(plan({ ...courts, register: 'court_list' })).toThrow(/does not end in _list/)
  })
})
