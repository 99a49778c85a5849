import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
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

const isAnswer = (message: unknown): message is Answer =>
  typeof message === 'object' && message !== null && ('failed' in message || 'rows' in message)

/**
 * A process and not a thread: the limit of a thread's memory is no wall, a list that grows past it takes the whole process
 * along. It needs nothing of the platform's environment, and a file may be made to make it do anything.
 */
const openReader = (memory: number): ChildProcess =>
  fork(join(projectRoot, 'src', 'base', 'workbook', 'process.ts'), {
    env: {},
    execArgv: [`--max-old-space-size=${memory}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
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
const ask = (reader: ChildProcess, question: Uint8Array | 'next', patience: number): Promise<Answer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const timer = setTimeout(() => reject(refuse(tooMuch)), patience)
  const told = (message: unknown) => resolve(isAnswer(message) ? message : { failed: 'unreadable' })
  // Killed by its own limit (SIGABRT) or by the machine's (SIGKILL).
  const ended = (_: number | null, signal: NodeJS.Signals | null) => reject(refuse(signal ? tooMuch : unreadable))
  reader.once('message', told).once('error', reject).once('exit', ended)
  reader.send(question, error => error && reject(refuse(unreadable)))
  return promise.finally(() => {
    clearTimeout(timer)
    reader.off('message', told).off('error', reject).off('exit', ended)
  })
}

/**
 * Rows of a workbook's first sheet that has any. It is read in a process of its own with memory of its own: whatever is in
 * the file, the requests of others go on, and the platform does not end with it.
 * @throws InputError at the field `file` for what is no workbook or too much of one
 */
export async function* workbookRows(
  bytes: Uint8Array,
  { memory = 1024, patience = 120_000 }: WorkbookLimits = {},
): AsyncGenerator<readonly Cell[]> {
  const leave = await takeTurn()
  const reader = openReader(memory)
  // Between two questions too: an error that nobody waits for would end the platform.
  reader.on('error', () => {})
  try {
    for (let question: Uint8Array | 'next' = bytes; ; question = 'next') {
      const answer = await ask(reader, question, patience)
      leave()
      if ('failed' in answer) throw refuse(answer.failed === 'too-much' ? tooMuch : unreadable)
      yield* answer.rows
      if (answer.done) return
    }
  } finally {
    leave()
    reader.kill('SIGKILL')
  }
}
