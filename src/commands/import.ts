import { access, constants } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { InputError, OperatorError, type Problem } from '../base/problem.ts'
import type { Assembled } from '../platform/assemble.ts'
import { fileOfPath } from '../platform/registers/import/file.ts'
import { importRecords } from '../platform/registers/import/import.ts'
import { importLayout } from '../platform/registers/import/layout.ts'
import { findMapping } from '../platform/registers/import/mappings.ts'
import type { ImportReport } from '../platform/registers/import/report.ts'
import type { RegisterService } from '../platform/registers/service.ts'
import { actFor, actOptions, actUsage } from './act.ts'
import { say } from './terminal.ts'

export const importUsage = `musubi import <register> <file> [--dry-run] [--accept-valid] [--layout X] [--mapping X]\n    ${actUsage}`

/** @throws OperatorError naming the registers that there are */
export const registerNamed = (platform: Pick<Assembled, 'services'>, name: string | undefined): RegisterService => {
  const { registers } = platform.services
  const found = name === undefined ? undefined : registers.find(name)
  if (found) return found
  const all = registers.all().map(service => service.register.id)
  throw new OperatorError(`There is no register "${name ?? ''}". Registers: ${all.join(', ')}.`)
}

export const problemLine = ({ row, column, value, message }: Problem): string =>
  [row === undefined ? '' : `row ${row}`, column ?? '', value === undefined ? '' : JSON.stringify(value), message.ja]
    .filter(part => part !== '')
    .join('  ')

const rangesOf = (rows: readonly number[]): string => {
  const ranges: { from: number; to: number }[] = []
  for (const row of rows) {
    const last = ranges.at(-1)
    if (last && row === last.to + 1) last.to = row
    else ranges.push({ from: row, to: row })
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}

/** A line for each; one for all rows of which the same is to be said, or a file of another register is a wall of a thousand. */
export const problemLines = (problems: readonly Problem[]): readonly string[] => {
  const lines = new Map<string, { readonly rows: number[]; readonly rest: string }>()
  for (const problem of problems) {
    const { row, ...rest } = problem
    const key = row === undefined ? `${lines.size}` : JSON.stringify([rest.column, rest.value, rest.message])
    const line = lines.get(key) ?? { rows: [], rest: problemLine(rest) }
    if (row !== undefined) line.rows.push(row)
    lines.set(key, line)
  }
  return [...lines.values()].map(({ rows, rest }) =>
    rows.length === 0 ? rest : `row${rows.length > 1 ? 's' : ''} ${rangesOf(rows)}  ${rest}`,
  )
}

const tell = (report: ImportReport): void => {
  const { created, changed, unchanged, failed, rows } = report
  for (const notice of report.notices) say(notice.ja)
  if (report.ignored.length) say(`not read: ${report.ignored.join(', ')}`)
  for (const repair of report.repairs)
    say(`mended  row ${repair.row ?? ''}  ${repair.column ?? ''}  ${repair.from} → ${repair.to}  ${repair.message.ja}`)
  for (const line of problemLines(report.problems)) say(line)
  if (report.problemCount > report.problems.length)
    say(`… and ${report.problemCount - report.problems.length} more problems`)
  const outcome = report.written ? 'imported' : report.dryRun ? 'dry run, nothing written' : 'nothing written'
  say(
    `${report.register}: ${outcome}; ${rows} rows, ${created} new, ${changed} changed, ${unchanged} unchanged, ${failed} with problems`,
  )
}

/** `musubi import`: 0 when the file was taken (or would be), 1 when rows keep it out. @throws OperatorError */
export const importCommand = async (
  platform: Pick<Assembled, 'services' | 'layouts'>,
  parameters: readonly string[],
): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      'accept-valid': { type: 'boolean', default: false },
      layout: { type: 'string' },
      mapping: { type: 'string' },
      ...actOptions,
    },
  })
  const [name, path] = positionals
  if (path === undefined) throw new OperatorError(`Usage: ${importUsage}`)
  const service = registerNamed(platform, name)
  const { registers, database } = platform.services
  await access(path, constants.R_OK).catch(() => {
    throw new OperatorError(`The file ${path} cannot be read.`)
  })
  const act = actFor(platform.services, service.register.id, values)
  const file = fileOfPath(basename(path), path)
  const options = { dryRun: values['dry-run'], acceptValid: values['accept-valid'] }
  const layout = platform.layouts.find(one => one.id === values.layout)
  if (values.layout !== undefined && !layout) {
    const ids = platform.layouts.filter(one => one.registers.includes(service.register.id)).map(one => one.id)
    throw new OperatorError(`There is no layout "${values.layout}". Layouts: ${ids.join(', ') || 'none'}.`)
  }
  try {
    const saved = values.mapping ? await findMapping(database, act, service.register, values.mapping) : undefined
    const reports = layout
      ? await importLayout(registers, layout, act, file, options)
      : [
          await importRecords(registers, service, act, file, {
            ...options,
            ...(saved ? { mapping: saved.mapping } : {}),
          }),
        ]
    for (const report of reports) tell(report)
    return reports.every(report => report.failed === 0 || report.written) ? 0 : 1
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    for (const line of problemLines(error.problems)) say(line)
    return 1
  }
}
