import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../base/problem.ts'
import type { Sql, Transaction } from '../platform/database/connection.ts'
import { keyFolder } from '../platform/database/private-file.ts'
import { loadSecrets, parseKeys } from '../platform/database/secrets.ts'
import { keyFingerprint, missingKeys, type TenantKeys } from '../platform/database/tenant-keys.ts'
import { verifierPath } from '../platform/ledger/keys.ts'

const platformKeys = (folder: string): readonly string[] => {
  const special = parseKeys(readFileSync(join(keyFolder(folder), 'special.key'), 'utf8'))
  const ledger = readFileSync(verifierPath(folder), 'utf8').split('\n')
  return [
    ...special.map(key => `special.key ${key.id} ${keyFingerprint(key.bytes)}`),
    ...ledger.filter(line => line.trim() !== '' && !line.startsWith('#')).map(line => `ledger.pub ${line.trim()}`),
  ]
}

/** Every key that the folder has, by a name that may be shown. */
export const keysOf = (folder: string): readonly string[] => [
  ...platformKeys(folder),
  ...(loadSecrets(folder).tenants?.names() ?? []),
]

const tenantFile = /^tenant-(.{36})\.key /

/** A sentence for people: a key folder that was lost lacks the key of each of 36 bodies. */
const mostNamed = 3
const someOf = (names: readonly string[]): string =>
  names.length <= mostNamed
    ? names.join(', ')
    : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`

/** One sentence that says whose key is missing and how it comes back. */
const refuseLost = async (tx: Transaction, folder: string, missing: readonly string[]): Promise<never> => {
  const ids = missing.flatMap(name => tenantFile.exec(name)?.[1] ?? [])
  if (ids.length < missing.length)
    throw new OperatorError(
      `The keys in ${keyFolder(folder)} are not those that this database was written with (missing: ${someOf(missing)}): put the key folder back from its copy, or name the right one in MUSUBI_KEYS.`,
    )
  const bodies = await tx<{ id: string; name: string }[]>`
    select id, name_ja as name from musubi.organisation where id = any (${ids}::uuid[])`
  const named = ids.map(id => `tenant-${id}.key (${bodies.find(body => body.id === id)?.name ?? '?'})`)
  throw new OperatorError(
    `${keyFolder(folder)} lacks ${someOf(named)}, or holds another key under that name, and special values and files cannot be read without it: put the file back from a copy of the keys ("musubi backup keys --from <copy>" takes what is missing out of a sealed one).`,
  )
}

/**
 * The database remembers the names of the keys that it was written with. A platform with other keys (a key folder that was
 * lost and made anew, a second site that was not given them, the lost file of one organisation) could not read the special
 * fields, would seal new ones so that the first site cannot, and would sign a second history of the ledger: it does not start.
 * A key that is added (a rotation, another organisation) is remembered too; one that was destroyed is forgotten. To be called
 * when `loadSecrets` and `loadSigner` have made the files.
 * @param tenants are told what was there, so that none of it is made anew
 * @throws OperatorError that names the missing keys
 */
export const checkSameKeys = async (owner: Sql, folder: string, tenants?: TenantKeys): Promise<void> => {
  await owner.begin(async tx => {
    // One after the other, so that of two first starts at once the second sees the first one's keys.
    await tx`select pg_advisory_xact_lock(hashtext('musubi.keys'))`
    const [row] = await tx<{ value: string[] }[]>`select value from musubi.setting where name = 'keys'`
    const remembered = row?.value ?? []
    const here = keysOf(folder)
    const missing = missingKeys(remembered, here)
    if (missing.length > 0) await refuseLost(tx, folder, missing)
    tenants?.expect(remembered)
    const alive = here.filter(name => !name.endsWith(' destroyed'))
    // Nothing is written without need: `musubi verify` runs over a copy too, which takes no changes.
    if (alive.length === remembered.length && alive.every(name => remembered.includes(name))) return
    await tx`
      insert into musubi.setting (name, value) values ('keys', ${tx.json(alive)})
      on conflict (name) do update set value = excluded.value, updated_at = now()`
  })
}

/**
 * Destroys the keys of bodies that left, where an older copy of the key folder brought them back.
 * @returns ids of the bodies
 */
export const destroyLeft = async (owner: Sql, tenants: TenantKeys, at: Date): Promise<readonly string[]> => {
  const rows = await owner<{ leaving: string }[]>`select leaving from musubi.departure where state = 'erased'`
  const back = rows.map(row => row.leaving).filter(leaving => tenants.find(leaving) !== null)
  for (const leaving of back) tenants.destroy(leaving, at)
  return back
}
