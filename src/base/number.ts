import type { Bilingual, Language } from './bilingual.ts'
import { bad, good, type Result } from './problem.ts'
import { foldWidth, trimAll } from './text/width.ts'

const expectedInteger: Bilingual = {
  ja: '整数を「1,234」や「1234」のように入力してください。',
  en: 'Give a whole number such as 1,234 or 1234.',
}
const expectedDecimal: Bilingual = {
  ja: '数を「1,234.5」や「1234.5」のように入力してください。',
  en: 'Give a number such as 1,234.5 or 1234.5.',
}

/** Longer than any number that somebody means; the expressions below would take long to find that out. */
const longestNumber = 400

/** Width, minus signs (△ and ▲ too, as in accounts) and thousands separators folded; undefined when it is no number. */
const plainNumber = (text: string): string | undefined => {
  if (text.length > longestNumber) return undefined
  const narrow = foldWidth(trimAll(text))
    .replace(/^[−‐–△▲ー]\s*/, '-')
    .replace(/^\+/, '')
    .replace(/，/g, ',')
  const match = /^(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(narrow)
  if (!match) return undefined
  const whole = (match[2] ?? '').replace(/,/g, '').replace(/^0+(?=\d)/, '')
  const digits = match[3] === undefined ? whole : `${whole}.${match[3]}`
  return match[1] === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits
}

/** Reads a whole number that JavaScript holds exactly; 12.0 is one, 1,23 is not. */
export const readInteger = (text: string): Result<number> => {
  const value = trimAll(text)
  const plain = plainNumber(text)?.replace(/\.0+$/, '')
  if (plain === undefined || plain.includes('.')) return bad(expectedInteger, { value })
  const number = Number(plain)
  if (!Number.isSafeInteger(number))
    return bad(
      { ja: '数が大きすぎます。15桁までで入力してください。', en: 'The number is too large: 15 digits at most.' },
      { value },
    )
  return good(number)
}

/**
 * Reads a decimal as a text of digits, without binary rounding.
 * @param places written out to so many places; more digits than that are refused unless they are zeros
 */
export const readDecimal = (text: string, places?: number): Result<string> => {
  const value = trimAll(text)
  const plain = plainNumber(text)
  if (plain === undefined) return bad(expectedDecimal, { value })
  if (places === undefined) return good(plain)
  const [whole = '', fraction = ''] = plain.split('.')
  if (/[1-9]/.test(fraction.slice(places)))
    return bad(
      {
        ja: places === 0 ? '整数で入力してください。' : `小数点以下は${places}桁までで入力してください。`,
        en: places === 0 ? 'Give a whole number.' : `Give at most ${places} decimal places.`,
      },
      { value },
    )
  return good(places === 0 ? whole : `${whole}.${fraction.slice(0, places).padEnd(places, '0')}`)
}

/** Compares two texts of digits exactly, whatever their number of places. @throws SyntaxError on anything else */
export const compareDecimals = (a: string, b: string): -1 | 0 | 1 => {
  const places = Math.max(a.split('.')[1]?.length ?? 0, b.split('.')[1]?.length ?? 0)
  const scaled = (text: string) => {
    const [whole = '', fraction = ''] = text.split('.')
    return BigInt(whole + fraction.padEnd(places, '0'))
  }
  const [left, right] = [scaled(a), scaled(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** A text of digits for people: 1,234.50. The same in both languages. */
export const formatDecimal = (digits: string): string => {
  const [whole = '', fraction] = digits.split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** A whole number for people, with its unit: 1,234件, 1,234 cases. */
export const formatInteger = (number: number, unit?: Bilingual, language: Language = 'ja'): string => {
  const digits = formatDecimal(String(number))
  if (!unit) return digits
  return language === 'ja' ? `${digits}${unit.ja}` : `${digits} ${unit.en}`.trimEnd()
}
