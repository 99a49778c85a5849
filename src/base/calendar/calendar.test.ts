import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  addYears,
  daysBetween,
  endOfPeriod,
  endOfPeriodOfMonths,
  isDay,
  weekdayOf,
} from './days.ts'
import { eras } from './eras.ts'
import { endOfFiscalYear, fiscalYear, nameOfFiscalYear, startOfFiscalYear } from './fiscal.ts'
import { holidayName, holidaysKnown, isClosedDay, isHoliday, nextOpenDay, previousOpenDay } from './holidays.ts'
import { eraOf, formatDay, formatEraDay, readDay } from './wareki.ts'

const anyDay = fc
  .integer({ min: daysBetween('1970-01-01', '1873-01-01'), max: daysBetween('1970-01-01', '2150-12-31') })
  .map(number => addDays('1970-01-01', number))

describe('readDay', () => {
  it.each([
    '2026-11-22',
    '2026/11/22',
    '2026.11.22',
    '20261122',
    '2026年11月22日',
    '令和8年11月22日',
    '令和 8年 11月 22日',
    'R8.11.22',
    'r8/11/22',
    'R08-11-22',
    '令8.11.22',
    '２０２６／１１／２２',
    '令和８年１１月２２日',
    '令和八年十一月二十二日',
    '㋿8年11月22日',
    '　2026-11-22 ',
    '2026年11月22日（日）',
    '令和8年11月22日（日曜日）',
    '令和8年11月22日（2026年）',
  ])('reads %s', text => {
    expect(readDay(text)).toEqual({ ok: true, value: '2026-11-22' })
  })

  it.each([
    ['H26.3.31', '2014-03-31'],
    ['平成元年1月8日', '1989-01-08'],
    ['平成31年4月30日', '2019-04-30'],
    ['令和元年5月1日', '2019-05-01'],
    ['S64.1.7', '1989-01-07'],
    ['昭和元年12月25日', '1926-12-25'],
    ['大正15年12月25日', '1926-12-25'],
    ['T1.7.30', '1912-07-30'],
    ['明治45年7月30日', '1912-07-30'],
    ['M6.1.1', '1873-01-01'],
    ['2024-2-29', '2024-02-29'],
  ])('reads %s as %s', (text, day) => {
    expect(readDay(text)).toEqual({ ok: true, value: day })
  })

  it('takes midnight off and tells it', () => {
    expect(readDay('2026/11/22 0:00:00')).toMatchObject({
      ok: true,
      value: '2026-11-22',
      repairs: [{ to: '2026-11-22' }],
    })
    expect(readDay('2026/11/22 9:30').ok).toBe(false)
  })

  it.each([
    ['平成40年4月1日', '令和10年4月1日'],
    ['H31.5.1', '令和元年5月1日'],
    ['令和1年4月30日', '平成31年4月30日'],
    ['S64.1.8', '平成元年1月8日'],
    ['昭和1年12月24日', '大正15年12月24日'],
    ['T15.12.26', '昭和元年12月26日'],
  ])('refuses %s and says %s', (text, right) => {
    const read = readDay(text)
    expect(!read.ok && read.problems[0]?.message.ja).toContain(right)
    expect(!read.ok && read.problems[0]?.message.en).toContain(right)
  })

  it.each([
    '',
    '26/11/22',
    '11/22/2026',
    '11月22日',
    '2026-11',
    '2026-11/22',
    '2026-13-01',
    '2026-02-29',
    '2026-00-10',
    '20260231',
    '令和8年2月29日',
    '令和0年5月1日',
    '令和123年5月1日',
    'X8.1.1',
    '46348',
    '5081122',
    '明治5年12月2日',
    '今日',
    '2026年11月22日（月）',
    '令和8年11月22日（2025年）',
    'あした',
  ])('refuses %s and says what was expected', text => {
    const read = readDay(text)
    expect(read.ok).toBe(false)
    if (!read.ok) expect(read.problems[0]?.message.ja.length).toBeGreaterThan(10)
  })

  it('understands today where it is told which day that is', () => {
    expect(readDay('本日', '2026-11-22')).toEqual({ ok: true, value: '2026-11-22' })
  })

  it('reads every form in which a day is shown', () => {
    fc.assert(
      fc.property(anyDay, day => {
        const era = eraOf(day)
        const [, month, date] = day.split('-').map(Number)
        const forms = [day, formatDay(day, 'ja'), formatDay(day, 'ja', { era: true }), formatEraDay(day)]
        const short = `${era?.era.letter}${era?.year}.${month}.${date}`
        // Years of an era have two digits: 令和99年 is 2117.
        const readable = (era?.year ?? 0) < 100 ? [...forms, short] : forms.slice(0, 2)
        for (const text of readable) expect(readDay(text), text).toEqual({ ok: true, value: day })
      }),
    )
  })
})

