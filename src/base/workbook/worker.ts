import { parentPort, workerData } from 'node:worker_threads'
import readWorkbook from 'read-excel-file/node'
import { TooMuchError, unfolded } from './unfold.ts'

// Reads one workbook in a thread of its own and hands its rows over as they are asked for; see `read.ts`.

/** Rows that are handed over together. */
const rowsAtOnce = 2_000

/** The digits that a person saw: workbooks keep 0.1 as 0.10000000000000001. Long whole numbers stay as they stand. */
const numberText = (text: string): string => {
  const number = Number(text)
  return Number.isFinite(number) && (Number.isSafeInteger(number) || !Number.isInteger(number)) ? String(number) : text
}

const rowsOf = async (bytes: Uint8Array) => {
  const sheets = await readWorkbook(unfolded(bytes), { trim: false, parseNumber: numberText })
  return sheets.find(sheet => sheet.data.length > 0)?.data ?? []
}

/** Milliseconds without a question after which nobody reads on. */
const forgotten = 15 * 60_000

const port = parentPort
const reading = rowsOf(workerData)
// An answer to each question, so that no more than a piece lies between the two threads.
let at = 0
const end = setTimeout(() => process.exit(), forgotten)
port?.on('message', () => {
  end.refresh()
  reading.then(
    rows => {
      port.postMessage({ rows: rows.slice(at, at + rowsAtOnce), done: at + rowsAtOnce >= rows.length })
      at += rowsAtOnce
    },
    (error: unknown) => port.postMessage({ failed: error instanceof TooMuchError ? 'too-much' : 'unreadable' }),
  )
})
