import type { Bilingual } from '../../base/bilingual.ts'
import type { CodeDefinition } from '../../base/codes/code.ts'
import { type Condition, fieldsOf } from '../../base/condition.ts'
import { DefinitionError } from '../../base/problem.ts'
import { checkField, checkFormerNames, type Fail } from './check/field.ts'
import { isRegisterId } from './check/names.ts'
import type { Publication, RegisterDefinition } from './definition.ts'
import { documentMarks, numberMark } from './documents/mark-names.ts'
import type { Field, FieldClass, FormerName } from './field.ts'
import { columnsOf, kindOf, type NamedColumn, specialColumnsOf } from './kinds/index.ts'
import type { FieldKind } from './kinds/kind.ts'
import { noSearch } from './kinds/scalar.ts'

export interface CheckedField {
  readonly id: string
  readonly field: Field
  readonly class: FieldClass
  /** Those of the kind, or the encrypted pair of a special field. */
  readonly columns: readonly NamedColumn[]
  readonly kind: FieldKind
}

export interface SortField {
  readonly of: CheckedField
  /** The default direction. */
  readonly descending: boolean
}

/** The fields of a register by their uses, each in the order of the definition. */
export interface FieldUses {
  readonly fields: readonly CheckedField[]
  readonly naming: readonly CheckedField[]
  readonly list: readonly CheckedField[]
  readonly search: readonly CheckedField[]
  readonly filters: readonly CheckedField[]
  readonly sort: readonly SortField[]
}

/** A register that was found right; what the runtime needs of it is worked out. Only `checkRegister` makes one. */
export interface CheckedRegister extends FieldUses {
  readonly definition: RegisterDefinition
  /** Name of its table in schema `register`. */
  readonly table: string
  readonly byId: ReadonlyMap<string, CheckedField>
  /** Fields by their former ids. */
  readonly byFormerId: ReadonlyMap<string, { readonly of: CheckedField; readonly until: string }>
  /** Fields that new forms ask for. */
  readonly asked: readonly CheckedField[]
  /** Sets of fields that no two records of an organisation share; those of `field.unique` too. */
  readonly unique: readonly (readonly CheckedField[])[]
  readonly references: readonly { readonly of: CheckedField; readonly to: string }[]
  /** The choice that says whose record it is. */
  readonly heldBy: CheckedField | null
  /** All fields under their headings; those that no section names come last, without one. */
  readonly sections: readonly { readonly title: Bilingual | null; readonly fields: readonly CheckedField[] }[]
  /** The same uses narrowed to public fields, or null where nothing is published. */
  readonly published: (FieldUses & Publication) | null
}

const classOf = (definition: RegisterDefinition, field: Field): FieldClass =>
  field.class ?? definition.fieldClass ?? 'internal'

