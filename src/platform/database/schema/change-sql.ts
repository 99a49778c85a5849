import { checkLines } from '../migration-file.ts'
import { safeCast } from './cast.ts'
import { type Alter, type Change, type ColumnChange, renames } from './change.ts'
import { checksOfChange } from './change-check.ts'
import { fillSql, splitSql } from './column-value.ts'
import { literal, objectName, quoted } from './quote.ts'
import { hasPublicSearch, type TableColumn, type TableSpec } from './spec.ts'
import {
  checksOf,
  createIndex,
  createRegister,
  createViews,
  dropViews,
  historyTable,
  indexesOf,
  type NamedSql,
  registerTable,
} from './table.ts'

/**
 * The migration of a change. Preconditions stand first and are counted before the first statement, so they speak of the
 * old names. All of it runs in one transaction: constraints are added and checked at once, not `not valid` first, since
 * the second half of such a pair could fail after the first one had been kept.
 */
export const changesToSql = (changes: readonly Change[]): string => {
  const checks = changes.flatMap(checksOfChange)
  const statements = changes.map(change => {
    if (change.kind === 'create') return createRegister(change.spec)
    return change.kind === 'drop' ? dropRegister(change) : alterRegister(change)
  })
  return `${[...checks.map(checkLines), ...statements].join('\n\n')}\n`
}

const dropRegister = (change: Extract<Change, { kind: 'drop' }>): string =>
  [
    ...dropViews(change.spec),
    discardLine(change.reason),
    `drop table ${registerTable(change.spec.register)};`,
    discardLine(change.reason),
    `drop table ${historyTable(change.spec.register)};`,
  ].join('\n')

const discardLine = (reason = 'nothing is held there, as the check above makes sure'): string =>
  `-- discard: ${reason.replaceAll('\n', ' ')}`

const alterRegister = (change: Alter): string => {
  const { before, after, columns } = change
  const table = registerTable(after.register)
  const alter = (action: string) => `alter table ${table} ${action};`
  const renamed = renameSpec(before, after.register, renames(columns))
  const of = <K extends ColumnChange['kind']>(kind: K) =>
    columns.filter((one): one is Extract<ColumnChange, { kind: K }> => one.kind === kind)
  const retyped = new Set(of('retype').map(one => one.column.name))
  const constraints = compare(checksOf(renamed), checksOf(after), retyped, after.register)
  const indexes = compare(indexesOf(renamed), indexesOf(after), retyped, after.register)
  const statements = [
    ...dropViews(before),
    ...renameStatements(before, renamed, columns),
    ...constraints.gone.map(name => alter(`drop constraint ${quoted(name)}`)),
    ...indexes.gone.map(name => `drop index register.${quoted(name)};`),
    ...searchColumn(before, after),
    ...addColumns(
      table,
      of('add').map(one => one.column),
    ),
    ...retype(of('retype')).map(alter),
    ...of('relax').map(one => alter(`alter column ${quoted(one.column.name)} drop not null`)),
    ...of('require').flatMap(one => [
      ...fillStatement(table, one.column),
      alter(`alter column ${quoted(one.column.name)} set not null`),
    ]),
    ...of('drop').flatMap(one => [discardLine(one.reason), alter(`drop column ${quoted(one.column.name)}`)]),
    ...constraints.fresh.map(([name, body]) => alter(`add constraint ${quoted(name)} ${body}`)),
    ...indexes.fresh.map(([name, body]) => createIndex(after, name, body)),
    createViews(after),
    ...reindex(renamed, after, columns),
  ]
  return statements.join('\n')
}

/** All in one statement, which rewrites the table once. */
const retype = (changes: readonly Extract<ColumnChange, { kind: 'retype' }>[]): readonly string[] => {
  const actions = changes.map(({ before, column }) => {
    const name = quoted(column.name)
    return `alter column ${name} type ${column.type} using ${safeCast(before.type, column.type)?.convert(name)}`
  })
  return actions.length === 0 ? [] : [actions.join(', ')]
}

/** The old spec under the new names, so that what remains to compare is what really differs. */
const renameSpec = (spec: TableSpec, register: string, names: ReadonlyMap<string, string>): TableSpec => {
  const to = (name: string) => names.get(name) ?? name
  return {
    ...spec,
    register,
    columns: spec.columns.map(column => ({ ...column, name: to(column.name) })),
    search: spec.search && { all: spec.search.all.map(to), public: spec.search.public.map(to) },
    filters: spec.filters.map(to),
    sorts: spec.sorts.map(to),
    uniques: spec.uniques.map(list => list.map(to)),
    public: spec.public && { ...spec.public, columns: spec.public.columns.map(to) },
  }
}

