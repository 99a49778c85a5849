import { constants, setPriority } from 'node:os'
import readWorkbook from 'read-excel-file/node'
import { TooMuchError, unfolded } from './unfold.ts'

// Reads one workbook in a process of its own and hands its rows over as they are asked for; see `read.ts`.

/** Rows that are handed over together. */
const rowsAtOnce = 2_000
/** Milliseconds without a question after which nobody reads on. */
const forgotten = 15 * 60_000

/** The digits that a person saw: workbooks keep 0.1 as 0.10000000000000001. Long whole numbers stay as they stand. */
const numberText = (text: string): string => {
  const number = Number(text)
  return Number.isFinite(number) && (Number.isSafeInteger(number) || !Number.isInteger(number)) ? String(number) : text
}

const rowsOf = async (bytes: Uint8Array) => {
  const sheets = await readWorkbook(unfolded(bytes), { trim: false, parseNumber: numberText })
  return sheets.find(sheet => sheet.data.length > 0)?.data ?? []
}

let reading: ReturnType<typeof rowsOf> | undefined
let at = 0
const end = setTimeout(() => process.exit(), forgotten)

// The file comes first, then a question for each piece, so that no more than one lies between the two processes.
process.on('message', message => {
  end.refresh()
  reading ??= rowsOf(message instanceof Uint8Array ? message : new Uint8Array())
  reading.then(
    rows => {
      process.send?.({ rows: rows.slice(at, at + rowsAtOnce), done: at + rowsAtOnce >= rows.length })
      at += rowsAtOnce
    },
    (error: unknown) => process.send?.({ failed: error instanceof TooMuchError ? 'too-much' : 'unreadable' }),
  )
})
process.on('disconnect', () => process.exit())
try {
  // Who works at the screen goes before.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
} catch {
  // Not allowed here: it is as quick as the others then.
}
