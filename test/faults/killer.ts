import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../../src/platform/database/server/alive.ts'
import type { Seed } from './seed.ts'

/** Something with a process that can be hit; it is asked anew each time, since what was killed may have been started again. */
export interface Target {
  readonly name: string
  pid(): number | undefined
}

export interface Hit {
  readonly target: string
  readonly pid: number
  readonly signal: 'SIGKILL' | 'SIGSTOP' | 'SIGTERM'
  /** Milliseconds since the killer began. */
  readonly atMs: number
}

/** Sends a signal to the very process that the target has now. @returns false when it has none */
export const hit = (target: Target, signal: Hit['signal'] | 'SIGCONT' = 'SIGKILL'): boolean => {
  const pid = target.pid()
  if (pid === undefined || !isAlive(pid)) return false
  process.kill(pid, signal)
  return true
}

/** Stops a process in the middle of whatever it does, and lets it go on after the work. */
export const whileStopped = async <T>(target: Target, work: () => Promise<T>): Promise<T> => {
  const pid = target.pid()
  if (pid === undefined) throw new Error(`${target.name} does not run`)
  process.kill(pid, 'SIGSTOP')
  try {
    return await work()
  } finally {
    if (isAlive(pid)) process.kill(pid, 'SIGCONT')
  }
}

export interface KillerOptions {
  readonly seed: Seed
  readonly targets: readonly Target[]
  /** Milliseconds between two hits. */
  readonly pause: { readonly least: number; readonly most: number }
  /** Default: `kill -9` only. */
  readonly signals?: readonly Hit['signal'][]
  readonly until: AbortSignal
}

/** Hits one of the targets at random times until it is told to end. @returns what was done, to be printed with the seed */
export const kill = async ({ seed, targets, pause, signals, until }: KillerOptions): Promise<readonly Hit[]> => {
  const began = performance.now()
  const hits: Hit[] = []
  while (!until.aborted) {
    const wait = pause.least + seed.whole(pause.most - pause.least + 1)
    await sleep(wait, undefined, { signal: until }).catch(() => {})
    if (until.aborted) break
    const target = seed.pick(targets)
    const signal = seed.pick(signals ?? (['SIGKILL'] as const))
    const pid = target.pid()
    if (pid === undefined || !hit(target, signal)) continue
    hits.push({ target: target.name, pid, signal, atMs: Math.round(performance.now() - began) })
  }
  return hits
}
