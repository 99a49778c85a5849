import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs'
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

/** The newest file's checkpoints: enough to see at the start where the log had got to. @throws Error of the file system */
export const readNewestOutside = (folder: string): OutsideCheckpoints => readFiles(filesOf(folder).slice(-1))

/** Appends a checkpoint and waits until it is on the disk. @throws Error of the file system */
export const appendOutside = (folder: string, note: string, at: Date): void => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${at.toISOString().slice(0, 7)}.jsonl`)
  const file = openSync(path, 'a+', 0o644)
  try {
    const last = Buffer.alloc(1)
    const { size } = fstatSync(file)
    const torn = size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n'
    writeSync(file, `${torn ? '\n' : ''}${JSON.stringify({ at: at.toISOString(), note })}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
