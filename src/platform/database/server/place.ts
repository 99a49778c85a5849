import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'
import type { Binaries } from './binaries.ts'
import { chooseRunner, type Runner } from './user.ts'

type Log = (line: string) => void

/** Where PostgreSQL keeps its data, which binaries it runs, and as whom. */
export interface Place {
  readonly cluster: string
  readonly binaries: Binaries
  readonly runner: Runner
}

/** Outlive a restart of the machine, unlike the folder for temporary files. First the usual one. */
const usualShelters: readonly string[] = ['/var/lib/musubi', '/var/tmp/musubi']

/** A copy of the binaries that `nobody` can reach. Made beside and renamed, so that a broken copy is never run. */
const copyBinaries = (binaries: Binaries, shelter: string): Binaries => {
  const version = createHash('sha256')
    .update(readFileSync(join(binaries.folder, 'bin', 'postgres')))
    .digest('hex')
  const folder = join(shelter, `postgresql-${version.slice(0, 12)}`)
  if (!existsSync(folder)) {
    const part = `${folder}.${process.pid}`
    try {
      cpSync(binaries.folder, part, { recursive: true, verbatimSymlinks: true })
      renameSync(part, folder)
    } finally {
      rmSync(part, { recursive: true, force: true })
    }
  }
  return { folder }
}

/**
 * Root, a folder that only root may enter, and a system that forbids user namespaces: data and binaries go to a place
 * that `nobody` can reach. The data folder keeps a note of it, and the operator is told.
 */
const takeShelter = (dataFolder: string, binaries: Binaries, log: Log, shelters: readonly string[]): Place => {
  const note = join(dataFolder, 'postgres.place')
  const noted = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined
  const name = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 12)
  const places = noted ? [noted] : shelters.map(shelter => join(shelter, name))
  for (const folder of places) {
    const shelter = join(folder, '..')
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      const reachable = copyBinaries(binaries, shelter)
      const runner = chooseRunner(reachable, folder)
      if (runner?.kind !== 'nobody') continue
      writeFileSync(note, `${folder}\n`)
      log(
        `PostgreSQL does not run as root and nobody else may enter ${dataFolder}: the database's data is in ${folder}.`,
      )
      return { cluster: join(folder, 'postgres'), binaries: reachable, runner }
    } catch (error) {
      if (noted) throw error
    }
  }
  throw new OperatorError(
    `PostgreSQL refuses to run as root, and no other user may enter ${dataFolder} or the program's folder; start Musubi as an ordinary user, or set MUSUBI_DATA to a folder that everyone may enter.`,
  )
}

/** Where the folder's cluster lies, also when it had to go to a shelter. */
export const clusterOf = (dataFolder: string): string => {
  const note = join(dataFolder, 'postgres.place')
  return join(existsSync(note) ? readFileSync(note, 'utf8').trim() : dataFolder, 'postgres')
}

/** @throws OperatorError when root has no way to run PostgreSQL on the folder */
export const choosePlace = (dataFolder: string, binaries: Binaries, log: Log, shelters = usualShelters): Place => {
  const cluster = join(dataFolder, 'postgres')
  if (existsSync(join(dataFolder, 'postgres.place'))) return takeShelter(dataFolder, binaries, log, shelters)
  const runner = chooseRunner(binaries, dataFolder)
  if (runner) return { cluster, binaries, runner }
  if (existsSync(cluster)) {
    throw new OperatorError(
      `PostgreSQL refuses to run as root, and the user "nobody" may no longer enter ${dataFolder} or the program's folder; permit it (chmod o+x on the folders above), or start Musubi as the folder's owner.`,
    )
  }
  return takeShelter(dataFolder, binaries, log, shelters)
}
