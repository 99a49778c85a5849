import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCodedDay, readPlainDay, writeCodedDay } from './coded-day.ts'
import { eraOf } from './eras.ts'

const one = { '1': '明治', '2': '大正', '3': '昭和', '4': '平成', '5': '令和' }
const two = { '01': '明治', '02': '大正', '03': '昭和', '04': '平成', '05': '令和' }
const day = fc
  .date({ min: new Date('1873-01-01'), max: new Date('2089-12-31'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10))

test('every day of an era is read as it was written, with codes of one digit and of two', () => {
  fc.assert(
    fc.property(day, fc.constantFrom(one, two), (value, eras) => {
      const written = writeCodedDay(value, eras)
      expect(written).toHaveLength(Object.keys(eras)[0]?.length === 2 ? 8 : 7)
      expect(readCodedDay(written ?? '', eras)).toEqual({ ok: true, value })
      expect(eraOf(value)).toBeDefined()
    }),
  )
})

test.each([
  ['4260401', '2014-04-01'],
  ['3640107', '1989-01-07'],
  ['4010108', '1989-01-08'],
  ['5010501', '2019-05-01'],
  ['2151225', '1926-12-25'],
])('%s', (text, value) => expect(readCodedDay(text, one)).toEqual({ ok: true, value }))

test.each([
  ['4260230', 'no such day'],
  ['3640108', 'Showa had ended'],
  ['4310501', 'Heisei had ended'],
  ['4010107', 'had not begun'],
  ['9260401', 'no era with the code 9'],
  ['426041', '7 digits'],
  ['04260401', '7 digits'],
])('%s is no day', (text, message) => {
  const read = readCodedDay(text, one)
  expect(read.ok ? '' : read.problems[0]?.message.en).toContain(message)
})

test('days without an era', () => {
  expect(readPlainDay('20140401')).toEqual({ ok: true, value: '2014-04-01' })
  expect(readPlainDay('2014/04/01')).toEqual({ ok: true, value: '2014-04-01' })
  for (const text of ['20140230', '2014-0401', '140401']) expect(readPlainDay(text).ok).toBe(false)
})
