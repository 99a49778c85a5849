import { canonicalJson } from '../../../base/json.ts'
import type { FieldRule, MoveMapping } from './definition.ts'

export interface MappingDifference {
  readonly target: string
  readonly column: string
  readonly before: FieldRule | null
  readonly after: FieldRule | null
}

/** What a municipality changed of the mapping that it took over, rule by rule. */
export const mappingDifference = (before: MoveMapping, after: MoveMapping): readonly MappingDifference[] => {
  const targets = [...new Set([...before.targets, ...after.targets].map(target => target.id))]
  return targets.flatMap(target => {
    const [old, now] = [before, after].map(one => one.targets.find(each => each.id === target)?.fields ?? {})
    const columns = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])]
    return columns.flatMap(column => {
      const [a, b] = [old?.[column] ?? null, now?.[column] ?? null]
      return canonicalJson({ ...a }) === canonicalJson({ ...b }) && (a === null) === (b === null)
        ? []
        : [{ target, column, before: a, after: b }]
    })
  })
}
