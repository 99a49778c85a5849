import { OperatorError } from '../../../base/problem.ts'
import { type BaseName, listBases, type Manifest, readManifest } from '../manifest.ts'
import type { Vault } from '../vault.ts'
import { type Fork, formatLsn, type Lsn, parseHistory, parseLsn, segmentFile, segmentOf } from '../wal/lsn.ts'
import { coverage, partsIn, readHead, type WalHead, type WalPart } from '../wal/parts.ts'

/** What is to be brought back: everything, the state at a moment, or the point that a base names. */
export type RestoreTarget =
  | { readonly kind: 'newest' }
  | { readonly kind: 'time'; readonly at: Date }
  | { readonly kind: 'base'; readonly id: string }

export interface PlannedSegment {
  readonly file: string
  readonly parts: readonly WalPart[]
}

export interface RestorePlan {
  readonly base: Manifest
  readonly target: RestoreTarget
  readonly segments: readonly PlannedSegment[]
  readonly histories: readonly string[]
  /** Everything acknowledged before this moment is in the log that was found. */
  readonly until: Date
  /** Bytes that the restored folder takes. */
  readonly bytes: number
}

const chooseBase = async (vault: Vault, target: RestoreTarget): Promise<Manifest> => {
  const all = await listBases(vault)
  const readable = all.filter(base => base.readable)
  if (readable.length === 0) {
    const lost = all.length > 0 ? `: the keys of its ${all.length} backups were destroyed or are not here` : ''
    throw new OperatorError(`There is no backup in ${vault.repository.place} that these keys open${lost}.`)
  }
  if (target.kind === 'base') {
    const found = all.find(base => base.id === target.id)
    if (!found)
      throw new OperatorError(
        `There is no backup ${target.id} in ${vault.repository.place}; there are ${readable.map(base => base.id).join(', ')}.`,
      )
    return readManifest(vault, found.epoch, found.id)
  }
  return newestBefore(vault, readable, target)
}

const newestBefore = async (
  vault: Vault,
  bases: readonly BaseName[],
  target: Exclude<RestoreTarget, { kind: 'base' }>,
): Promise<Manifest> => {
  let oldest = ''
  for (const base of bases.toReversed()) {
    const manifest = await readManifest(vault, base.epoch, base.id)
    if (target.kind === 'newest' || new Date(manifest.stoppedAt) <= target.at) return manifest
    oldest = manifest.stoppedAt
  }
  throw new OperatorError(`The oldest moment that can be restored is ${oldest}; name a later one.`)
}

interface KeptLog {
  readonly parts: ReadonlyMap<string, readonly WalPart[]>
  /** Contents of history files by timeline. */
  readonly histories: ReadonlyMap<number, { readonly name: string; readonly forks: readonly Fork[] }>
  readonly head: WalHead | undefined
}

const readLog = async (vault: Vault): Promise<KeptLog> => {
  const parts = new Map<string, WalPart[]>()
  const histories = new Map<number, { name: string; forks: readonly Fork[] }>()
  let head: WalHead | undefined
  for (const epoch of vault.epochs) {
    for (const part of await partsIn(vault, epoch)) parts.set(part.file, [...(parts.get(part.file) ?? []), part])
    for await (const { name } of vault.repository.list(`wal/${epoch}/`)) {
      const timeline = Number.parseInt(/\/([0-9A-F]{8})\.history$/.exec(name)?.[1] ?? '', 16)
      if (timeline > 0) histories.set(timeline, { name, forks: parseHistory((await vault.get(name)).toString('utf8')) })
    }
    head = (await readHead(vault, epoch)) ?? head
  }
  return { parts, histories, head }
}

/** The timelines from the base's on to the newest that came out of it, each with the segment in which it begins. */
const pathOf = ({ histories }: KeptLog, base: Manifest): readonly { timeline: number; first: bigint }[] => {
  const own = { timeline: base.timeline, first: 0n }
  for (const [timeline, { forks }] of [...histories].sort(([a], [b]) => b - a)) {
    const from = forks.findIndex(fork => fork.timeline === base.timeline)
    const left = forks[from]
    // A timeline that left before the base was stopped is not the base's future.
    if (left === undefined || left.end < parseLsn(base.stopLsn)) continue
    const later = forks.slice(from).map((fork, index, all) => ({
      timeline: all[index + 1]?.timeline ?? timeline,
      first: segmentOf(fork.end, base.segmentSize),
    }))
    return [own, ...later]
  }
  return [own]
}

interface WholeLog {
  readonly segments: readonly PlannedSegment[]
  readonly end: Lsn
  /** Everything acknowledged before this moment is in it. */
  readonly until: Date
  /** What lies behind the first hole; undefined when the log is whole to its end. */
  readonly behindGap: string | undefined
}

