import { idOfKey } from '../src/platform/access/keys.ts'
import { connect } from '../src/platform/database/connect.ts'
import type { Database } from '../src/platform/database/connection.ts'
import { runStatements, type Statement } from '../src/platform/database/statement.ts'
import { listSql, rowsOfTenants } from '../src/platform/registers/list-sql.ts'
import { readListQuery } from '../src/platform/registers/query.ts'
import type { RegisterService } from '../src/platform/registers/service.ts'
import { selectText } from '../src/platform/registers/store.ts'
import { permit, permitNumber, permitValues, rareWords } from './register.ts'
import { actOf, fillPermits, registersOver } from './tools/fill.ts'
import type { BenchOptions } from './tools/options.ts'
import { factor, note } from './tools/report.ts'
import { type Machine, withMachine } from './tools/site.ts'
import { median, spreadOf } from './tools/statistics.ts'

const sizes = [1, 35, 1700] as const
/** Of each tenant. */
const rows = 200
/** Calls of a kind in one round. */
const calls = 30

const tenantId = (number: number): string => idOfKey(`bench tenant ${number}`)
const tenantIds = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => tenantId(at))

/** Rows and revisions of the first tenant again for others, as they are but for their ids and a word of their own. */
const copyTenants = async ({ owner }: Database, from: number, to: number): Promise<void> => {
  if (from >= to) return
  const columns = async (schema: string) =>
    (
      await owner<{ name: string }[]>`
        select column_name as name from information_schema.columns
        where table_schema = ${schema} and table_name = ${permit.id} and is_generated = 'NEVER' order by ordinal_position`
    ).map(row => row.name)
  const idText = `md5(r.id::text || t.id)::uuid`
  for (const schema of ['register', 'history']) {
    const names = await columns(schema)
    const values = names.map(name => (name === 'tenant' ? 't.id::uuid' : name === 'id' ? idText : `r."${name}"`))
    await owner.unsafe(
      `insert into ${schema}.${permit.id} (${names.map(name => `"${name}"`).join(', ')})
        select ${values.join(', ')} from ${schema}.${permit.id} r cross join unnest($1::text[]) as t(id) where r.tenant = $2`,
      [tenantIds(to).slice(from), tenantId(0)],
    )
  }
}

type Work = () => Promise<unknown>

const timeOf = async (work: Work): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

let numbers = 900_000_000

/** What officers ask for. @param tenants whose rows they see */
const worksOf = async (
  database: Database,
  service: RegisterService,
  tenants: readonly string[],
  own: string,
): Promise<Readonly<Record<'record' | 'list' | 'search' | 'create', Work>>> => {
  const { register } = service
  const visible = new Set(register.fields.map(field => field.id))
  const columns = [
    'id',
    'version',
    'sample',
    'updated_at',
    ...register.publicFields.flatMap(field => field.columns.map(column => `"${column.name}"`)),
  ].join(', ')
  const run = async (statement: Statement) => {
    const [found] = await runStatements(database.app, tenants, [statement])
    return found ?? []
  }
  const listed = (query: Readonly<Record<string, string>>): Statement => {
    const read = readListQuery(register, new URLSearchParams(query), visible)
    if (!read.ok) throw new Error('the query cannot be read')
    return listSql(register.listView, columns, read.value, rowsOfTenants(tenants))
  }
  const list = listed({ sort: 'number' })
  const search = listed({ q: rareWords[0].word })
  const [first] = await run(list)
  const record: Statement = { text: selectText(register), values: [String(first?.['id'])] }
  if ((await run(search)).length === 0 || (await run(record)).length !== 1) throw new Error('nothing was found')
  const act = actOf(own, tenants)
  return {
    record: () => run(record),
    list: () => run(list),
    search: () => run(search),
    create: () => {
      numbers += 1
      return service.create(act, { ...permitValues(numbers, rows), number: permitNumber(numbers) })
    },
  }
}

interface Cost {
  /** Multiples of a row by its key without row security, one a round. */
  readonly times: readonly number[]
  readonly ms: number
}

type Costs = Readonly<Record<string, Cost>>

/** Each question in turn with the bare row by its key, so that other work on the machine weighs on both. */
const costsOf = async (database: Database, count: number, rounds: number): Promise<Costs> => {
  const service = registersOver(database).service(permit.id)
  const own = tenantId(0)
  const [{ id } = { id: '' }] = await database.owner<{ id: string }[]>`
    select id from ${database.owner(`register.${permit.id}`)} where tenant = ${own} limit 1`
  const bare: Work = () => database.owner`
    select * from ${database.owner(`register.${permit.id}`)} where tenant = ${own} and id = ${id}`
  const officers = await worksOf(database, service, [own], own)
  const prefecture = await worksOf(database, service, tenantIds(count), own)
  const works: readonly (readonly [string, Work])[] = [
    ...Object.entries(officers).map(([name, work]) => [`${name}, an officer of one`, work] as const),
    ...Object.entries(prefecture)
      .filter(([name]) => name !== 'create')
      .map(([name, work]) => [`${name}, an officer of all`, work] as const),
  ]
  const found = new Map<string, { readonly times: number[]; readonly ms: number[] }>()
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, work] of works) {
      const [bares, ours]: [number[], number[]] = [[], []]
      for (let call = 0; call < calls; call += 1) {
        bares.push(await timeOf(bare))
        ours.push(await timeOf(work))
      }
      // The first round warms up.
      if (round === 0) continue
      const of = found.get(name) ?? { times: [], ms: [] }
      found.set(name, of)
      of.times.push(median(ours) / median(bares))
      of.ms.push(median(ours))
    }
  return Object.fromEntries([...found].map(([name, { times, ms }]) => [name, { times, ms: median(ms) }]))
}

const measure = async (machine: Machine, { rounds }: BenchOptions): Promise<ReadonlyMap<number, Costs>> => {
  const database = await connect(machine.urls)
  const all = new Map<number, Costs>()
  try {
    await fillPermits(machine.urls, rows, tenantId(0))
    let had = 1
    for (const count of sizes) {
      await copyTenants(database, had, count)
      had = count
      await database.owner.unsafe('vacuum analyze')
      all.set(count, await costsOf(database, count, rounds))
      for (const [what, { ms, times }] of Object.entries(all.get(count) ?? {}))
        note(
          `${String(count).padStart(5)} tenants: ${what}: ${ms.toFixed(2)} ms, ${median(times).toFixed(1)} × a bare row`,
        )
    }
  } finally {
    await database.close()
  }
  return all
}

/** The same questions when one, 35 and 1,700 organisations share the tables, each with as many records. */
export const tenantSizes = (options: BenchOptions): Promise<void> =>
  withMachine(0, async machine => {
    const all = await measure(machine, options)
    const one = all.get(1) ?? {}
    for (const count of sizes.slice(1))
      for (const [what, { times }] of Object.entries(all.get(count) ?? {})) {
        const before = median(one[what]?.times ?? [])
        // A word has as many more hits as there are tenants, and who may see all of them waits for all of them.
        if (what.startsWith('search') && what.endsWith('of all')) continue
        // Trees grow by a level or two, and the ids of all tenants travel with each request of who sees all.
        const goal = what.endsWith('of all') ? 10 : 3
        factor(
          `${what}, ${count} tenants, of one tenant`,
          spreadOf(times.map(value => value / before)),
          goal,
          'at most',
        )
      }
  })
