import { fill, say } from '../../../base/bilingual.ts'
import { evaluate } from '../../../base/condition.ts'
import type { Json } from '../../../base/json.ts'
import { bad, good, type Problem, type Repair, type Result } from '../../../base/problem.ts'
import type { Field, FieldKindId, RowsField, ValueByKind } from '../field.ts'
import { isObject, jsonCell } from './cells.ts'
import type { FieldKind, KindContext } from './kind.ts'
import { placed } from './place.ts'
import { requiredMessage } from './required.ts'
import { restored } from './restore.ts'
import { oneText } from './typing.ts'

type Row = Readonly<Record<string, unknown>>
type KindOf = (field: Field) => FieldKind

/** Rows are for short lists; long ones are registers of their own. */
const usualMax = 100

const shape = {
  ja: '行の配列を JSON で入力してください（例 [{"項目": "値"}]）。',
  en: 'Enter a JSON array of rows, for example [{"field": "value"}].',
}

const filled = (value: unknown): boolean => value !== null && value !== undefined

/** The JSON array in a text, or undefined. */
const parsed = (text: string): readonly unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * The texts of a rows field as it was typed, right or wrong: one record of texts by part name (`number`,
 * `address.town`) for each row. For showing a form again.
 */
export const typedRows = (text: string): readonly Readonly<Record<string, string>>[] =>
  (text.trim() === '' ? [] : (parsed(text) ?? []))
    .filter(isObject)
    .map(row =>
      Object.fromEntries(
        Object.entries(row).flatMap(([name, value]) =>
          typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
            ? [[name, String(value)]]
            : [],
        ),
      ),
    )

/**
 * A short list of rows inside a record. Its text is a JSON array whose values are the texts of each field, so that a
 * cell of a file is read as leniently as a form. The kinds of its fields come from outside, for they may not be rows.
 */
