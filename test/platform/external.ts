import { openPool } from '../../src/platform/database/pool.ts'
import { startEmbedded } from '../../src/platform/database/server/index.ts'
import { preparedFolder } from './prepared.ts'
import { afterCleanUp } from './process.ts'

/** A PostgreSQL that is not the platform's own, with passwords that are asked for: what DATABASE_URL is made for. */
export interface ExternalServer {
  /** Makes a database. @returns its address for the server's superuser */
  database(name: string): Promise<string>
  run(sql: string, database?: string): Promise<void>
  readonly port: number
  /** Of its main process. */
  pid(): number
  /** The address of another user, password or database. */
  url(user: string, password: string, database: string): string
}

export const externalServer = async (): Promise<ExternalServer> => {
  const server = await startEmbedded(await preparedFolder('server'), { log: () => {} })
  afterCleanUp(() => server.stop())
  const of = (database: string): string => server.url('admin').replace(/\/musubi$/, `/${database}`)
  const run = async (text: string, database = 'postgres'): Promise<void> => {
    const sql = openPool(of(database), { max: 1 })
    try {
      await sql.unsafe(text)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
  // As a server that nobody prepared for Musubi.
  await run('drop database musubi with (force)')
  await run('drop role musubi_owner, musubi_app, musubi_public')
  return {
    run,
    port: server.port,
    pid: server.pid,
    database: async name => {
      await run(
        `create database ${name} template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' lc_ctype 'C.UTF-8'`,
      )
      return of(name)
    },
    url: (user, password, database) => `postgres://${user}:${password}@127.0.0.1:${server.port}/${database}`,
  }
}
