import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../../base/problem.ts'
import type { Sql } from '../database/connection.ts'
import { openPool } from '../database/pool.ts'
import { type FolderOptions, openServerFolder, type ServerFolder } from '../database/server/folder.ts'
import type { Setup } from '../database/server/setup.ts'
import { folderObjects } from '../files/folder.ts'
import type { Promotion, SiteAgent, SitePlace, SiteStatus } from './definition.ts'
import { measureIdentity } from './identity.ts'
import { fingerprintOf, lacking, openKeys, readKeys, sealKeys, writeKeys } from './keys.ts'
import { keepSiteFile, readSiteFile, type SiteFile, writeSiteFile } from './site-file.ts'

export interface AgentOptions extends FolderOptions {
  readonly name: string
  readonly place: SitePlace | undefined
  readonly secret: string | undefined
}

export interface LocalAgent extends SiteAgent {
  readonly server: ServerFolder
  file(): SiteFile
  change(change: Partial<SiteFile>): SiteFile
  /** Starts the folder's own database; `readOnly` until it has proven itself. */
  start(setup: Pick<Setup, 'readOnly'>): Promise<{ readonly port: number; readonly created: boolean }>
  /** Starts whatever lies here as it last was; nothing where there is nothing. */
  resume(): Promise<void>
  /** Lets a database that started read-only be changed. */
  proven(): Promise<void>
  /** Ends the server at once: another site went on. */
  fence(found: number): Promise<void>
  close(): Promise<void>
  handOver(): Promise<void>
}