describe('eras', () => {
  it('leave no day since 1873 without one', () => {
    fc.assert(fc.property(anyDay, day => (eraOf(day)?.year ?? 0) > 0))
    expect(eraOf('1872-12-31')).toBeUndefined()
    for (const [index, era] of eras.entries()) {
      const older = eras[index + 1]
      if (older?.to) expect(daysBetween(older.to, era.from)).toBeLessThanOrEqual(1)
    }
  })

  it('are shown', () => {
    expect(formatDay('2026-11-22', 'ja')).toBe('2026年11月22日')
    expect(formatDay('2026-11-22', 'ja', { era: true })).toBe('令和8年11月22日（2026年）')
    expect(formatDay('2026-11-22', 'en')).toBe('22 November 2026')
    expect(formatDay('2019-05-01', 'en', { era: true })).toBe('1 May 2019 (Reiwa 1)')
    expect(formatEraDay('2019-05-01')).toBe('令和元年5月1日')
    expect(formatDay('1868-01-01', 'ja', { era: true })).toBe('1868年1月1日')
    expect(formatEraDay('1912-07-30')).toBe('大正元年7月30日')
  })
})

describe('fiscal years', () => {
  it('run from April', () => {
    expect(fiscalYear('2026-03-31')).toBe(2025)
    expect(fiscalYear('2026-04-01')).toBe(2026)
    fc.assert(
      fc.property(anyDay, day => {
        const year = fiscalYear(day)
        expect(startOfFiscalYear(year) <= day && day <= endOfFiscalYear(year)).toBe(true)
        expect(addDays(endOfFiscalYear(year), 1)).toBe(startOfFiscalYear(year + 1))
      }),
    )
  })

  it('bear their names', () => {
    expect(nameOfFiscalYear(2026, 'ja')).toBe('令和8年度')
    expect(nameOfFiscalYear(2019, 'ja')).toBe('令和元年度')
    expect(nameOfFiscalYear(2018, 'ja')).toBe('平成30年度')
    expect(nameOfFiscalYear(1988, 'ja')).toBe('昭和63年度')
    expect(nameOfFiscalYear(2013, 'ja')).toBe('平成25年度')
    expect(nameOfFiscalYear(2026, 'en')).toBe('FY2026')
  })
})

describe('days', () => {
  it('are real', () => {
    for (const day of ['2024-02-29', '2000-02-29', '0001-01-01']) expect(isDay(day), day).toBe(true)
    for (const day of ['2026-02-29', '1900-02-29', '2026-1-1', '2026-00-01', '2026-01-00', '0000-01-01', ''])
      expect(isDay(day), day).toBe(false)
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError)
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
  })

  it('move by days, months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2026-01-31', -2)).toBe('2025-11-30')
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15')
    expect(addYears('2024-02-29', 1)).toBe('2025-02-28')
    expect(weekdayOf('2026-11-22')).toBe(7)
    expect(weekdayOf('1969-12-29')).toBe(1)
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -40000, max: 40000 }), (day, number) => {
        expect(daysBetween(day, addDays(day, number))).toBe(number)
        expect((((weekdayOf(day) - 1 + number) % 7) + 7) % 7).toBe(weekdayOf(addDays(day, number)) - 1)
      }),
    )
  })

  it('end periods as Civil Code 143 says', () => {
    expect(endOfPeriod('2026-11-22', 5)).toBe('2031-11-21')
    expect(endOfPeriod('2026-04-01', 1)).toBe('2027-03-31')
    expect(endOfPeriod('2024-02-29', 1)).toBe('2025-02-28')
    expect(endOfPeriod('2024-02-29', 4)).toBe('2028-02-28')
    expect(endOfPeriod('2024-03-01', 4)).toBe('2028-02-29')
    expect(endOfPeriodOfMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(endOfPeriodOfMonths('2026-01-30', 1)).toBe('2026-02-28')
    expect(endOfPeriodOfMonths('2026-10-31', 1)).toBe('2026-11-30')
    expect(endOfPeriodOfMonths('2026-12-01', 1)).toBe('2026-12-31')
  })
})

describe('holidays', () => {
  it('are those of the law, substitutes and bridges too', () => {
    for (const day of ['2026-01-01', '2026-11-23', '2026-05-06', '2026-09-22', '2019-05-01', '2021-07-23'])
      expect(isHoliday(day), day).toBe(true)
    for (const day of ['2026-11-22', '2021-07-19', '2026-12-29']) expect(isHoliday(day), day).toBe(false)
    expect(holidayName('2026-11-03')).toEqual({ ja: '文化の日', en: 'National Culture Day' })
    expect(holidaysKnown.from).toBe('1970-01-01')
    expect(holidaysKnown.to > '2040').toBe(true)
  })

  it('close offices, with weekends and the turn of the year', () => {
    for (const day of ['2026-11-22', '2026-11-21', '2026-11-23', '2026-12-29', '2027-01-03'])
      expect(isClosedDay(day), day).toBe(true)
    for (const day of ['2026-11-24', '2026-12-28', '2027-01-04']) expect(isClosedDay(day), day).toBe(false)
    expect(nextOpenDay('2026-11-21')).toBe('2026-11-24')
    expect(previousOpenDay('2026-11-23')).toBe('2026-11-20')
    expect(nextOpenDay('2026-12-29')).toBe('2027-01-04')
    expect(nextOpenDay('2026-11-24')).toBe('2026-11-24')
  })

  it('open days are found on both sides', () => {
    fc.assert(
      fc.property(anyDay, day => {
        const [before, after] = [previousOpenDay(day), nextOpenDay(day)]
        expect(isClosedDay(before) || isClosedDay(after)).toBe(false)
        expect(before <= day && day <= after).toBe(true)
        expect(before === after).toBe(!isClosedDay(day))
      }),
    )
  })
})
