import { execFile } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { projectRoot } from '../../src/base/root.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { startEmbedded } from '../../src/platform/database/server/index.ts'
import { inTurn } from '../database.ts'
import { interrupt, newFolder, up } from './process.ts'

const server = async (folder: string): Promise<void> => {
  await (await startEmbedded(folder, { log: () => {} })).stop()
}

const migrated = async (folder: string): Promise<void> => {
  const running = await startEmbedded(folder, { log: () => {} })
  const owner = openPool(running.url('owner'), { max: 1 })
  await migrate(owner, join(projectRoot, 'migrations'))
  await owner.end({ timeout: 1 })
  await running.stop()
}

const platform = async (folder: string, ...parameters: readonly string[]): Promise<void> => {
  const code = await interrupt(await up(parameters, { env: { MUSUBI_DATA: folder } }))
  if (code !== 0) throw new Error(`the platform ended with ${code}`)
}

/**
 * What lies in a data folder: `server` a database server without tables, `migrated` with the platform's own, `empty` and
 * `sample` what `musubi up` leaves without and with the sample data.
 */
const makers = {
  server,
  migrated,
  empty: folder => platform(folder, '--no-sample'),
  sample: folder => platform(folder),
} satisfies Record<string, (folder: string) => Promise<void>>

const make = async (what: keyof typeof makers, target: string): Promise<void> => {
  const folder = `${target}.new`
  await makers[what](folder)
  // The machine does not fail in these tests, only processes do: what they wrote stays without being flushed.
  appendFileSync(join(folder, 'postgres', 'local.conf'), 'fsync = off\n')
  renameSync(folder, target)
}

/** Fills a folder, which may be there and empty, with a copy; the first one is made once in a run, by whoever needs it first. */
export const prepareFolder = async (what: keyof typeof makers, folder: string): Promise<void> => {
  const made = join(inject('preparedFolders'), what)
  await inTurn(async () => {
    if (!existsSync(made)) await make(what, made)
  })
  mkdirSync(folder, { recursive: true })
  await promisify(execFile)('cp', ['-Rp', `${made}/.`, folder])
}

/** A new data folder that a first start has already filled. */
export const preparedFolder = async (what: keyof typeof makers): Promise<string> => {
  const folder = newFolder()
  await prepareFolder(what, folder)
  return folder
}
