import type { Json } from '../../base/json.ts'
import { DefinitionError } from '../../base/problem.ts'
import { quoted } from '../database/schema/quote.ts'
import { type ColumnLimits, checkTableSpec, type TableColumn, type TableSpec } from '../database/schema/spec.ts'
import type { CheckedField, CheckedRegister } from './check.ts'
import { columnName } from './column.ts'
import { type ConditionColumn, conditionToSql } from './condition-sql.ts'
import { restoreField, storeField } from './kinds/index.ts'
import type { FilterOperator } from './kinds/kind.ts'

/** A register's definition as the table that migrations are generated from. */
export const tableSpecOf = (register: CheckedRegister): TableSpec => {
  const { definition, published } = register
  const spec: TableSpec = {
    register: register.table,
    formerly: (definition.formerly ?? []).map(former => former.id),
    columns: register.fields.flatMap(of => columnsOfField(register, of)),
    search:
      register.search.length === 0
        ? null
        : {
            all: register.search.flatMap(columnNames),
            public: (published?.search ?? []).flatMap(columnNames),
          },
    filters: unique(register.filters.flatMap(filterColumns)),
    sorts: unique(register.sort.flatMap(({ of }) => columnNames(of).slice(0, 1))),
    uniques: register.unique.map(set => set.map(keyColumn)),
    public:
      published === null
        ? null
        : {
            columns: published.fields.flatMap(columnNames),
            ...(published.when && {
              when: conditionToSql(published.when, id => conditionColumn(register.byId.get(id))),
            }),
          },
  }
  checkTableSpec(spec)
  return spec
}

export const tableSpecsOf = (registers: Iterable<CheckedRegister>): readonly TableSpec[] =>
  Array.from(registers, tableSpecOf)

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]

const columnNames = (of: CheckedField): readonly string[] => of.columns.map(column => column.name)

/** The column that tells two records apart: of an encrypted field its blind index, since equal values encrypt differently. */
const keyColumn = (of: CheckedField): string => {
  const column = of.class === 'special' ? of.columns[1] : of.columns[0]
  if (column === undefined) throw new DefinitionError(`field "${of.id}" has no column`)
  return column.name
}

/** Comparisons that no index of ours serves. */
const unserved: ReadonlySet<FilterOperator> = new Set<FilterOperator>(['filled', 'openAt'])

const filterColumns = (of: CheckedField): readonly string[] =>
  of.kind.filters.some(operator => !unserved.has(operator)) ? [keyColumn(of)] : []

const columnsOfField = (register: CheckedRegister, of: CheckedField): readonly TableColumn[] => {
  const { field } = of
  const name = columnName(of.id)
  const cells = fillCells(register, of)
  const limits = of.class === 'special' ? undefined : limitsOf(of)
  const asked = field.retired === undefined
  return of.columns.map((column, index): TableColumn => {
    const fill = cells?.[index]
    return {
      name: column.name,
      type: column.type,
      class: of.class,
      // Of several columns the first one says whether there is a value; one that depends on another field may be empty.
      required: index === 0 && field.required === true && field.when === undefined && asked,
      unique: false,
      ...(field.kind === 'reference' && { references: field.to }),
      formerly: (field.formerly ?? []).map(former => columnName(former.id) + column.name.slice(name.length)),
      ...(of.class === 'special' && index === 1 && { indexed: true }),
      ...(limits && index === 0 && { limits }),
      ...(fill !== undefined && { fill }),
      ...(field.splitFrom && index === 0 && { splitFrom: splitOf(register, of) }),
      ...(!asked && { retired: true }),
    }
  })
}

const limitsOf = ({ field }: CheckedField): ColumnLimits | undefined => {
  switch (field.kind) {
    case 'text':
    case 'longText':
      return field.maxLength === undefined ? undefined : { maxLength: field.maxLength }
    case 'integer':
    case 'yen':
    case 'decimal':
    case 'date': {
      const { min, max } = field
      if (min === undefined && max === undefined) return undefined
      return { ...(min !== undefined && { min: String(min) }), ...(max !== undefined && { max: String(max) }) }
    }
    case 'choice':
    case 'choices':
      return { codes: field.of.map(choice => choice.code) }
    default:
      return undefined
  }
}

const fillCells = (register: CheckedRegister, of: CheckedField): readonly Json[] | undefined => {
  const { field } = of
  const wrong = (message: string) =>
    new DefinitionError(`register "${register.definition.id}", field "${of.id}": ${message}`)
  if (field.fill === undefined) return undefined
  if (of.class === 'special') throw wrong('is encrypted and cannot be filled by a migration')
  if (of.columns.length > 1) throw wrong(`is of kind ${field.kind}, which a migration cannot fill`)
  try {
    const [cell] = storeField(field, restoreField(field, field.fill))
    const json: Json = JSON.parse(JSON.stringify(cell ?? null))
    return [json]
  } catch {
    throw wrong(`fill ${JSON.stringify(field.fill)} is no value of kind ${field.kind}`)
  }
}

/** Syntax that one of the two engines lacks or reads in its own way. */
const notShared = /\(\?<|\\[pPkAZyYmM]|\[\[|\(\?[a-z]/

const splitOf = (register: CheckedRegister, of: CheckedField) => {
  const { field: source, pattern, group } = of.field.splitFrom ?? { field: '', pattern: '', group: 0 }
  const wrong = (message: string) =>
    new DefinitionError(`register "${register.definition.id}", field "${of.id}", splitFrom: ${message}`)
  const from = register.byId.get(source)
  if (from === undefined) throw wrong(`there is no field "${source}"; the field that is split stays, as retired`)
  if (from.columns[0]?.type !== 'text' || from.class === 'special') throw wrong(`field "${source}" is no plain text`)
  if (of.columns[0]?.type !== 'text' || of.columns.length > 1) throw wrong('only a field of one text can be split off')
  if (notShared.test(pattern)) throw wrong(`pattern ${pattern} uses what PostgreSQL or JavaScript lacks`)
  let groups: number
  try {
    groups = (new RegExp(`${pattern}|`, 'u').exec('')?.length ?? 1) - 1
  } catch {
    throw wrong(`pattern ${pattern} is not a regular expression`)
  }
  if (!Number.isInteger(group) || group < 1 || group > groups) throw wrong(`pattern ${pattern} has no group ${group}`)
  return { column: columnName(source), pattern, group }
}

/** What a condition sees of a field: the value's JSON form, as SQL over the table's columns. */
export const conditionColumn = (of: CheckedField | undefined): ConditionColumn | undefined => {
  const first = of?.columns[0]
  if (of === undefined || first === undefined || of.class === 'special') return undefined
  const sql = quoted(first.name)
  switch (of.field.kind) {
    case 'integer':
    case 'yen':
      return { sql, json: 'number' }
    case 'decimal': {
      const { places } = of.field
      return {
        sql: `(case when scale(${sql}) < ${places} then round(${sql}, ${places}) else ${sql} end)::text`,
        json: 'text',
      }
    }
    case 'date':
      return { sql, json: 'day' }
    case 'dateTime':
      return { sql: `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`, json: 'text' }
    case 'yesNo':
      return { sql, json: 'boolean' }
    case 'choices':
      return { sql, json: 'list' }
    case 'address':
    case 'point':
      return { sql: `(case when ${sql} is not null then '{}'::jsonb end)`, json: 'object' }
    case 'openingHours':
    case 'file':
    case 'rows':
      return { sql, json: 'object' }
    case 'reference':
      return { sql: `${sql}::text`, json: 'text' }
    default:
      return { sql, json: 'text' }
  }
}
