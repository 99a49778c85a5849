import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'
import { processStart } from './alive.ts'

export interface Lock {
  /** Puts a lock back that was deleted together with the folder, so that no second process takes what this one has. */
  renew(): void
  release(): void
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

const readHolder = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** The process id in the lock when that very process is still there; a used-again id does not count. */
const livingHolder = (content: string): number | undefined => {
  const [pid = '', started = ''] = content.split('\n')
  return started !== '' && processStart(Number(pid)) === started ? Number(pid) : undefined
}

/** Does a living platform run on the folder? */
export const isHeld = (folder: string): boolean => {
  const held = readHolder(join(folder, 'lock'))
  return held !== undefined && livingHolder(held) !== undefined
}

/**
 * One platform per data folder. The lock names the process and when it started, so that a lock left by `kill -9` or a
 * power failure is taken over at once, and one of a living process never is.
 * The lock appears whole (a link to a finished file), so a reader never sees half of it. It protects against processes
 * of the same machine; two machines (or containers) must not be given the same folder.
 *
 * @throws OperatorError when another platform runs on the folder
 */
export const lockFolder = (folder: string): Lock => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'lock')
  const content = `${process.pid}\n${processStart(process.pid)}\n`
  const unique = () => `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const mine = unique()
  writeFileSync(mine, content, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      try {
        linkSync(mine, path)
        return {
          renew: () => {
            if (readHolder(path) !== undefined) return
            mkdirSync(folder, { recursive: true })
            writeFileSync(path, content, { mode: 0o600, flag: 'wx' })
          },
          release: () => {
            if (readHolder(path) === content) rmSync(path, { force: true })
          },
        }
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
      const held = readHolder(path)
      if (held === undefined) continue
      const pid = livingHolder(held)
      if (pid !== undefined) {
        throw new OperatorError(
          `Musubi already runs on the data folder ${folder} (process ${pid}); stop it first, or name another folder in MUSUBI_DATA.`,
        )
      }
      takeAway(path, held, unique())
    }
    throw new OperatorError(`The lock ${path} changes all the time; is something starting Musubi in a loop?`)
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Removes a stale lock, and puts it back if another start was faster and the lock is now a living one. */
const takeAway = (path: string, stale: string, aside: string): void => {
  try {
    renameSync(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  try {
    if (readHolder(aside) !== stale) linkSync(aside, path)
  } finally {
    rmSync(aside, { force: true })
  }
}