export const rowsKind = (kindOf: KindOf): FieldKind<'rows'> => {
  const kindsOf = (field: RowsField) =>
    Object.entries(field.fields).map(([id, part]) => ({ id, part, kind: kindOf(part) }))

  /** The values of one row, typed again after they came from a database or from code. */
  const valuesOf = (row: Row, field: RowsField) =>
    kindsOf(field).map(({ id, part, kind }) => {
      const names = [id, ...(part.formerly ?? []).map(former => former.id)]
      const name = names.find(candidate => filled(row[candidate]))
      return { id, part, kind, value: name === undefined ? null : restored(kind, part, row[name]) }
    })

  const rowJson = (row: Row, field: RowsField): Readonly<Record<string, Json>> =>
    Object.fromEntries(
      valuesOf(row, field).map(({ id, part, kind, value }) => [id, value === null ? null : kind.toJson(value, part)]),
    )

  const gathered = (
    field: RowsField,
    context: KindContext,
    read: (part: Field, id: string, kind: FieldKind) => Result<ValueByKind[FieldKindId] | null>,
  ): Result<Row | null> => {
    const problems: Problem[] = []
    const repairs: Repair[] = []
    const values: Record<string, ValueByKind[FieldKindId] | null> = {}
    for (const { id, part, kind } of kindsOf(field)) {
      const result = placed(read(part, id, kind), id)
      if (!result.ok) problems.push(...result.problems)
      else repairs.push(...(result.repairs ?? []))
      values[id] = result.ok ? result.value : null
    }
    if (problems.length > 0) return { ok: false, problems }
    if (!Object.values(values).some(filled)) return good(null)
    const json = rowJson(values, field)
    for (const [id, part] of Object.entries(field.fields)) {
      const asked = part.when === undefined || evaluate(part.when, json, context.today)
      if (!asked) values[id] = null
      else if (part.required && !filled(values[id])) problems.push({ field: id, message: requiredMessage(part) })
    }
    return problems.length > 0 ? { ok: false, problems } : good(values, repairs)
  }

  /** @param read reads one row; null for an empty one, which does not count */
  const all = (
    rows: readonly unknown[],
    field: RowsField,
    read: (row: unknown) => Result<Row | null>,
  ): Result<readonly Row[] | null> => {
    const max = field.max ?? usualMax
    if (rows.length > max)
      return bad(fill({ ja: '{max}行までにしてください。', en: 'There may be {max} rows at most.' }, { max }))
    const results = rows.map((row, index) => placed(read(row), String(index)))
    const problems = results.flatMap(result => (result.ok ? [] : result.problems))
    if (problems.length > 0) return { ok: false, problems }
    const values = results.flatMap(result => (result.ok && result.value !== null ? [result.value] : []))
    return good(
      values.length === 0 ? null : values,
      results.flatMap(result => (result.ok ? (result.repairs ?? []) : [])),
    )
  }

  return {
    kind: 'rows',
    columns: () => [{ suffix: '', type: 'jsonb' }],
    store: (value, field) => [value === null ? null : value.map(row => rowJson(row, field))],
    load: (cells, field) => {
      const rows = jsonCell(cells[0])
      if (rows === null) return null
      if (!Array.isArray(rows) || !rows.every(isObject)) throw new TypeError('a database cell did not hold rows')
      return rows.map(row => Object.fromEntries(valuesOf(row, field).map(({ id, value }) => [id, value])))
    },
    parts: () => [{ suffix: '' }],
    read: (texts, field, context) => {
      const text = oneText(texts)
      if (text === '') return good(null)
      const rows = parsed(text)
      if (rows === undefined || !rows.every(isObject)) return bad(shape)
      const typed = typedRows(text)
      return all(typed, field, row =>
        gathered(field, context, (part, id, kind) =>
          kind.read(
            kind.parts(part).map(({ suffix }) => (isObject(row) ? String(row[id + suffix] ?? '') : '')),
            part,
            context,
          ),
        ),
      )
    },
    write: (value, field) => {
      if (value === null) return ['']
      const rows = value.map(row =>
        Object.fromEntries(
          valuesOf(row, field).flatMap(({ id, part, kind, value: item }) => {
            const texts = kind.write(item, part)
            return kind
              .parts(part)
              .map(({ suffix }, index) => [id + suffix, texts[index] ?? ''] as const)
              .filter(([, text]) => text !== '')
          }),
        ),
      )
      return [JSON.stringify(rows)]
    },
    toJson: (value, field) => value.map(row => rowJson(row, field)),
    fromJson: (json, field, context) => {
      if (json === null || json === undefined) return good(null)
      const expected = {
        ja: '行の配列を送ってください。空は null です。',
        en: 'Send an array of rows; nothing is null.',
      }
      if (!Array.isArray(json) || json.length === 0) return bad(expected)
      return all(json, field, row => {
        if (!isObject(row)) return bad(expected)
        const unknown = Object.keys(row).find(id => !Object.hasOwn(field.fields, id))
        if (unknown !== undefined)
          return bad({ ja: 'この項目はありません。', en: 'There is no such field.' }, { field: unknown })
        const result = gathered(field, context, (part, id, kind) => kind.fromJson(row[id], part, context))
        return result.ok && result.value === null ? bad(expected) : result
      })
    },
    schema: (field, context) => ({
      type: 'array',
      minItems: 1,
      maxItems: field.max ?? usualMax,
      items: {
        type: 'object',
        properties: Object.fromEntries(
          kindsOf(field).map(({ id, part, kind }) => [
            id,
            part.required && !part.when
              ? kind.schema(part, context)
              : { anyOf: [kind.schema(part, context), { type: 'null' }] },
          ]),
        ),
        required: kindsOf(field)
          .filter(({ part }) => part.required && !part.when)
          .map(({ id }) => id),
        additionalProperties: false,
      },
    }),
    show: (value, field, language, context) =>
      value
        .map(row =>
          valuesOf(row, field)
            .flatMap(({ part, kind, value: item }) =>
              item === null
                ? []
                : [
                    `${say(part.label, language)}${language === 'ja' ? '：' : ': '}${kind.show(item, part, language, context)}`,
                  ],
            )
            .join(language === 'ja' ? '、' : ', '),
        )
        .join(' / '),
    searchTexts: (value, field, context) =>
      value.flatMap(row =>
        valuesOf(row, field).flatMap(({ part, kind, value: item }) =>
          item === null ? [] : kind.searchTexts(item, part, context),
        ),
      ),
    filters: ['filled'],
    sortable: false,
  }
}
