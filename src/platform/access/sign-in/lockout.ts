import { createHmac } from 'node:crypto'
import type { Database } from '../../database/connection.ts'
import type { AccessSettings } from '../settings.ts'

type Kind = 'account' | 'address'

interface Attempt {
  /** Until when nothing is tried any more; the password was not looked at. */
  readonly lockedUntil?: Date
  /** Tells that it failed. @returns until when the account or the address is locked because of it */
  failed(): Promise<Date | undefined>
  succeeded(): Promise<void>
}

/**
 * Milliseconds for which an attempt counts whose end was not told: the database or the process went away while the
 * password was looked at, and whoever typed the right one must not be locked out for that.
 */
const openFor = 60_000

export interface Lockout {
  /**
   * Counts an attempt before it is made, so that many at once get no more tries than one after the other. An account
   * that does not exist is counted and locked like any other.
   * @param address '' when it is not known: then only the account counts
   */
  begin(account: string, address: string): Promise<Attempt>
  /** A keyed hash by which ledger entries of one account or address can be compared, and nothing else learned. */
  mark(text: string): string
}

export const makeLockout = (
  database: Pick<Database, 'app'>,
  settings: Pick<AccessSettings, 'secret' | 'lockout'>,
  now: () => number = Date.now,
): Lockout => {
  const sql = database.app
  const { within, duration } = settings.lockout
  const mark = (text: string) =>
    createHmac('sha256', settings.secret)
      .update(`lockout:${text.trim().toLowerCase()}`)
      .digest('base64url')
      .slice(0, 22)
  const iso = (ms: number) => new Date(ms).toISOString()

  /** What is told of earlier attempts counts no more: its lock is over, or it began too long ago. */
  const isPast = (at: string, old: string) => sql`coalesce(f.locked_until <= ${at}, f.since < ${old})`

  /** @returns false when nothing more may be tried */
  const admit = async (kind: Kind, subject: string): Promise<boolean> => {
    const [at, old, forgotten] = [iso(now()), iso(now() - within * 1000), iso(now() - openFor)]
    const told = sql`case when ${isPast(at, old)} then 0 else f.failures end`
    const open = sql`array(select one from unnest(f.begun) one where one > ${forgotten})`
    const rows = await sql`
      insert into auth.failure as f (kind, subject, failures, since, begun)
      values (${kind}, ${subject}, 0, ${at}, array[${at}::timestamptz])
      on conflict (kind, subject) do update set
        failures = ${told},
        since = case when ${isPast(at, old)} then ${at} else f.since end,
        locked_until = null,
        begun = ${open} || ${at}::timestamptz
      where coalesce(f.locked_until <= ${at}, true) and ${told} + cardinality(${open}) < ${settings.lockout[kind]}
      returning failures`
    return rows.length > 0
  }

  /** Until when nothing is tried; where attempts are open, until the first of them is forgotten if nobody tells its end. */
  const waitsUntil = async (kind: Kind, subject: string): Promise<Date | undefined> => {
    const [row] = await sql<{ until: string | null }[]>`
      select greatest(locked_until, (select min(one) from unnest(begun) one where one > ${iso(now() - openFor)})
        + ${openFor} * interval '1 millisecond') as until
      from auth.failure where kind = ${kind} and subject = ${subject}`
    return row?.until ? new Date(row.until) : undefined
  }

  /** Counts a failure. @returns until when it locks */
  const tell = async (kind: Kind, subject: string): Promise<Date | undefined> => {
    const [at, old, until] = [iso(now()), iso(now() - within * 1000), iso(now() + duration * 1000)]
    const failures = sql`case when ${isPast(at, old)} then 1 else f.failures + 1 end`
    const [row] = await sql<{ locked_until: string | null }[]>`
      insert into auth.failure as f (kind, subject, failures, since) values (${kind}, ${subject}, 1, ${at})
      on conflict (kind, subject) do update set
        failures = ${failures},
        since = case when ${isPast(at, old)} then ${at} else f.since end,
        begun = f.begun[2:],
        locked_until = case
          when ${failures} >= ${settings.lockout[kind]} then greatest(f.locked_until, ${until}::timestamptz) end
      returning locked_until`
    return row?.locked_until ? new Date(row.locked_until) : undefined
  }

  const later = (a: Date | undefined, b: Date | undefined): Date | undefined => (a && b ? (a > b ? a : b) : (a ?? b))

  return {
    mark,
    begin: async (account, address) => {
      const accountMark = mark(account)
      const addressMark = mark(address)
      // An address is only counted when it failed: at half past eight a whole office signs in from one.
      const [locked] = await sql<{ locked_until: string }[]>`
        select locked_until from auth.failure
        where kind = 'address' and subject = ${addressMark} and locked_until > ${iso(now())}`
      const byAddress = locked && new Date(locked.locked_until)
      const byAccount =
        byAddress || (await admit('account', accountMark))
          ? undefined
          : ((await waitsUntil('account', accountMark)) ?? new Date(now()))
      const lockedUntil = later(byAccount, byAddress)
      return {
        ...(lockedUntil ? { lockedUntil } : {}),
        failed: async () => {
          const until = later(
            await tell('account', accountMark),
            address ? await tell('address', addressMark) : undefined,
          )
          if (until)
            await sql`delete from auth.failure where since < ${iso(now() - 86_400_000)} and locked_until < ${iso(now())}`
          return until
        },
        succeeded: async () => {
          await sql`delete from auth.failure where kind = 'account' and subject = ${accountMark}`
        },
      }
    },
  }
}
