import type { Sql } from '../database/connection.ts'
import type { Secrets } from '../database/secrets.ts'
import type { FileStore } from '../files/store.ts'
import type { Register } from '../registers/register.ts'
import { fileReferences } from '../registers/stored-files/references.ts'
import { keepsRows, keptRow, registerTable, tableName, tenantTables } from './tables.ts'

const chunkRows = 5_000

const eraseTable = async (owner: Sql, name: string, where: string, tenant: string, chunk: number): Promise<number> => {
  let erased = 0
  for (let full = true; full; ) {
    const gone = await owner.begin(tx =>
      tx.unsafe(
        `delete from ${name} where ctid = any (array(select ctid from ${name} where tenant = $1${where} limit ${chunk}))`,
        [tenant],
      ),
    )
    erased += gone.count
    full = gone.count === chunk
  }
  return erased
}

/** What others' rows say about its people goes with them; what its people did to others stays without a name. */
const erasePeople = (owner: Sql, tenant: string): Promise<void> =>
  owner.begin(async tx => {
    const people = tx`(select id from musubi.person where tenant = ${tenant})`
    await tx`delete from auth."user" where id in ${people}`
    await tx`update auth.session set acting = null where acting in (select id from musubi.organisation where tenant = ${tenant})`
    await tx`delete from musubi.grant where person in ${people}
      or organisation in (select id from musubi.organisation where tenant = ${tenant} and id <> tenant)`
    await tx`delete from musubi.posting where person in ${people}
      or organisation in (select id from musubi.organisation where tenant = ${tenant} and id <> tenant)`
    await tx`update musubi.grant set granted_by = null where granted_by in ${people}`
    await tx`update musubi.grant set ended_by = null where ended_by in ${people}`
    await tx`update musubi.transfer set read_by = null where read_by in ${people}`
    await tx`update musubi.transfer set entered_by = null where entered_by in ${people}`
    await tx`update musubi.organisation set successor = null where successor in
      (select id from musubi.organisation where tenant = ${tenant} and id <> tenant)`
  })

/**
 * Erases the rows of an organisation from every table, in transactions of some thousand rows: what was interrupted is
 * simply run again. Rows before their history, so that a check in between finds no row without one.
 * @param kept tables of registers that stay
 * @returns erased rows by table
 */
export const eraseRows = async (
  owner: Sql,
  tenant: string,
  kept: ReadonlySet<string>,
  chunk = chunkRows,
): Promise<Readonly<Record<string, number>>> => {
  const erased: Record<string, number> = {}
  // People last, and not at all while something is kept: a record that stays names who wrote it.
  if (kept.size === 0) await erasePeople(owner, tenant)
  for (const table of await tenantTables(owner)) {
    const register = registerTable(table)
    if (keepsRows(table) || (register !== null && kept.has(register))) continue
    if (register === null && kept.size > 0) continue
    const name = tableName(table)
    erased[name] = await eraseTable(owner, name, keptRow(table), tenant, chunk)
  }
  return erased
}

/** Addresses of an organisation's files, but those of registers that it keeps for now. */
export const filesOf = (
  owner: Sql,
  registers: readonly Register[],
  secrets: Secrets,
  tenant: string,
  keeping: readonly string[],
): Promise<readonly string[]> =>
  owner.begin('isolation level repeatable read read only', async tx => {
    const found = new Set<string>()
    for await (const one of fileReferences(tx, registers, secrets))
      if (one.tenant === tenant && one.sha256 !== null && !keeping.includes(one.register)) found.add(one.sha256)
    // Files of old systems, which lie in the store until a move is over.
    if (keeping.length === 0)
      for (const { piece } of await tx<{ piece: string }[]>`
        select distinct unnest(pieces) as piece from musubi.move_file where tenant = ${tenant}`)
        found.add(piece)
    return [...found]
  })

/**
 * Files sealed with the organisation's key; copies of them elsewhere become unreadable with it. What was sealed before
 * organisations had keys is left to the sweep, which removes what nothing refers to.
 */
export const eraseFiles = async (files: FileStore, tenant: string, addresses: readonly string[]): Promise<number> => {
  let removed = 0
  for (const name of addresses.flatMap(sha256 => files.seal.ownNames(sha256, tenant))) {
    if ((await files.objects.look(name)) === null) continue
    await files.objects.remove(name)
    removed += 1
  }
  return removed
}
