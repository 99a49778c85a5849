import type { MigrationCheck } from '../migration-file.ts'
import { safeCast } from './cast.ts'
import { type Alter, type Change, type ColumnChange, renames } from './change.ts'
import { splitSql } from './column-value.ts'
import { quoted } from './quote.ts'
import type { TableColumn, TableSpec } from './spec.ts'
import { limitCondition, registerTable } from './table.ts'

/** What data must satisfy before a change; each count of rows that do not comes with the way out. Old names. */
export const checksOfChange = (change: Change): readonly MigrationCheck[] => {
  if (change.kind === 'create') return []
  if (change.kind === 'alter')
    return [...change.columns.flatMap(column => checksOfColumn(change, column)), ...uniqueChecks(change)]
  if (change.reason !== undefined) return []
  const { register } = change.spec
  return [
    {
      query: `select count(*) from ${registerTable(register)}`,
      refusal: `Register ${register} is no longer declared but holds {count} records: declare it again, or list it in migrations/discards.json with the reason why they may be destroyed.`,
    },
  ]
}

const checksOfColumn = ({ before, after }: Alter, change: ColumnChange): readonly MigrationCheck[] => {
  const table = registerTable(before.register)
  const where = `register ${after.register}, field`
  const count = (condition: string) => `select count(*) from ${table} where ${condition}`
  switch (change.kind) {
    case 'add':
      return addChecks(table, where, change.column)
    case 'require': {
      if (change.column.fill !== undefined) return []
      const old = quoted(change.before.name)
      return [
        {
          query: count(`${old} is null`),
          refusal: `In ${where} ${change.column.name}, {count} records are empty, and the field is to be required: fill them in first, or give the field a \`fill\` for them.`,
        },
      ]
    }
    case 'limit': {
      const old = quoted(change.before.name)
      const cast = safeCast(change.before.type, change.column.type)
      const condition = limitCondition(change.column, cast ? `(${cast.convert(old)})` : old)
      if (condition === undefined) return []
      return [
        {
          query: count(`not (${condition})`),
          refusal: `In ${where} ${change.column.name}, {count} records do not keep to the narrower limits (${limitWords(change.column)}): correct them first, widen the limits, or keep a code as \`retired\`.`,
        },
      ]
    }
    case 'retype': {
      const broken = safeCast(change.before.type, change.column.type)?.breaks?.(quoted(change.before.name))
      if (broken === undefined) return []
      return [
        {
          query: count(broken),
          refusal: `In ${where} ${change.column.name}, {count} values cannot become ${change.column.type} without loss: correct them first, or declare a new field beside it.`,
        },
      ]
    }
    case 'drop':
      if (change.reason !== undefined) return []
      return [
        {
          query: count(`${quoted(change.column.name)} is not null`),
          refusal: `In ${where} ${change.column.name}, {count} records hold a value, and the field is no longer declared: declare it with \`retired\` to keep them, or list it in migrations/discards.json with the reason why they may be destroyed.`,
        },
      ]
    default:
      return []
  }
}

const addChecks = (table: string, where: string, column: TableColumn): readonly MigrationCheck[] => {
  const name = `${where} ${column.name}`
  if (column.splitFrom !== undefined) {
    const source = quoted(column.splitFrom.column)
    const unmatched = `${splitSql(column)} is null`
    const condition =
      column.required && column.fill === undefined ? unmatched : `${source} is not null and ${unmatched}`
    return [
      {
        query: `select count(*) from ${table} where ${condition}`,
        refusal: `In ${name}, {count} records cannot be split by its pattern: correct them in ${column.splitFrom.column} first, or widen the pattern.`,
      },
    ]
  }
  if (!column.required || column.fill !== undefined) return []
  return [
    {
      query: `select count(*) from ${table}`,
      refusal: `In ${name}, {count} records would have no value of this new required field: give it a \`fill\`, or leave it optional until they are filled in.`,
    },
  ]
}

const uniqueChecks = ({ before, after, columns }: Alter): readonly MigrationCheck[] => {
  const old = new Map([...renames(columns)].map(([from, to]) => [to, from]))
  const keysOf = (spec: TableSpec) => [
    ...spec.columns.filter(column => column.unique).map(column => [column.name]),
    ...spec.uniques,
  ]
  const known = new Set(before.columns.map(column => column.name))
  const had = new Set(keysOf(before).map(names => names.join()))
  return keysOf(after).flatMap(names => {
    const oldNames = names.map(name => old.get(name) ?? name)
    if (had.has(oldNames.join()) || !oldNames.every(name => known.has(name))) return []
    const list = oldNames.map(quoted)
    const filled = list.map(name => `${name} is not null`).join(' and ')
    return [
      {
        query: `select coalesce(sum(n), 0) from (select count(*) as n from ${registerTable(before.register)} where removed_at is null and ${filled} group by tenant, ${list.join(', ')} having count(*) > 1) as twice`,
        refusal: `In register ${after.register}, {count} records share their value of ${names.join(' + ')}, which is to be unique: correct them first.`,
      },
    ]
  })
}

const limitWords = ({ limits = {} }: TableColumn): string => {
  const parts: string[] = []
  if (limits.maxLength !== undefined) parts.push(`at most ${limits.maxLength} characters`)
  if (limits.min !== undefined) parts.push(`from ${limits.min}`)
  if (limits.max !== undefined) parts.push(`up to ${limits.max}`)
  if (limits.codes !== undefined) parts.push(`codes ${limits.codes.slice(0, 20).join(', ')}`)
  return parts.join(', ')
}
