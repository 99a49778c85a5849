import type { Bilingual } from '../../../base/bilingual.ts'
import type { OutputEncoding } from '../../../base/csv/encode.ts'
import { InputError, type Problem, type Repair, type Result } from '../../../base/problem.ts'
import type { Act } from '../../access/actor.ts'
import type { RecordValues } from '../field.ts'
import type { Registers } from '../registers.ts'
import { visibleFields } from '../visibility.ts'
import { type ImportFile, inspectFile } from './file.ts'
import {
  chooseKey,
  type ImportOptions,
  type Job,
  load,
  noteImported,
  reportOf,
  requireImport,
  transact,
  Undo,
} from './import.ts'
import { type FirstValues, notVisible, type ReadRow } from './reader.ts'
import { createTelling, type ImportReport } from './report.ts'
import { tableRows } from './table.ts'
import { enterTrials } from './trial.ts'

/**
 * A shape of file that others prescribe (a national system's, an association's) and that is not the register's own:
 * one row may concern several registers. A system declares it beside its registers.
 */
export interface LayoutDefinition {
  readonly id: string
  readonly title: Bilingual
  readonly description: Bilingual
  /** Registers that it fills, those first that others refer to. It is offered on the pages of each. */
  readonly registers: readonly string[]
  /** Pure: rows as they stand in the file, the heading included, to values. */
  read(rows: readonly LayoutRow[]): LayoutFile
  /** How it is written; a layout without it is only taken in. */
  readonly writing?: LayoutWriting
}

/** A layout as it is given out: each record of one register makes a row, with what its references lead to. */
export interface LayoutWriting {
  readonly register: string
  readonly encoding: OutputEncoding
  readonly headings: readonly string[]
  /** Fields that rows are made of, by register: what the ledger says was given out, and what the officer must be allowed to see. */
  readonly fields: Readonly<Record<string, readonly string[]>>
  /** References of the register whose records a row needs. */
  readonly references: readonly string[]
  /**
   * Pure. @param referred by reference field: the values of its record, null where there is none
   * @returns cells in the order of the headings, or what the layout has no place for, with its column
   */
  row(values: RecordValues, referred: Readonly<Record<string, RecordValues | null>>): Result<readonly string[]>
}

export interface LayoutRow {
  readonly row: number
  readonly cells: readonly string[]
}

export interface LayoutRecord {
  readonly register: string
  readonly row: number
  readonly values: Partial<RecordValues>
  /** References by the other record's own number: field id → number. */
  readonly references?: Readonly<Record<string, string>>
  readonly first?: FirstValues
}

export interface LayoutFile {
  readonly records: readonly LayoutRecord[]
  readonly problems: readonly Problem[]
  readonly repairs: readonly Repair[]
  /** Of the file as a whole, to be told with the last register. */
  readonly notices?: readonly Bilingual[]
}

/** One report a register, in the layout's order. Everything counts or nothing. */
export const importLayout = async (
  registers: Registers,
  layout: LayoutDefinition,
  act: Act,
  file: ImportFile,
  options: ImportOptions = {},
): Promise<readonly ImportReport[]> => {
  const dryRun = options.dryRun ?? false
  const tellings = layout.registers.map(id => {
    const telling = createTelling()
    requireImport(registers.service(id), act, dryRun, telling)
    return telling
  })
  const inspected = await inspectFile(file)
  if (inspected.format === 'jsonl')
    throw new InputError([
      {
        field: 'file',
        message: {
          ja: `「${layout.title.ja}」は CSV か Excel のファイルです。`,
          en: `“${layout.title.en}” is a CSV or Excel file.`,
        },
      },
    ])
  const rows: LayoutRow[] = []
  for await (const row of tableRows(file, inspected)) rows.push(row)
  const read = layout.read(rows)
  tellings.at(-1)?.notices.push(...(read.notices ?? []))
  const failed = new Map<number, Problem[]>()
  for (const problem of read.problems) {
    const row = problem.row ?? 0
    failed.set(row, [...(failed.get(row) ?? []), problem])
  }
  const jobs = layout.registers.map((id, at): Job => {
    const { register } = registers.service(id)
    const visible = new Set(visibleFields(register, act.actor))
    const records = read.records.filter(record => record.register === id)
    const mapped = new Set(
      records.flatMap(record => [...Object.keys(record.values), ...Object.keys(record.references ?? {})]),
    )
    const hidden = [...mapped].map(one => register.field(one)).find(field => !visible.has(field))
    if (hidden) throw new InputError([{ field: 'file', message: notVisible(hidden) }])
    const last = at === layout.registers.length - 1
    const all = async function* (): AsyncGenerator<ReadRow> {
      // A record that many rows name is one record: the same values again are no double.
      const seen = new Set<string>()
      for (const record of records) {
        const text = JSON.stringify([record.values, record.references])
        if (seen.has(text)) continue
        seen.add(text)
        const problems = failed.get(record.row) ?? []
        if (!last && problems.length) continue
        yield rowOf(record, problems, id)
        if (last) failed.delete(record.row)
      }
      // Rows that could not be read at all are told once, with the register that each row makes a record of.
      if (last)
        for (const [row, problems] of failed) yield { ...rowOf({ register: id, row, values: {} }, problems, id) }
    }
    const rowOf = (record: LayoutRecord, problems: readonly Problem[], to: string): ReadRow => ({
      row: record.row,
      id: null,
      sample: false,
      sampleKnown: false,
      patch: record.values as ReadRow['patch'],
      pending: Object.entries(record.references ?? {}).map(([field, text]) => ({
        field: registers.service(to).register.field(field),
        text,
      })),
      ...(record.first ? { first: record.first } : {}),
      problems,
      repairs: last ? read.repairs.filter(repair => repair.row === record.row) : [],
    })
    return {
      registers,
      register,
      act,
      opened: { rows: all(), columns: [], ignored: [], mapped },
      key: chooseKey(register, mapped),
      inspected,
      options,
      telling: tellings[at] ?? createTelling(),
      // A dry run writes too and is undone as a whole: what comes later may refer to what came before.
      dryRun: false,
      mayBeEmpty: !last,
    }
  })
  const written = await transact(
    registers,
    act,
    jobs.map(job => job.register),
    async tx => {
      // All are read, so that one attempt tells everything.
      await registers.tools.room?.begin(tx, act, 'import')
      const counts: boolean[] = []
      let before = 0
      for (const job of jobs) {
        counts.push(await load(tx, job, before))
        before += job.telling.counts.created
      }
      if (dryRun || !counts.every(Boolean)) throw new Undo()
    },
  )
  if (written) noteImported(jobs)
  else await enterTrials(jobs)
  return jobs.map(job => ({ ...reportOf(job, file.name, written), dryRun }))
}