const renameStatements = (
  before: TableSpec,
  renamed: TableSpec,
  columns: readonly ColumnChange[],
): readonly string[] => {
  const [from, to] = [before.register, renamed.register]
  const table = registerTable(to)
  const moved: string[] = []
  if (from !== to) {
    moved.push(
      `alter table ${registerTable(from)} rename to ${quoted(to)};`,
      `alter table ${historyTable(from)} rename to ${quoted(to)};`,
      `alter index register.${quoted(objectName(from, 'pkey'))} rename to ${quoted(objectName(to, 'pkey'))};`,
      `alter index history.${quoted(objectName(from, 'history_pkey'))} rename to ${quoted(objectName(to, 'history_pkey'))};`,
      `alter index history.${quoted(objectName(from, 'history_at'))} rename to ${quoted(objectName(to, 'history_at'))};`,
    )
  }
  for (const change of columns)
    if (change.kind === 'rename')
      moved.push(`alter table ${table} rename column ${quoted(change.from)} to ${quoted(change.to)};`)
  const pairs = (old: NamedSql, current: NamedSql) => {
    const names = [...current.keys()]
    return [...old.keys()].flatMap((name, index) => {
      const now = names[index]
      return now === undefined || now === name ? [] : [[name, now] as const]
    })
  }
  for (const [old, now] of pairs(checksOf(before), checksOf(renamed)))
    moved.push(`alter table ${table} rename constraint ${quoted(old)} to ${quoted(now)};`)
  for (const [old, now] of pairs(indexesOf(before), indexesOf(renamed)))
    moved.push(`alter index register.${quoted(old)} rename to ${quoted(now)};`)
  return moved
}

const compare = (before: NamedSql, after: NamedSql, retyped: ReadonlySet<string>, register: string) => {
  const rebuilt = new Set(
    [...retyped].flatMap(column => [objectName(register, column, 'check'), objectName(register, column, 'idx')]),
  )
  const differs = (name: string) => before.get(name) !== after.get(name) || rebuilt.has(name)
  return {
    gone: [...before.keys()].filter(differs),
    fresh: [...after].filter(([name]) => differs(name)),
  }
}

const searchColumn = (before: TableSpec, after: TableSpec): readonly string[] => {
  const [had, has] = [hasPublicSearch(before), hasPublicSearch(after)]
  const table = registerTable(after.register)
  if (has && !had) return [`alter table ${table} add column search_public text not null default '';`]
  if (!had || has) return []
  return [discardLine('its words are made from other columns'), `alter table ${table} drop column search_public;`]
}

const addColumns = (table: string, columns: readonly TableColumn[]): readonly string[] => {
  const alter = (action: string) => `alter table ${table} ${action};`
  const isConstant = (column: TableColumn) =>
    column.required && column.fill !== undefined && column.splitFrom === undefined
  const later = columns.filter(column => column.required && !isConstant(column))
  return [
    ...columns.flatMap(column => {
      const name = quoted(column.name)
      if (!isConstant(column) || column.fill === undefined) return [alter(`add column ${name} ${column.type}`)]
      // A constant default is kept beside the table and rewrites no row.
      const value = fillSql(column, column.fill)
      return [
        alter(`add column ${name} ${column.type} not null default ${value}`),
        alter(`alter column ${name} drop default`),
      ]
    }),
    ...splitStatements(table, columns),
    ...later.flatMap(column => [
      ...fillStatement(table, column),
      alter(`alter column ${quoted(column.name)} set not null`),
    ]),
  ]
}

/** One pass over the rows for all that is split from one column: rewriting rows, with their indexes, is what costs. */
const splitStatements = (table: string, columns: readonly TableColumn[]): readonly string[] => {
  const bySource = Map.groupBy(
    columns.filter(column => column.splitFrom !== undefined),
    column => column.splitFrom?.column ?? '',
  )
  return [...bySource].map(([source, parts]) => {
    const values = parts.map(column => `${quoted(column.name)} = ${splitSql(column)}`)
    return `update ${table} set ${values.join(', ')} where ${quoted(source)} is not null;`
  })
}

const fillStatement = (table: string, column: TableColumn): readonly string[] =>
  column.fill === undefined
    ? []
    : [
        `update ${table} set ${quoted(column.name)} = ${fillSql(column, column.fill)} where ${quoted(column.name)} is null;`,
      ]

/**
 * Search texts are folded by the platform, not by SQL: where the columns that they are made of changed, the register is
 * put down to be read again. The start does it before it says ready, and removes the mark.
 */
const reindex = (renamed: TableSpec, after: TableSpec, columns: readonly ColumnChange[]): readonly string[] => {
  if (after.search === null) return []
  const words = (spec: TableSpec) => JSON.stringify([spec.search, hasPublicSearch(spec)])
  const touched = columns.some(
    change =>
      (change.kind === 'add' || change.kind === 'require' || change.kind === 'retype') &&
      (change.column.fill !== undefined || change.column.splitFrom !== undefined || change.kind === 'retype') &&
      after.search?.all.includes(change.column.name),
  )
  if (words(renamed) === words(after) && !touched) return []
  return [
    `insert into musubi.setting (name, value) values (${literal(`reindex.${after.register}`)}, 'true') on conflict (name) do update set value = 'true', updated_at = now();`,
  ]
}
