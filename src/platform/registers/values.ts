import { evaluate, type Values } from '../../base/condition.ts'
import type { Json } from '../../base/json.ts'
import type { Problem } from '../../base/problem.ts'
import type { RecordValues } from './field.ts'
import { fieldToJson } from './kinds/index.ts'
import type { KindContext } from './kinds/kind.ts'
import type { Register } from './register.ts'

/** A record's values in the JSON form that conditions look at. */
export const conditionValues = (register: Register, values: RecordValues): Values => {
  const json: Record<string, Json | undefined> = {}
  for (const field of register.fields) {
    const value = values[field.id]
    json[field.id] = value === null || value === undefined ? null : fieldToJson(field.field, value)
  }
  return json
}

/** Empties the fields that are not asked for under the record's own conditions. */
export const dropUnasked = (register: Register, values: RecordValues, context: KindContext): RecordValues => {
  const json = conditionValues(register, values)
  const kept: Record<string, RecordValues[string]> = {}
  for (const field of register.fields) {
    const asked = !field.field.when || evaluate(field.field.when, json, context.today)
    kept[field.id] = asked ? (values[field.id] ?? null) : null
  }
  return kept
}

/**
 * What the record as a whole lacks: required fields that are asked for and empty, and the register's own rules. Single
 * values have been checked by their kinds when they were read.
 */
export const checkValues = (register: Register, values: RecordValues, context: KindContext): readonly Problem[] => {
  const problems: Problem[] = []
  const json = conditionValues(register, values)
  for (const field of register.fields) {
    if (!field.field.required || field.field.retired) continue
    const asked = !field.field.when || evaluate(field.field.when, json, context.today)
    const value = json[field.id]
    const empty = value === null || value === undefined || (Array.isArray(value) && value.length === 0)
    if (asked && empty)
      problems.push({
        field: field.id,
        message: {
          ja: `「${field.field.label.ja}」を入力してください。`,
          en: `Enter “${field.field.label.en}”.`,
        },
      })
  }
  for (const rule of register.definition.rules ?? []) {
    if (!evaluate(rule.holds, json, context.today)) problems.push({ field: rule.field, message: rule.message })
  }
  return [...problems, ...(register.check?.(values, context.today) ?? [])]
}
