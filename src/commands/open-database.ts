import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../base/problem.ts'
import { projectRoot } from '../base/root.ts'
import { type Connected, connect, type RoleUrls } from '../platform/database/connect.ts'
import type { Database } from '../platform/database/connection.ts'
import { migrate, pendingMigrations } from '../platform/database/migrate.ts'
import { prepareRoles } from '../platform/database/roles.ts'
import { attachEmbedded, lockFolder, startEmbedded } from '../platform/database/server/index.ts'
import { type Copies, openCopies } from './copies.ts'

export const migrationsFolder = join(projectRoot, 'migrations')

export interface OpenDatabase {
  readonly database: Connected
  readonly urls: RoleUrls
  /** The second site, where there is one. */
  readonly copies?: Copies | undefined
  close(): Promise<void>
}

export interface OpenOptions {
  readonly log: (line: string) => void
  /** DATABASE_URL; none: the embedded server of the folder. */
  readonly external?: string | undefined
  /** The command only looks: a platform that runs on the folder is joined and not disturbed, and nothing is migrated. */
  readonly looks?: boolean
  /** A second site on this machine, for a trial. */
  readonly standby?: boolean | undefined
  /** Folder of the migrations, for platforms that run other systems than this project's. */
  readonly migrations?: string | undefined
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it lies on a disk that cannot be written',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a file',
  ENOSPC: 'the disk is full',
}

/** Milliseconds for the second site to take up the log after a start. */
const patience = 15_000

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new OperatorError(
      `The data folder ${folder} cannot be used: ${reasons[code] ?? code}. Name another one in MUSUBI_DATA.`,
    )
  }
}

/** Where a command that only looks finds the database; undefined when it must start the server itself. */
const runningUrls = (folder: string, external: string | undefined) =>
  external ? prepareRoles(external) : attachEmbedded(folder)

const refusePending = async (database: Database, migrations: string): Promise<void> => {
  const pending = await pendingMigrations(database.owner, migrations)
  if (pending.length > 0)
    throw new OperatorError(
      `The database lacks ${pending.length} migrations of this version of Musubi: start the platform once with "musubi up".`,
    )
}

/** Starts the server of the folder, or locks the folder when the server is an external one. */
const holdFolder = async (folder: string, { external, log, looks = false, standby = false }: OpenOptions) => {
  if (external) {
    const lock = lockFolder(folder)
    return { urls: () => prepareRoles(external), release: async () => lock.release() }
  }
  const copies = looks ? undefined : await openCopies(folder, { standby, log })
  if (copies) {
    const of = { owner: copies.url('owner'), app: copies.url('app'), public: copies.url('public') }
    return { urls: async () => of, release: () => copies.stop(), copies }
  }
  const server = await startEmbedded(folder, { log })
  const urls = { owner: server.url('owner'), app: server.url('app'), public: server.url('public') }
  return { urls: async () => urls, release: () => server.stop() }
}

/** The embedded server, or the one of DATABASE_URL; migrated. @throws OperatorError */
export const openDatabase = async (folder: string, options: OpenOptions): Promise<OpenDatabase> => {
  const { log, external, looks = false, migrations = migrationsFolder } = options
  makeFolder(folder)
  const running = looks ? await runningUrls(folder, external) : undefined
  const held = running ? undefined : await holdFolder(folder, options)
  try {
    const urls = running ?? (await held?.urls())
    if (urls === undefined) throw new Error('no address of a database')
    const copies = held && 'copies' in held ? held.copies : undefined
    const database = await connect(urls, copies?.keeper.where)
    try {
      // A site that may not write yet can show what it has, when nothing is missing in it.
      const canWrite = copies === undefined || (await copies.keeper.ready(patience))
      if (looks || !canWrite) await refusePending(database, migrations)
      else await migrate(database.owner, migrations, log)
    } catch (error) {
      await database.close()
      throw error
    }
    const close = async () => {
      await database.close()
      await held?.release()
    }
    return { database, urls, copies, close }
  } catch (error) {
    await held?.release()
    throw error
  }
}
