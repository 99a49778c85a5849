import type { Clock } from '../../base/clock.ts'
import { OperatorError } from '../../base/problem.ts'
import type { Sql } from '../database/connection.ts'
import { inTenants } from '../database/transaction.ts'
import { record } from '../ledger/service.ts'
import { backupEpochBegun, backupEpochDestroyed } from './events.ts'
import { type BaseName, listBases, timeOfId } from './manifest.ts'
import { destroyEpochKey, makeEpochKey } from './sealing/epoch-keys.ts'
import { fingerprintOf } from './sealing/seal.ts'
import { copiesWith, epochRows, type KeyCopyRow, keepEpoch } from './store.ts'
import type { Vault } from './vault.ts'

export interface EpochOptions {
  readonly owner: Sql
  readonly keyFolder: string
  readonly organisation: string
  readonly clock: Clock
}

/**
 * Begins a key epoch: whatever is backed up from now on is sealed with a new key. The caller makes a base in it at once,
 * which is a full one, since contents are addressed under the epoch's key.
 */
export const beginEpoch = async (options: EpochOptions, vault: Vault): Promise<number> => {
  const { owner, keyFolder, organisation, clock } = options
  const now = clock.now()
  const key = makeEpochKey(keyFolder, vault.epoch + 1, now)
  const fingerprint = fingerprintOf(key)
  await inTenants(owner, [organisation], async tx => {
    await keepEpoch(tx, key.epoch, fingerprint, now)
    const body = { epoch: key.epoch, fingerprint }
    await record(tx, { event: backupEpochBegun, tenant: organisation, actor: null, body }, now)
  })
  return key.epoch
}

/** What is lost when the key of an epoch is destroyed. */
export interface EpochLoss {
  readonly epoch: number
  readonly bases: readonly string[]
  /** Moments from the first to before the second can then no longer be restored. */
  readonly from: string | undefined
  readonly until: string | undefined
  readonly objects: number
  readonly bytes: number
  /** Copies of the keys that still open the epoch and must be destroyed too. */
  readonly copies: readonly KeyCopyRow[]
}

const idsOf = (bases: readonly BaseName[], epoch: number): readonly string[] =>
  bases.filter(base => base.epoch === epoch).map(base => base.id)

const prefixesOf = (epoch: number): readonly string[] =>
  ['bases', 'chunks', 'wal', 'files', 'checkpoints', 'heads'].map(kind => `${kind}/${epoch}/`)

/** @throws OperatorError for the epoch in use, and when no later one has a backup yet */
export const epochLoss = async (vault: Vault, owner: Sql, epoch: number): Promise<EpochLoss> => {
  if (!vault.epochs.includes(epoch))
    throw new OperatorError(`There is no key of epoch ${epoch} here; there are ${vault.epochs.join(', ')}.`)
  if (epoch === vault.epoch)
    throw new OperatorError(`Epoch ${epoch} is the one in use: begin another with "musubi backup new-epoch" first.`)
  const bases = await listBases(vault)
  const [bySelf, byOthers] = [idsOf(bases, epoch), bases.filter(base => base.epoch > epoch && base.readable)]
  const next = byOthers[0]
  if (next === undefined)
    throw new OperatorError(
      `No later epoch has a backup yet: nothing could be restored any more. Run "musubi backup" first.`,
    )
  let [objects, bytes] = [0, 0]
  for (const prefix of prefixesOf(epoch))
    for await (const { size } of vault.repository.list(prefix)) {
      objects += 1
      bytes += size
    }
  const first = bySelf[0]
  return {
    epoch,
    bases: bySelf,
    from: first && timeOfId(first).toISOString(),
    until: timeOfId(next.id).toISOString(),
    objects,
    bytes,
    copies: await copiesWith(owner, epoch),
  }
}

/**
 * Destroys the key of an epoch, and with it everything it sealed, wherever copies of the repository lie; then removes the
 * sealed objects from this one. The ledger's entry comes first: a destruction that nobody can see must not happen.
 */
export const destroyEpoch = async (
  options: EpochOptions,
  vault: Vault,
  loss: EpochLoss,
  reason: string,
): Promise<void> => {
  const { owner, keyFolder, organisation, clock } = options
  const now = clock.now()
  await inTenants(owner, [organisation], async tx => {
    await keepEpoch(tx, loss.epoch, vault.fingerprint(loss.epoch), now)
    await tx`
      update musubi.backup_epoch set destroyed_at = ${now}, destroyed_reason = ${reason} where epoch = ${loss.epoch}`
    await tx`update musubi.backup set pruned_at = ${now} where epoch = ${loss.epoch} and pruned_at is null`
    const body = {
      epoch: loss.epoch,
      fingerprint: vault.fingerprint(loss.epoch),
      backups: loss.bases.length,
      from: loss.from ?? null,
      until: loss.until ?? null,
    }
    await record(tx, { event: backupEpochDestroyed, tenant: organisation, actor: null, reason, body }, now)
  })
  destroyEpochKey(keyFolder, loss.epoch, now)
  for (const prefix of prefixesOf(loss.epoch))
    for await (const { name } of vault.repository.list(prefix)) await vault.repository.delete(name)
  await vault.repository.sync()
}

/** Marks the epoch: the key is destroyed by the first prune after which no backup of it is left. */
export const destroyAtEnd = async (
  { owner, clock }: EpochOptions,
  vault: Vault,
  epoch: number,
  reason: string,
): Promise<void> => {
  await keepEpoch(owner, epoch, vault.fingerprint(epoch), clock.now())
  await owner`update musubi.backup_epoch set destroy_at_end = ${reason} where epoch = ${epoch}`
}

/** To be called after a prune. @returns epochs whose key was destroyed */
export const destroyEnded = async (options: EpochOptions, vault: Vault): Promise<readonly number[]> => {
  const destroyed: number[] = []
  const bases = await listBases(vault)
  for (const { epoch, destroy_at_end: reason } of await epochRows(options.owner)) {
    if (reason === null || epoch === vault.epoch || !vault.epochs.includes(epoch)) continue
    if (bases.some(base => base.epoch === epoch)) continue
    await destroyEpoch(options, vault, await epochLoss(vault, options.owner, epoch), reason)
    destroyed.push(epoch)
  }
  return destroyed
}
