import { formatInteger, readInteger } from '../../../base/number.ts'
import { bad, good, type Result } from '../../../base/problem.ts'
import { wholeCell } from './cells.ts'
import { inRange, withoutValues } from './range.ts'
import { noSearch, scalarKind } from './scalar.ts'

interface Limits {
  readonly min?: number
  readonly max?: number
}

const within = (number: number, field: Limits): Result<number> => inRange(number, field, (a, b) => a - b, String)

export const wholeFromJson = (json: unknown, field: Limits): Result<number> =>
  typeof json === 'number' && Number.isSafeInteger(json)
    ? within(Object.is(json, -0) ? 0 : json, field)
    : bad({ ja: '整数を数値で送ってください。', en: 'Send a whole number as a JSON number.' })

export const wholeSchema = (field: Limits) => ({
  type: 'integer',
  minimum: field.min ?? Number.MIN_SAFE_INTEGER,
  maximum: field.max ?? Number.MAX_SAFE_INTEGER,
})

/** @param read reader of the base */
export const readWhole = (read: (text: string) => Result<number>, text: string, field: Limits): Result<number> => {
  const result = withoutValues(read(text))
  if (!result.ok) return result
  const checked = within(result.value, field)
  return checked.ok ? good(checked.value, result.repairs) : checked
}

export const integer = scalarKind({
  kind: 'integer',
  column: 'bigint',
  cell: wholeCell,
  parse: (text, field) => {
    // The unit may stand behind: people copy `12件` from a table.
    const unit = [field.unit?.ja, field.unit?.en].find(one => one && text.endsWith(one)) ?? ''
    return readWhole(readInteger, text.slice(0, text.length - unit.length), field)
  },
  print: String,
  fromJson: wholeFromJson,
  schema: wholeSchema,
  show: (value, field, language) => formatInteger(value, field.unit, language),
  searchTexts: noSearch,
  filters: ['equal', 'from', 'to', 'filled'],
  sortable: true,
})
