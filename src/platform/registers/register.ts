import { DefinitionError } from '../../base/problem.ts'
import { listView } from '../database/schema/table.ts'
import type { CheckedField, CheckedRegister } from './check.ts'
import type { RecordCheck } from './definition.ts'
import type { FieldKindId } from './field.ts'
import type { FilterOperator } from './kinds/kind.ts'

/** A field as the services use it. */
export interface RegisterField extends CheckedField {
  /** The column is never empty: lists sorted by it need no care for empty values. */
  readonly alwaysFilled: boolean
  readonly formerIds: readonly string[]
  /** What `?field=value` means for this kind; undefined where the kind has only named comparisons. */
  readonly usualFilter: FilterOperator | undefined
}

/** A checked register with the names that statements are made of. Built once at the start. */
export interface Register extends Omit<CheckedRegister, 'fields'> {
  readonly id: string
  readonly check?: RecordCheck | undefined
  readonly fields: readonly RegisterField[]
  readonly publicFields: readonly RegisterField[]
  readonly searchFields: readonly RegisterField[]
  /** Searched fields that are published, where they are fewer: the public then searches a text of its own. */
  readonly publicSearchFields: readonly RegisterField[] | null
  readonly filterable: ReadonlySet<string>
  readonly sortable: ReadonlySet<string>
  /** Qualified and quoted names for SQL. */
  readonly rowTable: string
  readonly historyTable: string
  readonly publishedView: string
  /** The table without removed records, with the index of searches (see `listView` of the schema). */
  readonly listView: string
  /** @throws DefinitionError: code names a field that is not declared */
  field(id: string): RegisterField
  /** A field by its present or a former id, as addresses, files and API clients name it. */
  fieldByName(name: string): RegisterField | undefined
}

const usual: Partial<Readonly<Record<FieldKindId, FilterOperator>>> = { choices: 'includes', address: 'municipality' }

const usualFilterOf = (field: CheckedField): FilterOperator | undefined => {
  const wanted = usual[field.field.kind]
  if (wanted) return field.kind.filters.includes(wanted) ? wanted : undefined
  return field.kind.filters.find(operator => operator === 'equal' || operator === 'oneOf')
}

/** The same register with a system's own check of whole records. */
export const withCheck = (register: Register, check: RecordCheck | undefined): Register => ({ ...register, check })

export const prepareRegister = (checked: CheckedRegister): Register => {
  const { definition } = checked
  const fields = checked.fields.map(
    (field): RegisterField => ({
      ...field,
      alwaysFilled:
        field.field.required === true && field.field.when === undefined && field.field.retired === undefined,
      formerIds: (field.field.formerly ?? []).map(former => former.id),
      usualFilter: usualFilterOf(field),
    }),
  )
  const byId = new Map(fields.map(field => [field.id, field]))
  const byName = new Map([...fields.flatMap(field => field.formerIds.map(id => [id, field] as const)), ...byId])
  const field = (id: string): RegisterField => {
    const found = byId.get(id)
    if (!found) throw new DefinitionError(`register "${definition.id}" has no field "${id}"`)
    return found
  }
  const same = (some: readonly CheckedField[]): readonly RegisterField[] => some.map(one => field(one.id))
  return {
    ...checked,
    id: definition.id,
    fields,
    publicFields: same(checked.published?.fields ?? []),
    searchFields: same(checked.search),
    publicSearchFields:
      checked.published && checked.published.search.length < checked.search.length
        ? same(checked.published.search)
        : null,
    filterable: new Set(checked.filters.map(one => one.id)),
    sortable: new Set(checked.sort.map(one => one.of.id)),
    rowTable: `register."${checked.table}"`,
    historyTable: `history."${checked.table}"`,
    publishedView: `published."${checked.table}"`,
    listView: listView(checked.table),
    field,
    fieldByName: name => byName.get(name),
  }
}
