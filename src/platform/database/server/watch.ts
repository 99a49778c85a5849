import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './alive.ts'
import type { Place } from './place.ts'
import { type Running, startServer } from './process.ts'

export interface Watch {
  pid(): number
  /** Looks no more. @returns the server's process */
  end(): Promise<number>
}

/** Milliseconds between two looks whether the server still lives. */
const watchInterval = 500

/** Starts a server that died under us again, on the same port, so that the pools find it. */
export const watchServer = (place: Place, logPath: string, first: Running, log: (line: string) => void): Watch => {
  let current = first
  let stopped = false
  let said = ''
  let working = Promise.resolve()
  const look = async (): Promise<void> => {
    if (stopped || isAlive(current.pid)) return
    if (said === '') log('The database server ended unexpectedly; starting it again.')
    try {
      current = await startServer(place, logPath, first.port)
      said = ''
      if (current.port !== first.port) log(`The database server's port changed to ${current.port}; restart Musubi.`)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (reason !== said) log(reason)
      said = reason
      for (let waited = 0; waited < 50 && !stopped; waited += 1) await sleep(100, undefined, { ref: false })
    }
  }
  const timer = setInterval(() => {
    working = working.then(look)
  }, watchInterval)
  timer.unref()
  return {
    pid: () => current.pid,
    end: async (): Promise<number> => {
      stopped = true
      clearInterval(timer)
      await working
      return current.pid
    },
  }
}
