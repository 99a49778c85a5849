import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { InputError, OperatorError } from '../base/problem.ts'
import type { Assembled } from '../platform/assemble.ts'
import { exportRecords } from '../platform/registers/export/export.ts'
import { exportFormats, isExportFormat } from '../platform/registers/export/format.ts'
import { readListQuery } from '../platform/registers/query.ts'
import { actFor, registerNamed } from './import.ts'
import { say } from './terminal.ts'

export const exportUsage =
  'musubi export <register> --format csv|csv-cp932|xlsx|jsonl [--out <file>] [--filter level=1&q=…] [--replace] [--no-sample] [--organisation <id>] [--reason <text>]'

/** `musubi export`: writes to the file, or to the standard output. @throws OperatorError */
export const exportCommand = async (
  platform: Pick<Assembled, 'services'>,
  parameters: readonly string[],
): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'csv' },
      out: { type: 'string' },
      filter: { type: 'string', default: '' },
      replace: { type: 'boolean', default: false },
      'no-sample': { type: 'boolean', default: false },
      organisation: { type: 'string' },
      reason: { type: 'string' },
    },
  })
  const { register } = registerNamed(platform, positionals[0])
  const { format } = values
  if (!isExportFormat(format))
    throw new OperatorError(`There is no format "${format}": choose ${Object.keys(exportFormats).join(', ')}.`)
  const fields = new Set(register.fields.filter(field => field.class !== 'special').map(field => field.id))
  const query = readListQuery(register, new URLSearchParams(values.filter), fields)
  if (!query.ok) throw new OperatorError(query.problems.map(problem => problem.message.en).join(' '))
  try {
    const file = await exportRecords(
      platform.services.registers,
      register,
      actFor(platform, values.organisation, values.reason),
      { format, query: query.value, replace: values.replace, withoutSample: values['no-sample'] },
    )
    try {
      const source = createReadStream(file.path)
      if (values.out === undefined) await pipeline(source, process.stdout, { end: false })
      else await pipeline(source, createWriteStream(values.out, { mode: 0o600 }))
    } finally {
      await file.discard()
    }
    say(`${register.id}: ${file.count} records${file.replaced ? `, ${file.replaced} cells with 〓` : ''}`)
    return 0
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    for (const { row, column, value, message } of error.problems)
      say([row === undefined ? '' : `row ${row}`, column ?? '', value ?? '', message.ja].filter(Boolean).join('  '))
    return 1
  }
}
