import { readFormula } from '../../../base/csv/formula.ts'
import { InputError, RefusedError } from '../../../base/problem.ts'
import { type Act, maySomewhere } from '../../access/actor.ts'
import type { Transaction } from '../../database/connection.ts'
import { query } from '../../database/statement.ts'
import { inTenants } from '../../database/transaction.ts'
import { entryRow, insertEntries } from '../../ledger/store.ts'
import { bulkStatement } from '../bulk.ts'
import { idHeading, registerColumns, sampleHeading } from '../columns.ts'
import { problemOfDatabaseError } from '../database-errors.ts'
import { recordsImported } from '../events.ts'
import type { Register } from '../register.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { permission, visibleFields } from '../visibility.ts'
import { groupsOf, rowMeeter } from './chunk.ts'
import { type Key, keyOf } from './existing.ts'
import { type ImportFile, type InspectedFile, inspectFile } from './file.ts'
import { type ColumnMapping, headingForm, mapHeadings, targetOfHeading } from './mapping.ts'
import { jsonReader, notVisible, type ReadRow, tableReader } from './reader.ts'
import { createTelling, type ImportReport, type Telling } from './report.ts'
import { jsonRows, type TableRow, tableRows } from './table.ts'
import { enterTrials } from './trial.ts'

export interface ImportOptions {
  /** Reads and checks everything and writes nothing. */
  readonly dryRun?: boolean
  /** Rows without problems are written although others have some; the others are told. */
  readonly acceptValid?: boolean
  readonly mapping?: ColumnMapping | undefined
  /** Ids of the fields that tell records apart. Default: the record's id, else the first unique set in the file. */
  readonly key?: readonly string[]
  readonly progress?: (rows: number) => void
}

/** Rows that are met with the register and written together. */
const chunkSize = 1000
/** A heading may stand below a title; it is looked for in so many rows. */
const headingRows = 10

/** Thrown to undo the transaction; carries nothing, since the report is at hand. */
export class Undo extends Error {}

export interface Opened {
  readonly rows: AsyncIterable<ReadRow>
  readonly columns: readonly { readonly heading: string; readonly target: string }[]
  /** Grows while JSON is read. */
  readonly ignored: Iterable<string>
  readonly mapped: ReadonlySet<string> | null
}

const noHeading = (register: Register): InputError =>
  new InputError([
    {
      row: 1,
      message: {
        ja: `見出しの行に、この台帳の項目が1つもありません。1行目に次のような見出しを付けてください: ${registerColumns(
          register,
        )
          .slice(0, 8)
          .map(column => column.heading)
          .join('、')}。別の見出しのファイルは、列の対応づけを作ると取り込めます。`,
        en: `No heading of the file is a field of this register. Headings are, for example: ${registerColumns(register)
          .slice(0, 8)
          .map(column => column.heading)
          .join(', ')}. Other headings can be mapped.`,
      },
    },
  ])

/** Takes off the apostrophes that stand before signs of a formula; see `base/csv/formula.ts`. */
async function* valuesOf(rows: AsyncIterable<TableRow>, telling: Telling): AsyncGenerator<TableRow> {
  let guarded = 0
  for await (const { row, cells } of rows) {
    const read = cells.map(readFormula)
    guarded += read.filter((cell, at) => cell !== cells[at]).length
    yield { row, cells: read }
  }
  if (guarded)
    telling.notices.push({
      ja: `${guarded.toLocaleString('en')}個の値で、計算式と見なされないための先頭の「'」を1つ除いて読みました。`,
      en: `${guarded.toLocaleString('en')} values began with an apostrophe that keeps them from being taken for a formula; it was taken off.`,
    })
}

