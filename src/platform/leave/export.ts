import { writeFormulas } from '../../base/csv/formula.ts'
import { writeCsvStream } from '../../base/csv/write.ts'
import type { JsonObject } from '../../base/json.ts'
import type { Sql, Transaction } from '../database/connection.ts'
import { streamRows, streamStatement } from '../database/cursor.ts'
import type { FileStore } from '../files/store.ts'
import { proveEntry } from '../ledger/proof-service.ts'
import type { EntryRow } from '../ledger/search.ts'
import { idHeading, registerColumns, sampleHeading, sampleMark } from '../registers/columns.ts'
import { fieldToJson, writeField } from '../registers/kinds/index.ts'
import { columnsToStored, fromStored } from '../registers/record.ts'
import type { Register } from '../registers/register.ts'
import type { Registers } from '../registers/registers.ts'
import { fileReferences } from '../registers/stored-files/references.ts'
import { exportFolder } from './folder.ts'
import { readme } from './readme.ts'
import { keepsRows, tableName, tenantTables } from './tables.ts'

export interface ExportParts {
  readonly owner: Sql
  readonly registers: Registers
  readonly files: FileStore
  readonly name: string
  readonly tenant: string
  readonly at: Date
  /** The log's public key, for whoever proves the entries. */
  readonly verifier: string
  readonly folder: string
  /** Ids of registers under legal retention: they are written first. */
  readonly retained: readonly string[]
}

export interface Exported {
  /** Rows by table, as they lie in the database. */
  readonly tables: Readonly<Record<string, number>>
  readonly files: number
  readonly entries: number
  /** SHA-256 of the list of checksums. */
  readonly manifest: string
}

const valuesJson = (register: Register, id: string, data: JsonObject, registers: Registers): JsonObject => {
  const values = fromStored(register, id, data, registers.tools.secrets, true)
  return Object.fromEntries(
    register.fields.map(({ id: name, field }) => {
      const value = values[name] ?? null
      return [name, value === null ? null : fieldToJson(field, value)]
    }),
  )
}

const rowsOf = (tx: Transaction, register: Register, tenant: string) =>
  streamStatement(tx, {
    text: `select * from ${register.rowTable} where tenant = $1::uuid order by id`,
    values: [tenant],
  })

async function* recordLines(tx: Transaction, register: Register, parts: ExportParts): AsyncGenerator<string> {
  for await (const row of rowsOf(tx, register, parts.tenant)) {
    const id = String(row['id'])
    const { version, sample, created_at, updated_at, removed_at } = row
    const values = valuesJson(register, id, columnsToStored(register, row), parts.registers)
    yield `${JSON.stringify({ id, version, sample, createdAt: created_at, updatedAt: updated_at, removedAt: removed_at, values })}\n`
  }
}

async function* recordCells(
  tx: Transaction,
  register: Register,
  parts: ExportParts,
): AsyncGenerator<readonly string[]> {
  yield [idHeading, ...registerColumns(register).map(column => column.heading), sampleHeading, '削除日時']
  for await (const row of rowsOf(tx, register, parts.tenant)) {
    const id = String(row['id'])
    const values = fromStored(register, id, columnsToStored(register, row), parts.registers.tools.secrets, true)
    const cells = register.fields.flatMap(({ id: name, field }) =>
      writeField(field, values[name] ?? null).map(text => writeFormulas(text, 'guard')),
    )
    yield [id, ...cells, row['sample'] === true ? sampleMark : '', row['removed_at'] ? String(row['removed_at']) : '']
  }
}

async function* historyLines(tx: Transaction, register: Register, parts: ExportParts): AsyncGenerator<string> {
  const rows = streamStatement(tx, {
    text: `select * from ${register.historyTable} where tenant = $1::uuid order by id, version`,
    values: [parts.tenant],
  })
  for await (const row of rows) {
    const id = String(row['id'])
    const values = valuesJson(register, id, row['data'] as JsonObject, parts.registers)
    const { version, at, actor, actor_name, reason, operation, entry } = row
    yield `${JSON.stringify({ id, version, at, actor, actorName: actor_name, reason, operation, values, ledgerEntry: entry })}\n`
  }
}

