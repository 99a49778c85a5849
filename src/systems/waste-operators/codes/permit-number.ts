import type { Bilingual } from '../../../base/bilingual.ts'
import type { CodeDefinition } from '../../../base/codes/code.ts'
import { readDigits, repairOf, wrongLength } from '../../../base/codes/digits.ts'
import { bad, good, type Repair } from '../../../base/problem.ts'
import { isAuthorityCode } from './authorities.ts'

const expected: Bilingual = { ja: '11桁の許可番号', en: 'a permit number of 11 digits' }

/** The parts of a permit number (衛環21号): AAA B C DDDDDD. */
export interface PermitNumberParts {
  /** 都道府県・政令市: 001 to 047, cities from 050. */
  readonly authority: string
  /** 業の種類, 0 to 9. */
  readonly kind: string
  /** Free for the issuer: the same operator has different digits with different issuers. */
  readonly free: string
  /** 固有番号, the operator's own in the whole country. */
  readonly operator: string
}

/** @throws RangeError when the text is not a stored permit number */
export const partsOfPermitNumber = (number: string): PermitNumberParts => {
  const match = /^(\d{3})(\d)(\d)(\d{6})$/.exec(number)
  const [, authority, kind, free, operator] = match ?? []
  if (!authority || !kind || !free || !operator) throw new RangeError(`not a permit number: ${number}`)
  return { authority, kind, free, operator }
}

export const permitNumberOf = (parts: PermitNumberParts): string =>
  parts.authority + parts.kind + parts.free + parts.operator

/**
 * As it stands on the certificate. Older certificates print ten digits, without the first zero; the register keeps all
 * eleven, so that one permit has one number, and remembers the old form in a field of its own.
 */
export const showPermitNumber = (number: string, tenDigits: boolean): string =>
  tenDigits && number.startsWith('0') ? number.slice(1) : number

/**
 * Eleven digits, always. Ten digits are the older form or one zero that a spreadsheet lost, and both are mended in the same
 * way; nine are two lost zeros, which only prefectures 001 to 009 have. Nothing says which of two it was, so that the
 * repair tells both.
 */
export const wastePermitNumber: CodeDefinition = {
  id: 'wastePermitNumber',
  title: { ja: '産業廃棄物処理業許可番号', en: 'Waste treatment permit number' },
  read: text => {
    const where = { value: text.trim() }
    const read = readDigits(text.replace(/^\s*第/, '').replace(/号\s*$/, ''), expected)
    if (!read.ok) return { ok: false, problems: read.problems.map(problem => ({ ...problem, ...where })) }
    const repairs: Repair[] = [...(read.repairs ?? [])]
    let digits = read.value
    if (digits.length === 10) {
      repairs.push(
        repairOf(digits, `0${digits}`, {
          ja: '10桁の番号（旧様式、または先頭の0が失われた番号）の先頭に0を付け、11桁にしました。',
          en: 'Ten digits (the older form, or a lost leading zero) were made eleven by a zero in front.',
        }),
      )
      digits = `0${digits}`
    } else if (digits.length === 9 && !digits.startsWith('0')) {
      repairs.push(
        repairOf(digits, `00${digits}`, {
          ja: '失われた先頭の0を2つ補いました。',
          en: 'Two lost leading zeros were put back.',
        }),
      )
      digits = `00${digits}`
    }
    if (digits.length !== 11) return wrongLength(expected, read.value.length, where)
    if (!isAuthorityCode(digits.slice(0, 3)))
      return bad(
        {
          ja: `先頭の3桁「${digits.slice(0, 3)}」は都道府県（001〜047）でも政令市（050〜）でもありません。番号の写し間違いがないか確かめてください。`,
          en: `The first three digits “${digits.slice(0, 3)}” are neither a prefecture (001 to 047) nor a city (from 050). Check the number for a slip.`,
        },
        where,
      )
    return good(digits, repairs)
  },
  pattern: '^[0-9]{11}$',
  examples: {
    good: ['00400012304', '00450012304', '00315012304', '05602099999'],
    bad: ['00000012304', '04900012304', '004000123045', '20000012304', '12345678', 'ABC'],
  },
}