const openTable = async (
  registers: Registers,
  register: Register,
  act: Act,
  file: ImportFile,
  inspected: InspectedFile,
  options: ImportOptions,
  telling: Telling,
): Promise<Opened> => {
  const rows = valuesOf(tableRows(file, inspected), telling)
  const before: TableRow[] = []
  for (let next = await rows.next(); !next.done; next = await rows.next()) {
    before.push(next.value)
    if (before.length === headingRows) break
  }
  const saved = new Set(Object.keys(options.mapping?.columns ?? {}).map(headingForm))
  const known = (row: TableRow) =>
    row.cells.filter(cell => cell !== '' && (saved.has(headingForm(cell)) || targetOfHeading(register, cell))).length
  const best = before.reduce<{ at: number; count: number }>(
    (found, row, at) => (known(row) > found.count ? { at, count: known(row) } : found),
    { at: -1, count: 0 },
  )
  const heading = before[best.at]
  if (!heading) {
    await rows.return(undefined)
    throw noHeading(register)
  }
  if (best.at > 0)
    telling.notices.push({
      ja: `${heading.row}行目を見出しとして読みました。その上の行は読んでいません。`,
      en: `Row ${heading.row} was read as the heading; the rows above it were not read.`,
    })
  // Empty cells behind the last heading belong to no column.
  const width = heading.cells.findLastIndex(cell => cell.trim() !== '') + 1
  const mapped = mapHeadings(register, heading.cells.slice(0, width), options.mapping)
  const visible = new Set(visibleFields(register, act.actor))
  const hidden = mapped.columns.flatMap(({ target, heading: column }) =>
    typeof target === 'object' && !visible.has(target.field) ? [{ column, message: notVisible(target.field) }] : [],
  )
  const problems = [...mapped.problems, ...hidden].map(problem => ({ row: heading.row, ...problem }))
  if (problems.length) {
    await rows.return(undefined)
    throw new InputError(problems)
  }
  const read = tableReader(mapped.columns, inspected.format === 'xlsx' ? null : width, registers.tools.context())
  const all = async function* () {
    for (const row of before.slice(best.at + 1)) yield read(row)
    for await (const row of rows) yield read(row)
  }
  const name = (target: (typeof mapped.columns)[number]['target']) =>
    target === 'id' ? idHeading : target === 'sample' ? sampleHeading : target.heading
  return {
    rows: all(),
    columns: mapped.columns.map(({ heading: column, target }) => ({ heading: column, target: name(target) })),
    ignored: mapped.ignored,
    mapped: new Set(mapped.columns.flatMap(({ target }) => (typeof target === 'object' ? [target.field.id] : []))),
  }
}

const openJson = (
  registers: Registers,
  register: Register,
  act: Act,
  file: ImportFile,
  inspected: InspectedFile,
): Opened => {
  const ignored = new Set<string>()
  const visible = new Set(visibleFields(register, act.actor))
  const read = jsonReader(register, registers.tools.context(), visible, ignored)
  const all = async function* () {
    for await (const row of jsonRows(file, inspected)) yield read(row)
  }
  return { rows: all(), columns: [], ignored, mapped: null }
}

/** The set by which rows meet records: one whose fields are all in the file. */
export const chooseKey = (
  register: Register,
  mapped: ReadonlySet<string> | null,
  wanted?: readonly string[],
): Key | null => {
  if (wanted) return keyOf(register, wanted)
  const sets = register.unique.map(set => set.map(field => field.id))
  const found = sets.find(set => mapped === null || set.every(id => mapped.has(id)))
  return found ? keyOf(register, found) : null
}

const noKey = {
  ja: 'この台帳には記録を見分ける項目がないか、ファイルにその列がありません。記録IDの列が空の行は、すべて新しい記録になります（同じファイルをもう一度取り込んでも増えません）。',
  en: 'Nothing in the file tells records apart: every row without a record id becomes a new record. (The same file imported again adds none.)',
}

const approvalNotice = {
  ja: 'この台帳の登録・変更には決裁が要りますが、取込は取込の権限を持つ職員の責任で直ちに反映されます。理由は履歴と証跡に残ります。',
  en: 'Changes of this register need approval. An import counts at once, on the responsibility of the officer who may import; the reason is kept in history and ledger.',
}

