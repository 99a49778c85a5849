import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type { Language } from '../base/bilingual.ts'
import { InputError, NotFoundError, OperatorError } from '../base/problem.ts'
import type { Act } from '../platform/access/actor.ts'
import type { Assembled } from '../platform/assemble.ts'
import type { ExportedFile } from '../platform/registers/export/entry.ts'
import { type ExportOptions, type ExportQuery, exportRecords } from '../platform/registers/export/export.ts'
import { exportFormats, isExportFormat } from '../platform/registers/export/format.ts'
import { exportLayout, writtenLayouts } from '../platform/registers/export/layout.ts'
import { findMapping, listMappings, type SavedMapping } from '../platform/registers/import/mappings.ts'
import { readListQuery } from '../platform/registers/query.ts'
import type { Register } from '../platform/registers/register.ts'
import { actFor, actOptions, actUsage } from './act.ts'
import { problemLine, registerNamed } from './import.ts'
import { say } from './terminal.ts'

export const exportUsage = `musubi export <register> [--format csv|csv-cp932|xlsx|jsonl|<layout>] [--mapping X] [--out <file>]
    [--filter level=1&q=…] [--no-sample] [--plain] [--replace] [--own-words] [--labels ja|en]
    ${actUsage}`

type Platform = Pick<Assembled, 'services' | 'layouts'>
type Options = Omit<ExportOptions, 'format' | 'mapping'>

/** Layouts are formats of the register whose records are their rows. @throws OperatorError */
const exportAs = async (
  { services, layouts }: Platform,
  register: Register,
  act: Act,
  format: string,
  mapping: SavedMapping | undefined,
  options: Options,
): Promise<ExportedFile> => {
  if (isExportFormat(format)) return exportRecords(services.registers, register, act, { ...options, format, mapping })
  const written = writtenLayouts(layouts, register)
  const layout = written.find(one => one.id === format)
  if (layout && mapping) throw new OperatorError(`"${format}" is a layout of its own: leave --mapping out.`)
  if (layout) return exportLayout(services.registers, layout, act, options)
  const elsewhere = layouts.find(one => one.id === format)?.writing?.register
  if (elsewhere)
    throw new OperatorError(`The layout "${format}" has a row for each record of ${elsewhere}: export that register.`)
  const formats = [...Object.keys(exportFormats), ...written.map(one => one.id)]
  throw new OperatorError(`There is no format "${format}" for ${register.id}: choose ${formats.join(', ')}.`)
}

/** @throws OperatorError naming the mappings that there are */
const mappingNamed = async (
  { services }: Platform,
  register: Register,
  act: Act,
  name: string | undefined,
): Promise<SavedMapping | undefined> => {
  if (name === undefined) return undefined
  try {
    return await findMapping(services.database, act, register, name)
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
    const names = (await listMappings(services.database, act, register)).map(one => `"${one.name}"`)
    throw new OperatorError(
      `There is no mapping "${name}" for ${register.id} of this organisation. Mappings: ${names.join(', ') || 'none'}.`,
    )
  }
}

/** A place for the file: found out before anything is entered as given out, and taken only by a whole file. */
interface Destination {
  take(file: ExportedFile): Promise<void>
  giveUp(): Promise<void>
}

const standardOutput: Destination = {
  take: file => pipeline(createReadStream(file.path), process.stdout, { end: false }),
  giveUp: async () => undefined,
}

/** @throws OperatorError where the file cannot be written */
const destination = async (path: string | undefined): Promise<Destination> => {
  if (path === undefined) return standardOutput
  const part = `${path}.part`
  const handle = await open(part, 'w', 0o600).catch(() => {
    throw new OperatorError(`The file ${path} cannot be written.`)
  })
  return {
    take: async file => {
      await pipeline(createReadStream(file.path), handle.createWriteStream())
      await rename(part, path)
    },
    giveUp: async () => {
      await handle.close().catch(() => undefined)
      await rm(part, { force: true })
    },
  }
}

const optionsOf = {
  format: { type: 'string', default: 'csv' },
  mapping: { type: 'string' },
  'own-words': { type: 'boolean', default: false },
  labels: { type: 'string' },
  out: { type: 'string' },
  filter: { type: 'string', default: '' },
  plain: { type: 'boolean', default: false },
  replace: { type: 'boolean', default: false },
  'no-sample': { type: 'boolean', default: false },
  ...actOptions,
} as const

/** @throws OperatorError */
const queryOf = (register: Register, filter: string): ExportQuery => {
  const fields = new Set(register.fields.filter(field => field.class !== 'special').map(field => field.id))
  const query = readListQuery(register, new URLSearchParams(filter), fields)
  if (!query.ok) throw new OperatorError(query.problems.map(problem => problem.message.en).join(' '))
  return query.value
}

/** @throws OperatorError */
const languageOf = (text: string | undefined): Language | null => {
  if (text === undefined || text === 'ja' || text === 'en') return text ?? null
  throw new OperatorError('--labels takes ja or en.')
}

/** `musubi export`: writes to the file, or to the standard output. @throws OperatorError */
export const exportCommand = async (platform: Platform, parameters: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({ args: [...parameters], allowPositionals: true, options: optionsOf })
  const { register } = registerNamed(platform, positionals[0])
  const query = queryOf(register, values.filter)
  const act = actFor(platform.services, register.id, values)
  const special = register.fields.filter(field => field.class === 'special').map(field => field.id)
  if (special.length && !values['with-special'])
    say(`left out, being special: ${special.join(', ')}; --with-special --reason <text> takes them along`)
  const mapping = await mappingNamed(platform, register, act, values.mapping)
  const to = await destination(values.out)
  try {
    const file = await exportAs(platform, register, act, values.format, mapping, {
      query,
      replace: values.replace,
      withoutSample: values['no-sample'],
      ownWords: values['own-words'],
      plain: values.plain,
      labels: languageOf(values.labels),
    })
    try {
      await to.take(file)
    } catch (error) {
      await file.broke().catch(() => say('The ledger could not be told that the file did not leave whole.'))
      throw error
    } finally {
      await file.discard()
    }
    say(`${register.id}: ${file.count} records${file.replaced ? `, ${file.replaced} cells with 〓` : ''}`)
    return 0
  } catch (error) {
    await to.giveUp()
    if (!(error instanceof InputError)) throw error
    for (const problem of error.problems) say(problemLine(problem))
    return 1
  }
}
