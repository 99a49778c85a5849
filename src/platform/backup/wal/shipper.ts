import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../base/clock.ts'
import { NotFoundError, OperatorError } from '../../../base/problem.ts'
import type { Sql } from '../../database/connection.ts'
import { putUpload, type UploadSource, uploadAddress, uploadsIn } from '../uploads.ts'
import type { Vault } from '../vault.ts'
import { formatLsn, historyFile, type Lsn, parseLsn, segmentFile, segmentOf } from './lsn.ts'
import { headName, partName, partsIn, readHead, type WalHead } from './parts.ts'
import { forksOf, hasSegment, readHistory, readSegment, releaseLog, type WalState, walState } from './source.ts'

export interface ShipperOptions {
  readonly admin: Sql
  /** Folder of the cluster, whose `pg_wal` is read. */
  readonly cluster: string
  readonly uploads: UploadSource
  /** The ledger's checkpoints in the data folder. */
  readonly checkpoints: string
  readonly clock: Clock
}

export interface Shipped extends Omit<WalHead, 'gap'> {
  readonly bytes: number
  readonly uploads: number
  /** The log between the last base and here is not whole: a new base is needed. */
  readonly gap: boolean
  /** Since when. */
  readonly gapSince?: string
}

export interface Shipper {
  /**
   * Brings everything acknowledged so far into the repository: uploaded files, checkpoints, the log.
   * @throws OperatorError when the repository is ahead of this database
   */
  ship(vault: Vault): Promise<Shipped>
  /** A base was made: what was missing before it is missing no more. */
  mended(): void
}

/** Parts of one segment before they are put together; keeps the number of objects small where little is written. */
const mostParts = 50
/** Milliseconds between two heads while nothing is written. */
const idleHead = 30_000

interface Position {
  readonly epoch: number
  readonly timeline: number
  readonly lsn: Lsn
}

const min = (a: Lsn, b: Lsn): Lsn => (a < b ? a : b)

