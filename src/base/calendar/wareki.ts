import type { Bilingual, Language } from '../bilingual.ts'
import { bad, good, type Result } from '../problem.ts'
import { dayOf, partsOf, weekdayOf } from './days.ts'
import { type Era, eraOf, eras, eraYearText } from './eras.ts'

export { eraOf } from './eras.ts'

const expected: Bilingual = {
  ja: '日付は「令和8年11月22日」「R8.11.22」「2026-11-22」のように入力してください。',
  en: 'Give a day such as 2026-11-22, R8.11.22 or 令和8年11月22日.',
}

const kanjiDigits = '〇一二三四五六七八九'

/** 二十八 → 28, up to 99. */
const numberOfKanji = (text: string): string => {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text]
  const digit = (part: string | undefined, otherwise: number) => (part ? kanjiDigits.indexOf(part) : otherwise)
  return text.includes('十')
    ? String(digit(tens, 1) * 10 + digit(ones, 0))
    : Array.from(text, one => kanjiDigits.indexOf(one)).join('')
}

const normalised = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\u200b\ufeff]+/g, ' ')
    .trim()
    .replace(/[‐‑‒–—―−ー]/g, '-')
    .replace(/[〇一二三四五六七八九十]+(?=[年月日])/g, numberOfKanji)
    .replace(/元年/g, '1年')
    .replace(/ ?([年月日./-]) ?/g, '$1')

/** Longer than any day that somebody means. */
const longestDay = 100

const eraNamed = (name: string): Era | undefined => {
  const upper = name.toUpperCase()
  return eras.find(era => era.ja === name || era.ja.startsWith(name) || era.letter === upper)
}

const weekdays = '月火水木金土日'

/** A weekday or Gregorian year in brackets behind the day must agree with it. */
const agrees = (day: string, remark: string | undefined): boolean => {
  if (remark === undefined) return true
  if (/^\d+年$/.test(remark)) return partsOf(day).year === Number.parseInt(remark, 10)
  return weekdays.indexOf(remark.charAt(0)) + 1 === weekdayOf(day)
}

const noSuchDay = (value: string, year: number, month: number): Result<never> =>
  bad(
    {
      ja: `その日はありません。${year}年${month}月の日付を確かめてください。`,
      en: `There is no such day. Check the date (month ${month} of ${year}).`,
    },
    { value },
  )

const form =
  /^(?:(?<era>令和?|平成?|昭和?|大正?|明治?|[RHSTM]) ?)?(?<year>\d{1,4})(?:年(?<m1>\d{1,2})月(?<d1>\d{1,2})日|(?<mark>[-/.])(?<m2>\d{1,2})\k<mark>(?<d2>\d{1,2}))(?: ?\((?<remark>[月火水木金土日](?:曜日?)?|\d{4}年)\))?(?<time> ?T?0?0:00(?::00(?:\.0+)?)?)?$/iu

/** A day of an era outside the era: told with the era that it falls in. */
const outsideEra = (value: string, era: Era, day: string, month: number, date: number): Result<never> => {
  const right = eraOf(day)
  if (!right)
    return bad(
      {
        ja: '明治5年までは旧暦のため換算できません。西暦（グレゴリオ暦）で入力してください。',
        en: 'Until Meiji 5 days were lunar and are not converted. Give the Gregorian day.',
      },
      { value },
    )
  const name = `${eraYearText(right)}${month}月${date}日`
  return bad(
    day < era.from
      ? {
          ja: `${era.ja}になる前の日です。${name}ではありませんか。`,
          en: `${era.en} had not begun. Is it ${name} (${day})?`,
        }
      : {
          ja: `${era.ja}は終わっています。${name}ではありませんか。`,
          en: `${era.en} had ended. Is it ${name} (${day})?`,
        },
    { value },
  )
}

/**
 * Reads a day as people and files write it: 2026-11-22, 2026/11/22, 20261122, 2026年11月22日, 令和8年11月22日, R8.11.22,
 * 平成元年…, full width, kanji numerals, a weekday or the Gregorian year in brackets behind, midnight behind (told as a
 * repair). A year of two digits without an era is refused: 26 may be 平成26年 or 2026. Serial numbers of spreadsheets are
 * not read here.
 * @param today lets 今日 and 本日 be understood
 */
export const readDay = (text: string, today?: string): Result<string> => {
  const value = text.trim()
  if (text.length > longestDay) return bad(expected, { value: value.slice(0, longestDay) })
  const plain = normalised(text)
  if (today !== undefined && /^(?:今日|本日|today)$/i.test(plain)) return good(today)
  const eight = /^(\d{4})(\d{2})(\d{2})$/.exec(plain)
  const groups = form.exec(eight ? `${eight[1]}-${eight[2]}-${eight[3]}` : plain)?.groups
  if (!groups) return bad(expected, { value })
  const era = groups.era === undefined ? undefined : eraNamed(groups.era)
  const written = Number(groups.year)
  if (era ? written < 1 || written > 99 : groups.year?.length !== 4 || written < 1000) return bad(expected, { value })
  const year = era ? era.firstYear + written - 1 : written
  const month = Number(groups.m1 ?? groups.m2)
  const date = Number(groups.d1 ?? groups.d2)
  const day = dayOf(year, month, date)
  if (day === undefined) return noSuchDay(value, year, month)
  if (era && (day < era.from || (era.to !== null && day > era.to))) return outsideEra(value, era, day, month, date)
  if (!agrees(day, groups.remark))
    return bad(
      {
        ja: `かっこの中（${groups.remark}）と日付が合いません。どちらが正しいか確かめてください。`,
        en: `What stands in brackets (${groups.remark}) does not agree with the day.`,
      },
      { value },
    )
  if (groups.time === undefined) return good(day)
  return good(day, [
    {
      from: value,
      to: day,
      message: { ja: '日付の後の時刻（0時）を取り除きました。', en: 'The time (midnight) behind the day was removed.' },
    },
  ])
}

const months = 'January February March April May June July August September October November December'.split(' ')

/** 令和8年11月22日, for letters and certificates; the Gregorian form before 1873. */
export const formatEraDay = (day: string): string => {
  const { year, month, day: date } = partsOf(day)
  const era = eraOf(day)
  return `${era ? eraYearText(era) : `${year}年`}${month}月${date}日`
}

/** A month for people, from `2026-11`: 2026年11月 and November 2026. */
export const formatMonth = (month: string, language: Language): string => {
  const { year, month: number } = partsOf(`${month}-01`)
  return language === 'en' ? `${months[number - 1]} ${year}` : `${year}年${number}月`
}

/**
 * A day for people: 2026年11月22日 and 22 November 2026; with `era` 令和8年11月22日（2026年） and 22 November 2026
 * (Reiwa 8).
 */
export const formatDay = (day: string, language: Language, options: { readonly era?: boolean } = {}): string => {
  const { year, month, day: date } = partsOf(day)
  const era = options.era ? eraOf(day) : undefined
  if (language === 'en') return `${date} ${months[month - 1]} ${year}${era ? ` (${era.era.en} ${era.year})` : ''}`
  return era ? `${formatEraDay(day)}（${year}年）` : `${year}年${month}月${date}日`
}
