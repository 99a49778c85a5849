import { readdirSync, readFileSync } from 'node:fs'
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

const parentOf = (pid: number): number | undefined => {
  try {
    // "pid (name) state parent …"; the name may hold blanks and brackets.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1])
  } catch {
    return undefined
  }
}

/** A process and those that it has started, such as a database server with its sessions. Linux only. */
export const familyOf = (pid: number): readonly number[] => [
  pid,
  ...readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && parentOf(Number(name)) === pid)
    .map(Number),
]

/** Stops a process and its children in the middle of whatever they do, and lets them go on after the work. */
export const whileStopped = async <T>(target: Target, work: () => Promise<T>): Promise<T> => {
  const pid = target.pid()
  if (pid === undefined) throw new Error(`${target.name} does not run`)
  // The parent first, so that it starts no others meanwhile.
  process.kill(pid, 'SIGSTOP')
  const family = familyOf(pid)
  for (const one of family.slice(1)) process.kill(one, 'SIGSTOP')
  try {
    return await work()
  } finally {
    for (const one of family.toReversed()) if (isAlive(one)) process.kill(one, 'SIGCONT')
  }
}

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself.
  }
}

/**
 * Stops a process and its children where they stand, the parent first, so that it starts no others.
 * @param except goes on
 * @returns all of them, the one that goes on too
 */
export const freezeFamily = (pid: number, except?: number): readonly number[] => {
  send(pid, 'SIGSTOP')
  const family = familyOf(pid)
  for (const one of family.slice(1)) if (one !== except) send(one, 'SIGSTOP')
  return family
}

/** Ends them all at once, as the loss of power does. */
export const killAll = async (pids: readonly number[]): Promise<void> => {
  for (const pid of pids) send(pid, 'SIGKILL')
  while (pids.some(isAlive)) await sleep(5)
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
