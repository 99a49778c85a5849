import { isInSet } from './character-set.ts'
import { representatives } from './variants.ts'

/**
 * A few forms met in names with the signs of JIS X 0208 that may stand for them. Shrinking is no function: 濵 may be 浜 or
 * 濱, and only the office knows which the family uses. A region may bring the whole map (IPA's, 62,682 lines, CC BY-SA),
 * which is why it is not in the code.
 */
const several: Readonly<Record<string, readonly string[]>> = {
  髙: ['高'],
  﨑: ['崎'],
  𠮷: ['吉'],
  德: ['徳'],
  濵: ['浜', '濱'],
  栁: ['柳'],
  神: ['神'],
}

/** What may stand for a sign: the region's map first. Empty where nobody knows; several where an officer must choose. */
export const shrinkSuggestions = (
  sign: string,
  region?: ReadonlyMap<string, readonly string[]> | undefined,
): readonly string[] => {
  const given = region?.get(sign)
  if (given?.length) return given
  const base = [...sign][0] ?? sign
  if (base !== sign && isInSet(base, 'jis-x-0208')) return [base]
  const found = several[base] ?? [representatives.get(base) ?? base.normalize('NFKC')]
  return found.filter(one => one !== sign && isInSet(one, 'jis-x-0208'))
}
