import { connect } from '../src/platform/database/connect.ts'
import { runStatements, type Statement } from '../src/platform/database/statement.ts'
import { listSql } from '../src/platform/registers/list-sql.ts'
import { readListQuery } from '../src/platform/registers/query.ts'
import { permit, permitValues, rareWords } from './register.ts'
import type { Crowd, CrowdAnswer, PeopleTask } from './servers/people.ts'
import { runChild } from './tools/child.ts'
import { actOf, registersOver } from './tools/fill.ts'
import { type Call, loads, newNumbers } from './tools/load.ts'
import type { BenchOptions } from './tools/options.ts'
import { atMost, factor, note } from './tools/report.ts'
import { type Site, withSite } from './tools/site.ts'
import { someIds } from './tools/some.ts'
import { quantile, spreadOf } from './tools/statistics.ts'

const api = `/api/v1/${permit.id}`

interface SearchCost {
  readonly word: string
  readonly hits: number
  /** 95 of 100 searches take at most so many milliseconds; the same rows by their keys so many. */
  readonly searchMs: number
  readonly keysMs: number
  readonly times: readonly number[]
}

/**
 * The first page of a staff list, searched, without its count, under row security: what the database needs for it, against
 * the same rows by their keys, one after the other.
 */
const searchCosts = async (site: Site, rounds: number): Promise<readonly SearchCost[]> => {
  const database = await connect(site.urls)
  try {
    const { register } = registersOver(database).service(permit.id)
    const { tenants } = actOf().actor
    const visible = new Set(register.fields.map(field => field.id))
    const names = register.publicFields.flatMap(field => field.columns.map(column => `"${column.name}"`))
    const columns = ['id', 'version', 'sample', 'updated_at', ...names].join(', ')
    const run = async (statement: Statement) => {
      const began = performance.now()
      const [rows] = await runStatements(database.app, tenants, [statement])
      return { ms: performance.now() - began, rows: rows ?? [] }
    }
    const costs: SearchCost[] = []
    for (const { word } of rareWords) {
      const query = readListQuery(register, new URLSearchParams({ q: word }), visible)
      if (!query.ok) throw new Error('the query cannot be read')
      const search = listSql(register.listView, columns, query.value)
      const all = listSql(register.listView, 'id', { ...query.value, limit: 10_000 })
      const hits = (await run(all)).rows.length
      const ids = (await run(search)).rows.map(row => String(row['id']))
      const keys: Statement = {
        text: `select ${columns} from ${register.rowTable} where id = any ($1::text[]::uuid[])`,
        values: [ids],
      }
      const times: number[] = []
      const found: { readonly search: number[]; readonly keys: number[] } = { search: [], keys: [] }
      for (let round = 0; round < rounds; round += 1) {
        const block = { search: [] as number[], keys: [] as number[] }
        for (let one = 0; one < 40; one += 1) {
          block.keys.push((await run(keys)).ms)
          block.search.push((await run(search)).ms)
        }
        times.push(quantile(block.search, 0.95) / quantile(block.keys, 0.95))
        found.search.push(...block.search)
        found.keys.push(...block.keys)
      }
      costs.push({
        word,
        hits,
        searchMs: quantile(found.search, 0.95),
        keysMs: quantile(found.keys, 0.95),
        times,
      })
    }
    return costs
  } finally {
    await database.close()
  }
}

/** Part of a crowd: what so many people ask one listener. */
interface Part {
  readonly who: string
  readonly people: number
  readonly url: string
  readonly calls: readonly Call[]
}

interface Parts {
  readonly visitors: Part
  readonly readers: Part
  readonly writers: Part
}

/** A hundred people at once: visitors, officers who read, officers who write. */
const hundred = async (site: Site): Promise<Parts> => {
  const { publicUrl, staffUrl, officer } = site.platform
  const ids = await someIds(site.urls, 500)
  const records = (headers: Readonly<Record<string, string>>): readonly Call[] =>
    ids.map(id => ({ method: 'GET', path: `${api}/${id}`, headers }))
  const words = rareWords.filter(({ hits }) => hits <= 500)
  const pages = words.map(
    ({ word }): Call => ({
      method: 'GET',
      path: `/bench/permits?${new URLSearchParams({ q: word })}`,
      headers: { accept: 'text/html', 'accept-encoding': 'gzip, deflate, br' },
    }),
  )
  const creates = Array.from(
    { length: 100 },
    (_, at): Call => ({
      method: 'POST',
      path: api,
      headers: { ...officer, 'content-type': 'application/json' },
      body: JSON.stringify({ ...permitValues(at, site.rows), number: '{number}' }),
    }),
  )
  // One search a page of results to four records that are opened.
  const visits = records({}).flatMap((call, at) => [call, ...(at % 4 === 0 ? pages.slice(at % 3, (at % 3) + 1) : [])])
  return {
    visitors: { who: '40 visitors who search and open records', people: 40, url: publicUrl, calls: visits },
    readers: {
      who: '40 officers who open personal records',
      people: 40,
      url: staffUrl,
      calls: records({ cookie: officer.cookie }),
    },
    writers: { who: '20 officers who create', people: 20, url: staffUrl, calls: creates },
  }
}