/** Segments from the base's first on, as far as they are without a hole. */
const wholeLog = (log: KeptLog, base: Manifest): WholeLog => {
  const size = base.segmentSize
  const path = pathOf(log, base)
  const segments: PlannedSegment[] = []
  let until = new Date(base.stoppedAt)
  let end: Lsn = 0n
  for (let segment = segmentOf(parseLsn(base.startLsn), size); ; segment += 1n) {
    const timeline = path.findLast(each => each.first <= segment)?.timeline ?? base.timeline
    const file = segmentFile(timeline, segment, size)
    const found = coverage(log.parts.get(file) ?? [])
    if (found.parts.length > 0) {
      segments.push({ file, parts: found.parts })
      end = segment * BigInt(size) + BigInt(found.end)
      until = found.parts.at(-1)?.at ?? until
    }
    if (found.end === size) continue
    const behindGap = found.hole ? `the rest of ${file}` : goesOnWith(log, path, file, timeline, end)
    return { segments, end, until: behindGap ? until : headUntil(log, end, until), behindGap }
  }
}

/** While nothing is written the head alone moves on. */
const headUntil = ({ head }: KeptLog, end: Lsn, until: Date): Date =>
  head && parseLsn(head.lsn) <= end && new Date(head.at) > until ? new Date(head.at) : until

type TimelinePath = ReturnType<typeof pathOf>

/** A later segment, or a head that tells of more: something between is missing. */
const goesOnWith = (log: KeptLog, path: TimelinePath, file: string, timeline: number, end: Lsn): string | undefined => {
  const later = [...log.parts.keys()]
    .filter(each => path.some(one => one.timeline === Number.parseInt(each.slice(0, 8), 16)))
    .filter(each => each.slice(8) > file.slice(8))
    .sort((a, b) => (a.slice(8) < b.slice(8) ? -1 : 1))[0]
  if (later !== undefined) return later
  return log.head?.timeline === timeline && parseLsn(log.head.lsn) > end ? log.head.lsn : undefined
}

const refuseGap = ({ end, behindGap, until }: WholeLog, wanted: string, base: Manifest): never => {
  const possible =
    end >= parseLsn(base.stopLsn)
      ? ` What was acknowledged before ${until.toISOString()} is whole: restore with --to-time up to then.`
      : ' Choose another backup with --to-backup.'
  throw new OperatorError(
    `The log in the backup has a gap: it is whole up to ${formatLsn(end)} and goes on with ${behindGap ?? 'nothing'}; ${wanted} cannot be restored from it.${possible}`,
  )
}

/** Room for clocks that differ a little: the log is read a little further than the moment asks for. */
const margin = 60_000

/** @throws OperatorError when the log does not lead to the target without a gap */
const segmentsFor = (whole: WholeLog, base: Manifest, target: RestoreTarget): readonly PlannedSegment[] => {
  if (whole.end < parseLsn(base.stopLsn)) return refuseGap(whole, `backup ${base.id}`, base)
  if (target.kind === 'newest') return whole.behindGap ? refuseGap(whole, 'the newest state', base) : whole.segments
  if (target.kind === 'base')
    return whole.end < parseLsn(base.point.lsn) ? refuseGap(whole, `backup ${base.id}`, base) : whole.segments
  if (target.at > whole.until) {
    if (whole.behindGap) return refuseGap(whole, target.at.toISOString(), base)
    throw new OperatorError(
      `The backup reaches up to ${whole.until.toISOString()}; ${target.at.toISOString()} is later and cannot be restored.`,
    )
  }
  const enough = whole.segments.findIndex(
    ({ parts }) => (parts.at(-1)?.at.getTime() ?? 0) > target.at.getTime() + margin,
  )
  return enough < 0 ? whole.segments : whole.segments.slice(0, enough + 1)
}

/** Chooses the base and the log that lead to the target. @throws OperatorError with what can be restored instead */
export const planRestore = async (vault: Vault, target: RestoreTarget): Promise<RestorePlan> => {
  const base = await chooseBase(vault, target)
  const log = await readLog(vault)
  const whole = wholeLog(log, base)
  const segments = segmentsFor(whole, base, target)
  const cluster = base.files.reduce((sum, file) => sum + file.size, 0)
  return {
    base,
    target,
    segments,
    until: whole.until,
    histories: [...log.histories.values()].map(history => history.name),
    // Each segment lies beside the cluster and is copied into it.
    bytes: cluster + 2 * segments.length * base.segmentSize + base.uploadBytes,
  }
}
