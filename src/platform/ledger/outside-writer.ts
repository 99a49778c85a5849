import { setTimeout as sleep } from 'node:timers/promises'
import { appendOutside } from './outside.ts'
import type { CheckpointRow } from './tree-store.ts'

/** How long a folder may take for one line before the others and the sequencer go on without it. */
const patienceMs = 10_000

export interface OutsideWriter {
  /** Says where a folder stands, as read at the start. */
  known(folder: string, size: number): void
  fault(folder: string, error: unknown): void
  /** Writes the checkpoint to every folder that does not have it yet. Never throws: faults are kept and tried again. */
  publish(checkpoint: CheckpointRow, at: Date): Promise<void>
  /** A folder does not have the newest checkpoint that it was given. */
  behind(): boolean
  /** Folders that could not be written or read last time, with the reason. */
  faults(): Readonly<Record<string, string>>
}

/** Keeps folders outside the database up to date; one that fails or hangs holds up nothing else. */
export const outsideWriter = (folders: readonly string[], log: (line: string) => void): OutsideWriter => {
  const sizes = new Map<string, number>()
  const faults = new Map<string, string>()
  const busy = new Set<string>()
  let newest = 0

  const fault = (folder: string, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error)
    if (!faults.has(folder)) log(`ledger: the checkpoints in ${folder} cannot be kept: ${reason}`)
    faults.set(folder, reason)
  }

  const append = async (folder: string, { size, note }: CheckpointRow, at: Date): Promise<void> => {
    busy.add(folder)
    try {
      await appendOutside(folder, note, at)
      sizes.set(folder, size)
      if (faults.delete(folder)) log(`ledger: the checkpoints in ${folder} are kept again`)
    } catch (error) {
      fault(folder, error)
    } finally {
      busy.delete(folder)
    }
  }

  return {
    known: (folder, size) => {
      sizes.set(folder, size)
    },
    fault,
    behind: () => folders.some(folder => (sizes.get(folder) ?? 0) < newest),
    async publish(checkpoint, at) {
      newest = Math.max(newest, checkpoint.size)
      const behind = folders.filter(folder => (sizes.get(folder) ?? 0) < checkpoint.size)
      const writing = behind.filter(folder => !busy.has(folder)).map(folder => append(folder, checkpoint, at))
      if (writing.length === 0) return
      const patience = new AbortController()
      await Promise.race([
        Promise.all(writing).then(() => patience.abort()),
        sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {}),
      ])
      for (const folder of busy) fault(folder, `no answer within ${patienceMs / 1000} seconds`)
    },
    faults: () => Object.fromEntries(faults),
  }
}
