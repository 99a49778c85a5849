import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../base/problem.ts'
import type { Sql } from '../platform/database/connection.ts'
import { keyFolder } from '../platform/database/private-file.ts'
import { parseKeys } from '../platform/database/secrets.ts'
import { verifierPath } from '../platform/ledger/keys.ts'

/** A short name of a secret key from which nothing of the key can be learned. */
const fingerprint = (bytes: Uint8Array): string =>
  createHash('sha256').update('musubi/key/').update(bytes).digest('hex').slice(0, 16)

/** Every key that the folder has, by a name that may be shown. */
export const keysOf = (folder: string): readonly string[] => {
  const special = parseKeys(readFileSync(join(keyFolder(folder), 'special.key'), 'utf8'))
  const ledger = readFileSync(verifierPath(folder), 'utf8').split('\n')
  return [
    ...special.map(key => `special.key ${key.id} ${fingerprint(key.bytes)}`),
    ...ledger.filter(line => line.trim() !== '' && !line.startsWith('#')).map(line => `ledger.pub ${line.trim()}`),
  ]
}

/**
 * The database remembers the names of the keys that it was written with. A platform with other keys (a key folder that was
 * lost and made anew, a second site that was not given them) could not read the special fields, would seal new ones so
 * that the first site cannot, and would sign a second history of the ledger: it does not start.
 * A key that is added (a rotation) is remembered too. To be called when `loadSecrets` and `loadSigner` have made the files.
 * @throws OperatorError that names the missing keys
 */
export const checkSameKeys = async (owner: Sql, folder: string): Promise<void> => {
  const here = keysOf(folder)
  await owner.begin(async tx => {
    // One after the other, so that of two first starts at once the second sees the first one's keys.
    await tx`select pg_advisory_xact_lock(hashtext('musubi.keys'))`
    const [row] = await tx<{ value: string[] }[]>`select value from musubi.setting where name = 'keys'`
    const known = row?.value ?? []
    const missing = known.filter(key => !here.includes(key))
    if (missing.length > 0)
      throw new OperatorError(
        `The keys in ${keyFolder(folder)} are not those that this database was written with (missing: ${missing.join(', ')}): put the key folder back from its copy, or name the right one in MUSUBI_KEYS.`,
      )
    // Nothing is written without need: `musubi verify` runs over a copy too, which takes no changes.
    if (here.every(key => known.includes(key))) return
    await tx`
      insert into musubi.setting (name, value) values ('keys', ${tx.json([...here])})
      on conflict (name) do update set value = excluded.value, updated_at = now()`
  })
}
