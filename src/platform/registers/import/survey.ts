import { readFormula } from '../../../base/csv/formula.ts'
import { type ImportFile, inspectFile } from './file.ts'
import { wordForm } from './mapping.ts'
import { type TableRow, tableRows } from './table.ts'

/** What the mapping of a file is made from: its headings, and the words that stand below each. */
export interface Survey {
  readonly headings: readonly string[]
  /** Different values by column in the order of the file; null where there are too many for anyone to go through. */
  readonly words: readonly (readonly string[] | null)[]
  readonly examples: readonly (readonly string[])[]
}

const headingRows = 10
/** A page is made of it: what comes later in a longer file is told by the import itself. */
const surveyedRows = 20_000
const mostWords = 40
const mostExamples = 3

const filled = (row: TableRow): number => row.cells.filter(cell => cell.trim() !== '').length

/** The heading is the row with the most cells that are filled, of the first ten. */
export const surveyFile = async (file: ImportFile): Promise<Survey> => {
  const inspected = await inspectFile(file)
  if (inspected.format === 'jsonl') return { headings: [], words: [], examples: [] }
  const rows = tableRows(file, inspected)
  const first: TableRow[] = []
  for (let next = await rows.next(); !next.done; next = await rows.next()) {
    first.push(next.value)
    if (first.length === headingRows) break
  }
  const most = Math.max(0, ...first.map(filled))
  const at = first.findIndex(row => filled(row) === most)
  const headings = first[at]?.cells.map(readFormula) ?? []
  const found = headings.map(() => new Set<string>())
  const add = ({ cells }: TableRow): void =>
    found.forEach((words, column) => {
      const word = wordForm(readFormula(cells[column] ?? ''))
      if (word !== '' && words.size <= mostWords) words.add(word)
    })
  for (const row of first.slice(at + 1)) add(row)
  let read = first.length
  for await (const row of rows) {
    add(row)
    read += 1
    if (read >= surveyedRows) break
  }
  return {
    headings,
    words: found.map(words => (words.size > mostWords ? null : [...words])),
    examples: found.map(words => [...words].slice(0, mostExamples)),
  }
}
