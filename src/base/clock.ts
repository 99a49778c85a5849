/** Tells the time. Injected everywhere, so that tests and demonstrations can stand on any day. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export const fixedClock = (at: string | Date): Clock => {
  const date = new Date(at)
  return { now: () => new Date(date) }
}

export interface ClockStep {
  readonly from: Date
  readonly to: Date
  /** Whole seconds by which it went back. */
  readonly seconds: number
}

/** Milliseconds by which a clock may be put right unnoticed: it stands still for so long. */
const unnoticed = 5_000

/**
 * A clock that does not go back by a little: it stands until the time has come round again. Set back by more, it follows
 * (holding still for hours would be a lie) and says so once.
 */
export const steadyClock = (inner: Clock, onStep: (step: ClockStep) => void): Clock => {
  let last = Number.NEGATIVE_INFINITY
  return {
    now: () => {
      const at = inner.now()
      const ms = at.getTime()
      const back = last - ms
      if (back > 0 && back <= unnoticed) return new Date(last)
      if (back > unnoticed) {
        const step = { from: new Date(last), to: at, seconds: Math.round(back / 1000) }
        last = ms
        onStep(step)
      }
      last = ms
      return at
    },
  }
}

const tokyo = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Tokyo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

const nineHoursMs = 9 * 3_600_000
/** Since then Japan has had no summer time (it had one from 1948 to 1951): its clocks stand nine hours before UTC. */
const fixedSince = Date.UTC(1952, 0, 1)

/** The calendar day in Japan (YYYY-MM-DD) at a moment. Every request asks, so that Intl is spared where it can be. */
export const dayInJapan = (moment: Date): string =>
  moment.getTime() >= fixedSince && moment.getUTCFullYear() < 9999
    ? new Date(moment.getTime() + nineHoursMs).toISOString().slice(0, 10)
    : tokyo.format(moment)
