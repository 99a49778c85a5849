import type { Transaction } from '../../database/connection.ts'
import type { Lockout } from './lockout.ts'

/** Longer than a code can be right: its own half minute and the ones beside it, which the library also accepts. */
const kept = '5 minutes'

/**
 * Takes an authenticator's code for its one use (RFC 6238 §5.2). Of two requests at the same moment the second waits for
 * the first one's transaction, and is told no.
 * @returns false when the code was used before
 */
export const takeCode = async (
  tx: Transaction,
  mark: Lockout['mark'],
  person: string,
  code: string,
): Promise<boolean> => {
  await tx`delete from auth.used_code where person = ${person} and used_at < now() - ${kept}::interval`
  const taken = await tx`
    insert into auth.used_code (person, code) values (${person}, ${mark(`code:${person}:${code}`)})
    on conflict do nothing returning person`
  return taken.length > 0
}

/** A code as it is compared: people type spaces, and full-width digits. */
export const plainCode = (typed: string): string => typed.normalize('NFKC').replace(/\s/g, '')
