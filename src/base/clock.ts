/** Tells the time. Injected everywhere, so that tests and demonstrations can stand on any day. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export const fixedClock = (at: string | Date): Clock => {
  const date = new Date(at)
  return { now: () => new Date(date) }
}

const tokyo = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Tokyo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The calendar day in Japan (YYYY-MM-DD) at a moment. */
export const dayInJapan = (moment: Date): string => tokyo.format(moment)
