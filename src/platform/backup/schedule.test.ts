import { expect, test } from 'vitest'
import { longestPause } from './schedule.ts'

test.each([
  ['30 1 * * *', 1],
  ['0 */6 * * *', 1],
  ['30 1 * * 0', 7],
  ['30 1 * * 7', 7],
  ['30 1 * * mon-fri', 3],
  ['30 1 * * 1,4', 4],
  ['30 1 1 * *', 31],
  ['30 1 1,15 * *', 17],
  // Either is enough, as cron has it.
  ['30 1 1 * 0', 7],
  ['30 1 1 JAN *', 366],
  ['30 1 29 2 *', 8 * 365 + 1],
  ['30 1 31 2 *', 1],
  ['30 1 x * *', 1],
  ['30 1 * *', 1],
])('the longest pause of "%s" is %i days', (cron, days) => {
  expect(longestPause(cron)).toBe(days)
})
