import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Json } from '../../src/base/json.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { serverUrl } from '../platform/process.ts'
import type { Seen } from './check.ts'
import { type Client, signInAll } from './client.ts'

interface Place {
  readonly register: string
  /** The field that holds the mark. */
  readonly by: string
  readonly who: 'officer' | 'municipal'
  readonly file?: string
}

const places: readonly Place[] = [
  { register: 'npo', by: 'name', who: 'officer' },
  { register: 'resident', by: 'addressee', who: 'municipal' },
  { register: 'joint_meeting', by: 'title', who: 'officer', file: 'document' },
  { register: 'waste_operator', by: 'name', who: 'officer' },
  { register: 'waste_facility', by: 'name', who: 'officer' },
]

type Shown = Readonly<Record<string, Json>>

/** A reader of everything asks faster than a person may; told to wait, it waits. */
const getPatiently = async (client: Client, path: string): Promise<Response> => {
  for (;;) {
    const response = await client.get(path)
    if (response.status !== 429) return response
    await sleep(1000 * Number(response.headers.get('retry-after') ?? 1))
  }
}

/** Every record of a register as the API shows it to somebody who may see all of it, special values opened. */
const readAll = async (client: Client, { register, file }: Place): Promise<ReadonlyMap<string, Shown>> => {
  const found = new Map<string, Shown>()
  for (let path: string | null = `/api/v1/${register}?limit=1000`; path !== null; ) {
    const response: Response = await getPatiently(client, path)
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    const page: { records: Shown[]; next: string | null } = JSON.parse(await response.text())
    for (const record of page.records) found.set(String(record['id']), record)
    path = page.next && new URL(page.next).pathname + new URL(page.next).search
  }
  if (!file) return found
  for (const [id, record] of found) {
    const response = await getPatiently(client, `/api/v1/${register}/${id}/files/${file}`)
    const sha256 = createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex')
    // What was read, and not what the record says of it.
    found.set(id, { ...record, [file]: { sha256: response.status === 200 ? sha256 : `status ${response.status}` } })
  }
  return found
}

interface Row {
  readonly id: string
  readonly mark: string
  readonly version: number
  readonly removed: boolean
  readonly revisions: Seen['revisions']
}

interface ProposalRow {
  readonly id: string
  readonly mark: string
  readonly state: string
}

/**
 * Everything that the run may have written, each record one by one: rows and histories as they lie in the database,
 * contents as the platform shows them, files as it hands them out.
 * @param folder of the site that serves
 */
export const observe = async (site: string, folder: string, mark: string): Promise<readonly Seen[]> => {
  const clients = await signInAll(site, AbortSignal.timeout(60_000))
  const sql = openPool(serverUrl(folder, 'admin'), { max: 1 })
  const seen: Seen[] = []
  try {
    for (const place of places) {
      const { register, by } = place
      const shown = await readAll(clients[place.who], place)
      const rows = await sql<Row[]>`
        select r.id, r.${sql(by)} as mark, r.version, r.removed_at is not null as removed, coalesce((
          select json_agg(json_build_object('version', h.version, 'operation', h.operation, 'entries', (
            select count(*) from ledger.entry e join ledger.leaf l on l.entry = e.id where e.id = h.entry)) order by h.version)
          from ${sql(`history.${register}`)} h where h.id = r.id), '[]') as revisions
        from ${sql(`register.${register}`)} r`
      for (const { id, version, removed, revisions, mark } of rows)
        seen.push({
          register,
          mark,
          id,
          version,
          removed,
          values: removed ? undefined : (shown.get(id) ?? {}),
          revisions,
        })
    }
    const proposals = await sql<ProposalRow[]>`
      select id, state, changes -> 0 -> 'data' ->> 'name' as mark from musubi.proposal
      where changes::text like ${`%${mark}-%`}`
    for (const { id, mark, state } of proposals) {
      const decided = state === 'pending' ? [] : [{ version: 2, operation: 'change', entries: 1 }]
      seen.push({
        register: 'proposal',
        mark,
        id,
        version: 1 + decided.length,
        removed: false,
        values: { state },
        revisions: [{ version: 1, operation: 'create', entries: 1 }, ...decided],
      })
    }
    const letters = await sql<{ id: string; recipient: string }[]>`
      select id, recipient from musubi.message
      where recipient like ${`${mark.toLowerCase()}-%`} and body like '%このアドレスに変更されました%'`
    for (const { id, recipient } of letters)
      seen.push({
        register: 'letter',
        mark: recipient,
        id,
        version: 1,
        removed: false,
        values: {},
        revisions: [{ version: 1, operation: 'create', entries: 1 }],
      })
  } finally {
    await sql.end({ timeout: 2 })
  }
  return seen
}

/** Messages that neither left nor were given up: the job that sends has still to come to them. */
export const unsent = async (folder: string): Promise<number> => {
  const sql = openPool(serverUrl(folder, 'admin'), { max: 1, patience: 3 })
  try {
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from musubi.message where state = 'waiting'`
    return row?.n ?? 0
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/**
 * Compares what the job says that it sent with what arrived.
 * @returns what is wrong, and how many arrived twice: the process died after the mail server took it and before it could note so
 */
export const checkMail = async (
  folder: string,
  arrived: (id: string) => number,
): Promise<{ readonly wrong: readonly string[]; readonly sent: number; readonly twice: number }> => {
  const sql = openPool(serverUrl(folder, 'admin'), { max: 1 })
  try {
    const rows = await sql<{ id: string; state: string; problem: string | null }[]>`
      select id, state, problem from musubi.message where state <> 'held'`
    const wrong = rows.flatMap(({ id, state, problem }) =>
      state === 'sent' && arrived(id) > 0
        ? []
        : [`message ${id} is ${state} (${problem}) and arrived ${arrived(id)} times`],
    )
    return { wrong, sent: rows.length, twice: rows.filter(({ id }) => arrived(id) > 1).length }
  } finally {
    await sql.end({ timeout: 2 })
  }
}

/** Entries that have no place in the ledger's tree yet. */
export const unsequenced = async (folder: string): Promise<number> => {
  const sql = openPool(serverUrl(folder, 'admin'), { max: 1, patience: 3 })
  try {
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from ledger.entry e where not exists (select from ledger.leaf l where l.entry = e.id)`
    return row?.n ?? 0
  } finally {
    await sql.end({ timeout: 1 })
  }
}
