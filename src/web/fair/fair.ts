/**
 * Fair shares of one process among organisations: so many requests at once in all, and while there are more, one of each
 * organisation that waits in turn. Who floods waits behind its own requests; another's next request comes on as soon as
 * one slot is free.
 */
export interface FairGate {
  /**
   * @returns what is called when the request is answered; undefined when the organisation's own share of the queue is full
   * or its turn did not come in time
   */
  enter(organisation: string): Release | Promise<Release | undefined>
  readonly running: number
  readonly waiting: number
}

type Release = () => void

export interface FairShares {
  /** Requests that are worked on at once. */
  readonly atOnce: number
  /** How many of an organisation may wait. Asked only when one must. */
  waiting(organisation: string): Promise<number> | number
  /** Milliseconds for which a request may wait. */
  readonly patience: number
  readonly now?: () => number
}

interface Waiter {
  readonly at: number
  readonly admit: (release: Release | undefined) => void
}

/** Requests at once: twice the connections of the pool that serves them, since not all of a request is the database. */
export const usualShares = { atOnce: 32, patience: 10_000, waiting: () => 100 } as const

export const fairGate = ({ atOnce, waiting, patience, now = () => performance.now() }: FairShares): FairGate => {
  // A Map keeps the order: the first organisation is the next whose turn it is.
  const queues = new Map<string, Waiter[]>()
  let running = 0
  let queued = 0

  const next = (): void => {
    while (running < atOnce) {
      const [first] = queues
      if (!first) return
      const [organisation, queue] = first
      const waiter = queue.shift()
      // To the end of the round, or out of it.
      queues.delete(organisation)
      if (queue.length > 0) queues.set(organisation, queue)
      if (!waiter) continue
      queued -= 1
      if (now() - waiter.at > patience) {
        waiter.admit(undefined)
        continue
      }
      running += 1
      waiter.admit(releaser())
    }
  }
  const releaser = (): Release => {
    let held = true
    return () => {
      if (!held) return
      held = false
      running -= 1
      next()
    }
  }
  const line = async (organisation: string): Promise<Release | undefined> => {
    const most = await waiting(organisation)
    // Room may have come while the limit was asked for.
    if (running < atOnce && queues.size === 0) {
      running += 1
      return releaser()
    }
    const queue = queues.get(organisation) ?? []
    if (queue.length >= most) return undefined
    const { promise, resolve } = Promise.withResolvers<Release | undefined>()
    queue.push({ at: now(), admit: resolve })
    queues.set(organisation, queue)
    queued += 1
    return promise
  }
  return {
    enter(organisation) {
      if (running >= atOnce || queues.size > 0) return line(organisation)
      running += 1
      return releaser()
    },
    get running() {
      return running
    },
    get waiting() {
      return queued
    },
  }
}
