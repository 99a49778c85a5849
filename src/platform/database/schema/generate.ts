import { readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DefinitionError } from '../../../base/problem.ts'
import { type Change, type Discard, planChange } from './change.ts'
import { changesToSql } from './change-sql.ts'
import { readDiscards, removeDiscards } from './discards.ts'
import { lintMigration } from './lint.ts'
import { readSnapshot, snapshotFile, snapshotText } from './snapshot.ts'
import type { TableSpec } from './spec.ts'

/** Generated migrations count from here; the platform's own, written by hand, stand below. */
const firstGenerated = 1000

export interface GenerateOptions {
  /** Data that this change may destroy, besides what `discards.json` in the folder lists. */
  readonly discards?: readonly Discard[]
  /** Words for the file's name, a-z, 0-9 and _; default: made from the change. */
  readonly name?: string
}

/**
 * Writes the next migration and the snapshot that it leads to.
 * @returns the new file's name, or null where the definitions are as the snapshot says
 */
export const generateMigration = async (
  specs: readonly TableSpec[],
  folder: string,
  options: GenerateOptions = {},
): Promise<string | null> => {
  const discards = [...(options.discards ?? []), ...(await readDiscards(folder))]
  const changes = planChange(await readSnapshot(folder), specs, discards)
  if (changes.length === 0) return null
  const sql = `-- Generated from the definitions. Read it before it is committed.\n\n${changesToSql(changes)}`
  const faults = lintMigration(sql)
  if (faults.length > 0) throw new DefinitionError(`the generated migration is unsafe: ${faults.join('; ')}`)
  const file = `${await nextNumber(folder)}_${options.name ?? nameOf(changes)}.sql`
  await replace(join(folder, file), sql)
  await replace(join(folder, snapshotFile), snapshotText(specs))
  await removeDiscards(folder)
  return file
}

/** @returns whether definitions were changed without a migration; such a tree must not start */
export const isStale = async (specs: readonly TableSpec[], folder: string): Promise<boolean> =>
  planChange(await readSnapshot(folder), specs).length > 0

const nextNumber = async (folder: string): Promise<string> => {
  const numbers = (await readdir(folder)).map(name => Number(/^(\d{4})_.*\.sql$/.exec(name)?.[1] ?? 0))
  return String(Math.max(firstGenerated, ...numbers.map(number => number + 1)))
}

const nameOf = (changes: readonly Change[]): string => {
  if (changes.every(change => change.kind === 'create')) return changes.length > 3 ? 'registers' : words(changes)
  return words(changes)
}

const words = (changes: readonly Change[]): string => {
  const verb = { create: 'create', drop: 'drop', alter: 'change' }
  const all = changes.map(
    change => `${verb[change.kind]}_${change.kind === 'alter' ? change.after.register : change.spec.register}`,
  )
  return all.join('_').slice(0, 60).replace(/_$/, '')
}

/** All or nothing: a reader, and a kill in the middle, find the old file or the new one. */
const replace = async (path: string, text: string): Promise<void> => {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}
