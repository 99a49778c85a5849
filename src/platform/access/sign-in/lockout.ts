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

  const count = async (kind: Kind, subject: string) => {
    const at = iso(now())
    const old = iso(now() - within * 1000)
    const [row] = await sql<{ failures: number; locked_until: string | null }[]>`
      insert into auth.failure as f (kind, subject, failures, since) values (${kind}, ${subject}, 1, ${at})
      on conflict (kind, subject) do update set
        failures = case
          when f.locked_until > ${at} then f.failures
          when f.locked_until is not null or f.since < ${old} then 1
          else f.failures + 1 end,
        since = case when f.locked_until <= ${at} or (f.locked_until is null and f.since < ${old}) then ${at} else f.since end,
        locked_until = case
          when f.locked_until > ${at} then f.locked_until
          when f.locked_until is null and f.since >= ${old} and f.failures >= ${settings.lockout[kind]}
            then ${iso(now() + duration * 1000)}::timestamptz
          else null end
      returning failures, locked_until`
    return { failures: row?.failures ?? 1, lockedUntil: row?.locked_until ? new Date(row.locked_until) : undefined }
  }

  const lockIfSpent = async (kind: Kind, subject: string): Promise<Date | undefined> => {
    const until = iso(now() + duration * 1000)
    const [row] = await sql<{ locked_until: string }[]>`
      update auth.failure set locked_until = greatest(locked_until, ${until}::timestamptz)
      where kind = ${kind} and subject = ${subject} and failures >= ${settings.lockout[kind]}
      returning locked_until`
    return row ? new Date(row.locked_until) : undefined
  }

  const later = (a: Date | undefined, b: Date | undefined): Date | undefined => (a && b ? (a > b ? a : b) : (a ?? b))

  return {
    mark,
    begin: async (account, address) => {
      const accountMark = mark(account)
      const addressMark = mark(address)
      const byAccount = await count('account', accountMark)
      // An address is only counted when it failed: at half past eight a whole office signs in from one.
      const [locked] = await sql<{ locked_until: string }[]>`
        select locked_until from auth.failure
        where kind = 'address' and subject = ${addressMark} and locked_until > ${iso(now())}`
      const lockedUntil = later(byAccount.lockedUntil, locked && new Date(locked.locked_until))
      return {
        ...(lockedUntil ? { lockedUntil } : {}),
        failed: async () => {
          if (address) await count('address', addressMark)
          const until = later(await lockIfSpent('account', accountMark), await lockIfSpent('address', addressMark))
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
