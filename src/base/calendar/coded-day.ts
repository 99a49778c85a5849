import { bad, good, type Result } from '../problem.ts'
import { dayOf, partsOf } from './days.ts'
import { eraOf } from './eras.ts'
import { readDay } from './wareki.ts'

/**
 * Days as old systems keep them: code of the era (年号コード), year, month and day in one run of digits: `4260401` is
 * 平成26年4月1日 where 4 is 平成. Systems differ in the codes and in whether they have one digit or two.
 * @param eras code → 平成; all of one length
 */
export const readCodedDay = (text: string, eras: Readonly<Record<string, string>>): Result<string> => {
  const width = Object.keys(eras)[0]?.length ?? 1
  const value = text.trim()
  if (!/^\d+$/.test(value) || value.length !== width + 6)
    return bad({
      ja: `年号コード${width}桁と年月日6桁の数字${width + 6}桁ではありません。`,
      en: `A day is ${width + 6} digits: ${width} of the era, then year, month and day of two each.`,
    })
  const era = eras[value.slice(0, width)]
  if (era === undefined)
    return bad({
      ja: `年号コード「${value.slice(0, width)}」がありません。`,
      en: `There is no era with the code ${value.slice(0, width)}.`,
    })
  const [year, month, day] = [0, 2, 4].map(at => Number(value.slice(width + at, width + at + 2)))
  return readDay(`${era}${year}年${month}月${day}日`)
}

/** @returns undefined where no era of the list holds on the day */
export const writeCodedDay = (day: string, eras: Readonly<Record<string, string>>): string | undefined => {
  const found = eraOf(day)
  const code = Object.entries(eras).find(([, era]) => era === found?.era.ja)?.[0]
  if (!found || code === undefined) return undefined
  const { month, day: date } = partsOf(day)
  return code + [found.year, month, date].map(part => String(part).padStart(2, '0')).join('')
}

/** `20140401` or `2014-04-01`, `2014/04/01`. */
export const readPlainDay = (text: string): Result<string> => {
  const parts = /^(\d{4})([-/]?)(\d{2})\2(\d{2})$/.exec(text.trim())
  if (!parts) return bad({ ja: '西暦8桁の日付（20140401）ではありません。', en: 'A day is 20140401 or 2014-04-01.' })
  const day = dayOf(Number(parts[1]), Number(parts[3]), Number(parts[4]))
  return day === undefined ? bad({ ja: 'その日はありません。', en: 'There is no such day.' }) : good(day)
}
