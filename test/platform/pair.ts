import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../src/base/root.ts'
import { connect } from '../../src/platform/database/connect.ts'
import type { Database, Sql } from '../../src/platform/database/connection.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { urlOf } from '../../src/platform/database/server/index.ts'
import { type LocalAgent, openAgent } from '../../src/platform/sites/agent.ts'
import { agentOperations, type Control, openControl } from '../../src/platform/sites/control.ts'
import { createKeeper } from '../../src/platform/sites/keeper.ts'
import type { Keeper, SiteEvent } from '../../src/platform/sites/keeper-view.ts'
import { remoteAgent } from '../../src/platform/sites/remote.ts'
import { prepareFolder } from './prepared.ts'

/** Two sites in one process, with a keeper between them: each has its own folder, lock, server and control port. */
export interface Pair {
  readonly home: LocalAgent
  /** The other site; another one after it was lost and opened again. */
  away(): LocalAgent
  readonly keeper: Keeper
  readonly database: Database
  readonly events: readonly SiteEvent[]
  readonly lines: readonly string[]
  /** The superuser of one site's server. */
  admin<T>(agent: LocalAgent, work: (sql: Sql) => Promise<T>): Promise<T>
  /** Ends the other site as a power failure does: its server, its control. */
  loseAway(): Promise<void>
  /** Opens it again on the folder that it left. */
  bringBackAway(): Promise<void>
  close(): Promise<void>
}

const secret = 'a secret of two sites in a test'

export const openPair = async (parent: string): Promise<Pair> => {
  mkdirSync(parent, { recursive: true, mode: 0o755 })
  await prepareFolder('migrated', join(parent, 'home'))
  const lines: string[] = []
  const log = (line: string): void => {
    lines.push(line)
  }
  const openAway = () =>
    openAgent(join(parent, 'away'), { name: '写し', place: { latitude: 35.69, longitude: 139.69 }, secret, log })
  const home = openAgent(join(parent, 'home'), {
    name: '本拠',
    place: { latitude: 38.27, longitude: 140.87 },
    secret,
    log,
  })
  let away = openAway()
  const serve = (port: number) => openControl(away, agentOperations(away), { host: '127.0.0.1', port })
  let control: Control = await serve(0)
  const port = Number(new URL(control.url).port)
  const keeper = createKeeper({ home, away: remoteAgent({ url: control.url, secret }), address: '127.0.0.1', log })
  const events: SiteEvent[] = []
  keeper.listen(async event => {
    events.push(event)
  })
  await keeper.begin()
  keeper.opened()
  const url = (role: 'owner' | 'app' | 'public') => urlOf(role, home.server.passwords(), 5432)
  const database = await connect({ owner: url('owner'), app: url('app'), public: url('public') }, keeper.where)
  await migrate(database.owner, join(projectRoot, 'migrations'))
  return {
    home,
    away: () => away,
    keeper,
    database,
    events,
    lines,
    admin: async (agent, work) => {
      const sql = openPool(urlOf('admin', agent.server.passwords(), agent.server.port() ?? 0), { max: 1 })
      try {
        return await work(sql)
      } finally {
        await sql.end({ timeout: 1 })
      }
    },
    loseAway: async () => {
      await control.close()
      const pid = away.server.pid()
      // The watch must not bring it back: a lost site has no watch either.
      const fenced = away.fence(away.file().step)
      try {
        process.kill(pid, 'SIGKILL')
      } catch {}
      await fenced
      await away.close()
    },
    bringBackAway: async () => {
      away = openAway()
      await away.resume()
      control = await serve(port)
    },
    close: async () => {
      await database.close()
      await keeper.stop()
      await control.close()
      await home.close()
      await away.close()
    },
  }
}