/** @throws DefinitionError naming register, part and field: the first mistake found */
export const checkRegister = (
  definition: RegisterDefinition,
  all: readonly RegisterDefinition[],
  codes: readonly CodeDefinition[],
): CheckedRegister => {
  const failAt =
    (part: string): Fail =>
    message => {
      throw new DefinitionError(`register "${definition.id}", ${part}: ${message}`)
    }
  const fail = failAt('id')
  if (!isRegisterId(definition.id)) fail('is not snake_case with at most 48 letters')
  if (all.filter(register => register.id === definition.id).length > 1) fail('two registers have this id')
  checkFormerNames(definition.formerly ?? [], fail)
  const takenIds = all.filter(other => other !== definition).flatMap(other => [other.id, ...formerIds(other)])
  for (const former of formerIds(definition))
    if (former === definition.id || takenIds.includes(former)) fail(`former name "${former}" is another register's`)

  const fields = Object.entries(definition.fields).map(([id, field]): CheckedField => {
    const fieldClass = classOf(definition, field)
    const around = { fields: definition.fields, registers: all, codes }
    checkField(id, field, fieldClass, around, message => failAt('fields')(`field "${id}" ${message}`))
    const columns = fieldClass === 'special' ? specialColumnsOf(id) : columnsOf(id, field)
    return { id, field, class: fieldClass, columns, kind: kindOf(field) }
  })
  if (fields.length === 0) failAt('fields')('there are none')
  const byId = new Map(fields.map(field => [field.id, field]))
  checkColumns(fields, failAt('fields'))
  const byFormerId = formerFields(fields, byId, failAt('fields'))

  const named = (part: string, ids: readonly string[], refuse?: (field: CheckedField) => string | undefined) => {
    const found = ids.map(id => {
      const field = byId.get(id)
      if (!field) return failAt(part)(`there is no field "${id}"`)
      const reason = refuse?.(field)
      return reason === undefined ? field : failAt(part)(`field "${id}" ${reason}`)
    })
    const twice = ids.find((id, index) => ids.indexOf(id) !== index)
    if (twice !== undefined) failAt(part)(`field "${twice}" is there twice`)
    return found
  }
  const condition = (part: string, of: Condition | undefined, refuse?: (field: CheckedField) => string | undefined) =>
    named(part, [...new Set(of ? fieldsOf(of) : [])], refuse)
  const openly = (field: CheckedField) =>
    field.class === 'special' ? 'is special and must not stand in the open' : undefined

  const naming = named('naming', definition.naming, openly)
  if (naming.length === 0) failAt('naming')('a record needs a field that names it')
  const list = named('list', definition.list, openly)
  if (list.length === 0) failAt('list')('a list needs a column')
  const search = named('search', definition.search, field => openly(field) ?? unsearchable(field))
  const filters = named('filters', definition.filters)
  const sortFields = named('sort', definition.sort.map(withoutSign), field => openly(field) ?? unsortable(field))
  const sort = sortFields.map((of, index) => ({ of, descending: definition.sort[index]?.startsWith('-') ?? false }))
  const unique = [
    ...fields.filter(({ field }) => field.unique).map(field => [field]),
    ...(definition.unique ?? []).map(ids => named('unique', ids, oneColumn)),
  ]
  if (unique.some(set => set.length === 0)) failAt('unique')('a set of fields is empty')
  for (const rule of definition.rules ?? []) {
    named('rules', [rule.field])
    condition('rules', rule.holds)
  }
  const heldBy = checkHeldBy(
    named('heldBy', definition.heldBy === undefined ? [] : [definition.heldBy])[0],
    failAt('heldBy'),
  )
  checkApproval(definition, failAt('approval'))

  const documentIds = (definition.documents ?? []).map(document => document.id)
  for (const document of definition.documents ?? []) {
    const part = `documents "${document.id}"`
    if (documentIds.indexOf(document.id) !== documentIds.lastIndexOf(document.id)) failAt(part)('has a double')
    condition(part, document.when)
    if (!document.number.includes(`{${numberMark}}`)) failAt(part)(`its number has no mark {${numberMark}}`)
    for (const line of document.lines) if (line.kind === 'fields') named(part, line.of)
    const texts = document.lines.flatMap(line => (line.kind === 'text' || line.kind === 'heading' ? line.text : []))
    named(
      part,
      [...new Set([document.number, ...texts].flatMap(marksOf))].filter(mark => !documentMarks.includes(mark)),
    )
  }

  const inSections = named(
    'sections',
    (definition.sections ?? []).flatMap(section => section.fields),
  )
  const rest = fields.filter(field => !inSections.includes(field))
  const sections = [
    ...(definition.sections ?? []).map(section => ({
      title: section.title,
      fields: named('sections', section.fields),
    })),
    ...(rest.length > 0 ? [{ title: null, fields: rest }] : []),
  ]

  const uses = { fields, naming, list, search, filters, sort }
  if (definition.publish) {
    condition('publish.when', definition.publish.when, field =>
      field.class === 'public' ? undefined : `is ${field.class}: who sees the record would learn it`,
    )
    checkPublication(definition.publish, definition, all, failAt('publish'))
  }
  return {
    ...uses,
    definition,
    table: definition.id,
    byId,
    byFormerId,
    asked: fields.filter(({ field }) => !field.retired),
    unique,
    references: fields.flatMap(of => (of.field.kind === 'reference' ? [{ of, to: of.field.to }] : [])),
    sections,
    heldBy,
    published: definition.publish ? publicUses(uses, definition.publish, failAt('publish')) : null,
  }
}

/** Checks all registers of a platform against each other. */
export const checkRegisters = (
  definitions: readonly RegisterDefinition[],
  codes: readonly CodeDefinition[],
): ReadonlyMap<string, CheckedRegister> =>
  new Map(definitions.map(definition => [definition.id, checkRegister(definition, definitions, codes)]))

