import { mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'
import type { ObjectStore } from '../../files/objects.ts'
import { readChunk } from '../chunks.ts'
import type { Manifest } from '../manifest.ts'
import { queueOf } from '../queue.ts'
import { getUpload, uploadsIn } from '../uploads.ts'
import type { Vault } from '../vault.ts'
import type { PlannedSegment, RestorePlan } from './plan.ts'

type Progress = (done: number, total: number) => void

const width = 8

const fetchFile = async (
  vault: Vault,
  base: Manifest,
  path: string,
  file: Manifest['files'][number],
): Promise<void> => {
  const handle = await open(path, 'wx', 0o600)
  try {
    let size = 0
    for (const address of file.chunks) {
      const chunk = await readChunk(vault, base.epoch, address)
      await handle.write(chunk, 0, chunk.length, size)
      size += chunk.length
    }
    if (size !== file.size)
      throw new OperatorError(`The backup cannot be used: ${file.path} has ${size} bytes in it and not ${file.size}.`)
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

/** The cluster's files as they were copied, with the label that tells PostgreSQL where its recovery begins. */
export const fetchCluster = async (
  vault: Vault,
  base: Manifest,
  cluster: string,
  progress: Progress,
): Promise<void> => {
  await mkdir(cluster, { recursive: true, mode: 0o700 })
  for (const folder of base.folders) await mkdir(join(cluster, folder), { recursive: true, mode: 0o700 })
  const total = base.files.reduce((sum, file) => sum + file.size, 0)
  const queue = queueOf(width)
  let done = 0
  for (const file of base.files)
    await queue.add(async () => {
      await fetchFile(vault, base, join(cluster, file.path), file)
      done += file.size
      progress(done, total)
    })
  await queue.end()
  await writeFile(join(cluster, 'backup_label'), base.label, { mode: 0o600 })
}

const fetchSegment = async (vault: Vault, folder: string, { file, parts }: PlannedSegment, size: number) => {
  // What was not written yet is zeros, which PostgreSQL takes for the end of the log.
  const segment = Buffer.alloc(size)
  for (const part of parts) {
    const bytes = await vault.get(part.name)
    if (bytes.length !== part.end - part.start)
      throw new OperatorError(`The backup cannot be used: ${part.name} does not hold what its name says.`)
    bytes.copy(segment, part.start)
  }
  await writeFile(join(folder, file), segment, { mode: 0o600 })
}

/** The log beside the cluster, for PostgreSQL to take from there. */
export const fetchLog = async (vault: Vault, plan: RestorePlan, folder: string, progress: Progress): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const queue = queueOf(4)
  let done = 0
  for (const segment of plan.segments)
    await queue.add(async () => {
      await fetchSegment(vault, folder, segment, plan.base.segmentSize)
      done += 1
      progress(done, plan.segments.length)
    })
  await queue.end()
  for (const name of plan.histories)
    await writeFile(join(folder, name.split('/').at(-1) ?? ''), await vault.get(name), { mode: 0o600 })
}

/**
 * The uploaded files of the base and those that came later; files are never changed, so that one too many does no harm.
 * @throws OperatorError when one that the base names is missing
 */
export const fetchUploads = async (
  vault: Vault,
  base: Manifest,
  objects: Pick<ObjectStore, 'put'>,
  progress: Progress,
): Promise<number> => {
  const wanted = new Map<string, number>(base.uploads.map(address => [address, base.epoch]))
  for (const epoch of vault.epochs)
    if (epoch >= base.epoch) for (const address of await uploadsIn(vault, epoch)) wanted.set(address, epoch)
  const queue = queueOf(width)
  const stored = new Set<string>()
  let done = 0
  for (const [address, epoch] of wanted)
    await queue.add(async () => {
      const { name, bytes } = await getUpload(vault, epoch, address)
      await objects.put(name, bytes)
      stored.add(name)
      done += 1
      progress(done, wanted.size)
    })
  await queue.end()
  return stored.size
}

/** The ledger's checkpoints as they were last shipped: also those that are newer than the moment restored. */
export const fetchCheckpoints = async (vault: Vault, folder: string): Promise<void> => {
  for (const epoch of vault.epochs)
    for await (const { name } of vault.repository.list(`checkpoints/${epoch}/`)) {
      const file = /^checkpoints\/\d+\/(\d{4}-\d{2}\.jsonl)$/.exec(name)?.[1]
      if (file === undefined) continue
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, file), await vault.get(name), { mode: 0o644 })
    }
}