export const createShipper = ({ admin, cluster, uploads, checkpoints, clock }: ShipperOptions): Shipper => {
  let position: Position | undefined
  let gap: string | undefined
  const missed = (): void => {
    gap ??= clock.now().toISOString()
  }
  let known: { readonly epoch: number; readonly addresses: Set<string> } | undefined
  let parts: { readonly file: string; readonly names: string[] } = { file: '', names: [] }
  let headAt = 0
  const sentCheckpoints = new Map<string, string>()
  const sentHistories = new Set<string>()

  const stored = async (name: string): Promise<Uint8Array | undefined> => {
    try {
      return await uploads.read(name)
    } catch (error) {
      if (error instanceof NotFoundError) return undefined
      throw error
    }
  }

  const shipUploads = async (vault: Vault): Promise<{ count: number; bytes: number }> => {
    const anew = known?.epoch !== vault.epoch
    if (known === undefined || anew) known = { epoch: vault.epoch, addresses: await uploadsIn(vault, vault.epoch) }
    let [count, written] = [0, 0]
    for await (const name of uploads.fresh(anew)) {
      const address = uploadAddress(vault, vault.epoch, name)
      if (known.addresses.has(address)) continue
      const bytes = await stored(name)
      // Swept since it was listed.
      if (bytes === undefined) continue
      const size = await putUpload(vault, vault.epoch, name, bytes)
      written += size
      known.addresses.add(address)
      count += 1
    }
    return { count, bytes: written }
  }

  /** Read before the log's end is asked for: a checkpoint must not tell of entries that the shipped log does not hold. */
  const readCheckpoints = async (): Promise<readonly { name: string; bytes: Buffer; mark: string }[]> => {
    const changed: { name: string; bytes: Buffer; mark: string }[] = []
    for (const name of (await readdir(checkpoints).catch(() => [])).filter(each => each.endsWith('.jsonl'))) {
      const found = await stat(join(checkpoints, name))
      const mark = `${found.size} ${found.mtimeMs}`
      if (sentCheckpoints.get(name) !== mark)
        changed.push({ name, bytes: await readFile(join(checkpoints, name)), mark })
    }
    return changed
  }

  /** Where shipping goes on; on another timeline it goes on from the segment in which that one began. */
  const findPosition = async (vault: Vault, state: WalState, head: WalHead | undefined): Promise<Position> => {
    const size = BigInt(state.segmentSize)
    const startOf = (lsn: Lsn): Lsn => (lsn / size) * size
    const { epoch } = vault
    const anew = (): Position => ({ epoch, timeline: state.timeline, lsn: startOf(state.kept) })
    if (head === undefined) return anew()
    // Another process, or this one before a restart, saw that something is missing.
    gap ??= head.gap
    const at = parseLsn(head.lsn)
    if (head.timeline === state.timeline) {
      if (at > state.flushed)
        throw new OperatorError(
          `The backup in ${vault.repository.place} is ahead of this database (${head.lsn} after ${formatLsn(state.flushed)}): another Musubi backs up into it, or the data folder was put back from an older copy. Restore from the backup, or name another place.`,
        )
      return { epoch, timeline: state.timeline, lsn: at }
    }
    if (head.timeline > state.timeline)
      throw new OperatorError(
        `The backup in ${vault.repository.place} holds a later history of this database (timeline ${head.timeline}, here ${state.timeline}): another Musubi backs up into it. Name another place.`,
      )
    return bridge(vault, state, head.timeline, at)
  }

  /** After a promotion or a restore: the rest of the old timeline as far as it is there, then the new one. */
  const bridge = async (vault: Vault, state: WalState, timeline: number, from: Lsn): Promise<Position> => {
    const size = BigInt(state.segmentSize)
    const forks = forksOf(await readHistory(cluster, state.timeline)).filter(fork => fork.timeline >= timeline)
    let at = from
    for (const [index, fork] of forks.entries()) {
      const forkStart = (fork.end / size) * size
      if (at < forkStart) await shipRange(vault, state, fork.timeline, at, forkStart)
      at = forkStart
      const next = forks[index + 1]?.timeline ?? state.timeline
      if (!hasSegment(cluster, segmentFile(next, segmentOf(at, state.segmentSize), state.segmentSize))) missed()
    }
    return { epoch: vault.epoch, timeline: state.timeline, lsn: at }
  }

  const shipRange = async (vault: Vault, state: WalState, timeline: number, from: Lsn, to: Lsn, at = clock.now()) => {
    const size = BigInt(state.segmentSize)
    let bytes = 0
    for (let lsn = from; lsn < to; ) {
      const segment = lsn / size
      const file = segmentFile(timeline, segment, state.segmentSize)
      const end = min(to, (segment + 1n) * size)
      if (hasSegment(cluster, file)) {
        const written = await shipPart(vault, state, file, Number(lsn % size), Number(end - segment * size), at)
        bytes += written
      } else missed()
      lsn = end
    }
    return bytes
  }

  const shipPart = async (vault: Vault, state: WalState, file: string, from: number, end: number, at: Date) => {
    if (parts.file !== file)
      // What reaches further was put there by another process at this moment, and is not in what is put together here.
      parts = {
        file,
        names:
          from === 0
            ? []
            : (await partsIn(vault, vault.epoch, file)).filter(part => part.end <= end).map(part => part.name),
      }
    const whole = end === state.segmentSize || parts.names.length >= mostParts
    const start = whole ? 0 : from
    const name = partName(vault.epoch, file, start, end, at)
    const bytes = await vault.put(name, await readSegment(cluster, file, start, end))
    if (whole) {
      await vault.repository.sync()
      for (const old of parts.names.splice(0)) if (old !== name) await vault.repository.delete(old)
    }
    parts.names.push(name)
    return bytes
  }

  const shipHistory = async (vault: Vault, timeline: number): Promise<void> => {
    const name = `wal/${vault.epoch}/${historyFile(timeline)}`
    if (sentHistories.has(name)) return
    for (const { timeline: each } of [...forksOf(await readHistory(cluster, timeline)), { timeline }]) {
      const history = await readHistory(cluster, each)
      if (history) await vault.put(`wal/${vault.epoch}/${historyFile(each)}`, history)
    }
    sentHistories.add(name)
  }

  const ship = async (vault: Vault): Promise<Shipped> => {
    const checkpointFiles = await readCheckpoints()
    let at = clock.now()
    let state = await walState(admin)
    if (position?.epoch !== vault.epoch || position.timeline !== state.timeline) {
      if (position?.epoch !== vault.epoch) {
        sentCheckpoints.clear()
        sentHistories.clear()
      }
      // Another process may ship at this moment: a log whose end is asked for after the head was read is not behind it.
      const head = await readHead(vault, vault.epoch)
      at = clock.now()
      state = await walState(admin)
      position = await findPosition(vault, state, head)
    }
    // After the log's end is known: every file that its rows name was in the store before them.
    const uploaded = await shipUploads(vault)
    if (
      !hasSegment(
        cluster,
        segmentFile(state.timeline, segmentOf(position.lsn, state.segmentSize), state.segmentSize),
      ) &&
      position.lsn < state.flushed
    ) {
      missed()
      const size = BigInt(state.segmentSize)
      position = { ...position, lsn: (state.kept / size) * size }
    }
    await shipHistory(vault, state.timeline)
    const bytes = await shipRange(vault, state, state.timeline, position.lsn, state.flushed, at)
    const moved = state.flushed > position.lsn
    position = { ...position, lsn: state.flushed }
    const head: WalHead = {
      timeline: state.timeline,
      lsn: formatLsn(state.flushed),
      at: at.toISOString(),
      ...(gap === undefined ? {} : { gap }),
    }
    for (const { name, bytes: content, mark } of checkpointFiles) {
      await vault.put(`checkpoints/${vault.epoch}/${name}`, content)
      sentCheckpoints.set(name, mark)
    }
    const standing = moved ? await readHead(vault, vault.epoch) : undefined
    const overtaken = standing?.timeline === head.timeline && parseLsn(standing.lsn) > state.flushed
    if (overtaken) headAt = at.getTime()
    else if (moved || checkpointFiles.length > 0 || uploaded.count > 0 || at.getTime() - headAt >= idleHead) {
      await vault.repository.sync()
      await vault.put(headName(vault.epoch), Buffer.from(JSON.stringify(head)))
      await vault.repository.sync()
      headAt = at.getTime()
    }
    await releaseLog(admin, head.lsn)
    const { gap: gapSince, ...reached } = head
    const missing = gapSince === undefined ? { gap: false } : { gap: true, gapSince }
    return { ...reached, ...missing, bytes: bytes + uploaded.bytes, uploads: uploaded.count }
  }

  let queue: Promise<unknown> = Promise.resolve()
  return {
    ship(vault) {
      const next = queue.then(() => ship(vault))
      queue = next.catch(() => {})
      return next
    },
    mended: () => {
      gap = undefined
      headAt = 0
    },
  }
}
