import { spawnSync } from 'node:child_process'
import { OperatorError } from '../../../base/problem.ts'
import { type Binaries, program } from '../../database/server/binaries.ts'
import type { Manifest } from '../manifest.ts'

const majorOf = (binaries: Binaries): number => {
  const { stdout } = spawnSync(program(binaries, 'postgres'), ['--version'], { encoding: 'utf8', cwd: '/' })
  return Number(/(\d+)/.exec(stdout ?? '')?.[1] ?? 0)
}

/** @throws OperatorError when the backup is of another PostgreSQL or of a newer Musubi than is installed here */
export const checkVersions = (
  base: Manifest,
  binaries: Binaries,
  migrations: readonly string[],
  major = majorOf(binaries),
): void => {
  const wanted = Math.floor(base.postgres / 10_000)
  if (wanted !== major)
    throw new OperatorError(
      `The backup ${base.id} is of PostgreSQL ${wanted}, and PostgreSQL ${major} is installed here, which cannot read its files: install the version of Musubi that it was made with.`,
    )
  const newer = base.migrations.find(name => !migrations.includes(name))
  if (newer !== undefined)
    throw new OperatorError(
      `The backup ${base.id} is newer than this version of Musubi (it has migration ${newer}): install the newer version and restore with it.`,
    )
}
