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
  /** How many may wait in all, for shares of whoever comes; without it each organisation's own limit is the only one. */
  readonly most?: number
  /** Milliseconds for which a request may wait. */
  readonly patience: number
}

type Waiter = (release: Release | undefined) => void

/** Requests at once: twice the connections of the pool that serves them, since not all of a request is the database. */
export const usualShares = { atOnce: 32, patience: 10_000, waiting: () => 100 } as const

export const fairGate = ({ atOnce, waiting, patience, most = Number.POSITIVE_INFINITY }: FairShares): FairGate => {
  // A Map keeps the order: the first organisation is the next whose turn it is.
  const queues = new Map<string, Waiter[]>()
  let running = 0
  let queued = 0

  const next = (): void => {
    while (running < atOnce) {
      const [first] = queues
      if (!first) return
      const [organisation, queue] = first
      const admit = queue.shift()
      // To the end of the round, or out of it.
      queues.delete(organisation)
      if (queue.length > 0) queues.set(organisation, queue)
      if (!admit) continue
      queued -= 1
      running += 1
      admit(releaser())
    }
  }
  const giveUp = (organisation: string, waiter: Waiter): void => {
    const queue = queues.get(organisation)
    const at = queue?.indexOf(waiter) ?? -1
    if (!queue || at === -1) return
    queue.splice(at, 1)
    if (queue.length === 0) queues.delete(organisation)
    queued -= 1
    waiter(undefined)
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
    const ownMost = await waiting(organisation)
    // Room may have come while the limit was asked for.
    if (running < atOnce && queues.size === 0) {
      running += 1
      return releaser()
    }
    const queue = queues.get(organisation) ?? []
    if (queue.length >= ownMost || queued >= most) return undefined
    const { promise, resolve } = Promise.withResolvers<Release | undefined>()
    // Its own time, not the next release: what runs may take minutes, and who waits is told before.
    const timer = Number.isFinite(patience) ? setTimeout(() => giveUp(organisation, waiter), patience) : undefined
    const waiter: Waiter = release => {
      clearTimeout(timer)
      resolve(release)
    }
    queue.push(waiter)
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
