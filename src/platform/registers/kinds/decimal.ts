import { compareDecimals, formatDecimal, readDecimal } from '../../../base/number.ts'
import { good, type Result } from '../../../base/problem.ts'
import type { DecimalField } from '../field.ts'
import { inRange, withoutValues } from './range.ts'
import { exactText, noSearch, scalarKind } from './scalar.ts'

const parse = (text: string, field: DecimalField): Result<string> => {
  const unit = [field.unit?.ja, field.unit?.en].find(one => one && text.endsWith(one)) ?? ''
  const result = withoutValues(readDecimal(text.slice(0, text.length - unit.length), field.places))
  if (!result.ok) return result
  const checked = inRange(result.value, field, compareDecimals, formatDecimal)
  return checked.ok ? good(checked.value, result.repairs) : checked
}

/** PostgreSQL gives the digits that were stored; a field that got more places since shows them all. */
const padded = (digits: string, places: number): string => {
  const [whole = '', fraction = ''] = digits.split('.')
  const filled = fraction.padEnd(places, '0')
  return filled === '' ? whole : `${whole}.${filled}`
}

export const decimal = scalarKind({
  kind: 'decimal',
  column: 'numeric',
  cell: (cell, field) => {
    if (typeof cell !== 'string' || !/^-?\d+(?:\.\d+)?$/.test(cell))
      throw new TypeError('a database cell did not hold the digits of a decimal')
    return padded(cell, field.places)
  },
  parse,
  print: value => value,
  fromJson: (json, field, context) =>
    exactText(parse, {
      ja: `小数を文字列で、小数点以下${field.places}桁まで書いて送ってください。`,
      en: `Send the decimal as a text, written out to ${field.places} decimal places.`,
    })(json, field, context),
  schema: field => ({
    type: 'string',
    pattern: field.places === 0 ? '^-?[0-9]+$' : `^-?[0-9]+\\.[0-9]{${field.places}}$`,
  }),
  show: (value, field, language) => {
    const digits = formatDecimal(field.trim ? value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : value)
    if (!field.unit) return digits
    return language === 'ja' ? `${digits}${field.unit.ja}` : `${digits} ${field.unit.en}`.trimEnd()
  },
  searchTexts: noSearch,
  filters: ['equal', 'from', 'to', 'filled'],
  sortable: true,
})
