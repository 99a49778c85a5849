import iconv from 'iconv-lite'

/**
 * Sets of characters that systems agree on. `jis-x-0208` (第1・第2水準) is what e-applications and most old systems print;
 * `unicode` is everything that has a meaning outside one machine.
 */
export const characterSets = ['jis-x-0208', 'unicode'] as const
export type CharacterSet = (typeof characterSets)[number]

/** A character with the variation selector behind it, if one stands there: they are one sign. */
const signs = /[\s\S][\ufe00-\ufe0f\u{e0100}-\u{e01ef}]?/gu

export const signsOf = (text: string): readonly string[] => text.match(signs) ?? []

/** A sign of one machine only (外字), or bytes that were none. No set has them. */
export const isPrivateSign = (sign: string): boolean => /[\ue000-\uf8ff\ufffd\u{f0000}-\u{10ffff}]/u.test(sign)

/** Two-byte EUC-JP is JIS X 0208 by rows and cells; rows 9 to 15 and from 85 are vendors' own. */
const inRows = (sign: string): boolean => {
  const [first = 0, second = 0, ...more] = iconv.encode(sign, 'EUC-JP')
  const row = first - 0xa0
  return more.length === 0 && second >= 0xa1 && ((row >= 1 && row <= 8) || (row >= 16 && row <= 84))
}

const known = new Map<string, boolean>()

/** Half-width forms count as their full-width ones; what the eye cannot tell apart (～ and 〜) counts too. */
const isJis = (sign: string): boolean => {
  const before = known.get(sign)
  if (before !== undefined) return before
  const plain = /^[\t\r\n\x20-\x7e\u3041-\u3093\u30a1-\u30f6\uff61-\uff9f]$/.test(sign)
  const result = plain || '～∥－￠￡￢―'.includes(sign) || ([...sign].length === 1 && inRows(sign))
  if (known.size < 100_000) known.set(sign, result)
  return result
}

export const isInSet = (sign: string, set: CharacterSet): boolean =>
  set === 'unicode' ? !isPrivateSign(sign) : isJis(sign)

/** `U+9089 U+E010F` */
export const codePointsOf = (sign: string): string =>
  [...sign].map(one => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ')
