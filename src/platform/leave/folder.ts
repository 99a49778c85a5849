import { createHash, type Hash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { OperatorError } from '../../base/problem.ts'

/** A folder that an export is written into, and the SHA-256 of every file in it. */
export interface ExportFolder {
  /** @param pieces texts or bytes, written as they come */
  write(path: string, pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<void>
  /** Writes `sha256sums` over all files, in the format of sha256sum(1). @returns its own SHA-256 */
  finish(): Promise<string>
}

export const sumsName = 'sha256sums'

/** @throws OperatorError when there is something in it already */
export const exportFolder = (root: string): ExportFolder => {
  if (existsSync(root) && readdirSync(root).length > 0)
    throw new OperatorError(`The folder ${root} is not empty: name a new one, so that nothing is mixed.`)
  mkdirSync(root, { recursive: true, mode: 0o700 })
  const sums = new Map<string, string>()
  const put = async (path: string, pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>) => {
    const full = join(root, path)
    mkdirSync(dirname(full), { recursive: true, mode: 0o700 })
    const hash: Hash = createHash('sha256')
    const handle: FileHandle = await open(full, 'wx', 0o600)
    try {
      for await (const piece of pieces) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
        hash.update(bytes)
        await handle.write(bytes)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    return hash.digest('hex')
  }
  return {
    write: async (path, pieces) => {
      sums.set(path, await put(path, pieces))
    },
    finish: async () => {
      const lines = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, sum]) => `${sum}  ${path}\n`)
      return put(sumsName, lines)
    },
  }
}

const sumOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece)
  return hash.digest('hex')
}

const filesIn = (root: string, folder = root): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? filesIn(root, join(folder, entry.name)) : [relative(root, join(folder, entry.name))],
  )

/** What is wrong with an exported folder, in words; nothing when it is whole. */
export const checkFolder = async (root: string): Promise<readonly string[]> => {
  const text = await readFile(join(root, sumsName), 'utf8')
  const listed = new Map(text.split('\n').flatMap(line => (line ? [[line.slice(66), line.slice(0, 64)] as const] : [])))
  const there = filesIn(root).map(path => path.split(sep).join('/'))
  const wrong: string[] = []
  for (const [path, sum] of listed)
    if (!there.includes(path)) wrong.push(`${path}: missing`)
    else if ((await sumOf(join(root, path))) !== sum) wrong.push(`${path}: altered`)
  for (const path of there) if (path !== sumsName && !listed.has(path)) wrong.push(`${path}: not in the list`)
  return wrong
}
