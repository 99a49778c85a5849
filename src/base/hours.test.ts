import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHoliday } from './calendar/holidays.ts'
import { describeHours, type HoursSpan, isOpenAt, type OpeningHours, readHours, writeHours } from './hours.ts'

const line =
  '月-金 09:00-12:00,13:00-18:00; 土 20:00-26:00; 日祝 休; 第3水 休; 2026-12-31 休; 2026-12-30 10:00-12:00; 備考 駐車場あり; 要予約'

const hoursOf = (text: string): OpeningHours => {
  const read = readHours(text)
  if (!read.ok) throw new Error(read.problems[0]?.message.en)
  return read.value
}
const openAt = (hours: OpeningHours, japan: string) => isOpenAt(hours, new Date(`${japan}:00+09:00`), isHoliday)

describe('isOpenAt', () => {
  const hours = hoursOf(line)

  it.each([
    ['2026-11-24T09:00', true], // Tuesday
    ['2026-11-24T08:59', false],
    ['2026-11-24T12:00', false],
    ['2026-11-24T17:59', true],
    ['2026-11-24T18:00', false],
    ['2026-11-23T10:00', false], // Monday, a holiday
    ['2026-11-21T23:59', true], // Saturday
    ['2026-11-22T01:59', true], // Sunday, still Saturday's hours
    ['2026-11-22T02:00', false],
    ['2026-11-22T20:00', false],
    ['2026-11-18T10:00', false], // third Wednesday
    ['2026-11-11T10:00', true],
    ['2026-12-31T10:00', false],
    ['2026-12-30T09:30', false],
    ['2026-12-30T11:00', true],
  ])('%s: %s', (moment, open) => {
    expect(openAt(hours, moment)).toBe(open)
  })

  it('lets exceptions win over holidays and closed days', () => {
    const special = hoursOf('月-日 9:00-17:00; 祝 休; 第3水 休; 2026-11-18 10:00-12:00; 2026-11-23 10:00-12:00')
    expect(openAt(special, '2026-11-18T11:00')).toBe(true)
    expect(openAt(special, '2026-11-23T11:00')).toBe(true)
    expect(openAt(special, '2026-11-23T13:00')).toBe(false)
  })

  it('keeps the weekday on holidays where nothing else is said', () => {
    expect(openAt(hoursOf('月-金 9:00-17:00'), '2026-11-23T10:00')).toBe(true)
  })

  it('closes the day after midnight only where the day before was not open', () => {
    const nights = hoursOf('月-日 22:00-02:00; 2026-11-25 休')
    expect(openAt(nights, '2026-11-25T01:00')).toBe(true)
    expect(openAt(nights, '2026-11-25T23:00')).toBe(false)
    expect(openAt(nights, '2026-11-26T01:00')).toBe(false)
    expect(openAt(hoursOf('毎日 24時間'), '2026-11-25T00:00')).toBe(true)
  })
})

