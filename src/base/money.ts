import type { Language } from './bilingual.ts'
import { formatDecimal, readInteger } from './number.ts'
import { bad, type Result } from './problem.ts'
import { foldWidth, trimAll } from './text/width.ts'

/** Whole yen for people: 1,234円 and ¥1,234. */
export const formatYen = (yen: number, language: Language): string => {
  const digits = formatDecimal(String(Math.abs(yen)))
  const sign = yen < 0 ? '-' : ''
  return language === 'ja' ? `${sign}${digits}円` : `${sign}¥${digits}`
}

/** Reads whole yen: 1,234円, ¥1,234, 金1,234円也, △1,234, full width. Amounts in thousands or with 銭 are refused. */
export const readYen = (text: string): Result<number> => {
  const plain = foldWidth(trimAll(text).slice(0, 400))
    .replace(/^金\s*/, '')
    .replace(/^([-−△▲]?)\s*[¥\\]\s*/, '$1')
    .replace(/\s*円(?:也|整)?$|\s*[-‐―]$/, '')
  const read = readInteger(plain)
  return read.ok
    ? read
    : bad(
        {
          ja: '金額を円単位の整数で「1,234」のように入力してください。',
          en: 'Give the amount in whole yen, such as 1,234.',
        },
        { value: trimAll(text) },
      )
}