const settle = <T>(work: Promise<T>, ms: number, what: string): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${what}: no answer in ${ms} ms`)), ms)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const noCopy = 'This site holds no copy that could be promoted.'

/** Takes a data folder as a site. @throws OperatorError when another process has it */
export const openAgent = (path: string, options: AgentOptions): LocalAgent => {
  const server = openServerFolder(path, options)
  const { folder } = server
  let file = keepSiteFile(folder, options.secret)
  let setup: Setup = { site: file.site }
  const identity = measureIdentity(folder)
  let pool: { readonly port: number; readonly sql: Sql } | undefined

  const change = (some: Partial<SiteFile>): SiteFile => {
    file = writeSiteFile(folder, { ...file, ...some })
    return file
  }
  const next = (): number => file.step + 1
  /** @throws OperatorError when this site is not any more what it was when the order was decided */
  const compare = (found: number): void => {
    if (found !== file.step)
      throw new OperatorError(
        `${options.name} has changed meanwhile (${server.content()}, ${file.mode}): look with "musubi sites" and decide again.`,
      )
  }
  const closePool = async (): Promise<void> => {
    await pool?.sql.end({ timeout: 0 }).catch(() => {})
    pool = undefined
  }
  /** The superuser's connection to this folder's own server. */
  const admin = async (): Promise<Sql | undefined> => {
    const port = server.port()
    if (port === undefined) return undefined
    if (pool?.port !== port) {
      await closePool()
      const url = `postgres://postgres:${server.passwords().admin}@127.0.0.1:${port}/musubi`
      pool = { port, sql: openPool(url, { max: 1, name: 'musubi-site', patience: 2 }) }
    }
    return pool.sql
  }
  /** When the log was last seen to flow, ISO 8601. */
  let flowed: string | null = null
  const look = async (): Promise<{ timeline: number; streaming: boolean } | undefined> => {
    const sql = await admin()
    if (!sql) return undefined
    const [row] = await settle(
      sql<{ timeline: number; streaming: boolean }[]>`
        select case when pg_is_in_recovery() then (select min_recovery_end_timeline from pg_control_recovery())
            else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end as timeline,
          exists (select from pg_stat_wal_receiver where status = 'streaming') as streaming`,
      1500,
      'database',
    ).catch(() => [undefined])
    if (row?.streaming) flowed = new Date().toISOString()
    return row
  }

  const objects = folderObjects(join(folder, 'files'))
  const files: typeof objects = {
    ...objects,
    put: (name, bytes) => {
      // A folder that was lost is made anew as others may enter it: the database runs as another user.
      mkdirSync(folder, { recursive: true })
      return objects.put(name, bytes)
    },
  }
  /** What changes who serves is done one after the other: a copy may not be told to follow while it is promoted. */
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work)
    turn = mine.catch(() => {})
    return mine
  }
  /** Under way; settles when it is written down or has failed. */
  let promoting: Promise<unknown> = Promise.resolve()
  /** Writes down a promotion that PostgreSQL has been through; also one whose process died before it could. */
  const finish = (ms: number | null, timeline: number): Promotion | null => {
    if (!file.promoting || server.content() !== 'database') return null
    const { reason, complete, lost } = file.promoting
    const promoted: Promotion = { at: new Date().toISOString(), reason, ms, complete, lost, timeline }
    setup = { site: file.site }
    change({ promoted, promoting: null, step: next(), mode: 'alone', alone: { at: promoted.at, reason } })
    return promoted
  }
  const promote: SiteAgent['promote'] = async (reason, acceptLoss, found) => {
    compare(found)
    if (server.content() !== 'copy') throw new OperatorError(noCopy)
    if (file.told?.mode !== 'together' && !acceptLoss) {
      const since = file.told ? ` since ${file.told.at}` : ''
      throw new OperatorError(
        `This copy was not complete when the other site was last heard${since}: promoting it loses what was acknowledged there. Promote the other site, or say --accept-loss.`,
      )
    }
    const sql = await admin()
    if (!sql) throw new OperatorError('The server of this site does not run.')
    const began = performance.now()
    await look()
    // Kept first: whoever finds a database here that was a copy knows by this why, should this process die on the way.
    change({ promoting: { reason, complete: file.told?.mode === 'together', lost: flowed } })
    const [row] = await sql<{ done: boolean }[]>`select pg_promote(true, 60) as done`
    if (!row?.done) throw new OperatorError('PostgreSQL did not become the first site within a minute; see its log.')
    const seen = await look()
    const promoted = finish(Math.round(performance.now() - began), seen?.timeline ?? server.control()?.timeline ?? 0)
    if (!promoted) throw new OperatorError(noCopy)
    server.configure(setup)
    return promoted
  }
  const agent: LocalAgent = {
    server,
    files,
    file: () => file,
    change,
    status: async (): Promise<SiteStatus> => {
      // PostgreSQL is ahead before the site has written down why: who saw that half would follow a promotion unknown to it.
      await promoting
      // One that took longer than anyone waited for it.
      if (finish(null, server.control()?.timeline ?? 0)) server.configure(setup)
      // What is read after the look may be newer than what was read before: an order on the newer step would pass for both.
      const { step } = file
      const content = server.content()
      const control = server.control()
      const row = content === 'nothing' ? undefined : await look()
      if (step !== file.step) return agent.status()
      return {
        step,
        site: file.site,
        name: options.name,
        place: options.place ?? null,
        identity,
        content,
        running: row !== undefined,
        port: server.port() ?? null,
        system: control?.system ?? null,
        timeline: Math.max(control?.timeline ?? 0, row?.timeline ?? 0, file.promoted?.timeline ?? 0) || null,
        streaming: row?.streaming ?? false,
        keys: fingerprintOf(readKeys(folder)),
        told: file.told,
        promoted: file.promoted,
        memory: { mode: file.mode, alone: file.alone, peer: file.peer },
      }
    },
    start: async ({ readOnly = false }) => {
      setup = { site: file.site, readOnly, copies: setup.copies ?? [] }
      const { running, created } = await server.start(setup)
      return { port: running.port, created }
    },
    resume: async () => {
      if (server.content() === 'copy' && file.upstream) {
        setup = { site: file.site }
        try {
          await server.follow(file.upstream, setup)
        } catch (error) {
          // A promotion that was ordered before this process began ends when it does.
          if (server.content() !== 'database') throw error
        }
      }
      if (server.content() !== 'database') return
      finish(null, server.control()?.timeline ?? 0)
      setup = { site: file.site, copies: file.mode === 'together' && file.peer ? [file.peer] : [] }
      await server.start(setup)
    },
    proven: async () => {
      const { readOnly: _, ...rest } = setup
      setup = rest
      server.configure(setup)
    },
    follow: (upstream, anew, found) =>
      inTurn(async () => {
        compare(found)
        if (anew && (await look())?.streaming)
          throw new OperatorError(`${options.name} follows again; it is not made anew.`)
        compare(found)
        // What it was told holds for what lay here; a copy that is made anew is not complete before it is told so.
        const told = anew || server.content() !== 'copy' ? null : file.told
        change({ promoted: null, promoting: null, told, upstream, step: next() })
        await closePool()
        setup = { site: file.site }
        await server.follow(upstream, setup, anew)
      }),
    requireCopies: async (copies, found) => {
      compare(found)
      setup = { ...setup, copies }
      if (server.content() === 'database') server.configure(setup)
    },
    remember: async (memory, found) => {
      compare(found)
      return change({ ...memory, step: next() }).step
    },
    told: async mode => {
      change({ told: { mode, at: new Date().toISOString() } })
    },
    // Not in its turn behind a copy that is being made, which may take hours and could not be promoted.
    promote: async (reason, acceptLoss, found) => {
      if (server.content() !== 'copy') throw new OperatorError(noCopy)
      return inTurn(() => {
        const work = promote(reason, acceptLoss, found)
        promoting = work.catch(() => {})
        return work
      })
    },
    putKeys: async sealed => {
      const bundle = openKeys(sealed, file.secret)
      await closePool()
      writeKeys(folder, bundle)
    },
    getKeys: async () => sealKeys(readKeys(folder), file.secret),
    takeKeys: async sealed => {
      writeKeys(folder, lacking(readKeys(folder), openKeys(sealed, file.secret)))
    },
    fence: async found => {
      compare(found)
      change({ step: next() })
      await closePool()
      await server.stop('immediate')
    },
    close: async () => {
      await closePool()
      await server.close()
    },
    handOver: async () => {
      await closePool()
      await server.handOver()
    },
  }
  const known = readSiteFile(folder)
  if (known) file = known
  finish(null, server.control()?.timeline ?? 0)
  return agent
}
