import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../../base/problem.ts'

/** A precondition on data: the migration is refused when the query counts anything. */
export interface MigrationCheck {
  /** A query that gives one number. */
  readonly query: string
  /** What is wrong and the way out; `{count}` becomes the number. */
  readonly refusal: string
}

export interface MigrationFile {
  /** File name without `.sql`: `0001_platform`. */
  readonly name: string
  readonly text: string
  readonly sha256: string
  readonly checks: readonly MigrationCheck[]
}

const fileName = /^\d{4}_[a-z0-9_]+\.sql$/

const checkMark = '-- check: '
const refusalMark = '-- refuse: '

/** The two comment lines that carry a precondition inside a migration file. */
export const checkLines = (check: MigrationCheck): string =>
  [checkMark + oneLine(check.query), refusalMark + oneLine(check.refusal)].join('\n')

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').trim()

/** @throws OperatorError for a check without its refusal: a precondition that cannot speak is a mistake of the file */
export const checksOf = (name: string, text: string): readonly MigrationCheck[] => {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    if (!line.startsWith(checkMark)) return []
    const next = lines[index + 1] ?? ''
    if (!next.startsWith(refusalMark))
      throw new OperatorError(`Migration ${name}, line ${index + 1}: a check needs a refusal on the next line.`)
    return [{ query: line.slice(checkMark.length), refusal: next.slice(refusalMark.length) }]
  })
}

export const parseMigration = (name: string, raw: string): MigrationFile => {
  const text = raw.replaceAll('\r\n', '\n')
  return { name, text, sha256: createHash('sha256').update(text).digest('hex'), checks: checksOf(name, text) }
}

/** All migrations of a folder in the order in which they are applied. */
export const readMigrations = async (folder: string): Promise<readonly MigrationFile[]> => {
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  const stranger = names.find(name => !fileName.test(name))
  if (stranger !== undefined)
    throw new OperatorError(`Migration file ${stranger} is not named like 0001_what_it_does.sql.`)
  return Promise.all(
    names.map(async name => parseMigration(name.replace(/\.sql$/, ''), await readFile(join(folder, name), 'utf8'))),
  )
}
