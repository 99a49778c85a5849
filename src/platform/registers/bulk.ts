import type { Json, JsonObject } from '../../base/json.ts'
import type { Act } from '../access/actor.ts'
import type { Statement } from '../database/statement.ts'
import { chunkBody } from '../ledger/commitment.ts'
import type { LedgerEventDefinition } from '../ledger/definition.ts'
import { entryRow, entryValues } from '../ledger/store.ts'
import { entryNames, entryTypes } from './entry-statement.ts'
import type { KindContext } from './kinds/kind.ts'
import { revisionHash, searchOf, storedToColumns } from './record.ts'
import type { Register } from './register.ts'
import type { Change } from './service.ts'
import { columnNames, columnTypes, searchColumns } from './store.ts'

/** A cell as `json_to_recordset` reads it back into its column's type. */
const cellJson = (cell: unknown): Json => {
  if (cell === null || cell === undefined) return null
  if (Buffer.isBuffer(cell)) return `\\x${cell.toString('hex')}`
  return cell as Json
}

const fixed = [
  ['tenant', 'uuid'],
  ['id', 'uuid'],
  ['version', 'int'],
  ['sample', 'boolean'],
] as const

const texts = new WeakMap<Register, { readonly create: string; readonly change: string }>()

/** Statement texts for a chunk: rows travel as one JSON array and become row, revision and one ledger entry. */
const textsOf = (register: Register) => {
  const known = texts.get(register)
  if (known) return known
  const names = columnNames(register).map(name => `"${name}"`)
  const types = columnTypes(register)
  const shape = [
    ...fixed.map(([name, type]) => `${name} ${type}`),
    ...searchColumns(register).map(name => `${name} text`),
    ...names.map((name, at) => `${name} ${types[at]}`),
    'data__ jsonb',
    'hash__ bytea',
  ].join(', ')
  const columns = [...searchColumns(register), ...names].map(name => `, ${name}`).join('')
  const input = `with input as materialized (select * from json_to_recordset($1::text::json) as t(${shape}))`
  const history = `h as (insert into ${register.historyTable} (tenant, id, version, at, actor, actor_name, reason, operation, data, hash, entry)
    select tenant, id, version, $2::timestamptz, $3::uuid, $4::text, $5::text, $6::text, data__, hash__, $7::uuid from input)`
  const marks = entryTypes.map((type, at) => `$${8 + at}::${type}`).join(', ')
  const entry = `l as (insert into ledger.entry (${entryNames}) values (${marks}))`
  const create = `${input}, r as (insert into ${register.rowTable} (tenant, id, version, sample, created_at, updated_at${columns})
    select tenant, id, version, sample, $2::timestamptz, $2::timestamptz${columns} from input), ${history}, ${entry} select 1`
  const sets = [...searchColumns(register), ...names].map(name => `, ${name} = input.${name}`).join('')
  const change = `${input}, u as (update ${register.rowTable} t set version = input.version, updated_at = $2::timestamptz${sets}
    from input where t.tenant = input.tenant and t.id = input.id and t.id = any ($${8 + entryTypes.length}::text[]::uuid[]) and t.version = input.version - 1 returning 1), ${history}, ${entry}
    select musubi.expect_one(case when (select count(*) from u) = (select count(*) from input) then 1 else 0 end, '${register.id}')`
  const made = { create, change }
  texts.set(register, made)
  return made
}

/**
 * Writes many changes of one register and one operation with a single statement and a single ledger entry, which commits
 * to every revision by hash. A thousand at a time is a good size: the statement's text stays under a few megabytes.
 */
export const bulkStatement = (
  act: Act,
  changes: readonly Change[],
  event: LedgerEventDefinition,
  context: KindContext,
  about: JsonObject = {},
): Statement => {
  const [first] = changes
  if (!first) throw new RangeError('bulkStatement: no changes')
  const { register, operation, tenant } = first
  const at = act.clock.now()
  const names = columnNames(register)
  const revisions: { record: string; version: number; hash: string }[] = []
  const rows = changes.map(change => {
    const hash = revisionHash({
      register: register.id,
      id: change.id,
      tenant: change.tenant,
      version: change.version,
      sample: change.sample,
      operation,
      data: change.data,
      at: at.toISOString(),
      actor: act.actor.person,
      actorName: act.actor.name,
      reason: act.reason ?? null,
    }).toString('hex')
    revisions.push({ record: change.id, version: change.version, hash })
    const found = searchOf(register, change.values, context)
    const row: Record<string, Json | undefined> = {
      tenant: change.tenant,
      id: change.id,
      version: change.version,
      sample: change.sample,
      search: found.search,
      ...(found.publicSearch !== null && { search_public: found.publicSearch }),
      data__: change.data,
      hash__: `\\x${hash}`,
    }
    storedToColumns(register, change.data).forEach((cell, index) => {
      const name = names[index]
      if (name !== undefined) row[name] = cellJson(cell)
    })
    return row
  })
  const entry = entryRow(
    {
      event,
      tenant,
      actor: act.actor.person,
      register: register.id,
      ...(act.reason ? { reason: act.reason } : {}),
      body: { ...about, operation, ...chunkBody(revisions) },
    },
    at,
  )
  return {
    text: operation === 'create' ? textsOf(register).create : textsOf(register).change,
    values: [
      JSON.stringify(rows),
      at.toISOString(),
      act.actor.person,
      act.actor.name,
      act.reason ?? null,
      operation,
      entry.id,
      ...entryValues(entry),
      // Leads to the rows by their index, whatever the planner makes of the join.
      ...(operation === 'create' ? [] : [changes.map(change => change.id)]),
    ],
  }
}
