import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/**
 * Checkpoints outside the database: who rewrites the database cannot rewrite them too. One folder holds a file a month
 * (`2026-11.jsonl`), one line a checkpoint: `{"at":"…","note":"…"}`. A second folder may lie on another machine.
 */
export interface OutsideCheckpoint {
  /** File and line, for the report. */
  readonly source: string
  readonly note: string
}

export interface OutsideCheckpoints {
  readonly notes: readonly OutsideCheckpoint[]
  /** Lines that are no checkpoint, such as one that a crash cut off. */
  readonly unreadable: readonly string[]
}

/** The data folder's `checkpoints/`, and those of the environment variable MUSUBI_CHECKPOINTS (several like PATH). */
export const outsideFolders = (dataFolder: string, environment = process.env.MUSUBI_CHECKPOINTS): readonly string[] => [
  join(dataFolder, 'checkpoints'),
  ...(environment ?? '').split(delimiter).filter(folder => folder !== ''),
]

const filesOf = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(name => name.endsWith('.jsonl'))
        .sort()
        .map(name => join(folder, name))
    : []

const noteOf = (line: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'note' in value && typeof value.note === 'string'
      ? value.note
      : undefined
  } catch {
    return undefined
  }
}

const readFiles = (files: readonly string[]): OutsideCheckpoints => {
  const notes: OutsideCheckpoint[] = []
  const unreadable: string[] = []
  for (const file of files)
    readFileSync(file, 'utf8')
      .split('\n')
      .forEach((line, index) => {
        if (line === '') return
        const source = `${file}:${index + 1}`
        const note = noteOf(line)
        if (note === undefined) unreadable.push(source)
        else notes.push({ source, note })
      })
  return { notes, unreadable }
}

/** Reads every checkpoint of the folders; a folder that cannot be read is named among the unreadable. */
export const readOutside = (folders: readonly string[]): OutsideCheckpoints => {
  const each = folders.map(folder => {
    try {
      return readFiles(filesOf(folder))
    } catch {
      return { notes: [], unreadable: [folder] }
    }
  })
  return { notes: each.flatMap(read => read.notes), unreadable: each.flatMap(read => read.unreadable) }
}

/** Bytes read from a file's end: some two hundred checkpoints. */
const tailLength = 65_536

const readTail = async (path: string): Promise<string> => {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const start = Math.max(0, size - tailLength)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

/**
 * The newest note of a folder that passes the test: where the log had got to.
 * @throws Error of the file system
 */
export const newestOutside = async <T>(
  folder: string,
  test: (note: string) => T | undefined,
): Promise<T | undefined> => {
  for (const path of filesOf(folder).toReversed())
    for (const line of (await readTail(path)).split('\n').toReversed()) {
      const note = noteOf(line)
      const passed = note === undefined ? undefined : test(note)
      if (passed !== undefined) return passed
    }
  return undefined
}

/**
 * Appends a checkpoint and waits until it is on the disk. Not with the synchronous functions: a folder on another machine
 * may take for ever. @throws Error of the file system
 */
export const appendOutside = async (folder: string, note: string, at: Date): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const file = await open(join(folder, `${at.toISOString().slice(0, 7)}.jsonl`), 'a+', 0o644)
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
    // What a crash cut off gets its line end, so that it spoils no other line.
    const torn = size > 0 && bytesRead === 1 && buffer.toString() !== '\n'
    await file.write(`${torn ? '\n' : ''}${JSON.stringify({ at: at.toISOString(), note })}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}
