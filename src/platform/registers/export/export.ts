import { createReadStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { dayInJapan } from '../../../base/clock.ts'
import { RefusedError } from '../../../base/problem.ts'
import { type Act, may } from '../../access/actor.ts'
import type { Transaction } from '../../database/connection.ts'
import { streamStatement } from '../../database/cursor.ts'
import { type Row, runStatements } from '../../database/statement.ts'
import { inTenants } from '../../database/transaction.ts'
import { entryRow } from '../../ledger/store.ts'
import { entryStatement } from '../entry-statement.ts'
import { recordsExported } from '../events.ts'
import { allSql } from '../list-sql.ts'
import { type ListQuery, widened } from '../query.ts'
import { columnsToStored, fromStored, type RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import { listColumns } from '../store.ts'
import { permission, requireAskable, visibleFields } from '../visibility.ts'
import { exportShape } from './cells.ts'
import { type ExportFormat, exportFormats } from './format.ts'
import { writeExport } from './write.ts'

export type ExportQuery = Pick<ListQuery, 'search' | 'filters' | 'sort'>

export interface ExportOptions {
  readonly format: ExportFormat
  readonly query: ExportQuery
  /** Leaves sample records out. */
  readonly withoutSample?: boolean
  /** Puts 〓 where Shift_JIS lacks a character, instead of refusing. */
  readonly replace?: boolean
}

/** A file that was made and waits to be sent; it is removed when it was read, or by `discard`. */
export interface ExportedFile {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly count: number
  readonly replaced: number
  /** Once. */
  stream(): ReadableStream<Uint8Array>
  readonly path: string
  discard(): Promise<void>
}

const recordOf = (registers: Registers, register: Register, fields: readonly RegisterField[], row: Row): RecordRow => {
  const id = String(row['id'])
  const open = fields.some(field => field.class === 'special')
  const values = fromStored(register, id, columnsToStored(register, row), registers.tools.secrets, open)
  return {
    id,
    tenant: String(row['tenant'] ?? ''),
    version: Number(row['version']),
    sample: row['sample'] === true,
    createdAt: '',
    updatedAt: String(row['updated_at']),
    removedAt: null,
    values,
  }
}

const names = (fields: readonly RegisterField[]): readonly string[] =>
  fields.flatMap(field => field.columns.map(column => column.name))

/**
 * The file is made whole before the first byte leaves: a character that the format lacks is told instead of half a
 * file, and a slow reader holds no connection to the database.
 */
const spool = async (
  registers: Registers,
  register: Register,
  fields: readonly RegisterField[],
  options: ExportOptions,
  today: string,
  read: (work: (rows: AsyncIterable<Row>) => Promise<void>) => Promise<void>,
): Promise<ExportedFile> => {
  const folder = await mkdtemp(join(tmpdir(), 'musubi-export-'))
  const path = join(folder, 'export')
  const discard = () => rm(folder, { recursive: true, force: true })
  try {
    let told = { count: 0, replaced: 0 }
    await read(async rows => {
      const records = async function* () {
        for await (const row of rows) yield recordOf(registers, register, fields, row)
      }
      told = await writeExport(path, options.format, exportShape(register, fields), records(), options.replace ?? false)
    })
    const { type, extension } = exportFormats[options.format]
    const { size } = await stat(path)
    const stream = () => {
      const file = createReadStream(path)
      file.on('close', () => void discard())
      return Readable.toWeb(file) as ReadableStream<Uint8Array>
    }
    return { ...told, name: `${register.id}-${today}.${extension}`, type, size, path, stream, discard }
  } catch (error) {
    await discard()
    throw error
  }
}

/**
 * A list as a file, with its search, filters and order, and the fields that the actor may see. The ledger has it, and
 * how many records it held, before the file is given out.
 * @throws InputError for characters that Shift_JIS lacks, each with row and column; RefusedError
 */
export const exportRecords = async (
  registers: Registers,
  register: Register,
  act: Act,
  options: ExportOptions,
): Promise<ExportedFile> => {
  const wanted = permission(register.id, 'export')
  if (!may(act.actor, wanted)) throw new RefusedError(wanted)
  requireAskable(register, act.actor, options.query)
  const fields = visibleFields(register, act.actor)
  const statement = allSql(
    register.listView,
    listColumns(names(fields)),
    widened(options.query, registers.tools.context()),
    options.withoutSample ? ['not sample'] : [],
  )
  const { app } = registers.tools.database
  const file = await spool(registers, register, fields, options, dayInJapan(act.clock.now()), work =>
    inTenants(app, act.actor.tenants, tx => work(streamStatement(tx, statement))),
  )
  try {
    const entry = entryRow(
      {
        event: recordsExported,
        tenant: act.actor.organisation,
        actor: act.actor.person,
        register: register.id,
        ...(act.reason ? { reason: act.reason } : {}),
        body: {
          format: options.format,
          count: file.count,
          fields: fields.map(field => field.id),
          // Names of conditions only: what was searched for may be a person's name.
          filters: options.query.filters.map(filter => `${filter.field.id}.${filter.operator}`),
          searched: options.query.search !== '',
          ...(file.replaced ? { replaced: file.replaced } : {}),
        },
      },
      act.clock.now(),
    )
    await runStatements(app, act.actor.tenants, [entryStatement(entry)])
  } catch (error) {
    await file.discard()
    throw error
  }
  return file
}

/** The published records as anyone may have them: read by the public's own role, which sees nothing else. */
export const exportPublished = (
  registers: Registers,
  register: Register,
  today: string,
  options: ExportOptions,
): Promise<ExportedFile> => {
  const fields = register.publicFields
  const columns = ['id', 'version', 'sample', 'updated_at', ...names(fields).map(name => `"${name}"`)].join(', ')
  const statement = allSql(
    register.publishedView,
    columns,
    widened(options.query, registers.tools.context()),
    options.withoutSample ? ['not sample'] : [],
  )
  return spool(registers, register, fields, options, today, work =>
    registers.tools.database.reader.begin('read only', (tx: Transaction) => work(streamStatement(tx, statement))),
  )
}
