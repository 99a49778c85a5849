import type { Language } from '../../../base/bilingual.ts'
import type { Count } from '../service.ts'

/** What a list says above its rows: of a search what was found, else how many there are. */
export const resultText = (count: Count, searched: boolean, language: Language): string => {
  const text = countText(count, language)
  if (language === 'ja') return searched ? `${text}見つかりました` : `全部で${text}`
  return searched ? `${text} found` : text
}

/** "1,000件以上": a count stops at a bound, so that it never costs more than the page. */
export const countText = ({ count, more }: Count, language: Language): string => {
  const number = count.toLocaleString('en')
  if (language === 'ja') return more ? `${number}件以上` : `${number}件`
  return more ? `More than ${number} records` : count === 1 ? '1 record' : `${number} records`
}
