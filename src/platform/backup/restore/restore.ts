import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../base/clock.ts'
import { OperatorError } from '../../../base/problem.ts'
import type { Sql } from '../../database/connection.ts'
import { openPool } from '../../database/pool.ts'
import { findBinaries } from '../../database/server/binaries.ts'
import { keepPasswords } from '../../database/server/passwords.ts'
import { choosePlace, type Place } from '../../database/server/place.ts'
import type { ObjectStore } from '../../files/objects.ts'
import type { Manifest } from '../manifest.ts'
import type { Vault } from '../vault.ts'
import { fetchCheckpoints, fetchCluster, fetchLog, fetchUploads } from './fetch.ts'
import { planRestore, type RestorePlan, type RestoreTarget } from './plan.ts'
import { endRecovery, type RecoveryTarget, recover } from './recover.ts'
import { type SettledLedger, settleLedger } from './settle-ledger.ts'
import { checkVersions } from './versions.ts'

export interface RestoreOptions {
  readonly vault: Vault
  /** The new data folder; it holds nothing but keys. */
  readonly folder: string
  readonly target: RestoreTarget
  /** Names of the migrations that this version of the code has. */
  readonly migrations: readonly string[]
  readonly organisation: string
  /** Where uploaded files go: the store that the platform will use. */
  readonly objects: () => Promise<Pick<ObjectStore, 'put'>>
  readonly clock: Clock
  readonly log: (line: string) => void
  readonly progress?: (what: string) => (done: number, total: number) => void
  /** Free bytes below a folder; for tests. */
  readonly free?: (folder: string) => Promise<number>
}

export interface Restored {
  readonly base: string
  /** Time of the last change that was brought back. */
  readonly moment: string
  readonly uploads: number
  readonly ledger: SettledLedger
  readonly seconds: number
}

const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** @throws OperatorError when the folder holds anything but keys */
export const refuseFullFolder = (folder: string): void => {
  const there = existsSync(folder) ? readdirSync(folder).filter(name => name !== 'keys') : []
  if (there.length > 0)
    throw new OperatorError(
      `The folder ${folder} is not empty (${there.slice(0, 3).join(', ')}): a restore overwrites nothing. Name a new folder.`,
    )
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000).toLocaleString('en-US')} MB`

/** @throws OperatorError before anything is written */
export const checkSpace = async (plan: RestorePlan, folder: string, free = freeBytes): Promise<void> => {
  const there = await free(folder)
  const needed = Math.ceil(plan.bytes * 1.05)
  if (there < needed)
    throw new OperatorError(
      `There is not enough room in ${folder}: the restore needs ${megabytes(needed)}, and ${megabytes(there)} are free.`,
    )
}

export const recoveryTarget = (target: RestoreTarget, base: Manifest): RecoveryTarget => {
  if (target.kind === 'time') {
    const time = target.at.toISOString().replace('T', ' ').replace('Z', '+00')
    return { settings: [`recovery_target_time = '${time}'`] }
  }
  return target.kind === 'base' ? { settings: [`recovery_target_name = '${base.point.name}'`] } : { settings: [] }
}

export const ownerUrl = (port: number, password: string): string =>
  `postgres://musubi_owner:${encodeURIComponent(password)}@127.0.0.1:${port}/musubi`

const momentOf = async (owner: Sql, base: Manifest): Promise<string> => {
  const [row] = await owner<{ at: string | null }[]>`select pg_last_xact_replay_timestamp() as at`
  return row?.at ?? base.stoppedAt
}

/** Fetches the cluster and the log that belongs to it. @returns the cluster's folder, which has its name only when whole */
export const fetchBase = async (
  options: Pick<RestoreOptions, 'vault' | 'progress'>,
  plan: RestorePlan,
  place: Place,
) => {
  const progress = options.progress ?? (() => () => {})
  const cluster = `${place.cluster}.new`
  const log = `${place.cluster}.wal`
  await fetchCluster(options.vault, plan.base, cluster, progress('database'))
  await fetchLog(options.vault, plan, log, progress('log'))
  return { cluster, log }
}

const bringBack = async (options: RestoreOptions, plan: RestorePlan, place: Place): Promise<Restored> => {
  const { vault, folder, clock, target } = options
  const progress = options.progress ?? (() => () => {})
  const began = performance.now()
  writeFileSync(join(folder, 'passwords.json'), plan.base.passwords, { mode: 0o600, flush: true })
  const { cluster, log } = await fetchBase(options, plan, place)
  const uploads = await fetchUploads(vault, plan.base, await options.objects(), progress('files'))
  await fetchCheckpoints(vault, join(folder, 'checkpoints'))
  options.log('PostgreSQL replays the log …')
  const server = await recover({
    place: { ...place, cluster },
    log,
    serverLog: join(folder, 'postgres.log'),
    target: recoveryTarget(target, plan.base),
  })
  const owner = openPool(ownerUrl(server.port, keepPasswords(folder).owner), { max: 3, name: 'musubi-restore' })
  let moment: string
  let ledger: SettledLedger
  try {
    moment = await momentOf(owner, plan.base)
    const restored = {
      backup: plan.base.id,
      moment,
      asked: target.kind === 'time' ? target.at.toISOString() : target.kind,
    }
    ledger = await settleLedger({ owner, dataFolder: folder, organisation: options.organisation, clock, restored })
  } finally {
    await owner.end({ timeout: 5 })
    await server.stop()
  }
  endRecovery(cluster)
  await rename(cluster, place.cluster)
  await rm(log, { recursive: true, force: true })
  return { base: plan.base.id, moment, uploads, ledger, seconds: (performance.now() - began) / 1000 }
}

/**
 * Brings a platform back into an empty folder. The cluster gets its name last: a restore that was cut off or failed leaves
 * nothing that looks like a database, and what it had written is taken away again.
 * @throws OperatorError in one sentence
 */
export const restore = async (options: RestoreOptions): Promise<Restored> => {
  const { vault, folder, target } = options
  refuseFullFolder(folder)
  const plan = await planRestore(vault, target)
  const binaries = findBinaries()
  checkVersions(plan.base, binaries, options.migrations)
  await checkSpace(plan, folder, options.free)
  const place = choosePlace(folder, binaries, options.log)
  try {
    return await bringBack(options, plan, place)
  } catch (error) {
    const serverLog = join(folder, 'postgres.log')
    for (const path of [
      `${place.cluster}.new`,
      `${place.cluster}.wal`,
      join(folder, 'files'),
      join(folder, 'checkpoints'),
      join(folder, 'passwords.json'),
    ])
      rmSync(path, { recursive: true, force: true })
    if (existsSync(serverLog)) options.log(`What PostgreSQL said is in ${serverLog}; remove it before you try again.`)
    throw error
  }
}