export const needsReason = (service: RegisterService): boolean =>
  service.needsApproval('create') || service.needsApproval('change')

/** @throws RefusedError; InputError where the register asks for a reason and there is none */
export const requireImport = (service: RegisterService, act: Act, dryRun: boolean, telling: Telling): void => {
  const wanted = permission(service.register.id, 'import')
  if (!maySomewhere(act.actor, wanted)) throw new RefusedError(wanted)
  if (!needsReason(service)) return
  telling.notices.push(approvalNotice)
  if (!dryRun && !act.reason?.trim())
    throw new InputError([
      {
        field: 'reason',
        message: {
          ja: '決裁の要る台帳です。取り込む理由を入力してください。',
          en: 'This register needs approval: give the reason for the import.',
        },
      },
    ])
}

/** Rows in lists of a thousand. */
async function* chunks(rows: AsyncIterable<ReadRow>): AsyncGenerator<ReadRow[]> {
  let chunk: ReadRow[] = []
  for await (const row of rows) {
    chunk.push(row)
    if (chunk.length < chunkSize) continue
    yield chunk
    chunk = []
  }
  if (chunk.length) yield chunk
}

/**
 * Takes a file into a register, all of it or nothing, in one transaction: rows are read, met with the records that exist
 * and written a thousand at a time, while the next are being read. What is wrong is told row by row; the first wrong row
 * stops the writing, not the reading, so that one attempt tells everything.
 *
 * Importing a file twice changes nothing the second time: one ledger entry says that it was done.
 * @throws InputError for a file that cannot be read as a table of this register, ConflictError when somebody changed a
 *   record meanwhile, RefusedError
 */
export const importRecords = async (
  registers: Registers,
  service: RegisterService,
  act: Act,
  file: ImportFile,
  options: ImportOptions = {},
): Promise<ImportReport> => {
  const { register } = service
  const dryRun = options.dryRun ?? false
  const telling = createTelling()
  requireImport(service, act, dryRun, telling)
  const inspected = await inspectFile(file)
  const opened =
    inspected.format === 'jsonl'
      ? openJson(registers, register, act, file, inspected)
      : await openTable(registers, register, act, file, inspected, options, telling)
  const key = chooseKey(register, opened.mapped, options.key)
  if (!key) telling.notices.push(noKey)
  const job = { registers, register, act, opened, key, inspected, options, telling, dryRun }
  const written = await transact(registers, act, [register], async tx => {
    await registers.tools.room?.begin(tx, act, 'import')
    if (!(await load(tx, job))) throw new Undo()
  })
  if (written) noteImported([job])
  else await enterTrials([job])
  return reportOf(job, file.name, written)
}

/** One transaction for all; false where it was undone on purpose. */
export const transact = async (
  registers: Registers,
  act: Act,
  concerned: readonly Register[],
  work: (tx: Transaction) => Promise<void>,
): Promise<boolean> => {
  try {
    await inTenants(registers.tools.database.app, act.actor.tenants, work)
    return true
  } catch (error) {
    if (error instanceof Undo) return false
    throw problemOfDatabaseError(error, concerned) ?? error
  }
}

/** After the commit: what was undone came to nothing. */
export const noteImported = (jobs: readonly Job[]): void => {
  for (const { registers, register, act, telling } of jobs)
    registers.tools.room?.wrote([
      { tenant: act.actor.organisation, register: register.id, rows: telling.counts.created },
    ])
}

export const reportOf = (job: Job, name: string, written: boolean): ImportReport => {
  const { register, inspected, telling, opened, key, dryRun } = job
  const { counts } = telling
  return {
    register: register.id,
    file: {
      name,
      sha256: inspected.sha256,
      size: inspected.size,
      format: inspected.format,
      encoding: inspected.text?.encoding ?? null,
    },
    dryRun,
    written,
    rows: counts.rows,
    created: counts.created,
    changed: counts.changed,
    unchanged: counts.unchanged,
    failed: counts.failed,
    columns: opened.columns,
    ignored: [...opened.ignored],
    key: key ? key.fields.map(field => field.id) : null,
    problems: telling.problems,
    problemCount: counts.problems,
    repairs: telling.repairs,
    repairCount: counts.repairs,
    notices: telling.notices,
  }
}

