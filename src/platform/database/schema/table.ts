import { literal, objectName, quoted } from './quote.ts'
import { hasPublicSearch, listSuffix, type TableColumn, type TableSpec } from './spec.ts'

/** Constraints and indexes of a register's table by name, as the text that follows the name. */
export type NamedSql = ReadonlyMap<string, string>

export const registerTable = (register: string): string => `register.${quoted(register)}`
export const historyTable = (register: string): string => `history.${quoted(register)}`
export const publishedView = (register: string): string => `published.${quoted(register)}`
/**
 * The rows of the transaction's organisations that are not removed, with `grams` for searches. Staff lists read this and
 * not the table: under row security PostgreSQL uses no index for operators that are not leakproof (`@>` on arrays), so
 * that a search of the table would read all of it. The view repeats the policy and runs as the owner.
 */
export const listView = (register: string): string => `register.${quoted(register + listSuffix)}`

/** Longer texts do not fit into a B-tree entry (2,704 bytes, three of them a character). */
const longestIndexedText = 800

const ofTenants = 'tenant = any ((select musubi.tenants())::uuid[])'

export const columnSql = (column: TableColumn): string =>
  `${quoted(column.name)} ${column.type}${column.required ? ' not null' : ''}`

export const checksOf = (spec: TableSpec): NamedSql => {
  const found = new Map<string, string>()
  for (const column of spec.columns) {
    const condition = limitCondition(column)
    if (condition !== undefined) found.set(objectName(spec.register, column.name, 'check'), `check (${condition})`)
  }
  return found
}

/**
 * What a column's limits ask, as SQL that is not false for a row that keeps to them; undefined without limits.
 * @param value the column, or what would be put into it
 */
export const limitCondition = (column: TableColumn, value = quoted(column.name)): string | undefined => {
  const { maxLength, min, max, codes } = column.limits ?? {}
  const parts: string[] = []
  if (maxLength !== undefined)
    parts.push(
      `(char_length(${value}) <= ${maxLength} or char_length(regexp_replace(${value}, ${selectors}, '', 'g')) <= ${maxLength})`,
    )
  if (min !== undefined) parts.push(`${value} >= ${limitLiteral(column, min)}`)
  if (max !== undefined) parts.push(`${value} <= ${limitLiteral(column, max)}`)
  if (codes !== undefined) {
    const list = `array[${codes.map(literal).join(', ')}]::text[]`
    parts.push(column.type === 'text[]' ? `${value} <@ ${list}` : `${value} = any (${list})`)
  }
  return parts.length === 0 ? undefined : parts.join(' and ')
}

/** Variation selectors choose a form of the character before them (葛󠄀) and do not count as characters. */
const selectors = String.raw`'[\ufe00-\ufe0f\U000e0100-\U000e01ef]'`

const limitLiteral = (column: TableColumn, limit: string): string =>
  column.type === 'date' ? `${literal(limit)}::date` : `${literal(limit)}::numeric`

/**
 * Indexes that lists need. Paging goes by key (`where (column, id) > …  order by column, id`), so each one ends in the
 * id and holds only what lists show. The primary key (tenant, id) is the table's own.
 */
export const indexesOf = (spec: TableSpec): NamedSql => {
  const table = registerTable(spec.register)
  const found = new Map<string, string>()
  found.set(objectName(spec.register, 'id'), `on ${table} (id)`)
  const byName = new Map(spec.columns.map(column => [column.name, column]))
  const looked = new Set([
    ...spec.sorts,
    ...spec.filters,
    ...spec.columns.filter(column => column.references !== undefined || column.indexed).map(column => column.name),
  ])
  for (const name of looked) {
    const column = byName.get(name)
    const common = ['created_at', 'updated_at'].includes(name)
    if (column === undefined && !common) continue
    const body = column === undefined ? `on ${table} (${quoted(name)}, id)` : lookIndex(table, column)
    if (body !== undefined) found.set(objectName(spec.register, name, 'idx'), `${body} where removed_at is null`)
  }
  for (const name of spec.sorts) {
    const column = byName.get(name)
    // Lists show empty values last in both directions; read backwards, the index above would show them first.
    if (column !== undefined && !column.required && column.type !== 'text[]' && !isLong(column))
      found.set(
        objectName(spec.register, name, 'desc'),
        `on ${table} (${quoted(name)} desc nulls last, id desc) where removed_at is null`,
      )
  }
  const uniques = [...spec.columns.filter(column => column.unique).map(column => [column.name]), ...spec.uniques]
  for (const names of uniques)
    found.set(
      objectName(spec.register, ...names, 'key'),
      `on ${table} (tenant, ${names.map(quoted).join(', ')}) where removed_at is null`,
    )
  if (spec.search !== null) found.set(objectName(spec.register, 'search'), gramIndex(table, 'search'))
  if (hasPublicSearch(spec)) found.set(objectName(spec.register, 'search_public'), gramIndex(table, 'search_public'))
  return found
}

