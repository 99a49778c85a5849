import { canonicalJson, type Json } from '../../../base/json.ts'
import { DefinitionError } from '../../../base/problem.ts'
import { safeCast } from './cast.ts'
import { checkTableSpec, type TableColumn, type TableSpec } from './spec.ts'

/** Data that may be destroyed, and why: stands in the migration beside the statement that does it. */
export interface Discard {
  readonly register: string
  /** Without it, the whole register. */
  readonly column?: string
  readonly reason: string
}

/** One step from a register's old shape to its new one. */
export type ColumnChange =
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'add'; readonly column: TableColumn }
  | { readonly kind: 'retype'; readonly before: TableColumn; readonly column: TableColumn }
  | { readonly kind: 'require'; readonly before: TableColumn; readonly column: TableColumn }
  | { readonly kind: 'relax'; readonly column: TableColumn }
  | { readonly kind: 'limit'; readonly before: TableColumn; readonly column: TableColumn }
  | { readonly kind: 'drop'; readonly column: TableColumn; readonly reason?: string }

export type Change =
  | { readonly kind: 'create'; readonly spec: TableSpec }
  | { readonly kind: 'drop'; readonly spec: TableSpec; readonly reason?: string }
  | {
      readonly kind: 'alter'
      readonly before: TableSpec
      readonly after: TableSpec
      readonly columns: readonly ColumnChange[]
    }

export type Alter = Extract<Change, { readonly kind: 'alter' }>

/**
 * What leads from the tables of the last generation to those of the definitions.
 * @throws DefinitionError where a change cannot be made on data whatever the data is, with the way out
 */
export const planChange = (
  before: readonly TableSpec[],
  after: readonly TableSpec[],
  discards: readonly Discard[] = [],
): readonly Change[] => {
  after.forEach(checkTableSpec)
  const predecessors = matchByName('register', before, after, spec => spec.register)
  const kept = new Set(predecessors.values())
  const reasonOf = (register: string, column?: string) =>
    discards.find(discard => discard.register === register && discard.column === column)?.reason
  const dropped = before
    .filter(spec => !kept.has(spec))
    .map((spec): Change => withReason({ kind: 'drop', spec }, reasonOf(spec.register)))
  const rest = after.flatMap((spec): readonly Change[] => {
    const old = predecessors.get(spec)
    if (old === undefined) return [{ kind: 'create', spec }]
    if (same(old, spec)) return []
    return [{ kind: 'alter', before: old, after: spec, columns: columnChanges(old, spec, reasonOf) }]
  })
  return [...dropped, ...rest]
}

const withReason = <T extends object>(change: T, reason: string | undefined): T =>
  reason === undefined ? change : { ...change, reason }

const same = (a: object, b: object): boolean => jsonText(a) === jsonText(b)
/** Specs are plain JSON; the round trip leaves out what is undefined. */
const jsonText = (value: object): string => {
  const parsed: Json = JSON.parse(JSON.stringify(value))
  return canonicalJson(parsed)
}

interface Named {
  readonly formerly: readonly string[]
}

/** The old thing that each new one continues: of the same name, or of one of its former names. */
const matchByName = <T extends Named>(
  what: string,
  before: readonly T[],
  after: readonly T[],
  nameOf: (item: T) => string,
): ReadonlyMap<T, T> => {
  const old = new Map(before.map(item => [nameOf(item), item]))
  const current = new Set(after.map(nameOf))
  const found = new Map<T, T>()
  for (const item of after) {
    const name = nameOf(item)
    const own = old.get(name)
    const former = item.formerly.find(earlier => old.has(earlier))
    if (own !== undefined) found.set(item, own)
    else if (former !== undefined) {
      if (current.has(former))
        throw new DefinitionError(
          `${what} ${name} was formerly ${former}, which is a ${what} again: rename in two steps, with a generation between them`,
        )
      const predecessor = old.get(former)
      if (predecessor !== undefined) found.set(item, predecessor)
    }
  }
  const taken = [...found.values()]
  const twice = taken.find((item, index) => taken.indexOf(item) !== index)
  if (twice !== undefined) throw new DefinitionError(`two ${what}s were formerly ${nameOf(twice)}: only one can be`)
  return found
}

const columnChanges = (
  before: TableSpec,
  after: TableSpec,
  reasonOf: (register: string, column: string) => string | undefined,
): readonly ColumnChange[] => {
  const predecessors = matchByName('column', before.columns, after.columns, column => column.name)
  const kept = new Set(predecessors.values())
  const wrong = (column: TableColumn, message: string) =>
    new DefinitionError(`register ${after.register}, column ${column.name}: ${message}`)
  const changes: ColumnChange[] = []
  for (const column of after.columns) {
    const old = predecessors.get(column)
    if (column.fill !== undefined && column.type === 'bytea')
      throw wrong(column, 'an encrypted field cannot be filled by a migration, the key is not in the database')
    if (old === undefined) {
      checkSplit(before, column, wrong)
      changes.push({ kind: 'add', column })
      continue
    }
    if (old.name !== column.name) changes.push({ kind: 'rename', from: old.name, to: column.name })
    if (old.type !== column.type) {
      if (safeCast(old.type, column.type) === undefined)
        throw wrong(
          column,
          `${old.type} cannot become ${column.type} without loss: declare a new field, retire this one (\`retired\`), and move the values`,
        )
      changes.push({ kind: 'retype', before: old, column })
    }
    if (!same(old.limits ?? {}, column.limits ?? {})) changes.push({ kind: 'limit', before: old, column })
    if (column.required && !old.required) changes.push({ kind: 'require', before: old, column })
    if (!column.required && old.required) changes.push({ kind: 'relax', column })
  }
  for (const column of before.columns)
    if (!kept.has(column)) changes.push(withReason({ kind: 'drop', column }, reasonOf(before.register, column.name)))
  return changes
}

const checkSplit = (
  before: TableSpec,
  column: TableColumn,
  wrong: (column: TableColumn, message: string) => DefinitionError,
): void => {
  if (column.splitFrom === undefined) return
  const source = before.columns.find(one => one.name === column.splitFrom?.column)
  if (source === undefined) throw wrong(column, `splits ${column.splitFrom.column}, which does not exist`)
  if (source.type !== 'text' || column.type !== 'text') throw wrong(column, 'only a text can be split, into texts')
}

/** Old column name to new one, for those that were renamed. */
export const renames = (changes: readonly ColumnChange[]): ReadonlyMap<string, string> =>
  new Map(changes.flatMap(change => (change.kind === 'rename' ? [[change.from, change.to] as const] : [])))