const withoutSign = (text: string) => text.replace(/^-/, '')

const formerIds = (register: RegisterDefinition): readonly string[] =>
  (register.formerly ?? []).map(former => former.id)

/** What stands between braces, whatever it is: a misspelt mark would be printed as it stands. */
const marksOf = (text: string): readonly string[] => Array.from(text.matchAll(/\{([^}]*)\}/g), ([, mark]) => mark ?? '')

const unsearchable = ({ kind }: CheckedField) =>
  kind.searchTexts === noSearch ? `is of kind ${kind.kind}, which has no text to search` : undefined

const unsortable = ({ kind }: CheckedField) =>
  kind.sortable ? undefined : `is of kind ${kind.kind}, which has no order`

const oneColumn = ({ kind, columns, class: fieldClass }: CheckedField) =>
  fieldClass !== 'special' && (columns.length !== 1 || columns[0]?.type === 'jsonb' || columns[0]?.type === 'text[]')
    ? `is of kind ${kind.kind}, which cannot be unique`
    : undefined

const checkColumns = (fields: readonly CheckedField[], fail: Fail): void => {
  const owners = new Map<string, string>()
  for (const { id, columns } of fields)
    for (const { name } of columns) {
      const other = owners.get(name)
      if (other !== undefined) fail(`fields "${other}" and "${id}" share the column ${name}`)
      owners.set(name, id)
    }
}

const formerFields = (
  fields: readonly CheckedField[],
  byId: ReadonlyMap<string, CheckedField>,
  fail: Fail,
): ReadonlyMap<string, { readonly of: CheckedField; readonly until: string }> => {
  const found = new Map<string, { readonly of: CheckedField; readonly until: string }>()
  const former = fields.flatMap(of => (of.field.formerly ?? []).map((name: FormerName) => ({ of, ...name })))
  for (const { of, id, until } of former) {
    if (byId.has(id)) fail(`field "${of.id}" was formerly "${id}", which is a field today`)
    if (found.has(id)) fail(`field "${of.id}" was formerly "${id}", and so was another`)
    found.set(id, { of, until })
  }
  return found
}

const checkHeldBy = (held: CheckedField | undefined, fail: Fail): CheckedField | null => {
  if (!held) return null
  const { field, id } = held
  if (held.class === 'special' || field.kind !== 'choice') return fail(`field "${id}" is not a choice in the clear`)
  const keys = field.of.flatMap(choice => choice.organisation ?? [])
  if (keys.length === 0) fail(`no choice of field "${id}" names an organisation`)
  const twice = keys.find((key, at) => keys.indexOf(key) !== at)
  if (twice !== undefined) fail(`two choices of field "${id}" name the organisation "${twice}"`)
  return held
}

const checkApproval = (definition: RegisterDefinition, fail: Fail): void => {
  if (!definition.approval) return
  if (definition.approval.operations.length === 0) fail('names no operation')
  const days = definition.approval.expiresAfterDays
  if (!Number.isInteger(days) || days < 1) fail(`expires after ${days} days, which is no whole number from 1`)
}

const checkPublication = (
  publication: Publication,
  definition: RegisterDefinition,
  all: readonly RegisterDefinition[],
  fail: Fail,
): void => {
  if (!/^(?:\/[a-z0-9][a-z0-9-]*)+$/.test(publication.path))
    fail(`path "${publication.path}" is not like /waste/permits`)
  const other = all.find(register => register !== definition && register.publish?.path === publication.path)
  if (other) fail(`path "${publication.path}" is that of register "${other.id}" too`)
  if (publication.license.trim() === '') fail('names no licence')
}

const publicUses = (uses: FieldUses, publication: Publication, fail: Fail): FieldUses & Publication => {
  const open = (fields: readonly CheckedField[]) => fields.filter(field => field.class === 'public')
  const narrowed = {
    fields: open(uses.fields),
    naming: open(uses.naming),
    list: open(uses.list),
    search: open(uses.search),
    filters: open(uses.filters),
    sort: uses.sort.filter(({ of }) => of.class === 'public'),
  }
  if (narrowed.naming.length === 0) fail('no field of naming is public: a public record would have no name')
  if (narrowed.list.length === 0) fail('no field of list is public')
  return { ...publication, ...narrowed }
}