export const isUniqueIndex = (spec: TableSpec, name: string): boolean =>
  indexesOf(spec).has(name) && name.endsWith('_key')

const isLong = (column: TableColumn): boolean =>
  column.type === 'text' && (column.limits?.maxLength ?? 0) > longestIndexedText

const lookIndex = (table: string, column: TableColumn): string | undefined => {
  const name = quoted(column.name)
  if (column.type === 'text[]') return `on ${table} using gin (${name})`
  if (column.type === 'jsonb') return undefined
  if (isLong(column)) return `on ${table} (left(${name}, ${longestIndexedText}), id)`
  return `on ${table} (${name}, id)`
}

/** Of removed rows as well: PostgreSQL gathers how common each pair is, but does not look at it for a partial index. */
const gramIndex = (table: string, column: string): string => `on ${table} using gin (musubi.bigrams(${column}))`

const createIndexes = (spec: TableSpec): readonly string[] =>
  [...indexesOf(spec)].map(([name, body]) => createIndex(spec, name, body))

export const createIndex = (spec: TableSpec, name: string, body: string): string =>
  `create ${isUniqueIndex(spec, name) ? 'unique ' : ''}index ${quoted(name)} ${body};`

/** The statements that make a register's tables, policies, grants and views. */
export const createRegister = (spec: TableSpec): string => {
  const table = registerTable(spec.register)
  const history = historyTable(spec.register)
  const lines = [
    'tenant uuid not null',
    'id uuid not null',
    'version integer not null',
    'sample boolean not null default false',
    `search text not null default ''`,
    ...(hasPublicSearch(spec) ? [`search_public text not null default ''`] : []),
    'created_at timestamptz not null default now()',
    'updated_at timestamptz not null default now()',
    'removed_at timestamptz',
    ...spec.columns.map(columnSql),
    `constraint ${quoted(objectName(spec.register, 'pkey'))} primary key (tenant, id)`,
    ...[...checksOf(spec)].map(([name, body]) => `constraint ${quoted(name)} ${body}`),
  ]
  return [
    `create table ${table} (\n  ${lines.join(',\n  ')}\n);`,
    ...createIndexes(spec),
    ...secure(table),
    `grant select, insert, update on ${table} to musubi_app;`,
    createHistory(spec),
    ...secure(history),
    '-- What was, stays: nobody who serves requests may change or remove a revision.',
    `grant select, insert on ${history} to musubi_app;`,
    createViews(spec),
  ].join('\n')
}

const createHistory = (spec: TableSpec): string => {
  const table = historyTable(spec.register)
  return `create table ${table} (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamptz not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint ${quoted(objectName(spec.register, 'history_pkey'))} primary key (tenant, id, version)
);
create index ${quoted(objectName(spec.register, 'history_at'))} on ${table} using brin (at);`
}

/**
 * Row security for the application, and a door for the owner: forced, so that the owner too passes by a policy that can
 * be seen here and in generated/schema.sql, and not by a silent exception.
 */
const secure = (table: string): readonly string[] => [
  `alter table ${table} enable row level security;`,
  `alter table ${table} force row level security;`,
  `create policy tenants on ${table} to musubi_app using (${ofTenants}) with check (${ofTenants});`,
  `create policy owner on ${table} to musubi_owner using (true) with check (true);`,
]

/**
 * The views run as their owner. They are no security barriers: a barrier keeps `@>` out of the index as row security
 * does, and what it would guard against, functions of an attacker's own inside a query, cannot be made by these roles;
 * a column that the published view does not show cannot be named through it either way.
 */
export const createViews = (spec: TableSpec): string => {
  const table = registerTable(spec.register)
  const names = spec.columns.map(column => quoted(column.name))
  const common = ['id', 'version', 'sample', 'tenant', 'created_at', 'updated_at']
  const grams = (column: string) => (spec.search === null ? [] : [`musubi.bigrams(${column}) as grams`])
  const list = listView(spec.register)
  const parts = [
    `create view ${list} as
  select ${[...common, 'search', ...grams('search'), ...names].join(', ')}
  from ${table}
  where removed_at is null and ${ofTenants};`,
    `grant select on ${list} to musubi_app;`,
  ]
  if (spec.public !== null) {
    const view = publishedView(spec.register)
    const found = hasPublicSearch(spec) ? 'search_public' : 'search'
    const search = hasPublicSearch(spec) ? 'search_public as search' : 'search'
    const shown = ['id', 'version', 'sample', 'tenant', 'updated_at', search, ...grams(found)]
    parts.push(
      `create view ${view} as
  select ${[...shown, ...spec.public.columns.map(quoted)].join(', ')}
  from ${table}
  where removed_at is null${spec.public.when === undefined ? '' : ` and (${spec.public.when})`};`,
      `grant select on ${view} to musubi_public, musubi_app;`,
    )
  }
  return parts.join('\n')
}

export const dropViews = (spec: TableSpec): readonly string[] => [
  `drop view ${listView(spec.register)};`,
  ...(spec.public === null ? [] : [`drop view ${publishedView(spec.register)};`]),
]
