import { describe, expect, test } from 'vitest'
import { daysToCount, pointsOf } from './history.ts'

describe('daysToCount', () => {
  test('each fiscal-year end since the first day’s year, then today', () => {
    expect(daysToCount('2014-03-31', '2016-11-22')).toEqual(['2014-03-31', '2015-03-31', '2016-03-31', '2016-11-22'])
  })

  test('on the last day of a fiscal year today is that end, once', () => {
    expect(daysToCount('2014-07-31', '2016-03-31')).toEqual(['2015-03-31', '2016-03-31'])
    expect(daysToCount('2014-07-31', '2016-04-01')).toEqual(['2015-03-31', '2016-03-31', '2016-04-01'])
  })
})

describe('pointsOf', () => {
  const row = (day: string, counted: number, sample: number) => ({ day, counted, sample })

  test('before the first record there is no value, which is not zero; afterwards zero is zero', () => {
    const rows = [row('2014-03-31', 0, 0), row('2015-03-31', 3, 0), row('2016-03-31', 0, 5), row('2016-11-22', 2, 5)]
    expect(pointsOf(rows, '2016-11-22')).toEqual([
      { day: '2014-03-31', value: null, sample: null },
      { day: '2015-03-31', value: 3, sample: null },
      { day: '2016-03-31', value: 0, sample: 5 },
      { day: '2016-11-22', value: 2, sample: 5, today: true },
    ])
  })

  test('today is zero when there are only sample records', () => {
    expect(pointsOf([row('2016-03-31', 0, 0), row('2016-11-22', 0, 4000)], '2016-11-22')).toEqual([
      { day: '2016-03-31', value: null, sample: null },
      { day: '2016-11-22', value: 0, sample: 4000, today: true },
    ])
  })
})
