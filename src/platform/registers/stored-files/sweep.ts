import type { Clock } from '../../../base/clock.ts'
import { NotFoundError } from '../../../base/problem.ts'
import type { Sql } from '../../database/connection.ts'
import type { Secrets } from '../../database/secrets.ts'
import type { FileStore } from '../../files/store.ts'
import type { Register } from '../register.ts'
import { fileReferences } from './references.ts'

/** Days for which a file stays that nothing refers to: a form may lie open for one (see `FileClaims`). */
export const keepUnreferencedDays = 7

const dayMs = 86_400_000

export interface Swept {
  readonly removed: number
  /** Objects that do not open with our keys: another platform's, or damaged. They are left alone. */
  readonly foreign: number
}

interface SweepParts {
  readonly owner: Sql
  readonly registers: readonly Register[]
  readonly files: FileStore
  readonly secrets: Secrets
  readonly clock: Clock
}

/** @throws Error when a reference cannot be read: then nothing is known to be unreferenced */
const wantedNames = ({ owner, registers, files, secrets }: SweepParts): Promise<ReadonlySet<string>> =>
  owner.begin('isolation level repeatable read read only', async tx => {
    const names = new Set<string>()
    for await (const { sha256, register, record, of } of fileReferences(tx, registers, secrets)) {
      if (sha256 === null)
        throw new Error(`${register} ${record}: the file of ${of} cannot be read; nothing is removed`)
      for (const name of files.seal.names(sha256)) names.add(name)
    }
    // Files of old systems lie there from the rehearsal to the comparison.
    const moved = await tx<{ piece: string }[]>`select distinct unnest(pieces) as piece from musubi.move_file`
    for (const { piece } of moved) for (const name of files.seal.names(piece)) names.add(name)
    return names
  })

/**
 * Removes files that came with a form which was never sent whole. A file goes only when it was put long ago, when no row,
 * revision, proposal or document refers to it, and when it is one of ours: two platforms may share a bucket by mistake.
 * Whoever uploads it again meanwhile makes it new, which is looked at last.
 */
export const sweepFiles = async (parts: SweepParts): Promise<Swept> => {
  const { files, clock } = parts
  const { objects } = files
  const before = clock.now().getTime() - keepUnreferencedDays * dayMs
  const old: string[] = []
  for await (const { name, at } of objects.list()) if (at.getTime() < before) old.push(name)
  if (old.length === 0) return { removed: 0, foreign: 0 }
  // After the list: what was entered while it was made is among the references.
  const wanted = await wantedNames(parts)
  let [removed, foreign] = [0, 0]
  for (const name of old) {
    if (wanted.has(name)) continue
    const sealed = await objects.get(name).catch((error: unknown) => {
      if (error instanceof NotFoundError) return null
      throw error
    })
    if (sealed === null) continue
    if (files.seal.open(name, sealed) === null) {
      foreign += 1
      continue
    }
    const facts = await objects.look(name)
    if (!facts || facts.at.getTime() >= before) continue
    await objects.remove(name)
    removed += 1
  }
  return { removed, foreign }
}
