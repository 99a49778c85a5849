import { newId } from '../../base/uuid.ts'
import type { Sql, Transaction } from '../database/connection.ts'
import type { Manifest } from './manifest.ts'
import type { ProofReport } from './prove.ts'

export interface BackupRow {
  readonly id: string
  readonly epoch: number
  readonly place: string
  readonly started_at: string
  readonly finished_at: string
  readonly cluster_bytes: string
  readonly written_bytes: string
  readonly uploads: string
  readonly ledger_size: string
}

export interface ProofRow {
  readonly id: string
  readonly backup: string
  readonly at: string
  readonly good: boolean
  readonly seconds: number
  readonly moment: string | null
  readonly report: ProofReport
}

export interface EpochRow {
  readonly epoch: number
  readonly fingerprint: string
  readonly begun_at: string
  readonly destroy_at_end: string | null
  readonly destroyed_at: string | null
  readonly destroyed_reason: string | null
}

export interface KeyCopyRow {
  readonly at: string
  readonly place: string
  readonly epochs: number[]
}

export const insertBackup = async (owner: Sql, manifest: Manifest, place: string, finished: Date): Promise<void> => {
  const cluster = manifest.files.reduce((sum, file) => sum + file.size, 0)
  await owner`
    insert into musubi.backup (id, epoch, place, started_at, finished_at, cluster_bytes, written_bytes, uploads, ledger_size)
    values (${manifest.id}, ${manifest.epoch}, ${place}, ${manifest.startedAt}, ${finished}, ${cluster},
      ${manifest.bytes.written}, ${manifest.uploads.length}, ${manifest.ledger.size})
    on conflict (id) do nothing`
}

export const markPruned = async (owner: Sql, ids: readonly string[], at: Date): Promise<void> => {
  await owner`update musubi.backup set pruned_at = ${at} where id = any(${[...ids]}::text[]) and pruned_at is null`
}

export const newestBackups = async (sql: Sql | Transaction, most: number): Promise<readonly BackupRow[]> => sql<
  BackupRow[]
>`
  select * from musubi.backup where pruned_at is null order by finished_at desc limit ${most}`

export const insertProof = async (owner: Sql, report: ProofReport): Promise<void> => {
  await owner`
    insert into musubi.backup_proof (id, backup, at, good, seconds, moment, report)
    values (${newId()}, ${report.backup}, ${report.at}, ${report.good}, ${report.seconds}, ${report.moment},
      ${owner.json(JSON.parse(JSON.stringify(report)))})`
}

export const newestProofs = async (sql: Sql | Transaction, most: number): Promise<readonly ProofRow[]> => sql<
  ProofRow[]
>`
  select * from musubi.backup_proof order by at desc limit ${most}`

/** The newest backup whose restore was proven. */
export const lastProven = async (sql: Sql | Transaction): Promise<ProofRow | undefined> => {
  const [row] = await sql<ProofRow[]>`select * from musubi.backup_proof where good order by at desc limit 1`
  return row
}

export const keepEpoch = async (
  owner: Sql | Transaction,
  epoch: number,
  fingerprint: string,
  at: Date,
): Promise<void> => {
  await owner`
    insert into musubi.backup_epoch (epoch, fingerprint, begun_at) values (${epoch}, ${fingerprint}, ${at})
    on conflict (epoch) do nothing`
}

export const epochRows = async (sql: Sql | Transaction): Promise<readonly EpochRow[]> => sql<EpochRow[]>`
  select * from musubi.backup_epoch order by epoch`

export const insertKeyCopy = async (
  tx: Sql | Transaction,
  copy: KeyCopyRow & { readonly id: string; readonly sealedWith: 'passphrase' | 'public key' },
): Promise<void> => {
  await tx`
    insert into musubi.backup_key_copy (id, at, place, sealed_with, epochs)
    values (${copy.id}, ${copy.at}, ${copy.place}, ${copy.sealedWith}, ${copy.epochs}::integer[])`
}

export const copiesWith = async (sql: Sql | Transaction, epoch: number): Promise<readonly KeyCopyRow[]> => sql<
  KeyCopyRow[]
>`
  select at, place, epochs from musubi.backup_key_copy where ${epoch} = any(epochs) order by at`

/** Every copy of the keys that was made and entered here; who was erased lives on in those from before. */
export const keyCopies = async (sql: Sql | Transaction): Promise<readonly KeyCopyRow[]> => sql<KeyCopyRow[]>`
  select at, place, epochs from musubi.backup_key_copy order by at`