describe('readHours', () => {
  it('reads and writes the one-line form', () => {
    expect(writeHours(hoursOf(line))).toBe(
      '月-金 09:00-12:00,13:00-18:00; 土 20:00-26:00; 日祝 休; 第3水 休; 2026-12-31 休; 2026-12-30 10:00-12:00; 備考 駐車場あり; 要予約',
    )
  })

  it.each([
    ['平日 9時～17時半', '月-金 09:00-17:30; 土日 休'],
    ['月～金　９：００〜１８：００；日曜日・祝日　定休日', '月-金 09:00-18:00; 土日祝 休'],
    ['Mon-Fri 9:00-17:00; Sat closed', '月-金 09:00-17:00; 土日 休'],
    ['月-土 9-18; 水 休み', '月火木-土 09:00-18:00; 水日 休'],
    ['月・水・金 9:00から12:00まで\n火 13:00-15:00', '月水金 09:00-12:00; 火 13:00-15:00; 木土日 休'],
    ['金-月 10:00-12:00', '月金-日 10:00-12:00; 火-木 休'],
    ['月 13:00-18:00; 月 9:00-12:00', '月 09:00-12:00,13:00-18:00; 火-日 休'],
    ['毎日 24時間', '月-日 00:00-24:00'],
    ['年中無休 9:00-20:00; 令和8年12月31日 休', '月-日 09:00-20:00; 2026-12-31 休'],
    ['月 9:00-10:00; 第1・第3土曜日 休業日', '月 09:00-10:00; 火-日 休; 第1土 休; 第3土 休'],
  ])('%s', (typed, written) => {
    expect(writeHours(hoursOf(typed))).toBe(written)
  })

  it.each([
    '',
    '備考 だけ',
    '9:00-18:00',
    '月-金',
    '月 9:00-9:00',
    '月 25:00-26:00',
    '月 9:60-10:00',
    '月 9:00-12:00,11:00-13:00',
    '月-金 9:00-12:00; 水 11:00-13:00',
    '第3水 9:00-12:00',
    '2026-02-30 休',
    '2026-12-31 休; 2026-12-31 休',
    '月 9:00-49:00',
  ])('refuses %j with an example', text => {
    const read = readHours(text)
    expect(read.ok).toBe(false)
    if (!read.ok) expect(read.problems[0]?.message.ja).toContain('月-金 09:00-18:00')
  })

  it('tells every part that it cannot read', () => {
    const read = readHours('月 あさ; 火 9:00-10:00; 水 よる')
    expect(!read.ok && read.problems.map(problem => problem.value)).toEqual(['月 あさ', '水 よる'])
  })

  const spans = fc
    .uniqueArray(fc.integer({ min: 0, max: 1439 }), { maxLength: 6 })
    .map(times => {
      const sorted = [...times].sort((a, b) => a - b)
      const pairs: HoursSpan[] = []
      for (let at = 0; at + 1 < sorted.length; at += 2) pairs.push({ from: sorted[at] ?? 0, to: sorted[at + 1] ?? 0 })
      return pairs
    })
    .chain(pairs =>
      fc.integer({ min: 0, max: 300 }).map(late => {
        const last = pairs.at(-1)
        return late > 200 && last ? [...pairs.slice(0, -1), { from: last.from, to: 1440 + late }] : pairs
      }),
    )
  const anyHours: fc.Arbitrary<OpeningHours> = fc.record({
    week: fc.array(fc.oneof(spans, fc.constant([{ from: 540, to: 1080 }])), { minLength: 7, maxLength: 7 }),
    holidays: fc.option(spans),
    closedNth: fc.uniqueArray(fc.record({ nth: fc.integer({ min: 1, max: 5 }), weekday: fc.nat(6) }), {
      selector: one => `${one.nth}${one.weekday}`,
      maxLength: 3,
    }),
    exceptions: fc.uniqueArray(fc.record({ day: fc.constantFrom('2026-12-31', '2027-01-01', '2026-08-13'), spans }), {
      selector: one => one.day,
    }),
    note: fc.string({ unit: fc.constantFrom(...'あ; 備考月-金:1a\n') }).map(note => note.trim()),
  })

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(anyHours, hours => {
        expect(readHours(writeHours(hours))).toEqual({ ok: true, value: hours })
      }),
      { numRuns: 500 },
    )
  })
})

describe('describeHours', () => {
  it('speaks Japanese and English', () => {
    expect(describeHours(hoursOf(line), 'ja')).toEqual([
      '月〜金 9:00〜12:00、13:00〜18:00',
      '土 20:00〜翌2:00',
      '日・祝日 休み',
      '第3水曜日 休み',
      '2026年12月31日 休み',
      '2026年12月30日 10:00〜12:00',
      '駐車場あり; 要予約',
    ])
    expect(describeHours(hoursOf(line), 'en')).toEqual([
      'Mon–Fri 9:00–12:00, 13:00–18:00',
      'Sat 20:00–2:00 (next day)',
      'Sun, public holidays closed',
      'Closed on the 3rd Wednesday of the month',
      '31 December 2026 closed',
      '30 December 2026 10:00–12:00',
      '駐車場あり; 要予約',
    ])
    expect(describeHours(hoursOf('毎日 24時間; 祝 休'), 'en')).toEqual(['Mon–Sun 24 hours', 'Public holidays closed'])
  })
})
