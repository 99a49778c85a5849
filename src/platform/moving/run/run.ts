import type { Problem } from '../../../base/problem.ts'
import type { Act } from '../../access/actor.ts'
import type { Transaction } from '../../database/connection.ts'
import { chooseKey, load } from '../../registers/import/import.ts'
import type { ReadRow } from '../../registers/import/reader.ts'
import { createTelling, type Telling } from '../../registers/import/report.ts'
import type { Register } from '../../registers/register.ts'
import type { Registers } from '../../registers/registers.ts'
import type { FileDefinition } from '../definition.ts'
import type { TargetMapping } from '../mapping/definition.ts'
import type { MoveFile, MoveInput } from './input.ts'
import { recordReader } from './record-reader.ts'
import { createFindings, type Findings, type MoveReport, type TargetReport } from './report.ts'
import { createSources, type Sources } from './source.ts'

export interface Run {
  readonly registers: Registers
  readonly act: Act
  readonly input: MoveInput
  readonly findings: Findings
  readonly told: WeakSet<Problem>
  readonly sources: Sources
  readonly targets: TargetReport[]
  readonly progress: (rows: number) => void
}

export const startRun = (
  registers: Registers,
  act: Act,
  input: MoveInput,
  progress: (rows: number) => void = () => undefined,
): Run => {
  const findings = createFindings()
  const told = new WeakSet<Problem>()
  return {
    registers,
    // Numbers of households and people are counted in each municipality anew: another one's must not be found.
    act: { ...act, actor: { ...act.actor, tenants: [act.actor.organisation] } },
    input,
    findings,
    told,
    sources: createSources(input, findings, told),
    targets: [],
    progress,
  }
}

/** Rows of one target as the registers' import reads them. */
export async function* targetRows(
  run: Run,
  target: TargetMapping,
  of: FileDefinition,
  file: MoveFile,
): AsyncGenerator<ReadRow> {
  const { register } = run.registers.service(target.register)
  const context = run.registers.tools.context()
  const reader = recordReader(run.input, target, register, context, run.findings, run.told)
  for await (const { source, problems } of run.sources.rows(file, of, target)) {
    // A row of another width has no items to read.
    yield source.item(of.items[0]?.id ?? '') === undefined
      ? {
          row: source.row,
          id: null,
          sample: run.input.sample,
          sampleKnown: true,
          patch: {},
          pending: [],
          problems,
          repairs: [],
        }
      : reader.read(source, problems)
  }
}

/** The import's own problems become findings, each once. */
const tellingOf = (run: Run, target: TargetMapping, register: Register): Telling => {
  const telling = createTelling()
  const fieldOf = (problem: Problem) => register.fieldByName((problem.field ?? '').split('.')[0] ?? '')
  return {
    ...telling,
    fail(found) {
      telling.fail(found)
      for (const problem of found) {
        if (run.told.has(problem)) continue
        const field = fieldOf(problem)
        // A row without its parent has no record to refer to either: told once.
        if (field?.field.kind === 'reference' && found.some(one => run.told.has(one))) continue
        const label = field?.field.label
        run.findings.add(
          field?.field.kind === 'reference' ? 'reference' : 'field',
          target.file,
          problem.column ?? problem.field ?? '',
          problem.row ?? 0,
          {
            ja: label ? `${label.ja}：${problem.message.ja}` : problem.message.ja,
            en: label ? `${label.en}: ${problem.message.en}` : problem.message.en,
          },
        )
      }
    },
  }
}

const targetOf = async (
  tx: Transaction,
  run: Run,
  target: TargetMapping,
  of: FileDefinition,
  file: MoveFile,
  done: number,
): Promise<void> => {
  const { register } = run.registers.service(target.register)
  const telling = tellingOf(run, target, register)
  const mapped = new Set(Object.keys(target.fields).map(column => column.split('.')[0] ?? ''))
  const before = run.targets.reduce((sum, one) => sum + one.created, 0)
  await load(
    tx,
    {
      registers: run.registers,
      register,
      act: run.act,
      opened: { rows: targetRows(run, target, of, file), columns: [], ignored: [], mapped },
      key: chooseKey(register, mapped),
      inspected: { sha256: file.sha256, size: file.size, format: 'csv', text: null },
      // Rows that are refused stay out; whether that is good enough is the plan's to say, not the loader's.
      options: { acceptValid: true, progress: rows => run.progress(done + rows) },
      telling,
      dryRun: false,
      mayBeEmpty: true,
    },
    before,
  )
  const { rows, created, changed, unchanged, failed } = telling.counts
  run.targets.push({
    target: target.id,
    register: register.id,
    file: of.id,
    rows,
    created,
    changed,
    unchanged,
    refused: failed,
  })
}

/** Takes over the files of one group. What it wrote counts when the caller's transaction does. */
export const runGroup = async (tx: Transaction, run: Run, group: string): Promise<void> => {
  const { input } = run
  let done = run.targets.reduce((sum, target) => sum + target.rows, 0)
  for (const of of input.package.files.filter(file => file.group === group)) {
    const file = input.files.find(one => one.file === of.id)
    if (!file) {
      if (of.required)
        run.findings.add('file', of.id, '', 0, {
          ja: `「${of.title.ja}」（${of.pattern}）のファイルがありません。`,
          en: `The file “${of.title.en}” (${of.pattern}) is missing.`,
        })
      continue
    }
    const targets = input.mapping.targets.filter(target => target.file === of.id)
    for (const target of targets) {
      await targetOf(tx, run, target, of, file, done)
      done += run.targets.at(-1)?.rows ?? 0
    }
    if (targets.length === 0) for await (const _ of run.sources.rows(file, of, null));
  }
}

export const reportOf = (run: Run, began: number): MoveReport => ({
  files: run.sources.reports(),
  targets: run.targets,
  findings: run.findings.all(),
  kinds: run.findings.kinds(),
  milliseconds: Math.round(performance.now() - began),
})
