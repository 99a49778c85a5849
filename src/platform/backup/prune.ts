import { listBases, type Manifest, manifestName, readManifest, timeOfId } from './manifest.ts'
import { partSuffix } from './repository/folder.ts'
import type { Vault } from './vault.ts'
import { parseLsn, segmentFile, segmentOf } from './wal/lsn.ts'

export interface Retention {
  /** Every backup of so many days stays, and every moment since the oldest of them can be restored. */
  readonly days: number
  /** The last backup of each of so many months stays. */
  readonly monthly: number
}

export interface PruneOptions extends Retention {
  readonly vault: Vault
  readonly now: Date
  /** The last proven backup, which always stays. */
  readonly proven: string | undefined
  readonly dryRun?: boolean
}

export interface Pruned {
  readonly kept: readonly string[]
  readonly removed: readonly string[]
  readonly objects: number
  readonly bytes: number
}

const day = 86_400_000

/** Which backups stay. The newest and the last proven one always do, whatever their age. */
export const keptBases = (
  ids: readonly string[],
  { days, monthly }: Retention,
  now: Date,
  proven: string | undefined,
): ReadonlySet<string> => {
  const sorted = ids.toSorted()
  const lastOfMonth = new Map(sorted.map(id => [id.slice(0, 6), id]))
  const months = [...lastOfMonth.keys()].slice(-Math.max(monthly, 0))
  const young = sorted.filter(id => timeOfId(id).getTime() >= now.getTime() - days * day)
  // Moments of the oldest day that is kept need the base before it.
  const before = sorted.findLast(id => timeOfId(id).getTime() < now.getTime() - days * day)
  return new Set(
    [
      ...young,
      ...(young.length > 0 && before !== undefined ? [before] : []),
      ...(monthly > 0 ? months.map(month => lastOfMonth.get(month) ?? '') : []),
      ...(sorted.at(-1) === undefined ? [] : [sorted.at(-1) ?? '']),
      ...(proven !== undefined && ids.includes(proven) ? [proven] : []),
    ].filter(id => id !== ''),
  )
}

/** Segments, without their timeline, that a base needs for itself. */
const rangeOf = (base: Manifest): { readonly first: string; readonly last: string } => {
  const file = (lsn: string) => segmentFile(1, segmentOf(parseLsn(lsn), base.segmentSize), base.segmentSize).slice(8)
  return { first: file(base.startLsn), last: file(base.point.lsn) }
}

interface Needed {
  readonly chunks: ReadonlySet<string>
  readonly uploads: ReadonlySet<string>
  readonly wal: (segment: string) => boolean
  readonly newestStart: number
}

const neededOf = (bases: readonly Manifest[], { days }: Retention, now: Date): Needed => {
  const edge = now.getTime() - days * day
  // From here on the log is kept without a hole.
  const continuous = bases.findLast(base => timeOfId(base.id).getTime() < edge) ?? bases[0]
  const from = continuous && rangeOf(continuous).first
  const ranges = bases.map(rangeOf)
  const newest = bases.at(-1)
  return {
    chunks: new Set(bases.flatMap(base => base.files.flatMap(file => file.chunks))),
    uploads: new Set(bases.flatMap(base => base.uploads)),
    wal: segment =>
      (from !== undefined && segment >= from) || ranges.some(({ first, last }) => first <= segment && segment <= last),
    newestStart: newest ? Date.parse(newest.startedAt) : 0,
  }
}

/** Is the object without use? Names that are not understood stay. */
const isUseless = (name: string, at: Date, needed: Needed, now: Date): boolean => {
  if (name.endsWith(partSuffix)) return at.getTime() < now.getTime() - day
  const [kind, , ...rest] = name.split('/')
  const last = rest.at(-1) ?? ''
  if (kind === 'chunks') return !needed.chunks.has(last)
  // Uploaded since the newest base began: no manifest names it yet.
  if (kind === 'files') return !needed.uploads.has(last) && at.getTime() < needed.newestStart - day
  const segment = kind === 'wal' ? /^[0-9A-F]{8}([0-9A-F]{16})$/.exec(rest[0] ?? '')?.[1] : undefined
  return segment !== undefined && !needed.wal(segment)
}

/**
 * Removes backups that retention no longer keeps, then what nothing needs any more: contents, uploaded files, the log.
 * Manifests go first, so that one that was cut off leaves contents too many and never a backup with holes. To be run while
 * no backup is made (`alone`): one under way uses contents that no manifest names yet.
 */
export const prune = async (options: PruneOptions): Promise<Pruned> => {
  const { vault, now, dryRun = false } = options
  const { repository } = vault
  const bases = await listBases(vault)
  const kept = keptBases(
    bases.map(base => base.id),
    options,
    now,
    options.proven,
  )
  const removed = bases.filter(base => !kept.has(base.id))
  const manifests: Manifest[] = []
  for (const base of bases.filter(each => kept.has(each.id) && each.readable))
    manifests.push(await readManifest(vault, base.epoch, base.id))
  const needed = neededOf(manifests, options, now)
  let [objects, bytes] = [0, 0]
  const remove = async (name: string): Promise<void> => {
    objects += 1
    if (!dryRun) await repository.delete(name)
  }
  for (const base of removed) await remove(manifestName(base.epoch, base.id))
  for (const prefix of ['chunks/', 'wal/', 'files/'])
    for await (const { name, size, at } of repository.list(prefix)) {
      // What is sealed in an epoch whose key is not here is not ours to judge.
      const readable = vault.epochs.includes(Number(name.split('/')[1]))
      if (!readable || !isUseless(name, at, needed, now)) continue
      bytes += size
      await remove(name)
    }
  if (!dryRun) await repository.sync()
  return { kept: [...kept].sort(), removed: removed.map(base => base.id), objects, bytes }
}
