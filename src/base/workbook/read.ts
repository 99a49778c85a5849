import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Bilingual } from '../bilingual.ts'
import { InputError } from '../problem.ts'
import { projectRoot } from '../root.ts'

/** A value of a cell: text (numbers too, with the digits that a person saw), day or moment in UTC, yes or no, nothing. */
export type Cell = string | boolean | Date | null

export interface WorkbookLimits {
  /** Megabytes of memory for the cells. A file of one kilobyte may say that its only cell is the last of a million rows. */
  readonly memory?: number
  /** Milliseconds. */
  readonly patience?: number
}

type Answer =
  | { readonly rows: readonly (readonly Cell[])[]; readonly done: boolean }
  | { readonly failed: 'too-much' | 'unreadable' }

const tooMuch: Bilingual = {
  ja: 'Excelファイルの中身が大きすぎます。シートを分けるか、CSVで保存してください。',
  en: 'The Excel file unfolds to too much. Part its sheets, or save it as CSV.',
}
const unreadable: Bilingual = {
  ja: 'Excelファイルとして読み取れません。壊れていないか確かめ、.xlsx の形式で保存し直してください。',
  en: 'The Excel file cannot be read. Check that it opens, and save it as .xlsx again.',
}

const refuse = (message: Bilingual): InputError => new InputError([{ field: 'file', message }])

const isSpent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

const openWorker = (bytes: Uint8Array, memory: number): Worker =>
  new Worker(join(projectRoot, 'src', 'base', 'workbook', 'worker.ts'), {
    workerData: bytes,
    // It needs nothing of the platform's, and a file may be made to make it do anything.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memory },
  })

/** Files are unfolded one after the other: several at once would need their memory at once. */
let turn: Promise<unknown> = Promise.resolve()

const takeTurn = async (): Promise<() => void> => {
  const before = turn
  const { promise, resolve } = Promise.withResolvers<void>()
  turn = promise
  await before
  return resolve
}

/** One question and its answer. @throws InputError */
const ask = (worker: Worker, patience: number): Promise<Answer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const timer = setTimeout(() => reject(refuse(tooMuch)), patience)
  const failed = (error: unknown) => reject(isSpent(error) ? refuse(tooMuch) : error)
  const ended = () => reject(refuse(unreadable))
  worker.once('message', resolve).once('error', failed).once('exit', ended)
  worker.postMessage('next')
  return promise.finally(() => {
    clearTimeout(timer)
    worker.off('message', resolve).off('error', failed).off('exit', ended)
  })
}

/**
 * Rows of a workbook's first sheet that has any. It is read in a thread of its own with memory of its own: whatever is in
 * the file, the requests of others go on, and the platform does not end with it.
 * @throws InputError at the field `file` for what is no workbook or too much of one
 */
export async function* workbookRows(
  bytes: Uint8Array,
  { memory = 1024, patience = 120_000 }: WorkbookLimits = {},
): AsyncGenerator<readonly Cell[]> {
  const leave = await takeTurn()
  const worker = openWorker(bytes, memory)
  // Between two questions too: an error that nobody waits for would end the process.
  worker.on('error', () => {})
  try {
    for (;;) {
      const answer = await ask(worker, patience)
      leave()
      if ('failed' in answer) throw refuse(answer.failed === 'too-much' ? tooMuch : unreadable)
      yield* answer.rows
      if (answer.done) return
    }
  } finally {
    await worker.terminate()
    leave()
  }
}
