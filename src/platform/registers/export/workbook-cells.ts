import type { WrittenCell } from '../../../base/workbook/write.ts'
import type { SheetColumn, SheetRow } from './sheet.ts'

/** Codes and texts as texts; days as days and whole numbers as numbers, to be reckoned with. */
export const workbookCells = (columns: readonly SheetColumn[], { cells }: SheetRow): readonly WrittenCell[] =>
  cells.map((text, at): WrittenCell => {
    if (text === '') return null
    const kind = columns[at]?.field?.field.kind
    if (kind === 'date' && /^\d{4}-\d\d-\d\d$/.test(text)) return new Date(`${text}T00:00:00Z`)
    if ((kind === 'integer' || kind === 'yen') && /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)))
      return Number(text)
    return text
  })
