import { expect, test } from 'vitest'
import { dayOrMonth } from './words.ts'

test('a day and a month are written for people, never as a date for machines', () => {
  expect([dayOrMonth('2014-08-31', 'ja'), dayOrMonth('2014-08-31', 'en')]).toEqual(['2014年8月31日', '31 August 2014'])
  expect([dayOrMonth('2010-07', 'ja'), dayOrMonth('2010-07', 'en')]).toEqual(['2010年7月', 'July 2010'])
})