async function* tableLines(
  tx: Transaction,
  name: string,
  tenant: string,
  count: (n: number) => void,
): AsyncGenerator<string> {
  let n = 0
  for await (const row of streamStatement(tx, {
    text: `select to_jsonb(t)::text as line from ${name} t where tenant = $1::uuid`,
    values: [tenant],
  })) {
    n += 1
    yield `${String(row['line'])}\n`
  }
  count(n)
}

async function* entryLines(tx: Transaction, tenant: string, count: (n: number) => void): AsyncGenerator<string> {
  let n = 0
  const rows = streamRows<EntryRow & { readonly [column: string]: unknown }>(
    tx,
    tx`
      select e.id, e.n, e.at, e.event, e.actor, e.register, e.record, e.person, e.content, l.seq
      from ledger.entry e left join ledger.leaf l on l.entry = e.id where e.tenant = ${tenant} order by l.seq nulls last, e.n`,
  )
  for await (const row of rows) {
    n += 1
    const proof = await proveEntry(tx, row)
    yield `${JSON.stringify(proof ?? { entry: row.id, content: row.content, proof: null })}\n`
  }
  count(n)
}

/**
 * Everything of an organisation, in open formats, of one moment: each table as it lies in the database, the registers
 * readable (special values opened) as JSON Lines and CSV, files as they are, ledger entries with their proofs.
 */
export const exportTenant = (parts: ExportParts): Promise<Exported> =>
  parts.owner.begin('isolation level repeatable read read only', async tx => {
    const { tenant, registers, files } = parts
    const folder = exportFolder(parts.folder)
    const tables: Record<string, number> = {}
    const all = registers.all().map(service => service.register)
    const first = (register: Register) => (parts.retained.includes(register.id) ? 0 : 1)
    for (const register of all.toSorted((a, b) => first(a) - first(b))) {
      await folder.write(`registers/${register.id}.jsonl`, recordLines(tx, register, parts))
      await folder.write(`registers/${register.id}.csv`, csv(recordCells(tx, register, parts)))
      await folder.write(`history/${register.id}.jsonl`, historyLines(tx, register, parts))
    }
    let given = 0
    const written = new Set<string>()
    for await (const reference of fileReferences(tx, all, registers.tools.secrets)) {
      const { sha256 } = reference
      if (reference.tenant !== tenant || sha256 === null || written.has(sha256)) continue
      written.add(sha256)
      await folder.write(`files/${sha256}`, [await files.get(sha256, tenant)])
      given += 1
    }
    for (const table of await tenantTables(tx)) {
      const name = tableName(table)
      if (keepsRows(table)) continue
      await folder.write(
        `tables/${name}.jsonl`,
        tableLines(tx, name, tenant, n => {
          tables[name] = n
        }),
      )
    }
    let entries = 0
    await folder.write(
      'ledger/entries.jsonl',
      entryLines(tx, tenant, n => {
        entries = n
      }),
    )
    await folder.write('ledger/key.txt', [`${parts.verifier}\n`])
    const counts = { organisation: tenant, name: parts.name, at: parts.at.toISOString(), tables, files: given, entries }
    await folder.write('counts.json', [`${JSON.stringify(counts, null, 2)}\n`])
    const retained = all.filter(one => parts.retained.includes(one.id))
    await folder.write('README.md', [readme(parts, retained, all, counts)])
    return { tables, files: given, entries, manifest: await folder.finish() }
  })

async function* csv(rows: AsyncIterable<readonly string[]>): AsyncGenerator<string> {
  yield '\ufeff'
  yield* writeCsvStream(rows)
}

/** Registers whose tables hold rows of an organisation, for those that ask which ones are under retention. */
export const registersWithRows = async (
  sql: Sql | Transaction,
  registers: readonly Register[],
  tenant: string,
): Promise<readonly Register[]> => {
  const found: Register[] = []
  for (const register of registers) {
    const [row] = await sql`select 1 from ${sql(`history.${register.table}`)} where tenant = ${tenant} limit 1`
    if (row) found.push(register)
  }
  return found
}
