import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { OperatorError } from '../base/problem.ts'
import { projectRoot } from '../base/root.ts'
import { connect, type RoleUrls } from '../platform/database/connect.ts'
import type { Database } from '../platform/database/connection.ts'
import { migrate } from '../platform/database/migrate.ts'
import { prepareRoles } from '../platform/database/roles.ts'
import { lockFolder, startEmbedded } from '../platform/database/server/index.ts'

export const migrationsFolder = join(projectRoot, 'migrations')

/** MUSUBI_DATA, or `.musubi` in the folder where the command was given. */
export const dataFolder = (): string => resolve(process.env['MUSUBI_DATA'] || '.musubi')

export interface OpenDatabase {
  readonly database: Database
  readonly urls: RoleUrls
  close(): Promise<void>
}

/**
 * The embedded server, or the one of DATABASE_URL; migrated.
 * @param migrations folder of the migrations, for platforms that run other systems than this project's
 * @throws OperatorError
 */
export const openDatabase = async (
  folder: string,
  log: (line: string) => void,
  migrations: string = migrationsFolder,
): Promise<OpenDatabase> => {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new OperatorError(
      `The data folder ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  const external = process.env['DATABASE_URL']
  const lock = external ? lockFolder(folder) : undefined
  const server = external ? undefined : await startEmbedded(folder, { log })
  const release = async () => {
    await server?.stop()
    lock?.release()
  }
  try {
    const urls: RoleUrls = server
      ? { owner: server.url('owner'), app: server.url('app'), public: server.url('public') }
      : await prepareRoles(external ?? '')
    const database = await connect(urls)
    const close = async () => {
      await database.close()
      await release()
    }
    try {
      await migrate(database.owner, migrations, log)
    } catch (error) {
      await database.close()
      throw error
    }
    return { database, urls, close }
  } catch (error) {
    await release()
    throw error
  }
}
