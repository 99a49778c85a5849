/** Least and most of minute, hour, day of the month, month and day of the week (7 is Sunday too). */
const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Values of one field: `*`, `5`, `1-5`, `*\/2`, `1,15`, `mon`. Null where it is none of these. */
const valuesOf = (text: string, at: number): ReadonlySet<number> | null => {
  const [least, most] = ranges[at] ?? [0, 0]
  const number = (word: string): number => {
    const named =
      at === 3 ? months.indexOf(word.toLowerCase()) + 1 : at === 4 ? weekdays.indexOf(word.toLowerCase()) : -1
    return /^\d+$/.test(word) ? Number(word) : named > (at === 3 ? 0 : -1) ? named : Number.NaN
  }
  const found = new Set<number>()
  for (const part of text.split(',')) {
    const [span = '', every] = part.split('/')
    const [from = '', to] = span.split('-')
    const begin = span === '*' ? least : number(from)
    const end = span === '*' || (to === undefined && every !== undefined) ? most : number(to ?? from)
    const step = every === undefined ? 1 : Number(every)
    if (!(begin >= least && end <= most && begin <= end && Number.isInteger(step) && step >= 1)) return null
    for (let value = begin; value <= end; value += step) found.add(at === 4 ? value % 7 : value)
  }
  return found
}

const dayMs = 86_400_000

/**
 * The most days that lie between two runs of a five-field cron expression; 1 where it runs each day, and where it cannot be
 * read, since an alarm too early is the better mistake.
 */
export const longestPause = (cron: string): number => {
  const fields = cron.trim().split(/\s+/)
  const [, , days, inMonths, inWeek] = fields.map(valuesOf)
  if (fields.length !== 5 || !days || !inMonths || !inWeek) return 1
  const [anyDay, anyWeekday] = [fields[2]?.startsWith('*'), fields[4]?.startsWith('*')]
  const runs = (day: Date): boolean => {
    const [inDays, onWeekday] = [days.has(day.getUTCDate()), inWeek.has(day.getUTCDay())]
    // As cron has it: of two days that are both named, one is enough.
    return inMonths.has(day.getUTCMonth() + 1) && (anyDay || anyWeekday ? inDays && onWeekday : inDays || onWeekday)
  }
  // Nine years hold every pause that there is: 29 February may be eight years from the next.
  let [last, longest] = [0, 0]
  for (let n = 1; n <= 9 * 366; n += 1) {
    if (!runs(new Date(Date.UTC(2095, 11, 31) + n * dayMs))) continue
    if (last > 0) longest = Math.max(longest, n - last)
    last = n
  }
  return Math.max(longest, 1)
}
