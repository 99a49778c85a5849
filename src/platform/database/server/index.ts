import { resolve } from 'node:path'
import type { RoleUrls } from '../connect.ts'
import { type FolderOptions, openServerFolder } from './folder.ts'
import { isHeld } from './lock.ts'
import { keepPasswords, type Passwords, type ServerRole } from './passwords.ts'
import { clusterOf } from './place.ts'
import { findRunning } from './process.ts'
import type { Setup } from './setup.ts'

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

interface Options extends FolderOptions {
  readonly setup?: Setup
}

const users: Record<ServerRole, string> = {
  owner: 'musubi_owner',
  app: 'musubi_app',
  public: 'musubi_public',
  admin: 'postgres',
}

export const urlOf = (role: ServerRole, passwords: Passwords, port: number): string =>
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
export const startEmbedded = async (
  dataFolder: string,
  { setup = {}, ...options }: Options,
): Promise<EmbeddedServer> => {
  const folder = openServerFolder(dataFolder, options)
  try {
    const { running, created } = await folder.start(setup)
    return {
      port: running.port,
      pid: folder.pid,
      adopted: running.adopted,
      created,
      url: role => urlOf(role, folder.passwords(), running.port),
      stop: folder.close,
    }
  } catch (error) {
    await folder.close()
    throw error
  }
}