interface CrowdCost {
  readonly readMs: number
  readonly writeMs: number
}

interface Times {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

const told = ({ who }: Part, perSecond: number, { p50, p99, max }: Times): void =>
  note(
    `${Math.round(perSecond).toString().padStart(6)} /s  ${who}: p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, most ${max.toFixed(0)} ms`,
  )

/** Nobody waits between two calls. */
const restless = async ({ visitors, readers, writers }: Parts, seconds: number): Promise<CrowdCost> => {
  const answers = await loads(
    [visitors, readers, writers].map(({ people, url, calls }) => ({ seconds, connections: people, url, calls })),
  )
  const [visited, read, written] = answers
  if (!visited || !read || !written) throw new Error('a load did not answer')
  told(visitors, visited.perSecond, visited.ms)
  told(readers, read.perSecond, read.ms)
  told(writers, written.perSecond, written.ms)
  return { readMs: Math.max(visited.ms.p99, read.ms.p99), writeMs: written.ms.p99 }
}

/** Each waits a second on average after each answer. */
const thinking = async ({ visitors, readers, writers }: Parts, seconds: number): Promise<CrowdCost> => {
  const crowd = ({ who, people, url, calls }: Part): Crowd => ({
    name: who,
    people,
    pause: 1000,
    deeds: calls.map(({ path, ...call }) => ({ headers: {}, ...call, url: url + path })),
  })
  const task: PeopleTask = { crowds: [visitors, readers, writers].map(crowd), seconds, numbersFrom: newNumbers() }
  const [visited, read, written] = await runChild<readonly CrowdAnswer[]>('servers/people.ts', task)
  if (!visited || !read || !written) throw new Error('a crowd did not answer')
  for (const { name, busy, failed } of [visited, read, written])
    if (busy + failed > 0) throw new Error(`${busy} calls refused and ${failed} failed of: ${name}`)
  told(visitors, visited.done / seconds, visited)
  told(readers, read.done / seconds, read)
  told(writers, written.done / seconds, written)
  return { readMs: Math.max(visited.p99, read.p99), writeMs: written.p99 }
}

/** What size costs: the same questions to ten thousand records and to a hundred thousand (a million with --full). */
export const million = async (options: BenchOptions): Promise<void> => {
  const sizes = [10_000, options.full ? 1_000_000 : 100_000]
  const all: {
    readonly rows: number
    readonly searches: readonly SearchCost[]
    readonly people: CrowdCost
    readonly unceasing: CrowdCost
  }[] = []
  for (const rows of sizes)
    await withSite(rows, async site => {
      // Before the crowd, whose creates bring more records with the words.
      const searches = await searchCosts(site, options.rounds)
      const parts = await hundred(site)
      await restless(parts, 3 * options.seconds)
      note('a second between two calls on average:')
      const people = await thinking(parts, 15 * options.seconds)
      note('without a pause:')
      all.push({ rows, searches, people, unceasing: await restless(parts, 5 * options.seconds) })
    })
  const [small, large] = all
  if (!small || !large) return
  for (const [at, cost] of large.searches.entries()) {
    const before = small.searches[at]
    note(
      `search with ${cost.hits} hits: p95 ${before?.searchMs.toFixed(1)} ms in ${small.rows}, ${cost.searchMs.toFixed(1)} ms in ${large.rows}; the page by keys ${before?.keysMs.toFixed(1)} and ${cost.keysMs.toFixed(1)} ms`,
    )
  }
  for (const [name, who] of [
    ['100 at once who pause a second on average', 'people'],
    ['100 at once who never pause', 'unceasing'],
  ] as const) {
    const [before, after] = [small[who], large[who]]
    note(
      `${name}, from ${small.rows} to ${large.rows}: reads p99 ${before.readMs.toFixed(0)} to ${after.readMs.toFixed(0)} ms, writes p99 ${before.writeMs.toFixed(0)} to ${after.writeMs.toFixed(0)} ms`,
    )
    atMost(`${large.rows} records, ${name}: reads p99`, after.readMs, 300, 'ms')
    atMost(`${large.rows} records, ${name}: writes p99`, after.writeMs, 500, 'ms')
  }
  for (const { hits, searchMs, times } of large.searches)
    if (hits <= 500)
      factor(`${large.rows} records: search with ${hits} hits, p95 of the rows by key`, spreadOf(times), 3, 'at most')
    else atMost(`${large.rows} records: search with ${hits} hits, p95`, searchMs, 10, 'ms')
}
