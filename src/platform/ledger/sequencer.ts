import { type Clock, systemClock } from '../../base/clock.ts'
import type { Sql } from '../database/connection.ts'
import { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { newestOutside } from './outside.ts'
import { outsideWriter } from './outside-writer.ts'
import { asSequencer, clusterOf, sequenceBatch, treeHead, waitForCopies } from './sequence.ts'
import type { NoteSigner } from './signed-note.ts'
import { newestCheckpoint, rootAt } from './tree-store.ts'

export interface SequencerOptions {
  readonly owner: Sql
  readonly signer: NoteSigner
  /** Folders outside the database that get every checkpoint (`outsideFolders`). */
  readonly outside: readonly string[]
  readonly clock?: Clock
  /** Pause between looks while there is work; up to five times as long when nothing comes. Default 200. */
  readonly intervalMs?: number
  /** Shortest time between two checkpoints. Default 10000. */
  readonly checkpointMs?: number
  /** Most entries placed in one transaction. Default 5000. */
  readonly batch?: number
  readonly log?: (line: string) => void
}

export interface SequencerStatus {
  /**
   * `active`: this process placed or looked last; `standby`: another process does; `failing`: the last look failed and
   * is tried again; `halted`: the database is not what was signed before, a person must decide.
   */
  readonly state: 'starting' | 'active' | 'standby' | 'failing' | 'halted'
  readonly reason?: string
  /** Leaves placed by this process since it started. */
  readonly placed: number
  /** Size of the newest checkpoint this process knows of: entries below it are provable. */
  readonly checkpoint: number
  /** Folders that could not be written last time, with the reason. */
  readonly outside: Readonly<Record<string, string>>
}

export interface Sequencer {
  /** Looks now instead of at the end of the pause; for a writer in the same process, after its commit. */
  wake(): void
  /** Places everything that can be placed and signs a checkpoint over it, whatever the pauses say. */
  flush(): Promise<void>
  status(): SequencerStatus
  /** Ends after the batch at hand; the last placed entries get their checkpoint. */
  stop(): Promise<void>
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const startSequencer = (options: SequencerOptions): Sequencer => {
  const { owner, signer, clock = systemClock, intervalMs = 200, checkpointMs = 10_000, batch = 5000 } = options
  const log = options.log ?? (() => {})
  const writer = outsideWriter(options.outside, log)
  let status: Pick<SequencerStatus, 'state' | 'reason' | 'placed' | 'checkpoint'> = {
    state: 'starting',
    placed: 0,
    checkpoint: 0,
  }
  let cluster: string | undefined
  let stopping = false
  let signedAt = Number.NEGATIVE_INFINITY
  let wake = () => {}

  const halt = (reason: string): void => {
    status = { ...status, state: 'halted', reason }
    log(`ledger: the sequencer halted: ${reason}`)
  }

  const readNewest = async (folder: string): Promise<Checkpoint | undefined> => {
    try {
      const newest = await newestOutside(folder, note => openCheckpoint(note, [signer]))
      writer.known(folder, newest?.size ?? 0)
      return newest
    } catch (error) {
      writer.fault(folder, error)
      return undefined
    }
  }

  /** A database that lost what was signed (an old backup, a late standby) must not sign a second history. */
  const begin = async (): Promise<void> => {
    for (const folder of options.outside) {
      const known = await readNewest(folder)
      if (known === undefined || known.size === 0) continue
      const head = await owner.begin(treeHead)
      const where = `the checkpoint of ${known.size} entries in ${folder}`
      if (head.size < known.size) return halt(`the database has ${head.size} entries, fewer than ${where}`)
      if (!(await rootAt(owner, known.size)).equals(known.root)) return halt(`the database does not fit ${where}`)
    }
    cluster = await clusterOf(owner)
  }

  const signHead = (): Promise<'standby' | undefined> =>
    asSequencer(owner, async tx => {
      const head = await treeHead(tx)
      const last = await newestCheckpoint(tx)
      if (head.size > (last?.size ?? 0))
        await tx`
          insert into ledger.checkpoint (size, root, at, note)
          values (${head.size}, ${head.root}, ${clock.now()}, ${signCheckpoint(head.size, head.root, signer)})`
      return undefined
    })

  /** Size up to which what was signed surely lies wherever an acknowledged change must lie. */
  let durable = 0

  const publishOutside = async (): Promise<void> => {
    const newest = await newestCheckpoint(owner)
    if (newest === undefined) return
    if (newest.size > durable) {
      await waitForCopies(owner)
      durable = newest.size
    }
    status = { ...status, checkpoint: newest.size }
    await writer.publish(newest, clock.now())
  }

  /** @returns how many entries were placed; a full batch means that more may wait */
  const placeBatch = async (): Promise<number> => {
    const known = cluster
    if (known === undefined) return 0
    const placed = await asSequencer(owner, tx => sequenceBatch(tx, known, batch))
    const count = placed === 'standby' ? 0 : placed
    status = {
      state: placed === 'standby' ? 'standby' : 'active',
      placed: status.placed + count,
      checkpoint: status.checkpoint,
    }
    return count
  }

  const sign = async (): Promise<void> => {
    await signHead()
    await publishOutside()
    signedAt = performance.now()
  }

  let unsigned = true
  const look = async (force: boolean): Promise<number> => {
    if (cluster === undefined) await begin()
    if (status.state === 'halted') return 0
    const due = () => performance.now() - signedAt >= checkpointMs
    let total = 0
    for (let count = batch; count === batch && (force || !stopping); ) {
      count = await placeBatch()
      total += count
      unsigned ||= count > 0
      if (count === batch && due()) await sign()
    }
    // A standby also writes the other process's checkpoints to its own folders; a folder whose disk was full gets what it lacks.
    if (force || (due() && (unsigned || status.state === 'standby' || writer.behind()))) {
      await sign()
      unsigned = false
    }
    return total
  }

  // Looks run one after the other: a flush waits for the loop's look and the other way round.
  let queue: Promise<unknown> = Promise.resolve()
  const lookInTurn = (force: boolean): Promise<number> => {
    const next = queue.then(() => look(force))
    queue = next.catch(() => {})
    return next
  }

  const pause = (ms: number): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const loop = async (): Promise<void> => {
    let idle = 1
    while (!stopping && status.state !== 'halted') {
      try {
        idle = (await lookInTurn(false)) > 0 ? 1 : Math.min(5, idle + 1)
      } catch (error) {
        if (status.reason !== messageOf(error)) log(`ledger: ${messageOf(error)}`)
        status = { ...status, state: 'failing', reason: messageOf(error) }
        idle = 5
      }
      if (!stopping) await pause(intervalMs * idle)
    }
  }
  const running = loop()

  return {
    wake: () => wake(),
    flush: async () => {
      await lookInTurn(true)
    },
    status: () => ({ ...status, outside: writer.faults() }),
    stop: async () => {
      stopping = true
      wake()
      await running
      if (status.state === 'active') await lookInTurn(true).catch(() => {})
    },
  }
}
