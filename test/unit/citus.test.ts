import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../src/base/root.ts'

/**
 * What can be said without Citus about a schema that is to be distributed by `tenant`: Citus refuses a distributed table whose
 * primary key, unique constraint or unique index lacks the distribution column, and foreign keys between
 * distributed tables that do not include it on both sides; triggers are refused too (https://docs.citusdata.com, "Common error messages"
 * and "SQL support"). `deploy/citus.md` names every table and why it stands where it does.
 */
interface Table {
  readonly name: string
  /** Columns of the primary key, in order. */
  readonly key: readonly string[]
  readonly tenant: boolean
  /** Constraints and indexes that Citus would refuse on the table distributed by tenant. */
  readonly obstacles: readonly string[]
}

const columnsIn = (text: string): readonly string[] =>
  (/\(([^)]*)\)/.exec(text)?.[1] ?? '').split(',').map(column => column.trim().replaceAll('"', '').split(' ')[0] ?? '')

const tableOf = (block: string): Table => {
  const lines = block.split('\n').map(line => line.trim())
  const name = (lines[0] ?? '').replace(/^table | \($/g, '')
  const key = columnsIn(/PRIMARY KEY (\([^)]*\))/.exec(block)?.[1] ?? '')
  const obstacles = lines.flatMap(line => {
    const unique =
      /(?:PRIMARY KEY|UNIQUE) (\([^)]*\))/.exec(line)?.[1] ??
      /CREATE UNIQUE INDEX .* USING \w+ (\([^)]*\))/.exec(line)?.[1]
    if (unique && !columnsIn(unique).includes('tenant')) return [line]
    if (/EXCLUDE |CREATE (?:CONSTRAINT )?TRIGGER /.test(line)) return [line]
    const [, from, to] = /FOREIGN KEY (\([^)]*\)) REFERENCES \S+?(\([^)]*\))/.exec(line) ?? []
    return from && to && !(columnsIn(from).includes('tenant') && columnsIn(to).includes('tenant')) ? [line] : []
  })
  return { name, key, tenant: lines.some(line => line.startsWith('tenant uuid not null')), obstacles }
}

/** The blocks of `table …` in the dumped schema, with the indexes and triggers that follow each. */
const tablesIn = (schema: string): readonly Table[] =>
  schema
    .split('\n\n')
    .filter(block => block.startsWith('table '))
    .map(tableOf)

const tables = tablesIn(readFileSync(join(projectRoot, 'generated/schema.sql'), 'utf8'))
const document = readFileSync(join(projectRoot, 'deploy/citus.md'), 'utf8')

/** Tables of schemas in which every table is a tenant's. */
const ofTenants = /^(?:register|history)\./

/** Tables of the platform that can be distributed as they are. */
const distributable = tables.filter(
  ({ tenant, key, obstacles }) => tenant && key[0] === 'tenant' && obstacles.length === 0,
)

describe('distributed by tenant', () => {
  test('every register and its history can be: tenant first in the key, in every unique rule and every foreign key', () => {
    const registers = tables.filter(({ name }) => ofTenants.test(name))
    expect(registers.length).toBeGreaterThanOrEqual(16)
    expect(registers.filter(table => !distributable.includes(table))).toEqual([])
  })

  test('the document names every table that can be, by schema or by name, and every one that cannot', () => {
    const parts = document.split('\n## ')
    const part = (title: string) => parts.find(text => text.startsWith(title)) ?? ''
    const named = (text: string) => new Set([...text.matchAll(/^\| `([\w.]+)`/gm)].map(match => match[1] ?? ''))
    const others = tables.filter(({ name }) => !ofTenants.test(name))
    const names = (list: readonly Table[]) => list.map(({ name }) => name.replaceAll('"', '')).toSorted()
    expect([...named(part('Distributed'))].toSorted()).toEqual(names(others.filter(one => distributable.includes(one))))
    expect([...named(part('Not distributed'))].toSorted()).toEqual(
      names(others.filter(one => !distributable.includes(one))),
    )
  })

  test('the inspection finds what Citus refuses', () => {
    const found = tablesIn(
      [
        'table register.bad (\n  tenant uuid not null,\n  constraint a PRIMARY KEY (id),\n);',
        'table register.worse (\n  tenant uuid not null,\n  constraint a PRIMARY KEY (tenant, id),\n  constraint b FOREIGN KEY (other) REFERENCES register.bad(id),\n);\n  CREATE UNIQUE INDEX c ON register.worse USING btree (number) WHERE (x IS NULL);',
      ].join('\n\n'),
    )
    expect(found.map(({ obstacles }) => obstacles.length)).toEqual([1, 2])
  })
})
