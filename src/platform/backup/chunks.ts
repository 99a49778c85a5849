import { open } from 'node:fs/promises'
import { OperatorError } from '../../base/problem.ts'
import { queueOf } from './queue.ts'
import type { Vault } from './vault.ts'

/** 32 pages of PostgreSQL: small enough that a scattered change copies little, large enough that names do not cost. */
export const chunkSize = 256 * 1024

const nameOf = (epoch: number, address: string): string => `chunks/${epoch}/${address.slice(0, 2)}/${address}`

export interface ChunkWriter {
  /** @returns the content's address; an unchanged content is not written again */
  put(plain: Buffer): Promise<string>
  /** Waits for everything under way. @throws the first error */
  end(): Promise<void>
  readonly counted: { read: number; written: number; chunks: number; fresh: number }
}

/** How many objects are on their way at once: some latency of an object store, and two cores for zstd. */
const width = 8

/** Addresses that the repository holds in the epoch. */
const knownAddresses = async (vault: Vault, epoch: number): Promise<Set<string>> => {
  const known = new Set<string>()
  for await (const { name } of vault.repository.list(`chunks/${epoch}/`)) {
    const address = name.split('/').at(-1) ?? ''
    if (/^[0-9a-f]{64}$/.test(address)) known.add(address)
  }
  return known
}

export const chunkWriter = async (vault: Vault): Promise<ChunkWriter> => {
  const { epoch } = vault
  const known = await knownAddresses(vault, epoch)
  const queue = queueOf(width)
  const counted = { read: 0, written: 0, chunks: 0, fresh: 0 }
  return {
    counted,
    async put(plain) {
      const address = vault.addressOf(epoch, plain)
      counted.read += plain.length
      counted.chunks += 1
      if (known.has(address)) return address
      known.add(address)
      counted.fresh += 1
      await queue.add(async () => {
        const written = await vault.put(nameOf(epoch, address), plain)
        counted.written += written
      })
      return address
    },
    end: () => queue.end(),
  }
}

/** @throws OperatorError when the chunk is missing, damaged, truncated or another one */
export const readChunk = async (vault: Vault, epoch: number, address: string): Promise<Buffer> => {
  const name = nameOf(epoch, address)
  const plain = await vault.get(name)
  if (vault.addressOf(epoch, plain) !== address)
    throw new OperatorError(`The backup cannot be used: ${name} does not hold what its address says.`)
  return plain
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** Chunks of a file as it is read now; undefined when it has vanished, which a running database's files may. */
export const storeFile = async (
  writer: ChunkWriter,
  path: string,
): Promise<{ readonly size: number; readonly chunks: readonly string[] } | undefined> => {
  let handle: Awaited<ReturnType<typeof open>>
  try {
    handle = await open(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const chunks: string[] = []
    let size = 0
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize, size)
      if (bytesRead === 0) break
      size += bytesRead
      chunks.push(await writer.put(buffer.subarray(0, bytesRead)))
      if (bytesRead < chunkSize) break
    }
    return { size, chunks }
  } finally {
    await handle.close()
  }
}
