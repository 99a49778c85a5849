import type { Language } from '../../../base/bilingual.ts'
import type { Count } from '../service.ts'

/** "1,000件以上": a count stops at a bound, so that it never costs more than the page. */
export const countText = ({ count, more }: Count, language: Language): string => {
  const number = count.toLocaleString('en')
  if (language === 'ja') return more ? `${number}件以上` : `${number}件`
  return more ? `More than ${number} records` : count === 1 ? '1 record' : `${number} records`
}