export interface Job {
  readonly registers: Registers
  readonly register: Register
  readonly act: Act
  readonly opened: Opened
  readonly key: Key | null
  readonly inspected: InspectedFile
  readonly options: ImportOptions
  readonly telling: Telling
  readonly dryRun: boolean
  /** A register of a layout that no row concerns. */
  readonly mayBeEmpty?: boolean
}

/**
 * @param before records that the same transaction brought already
 * @returns false where nothing of it shall count: the caller then undoes the transaction
 */
export const load = async (tx: Transaction, job: Job, before = 0): Promise<boolean> => {
  const { registers, register, act, opened, key, inspected, options, telling, dryRun, mayBeEmpty } = job
  const { counts } = telling
  const context = registers.tools.context()
  // Two imports into one register at a time would each find nothing of the other's.
  await tx`select pg_advisory_xact_lock(hashtextextended(${`import ${register.id} ${act.actor.organisation}`}, 0))`
  // What this transaction writes is unknown to the planner's statistics: without this it reads the growing table once
  // for every thousand rows.
  await tx`select set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true)`
  const [held] = await query(tx, {
    text: `select exists (select 1 from ${register.rowTable} where tenant = $1::uuid) as filled`,
    values: [act.actor.organisation],
  })
  const meet = rowMeeter(registers, register, act, key, inspected.sha256, held?.['filled'] === true)
  let sending: Promise<unknown> = Promise.resolve()
  for await (const chunk of chunks(opened.rows)) {
    await sending
    const met = await meet(tx, chunk)
    counts.rows += chunk.length
    for (const row of chunk) telling.mend(row.repairs)
    const changes = met.flatMap(({ draft }) => {
      telling.mend(draft.repairs)
      telling.fail(draft.problems)
      if (draft.problems.length) counts.failed += 1
      else if (draft.change?.operation === 'create') counts.created += 1
      else if (draft.change) counts.changed += 1
      else counts.unchanged += 1
      return draft.change ?? []
    })
    options.progress?.(counts.rows)
    // Also in a dry run: it says what would happen.
    if (counts.created > 0)
      await registers.tools.room?.forRows(new Map([[act.actor.organisation, counts.created + before]]))
    const writes = !dryRun && (options.acceptValid || counts.failed === 0)
    if (!writes) continue
    const about = { file: inspected.sha256, from: chunk[0]?.row ?? 0, to: chunk.at(-1)?.row ?? 0 }
    const statements = groupsOf(changes).map(group => bulkStatement(act, group, recordsImported, context, about))
    // Sent now and awaited before the next chunk is met: the database works while the next rows are read.
    sending = statements.reduce<Promise<unknown>>((last, one) => last.then(() => query(tx, one)), Promise.resolve())
    sending.catch(() => undefined)
  }
  await sending
  if (counts.rows === 0 && !mayBeEmpty)
    telling.fail([
      {
        message: {
          ja: '見出しの下に行がありません。ファイルを確かめてください。',
          en: 'There is no row below the heading. Check the file.',
        },
      },
    ])
  if (dryRun || (counts.rows === 0 && !mayBeEmpty) || (counts.failed > 0 && !options.acceptValid)) return false
  const entry = entryRow(
    {
      event: recordsImported,
      tenant: act.actor.organisation,
      actor: act.actor.person,
      register: register.id,
      ...(act.reason ? { reason: act.reason } : {}),
      body: {
        file: inspected.sha256,
        format: inspected.format,
        rows: counts.rows,
        created: counts.created,
        changed: counts.changed,
        unchanged: counts.unchanged,
        failed: counts.failed,
        repaired: counts.repairs,
      },
    },
    act.clock.now(),
  )
  await insertEntries(tx, [entry])
  return true
}
