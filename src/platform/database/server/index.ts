import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RoleUrls } from '../connect.ts'
import { isAlive } from './alive.ts'
import { findBinaries } from './binaries.ts'
import { initialise, isInitialised, writeSettings } from './initialise.ts'
import { isHeld, lockFolder } from './lock.ts'
import { keepPasswords, type Passwords, type ServerRole } from './passwords.ts'
import { choosePlace, clusterOf, type Place } from './place.ts'
import { findRunning, type Running, startServer, stopServer } from './process.ts'
import { giveTo } from './user.ts'

export { lockFolder } from './lock.ts'
export type { ServerRole } from './passwords.ts'

export interface EmbeddedServer {
  readonly port: number
  /** Process id of PostgreSQL's main process at this moment. */
  pid(): number
  /** The server was left running by a platform that was killed. */
  readonly adopted: boolean
  /** The database was created by this start. */
  readonly created: boolean
  url(role: ServerRole): string
  /** Stops the server and frees the folder. Close the pools first: their open transactions are rolled back. */
  stop(): Promise<void>
}

interface Options {
  /** Lines for the operator's terminal. */
  readonly log: (line: string) => void
  /** Folders for data and binaries when root cannot run PostgreSQL in the data folder; the first usable one is taken. */
  readonly shelters?: readonly string[]
}

const users: Record<ServerRole, string> = {
  owner: 'musubi_owner',
  app: 'musubi_app',
  public: 'musubi_public',
  admin: 'postgres',
}

const urlOf = (role: ServerRole, passwords: Passwords, port: number): string =>
  `postgres://${users[role]}:${passwords[role]}@127.0.0.1:${port}/musubi`

/**
 * Addresses of the server that a living platform runs on the folder, for a command that only looks.
 * @returns undefined when no platform runs there, or its server is not ready
 */
export const attachEmbedded = (dataFolder: string): RoleUrls | undefined => {
  const folder = resolve(dataFolder)
  if (!isHeld(folder)) return undefined
  const server = findRunning(clusterOf(folder))
  if (server?.state !== 'ready') return undefined
  const passwords = keepPasswords(folder)
  const url = (role: ServerRole) => urlOf(role, passwords, server.port)
  return { owner: url('owner'), app: url('app'), public: url('public') }
}

/** Milliseconds between two looks whether the server still lives. */
const watchInterval = 500

/** Starts a server that died under us again, on the same port, so that the pools find it. */
const watch = (place: Place, logPath: string, first: Running, log: (line: string) => void) => {
  let current = first
  let stopped = false
  let working = Promise.resolve()
  const look = async (): Promise<void> => {
    if (stopped || isAlive(current.pid)) return
    log('The database server ended unexpectedly; starting it again.')
    try {
      current = await startServer(place, logPath, first.port)
      if (current.port !== first.port) log(`The database server's port changed to ${current.port}; restart Musubi.`)
    } catch (error) {
      log(error instanceof Error ? error.message : String(error))
      await sleep(5_000, undefined, { ref: false })
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

/**
 * Starts the PostgreSQL that lives in the data folder, creating it at the first start. What can go wrong:
 * * another platform runs on the folder: OperatorError that names its process;
 * * the platform was killed: the server lives on, in a session of its own, and is adopted by the next start;
 * * the server was killed: the next start (or, while the platform runs, the watch) replays its log; every acknowledged
 *   change is there;
 * * the creation was cut off: it is begun anew, since the folder gets its name only when complete;
 * * root: runs as `nobody` where that user can enter, else in a user namespace, else in a place said on the terminal;
 * * disk full, damaged files, foreign version: OperatorError with PostgreSQL's own reason and the place of its log.
 */
export const startEmbedded = async (dataFolder: string, { log, shelters }: Options): Promise<EmbeddedServer> => {
  const folder = resolve(dataFolder)
  mkdirSync(folder, { recursive: true })
  const lock = lockFolder(folder)
  try {
    const place = choosePlace(folder, findBinaries(), log, shelters)
    const passwords = keepPasswords(folder)
    const created = !isInitialised(place)
    if (created) await initialise(place, passwords)
    else giveTo(place.runner, place.cluster)
    writeSettings(place)
    const logPath = join(folder, 'postgres.log')
    const running = await startServer(place, logPath)
    const watcher = watch(place, logPath, running, log)
    return {
      port: running.port,
      pid: watcher.pid,
      adopted: running.adopted,
      created,
      url: role => urlOf(role, passwords, running.port),
      stop: async () => {
        await stopServer(await watcher.end())
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}
