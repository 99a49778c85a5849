import type { Sql } from '../database/connection.ts'
import { openPool, type Whereabouts } from '../database/pool.ts'
import type { Sockets } from '../database/sockets.ts'
import type { DatabaseState } from './health.ts'

export interface ProbeOptions {
  /** A connection of its own, so that a look never waits behind the requests. */
  readonly url: string
  /** Where the server is just now, where that changes. */
  readonly where?: Whereabouts | undefined
  /** Connections of the requests: while bytes come in on any of them the server is not away, only busy. */
  readonly sockets?: Pick<Sockets, 'received'>
  /** How long one look may take. */
  readonly patienceMs: number
}

export interface Probe {
  look(): Promise<DatabaseState>
  close(): Promise<void>
}

/** A timer that fires much too late says that this process was busy or stopped: its silence is no witness. */
const lateMs = 500

/** Asks the server whether it is there and takes changes. */
export const makeProbe = ({ url, where, sockets, patienceMs }: ProbeOptions): Probe => {
  const open = (): Sql => openPool(url, { max: 1, name: 'musubi-health', where })
  let sql = open()
  const discard = (): void => {
    const old = sql
    sql = open()
    old.end({ timeout: 0 }).catch(() => {})
  }
  const ask = async (): Promise<DatabaseState> => {
    const [row] = await sql<{ readonly: boolean }[]>`
      select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as readonly`
    return row?.readonly ? 'read-only' : 'up'
  }
  return {
    look: async () => {
      const { promise: silence, resolve } = Promise.withResolvers<'silent'>()
      const began = performance.now()
      const before = sockets?.received() ?? 0
      const timer = setTimeout(() => resolve('silent'), patienceMs)
      const asked = ask()
      try {
        const found = await Promise.race([asked, silence])
        if (found !== 'silent') return found
        asked.catch(() => {})
        const late = performance.now() - began > patienceMs + lateMs
        if (late || (sockets?.received() ?? 0) > before) return 'up'
        // Whatever is still on its way in this connection comes too late to be believed.
        discard()
        return 'away'
      } catch {
        return 'away'
      } finally {
        clearTimeout(timer)
      }
    },
    close: async () => {
      await sql.end({ timeout: 0 }).catch(() => {})
    },
  }
}
