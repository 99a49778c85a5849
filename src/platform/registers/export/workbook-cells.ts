import type { SheetColumn, SheetRow } from './sheet.ts'

export interface WorkbookCell {
  readonly type: StringConstructor | NumberConstructor | DateConstructor
  readonly value: string | number | Date
  readonly format?: string
}

/**
 * Codes and texts as text, so that no zero is lost and nothing is reckoned as a formula: a cell that is typed as a text
 * stays one. Days as days and whole numbers as numbers, to be reckoned with.
 */
export const workbookCells = (columns: readonly SheetColumn[], { cells }: SheetRow): readonly (WorkbookCell | null)[] =>
  cells.map((text, at): WorkbookCell | null => {
    if (text === '') return null
    const kind = columns[at]?.field?.field.kind
    if (kind === 'date' && /^\d{4}-\d\d-\d\d$/.test(text))
      return { type: Date, value: new Date(`${text}T00:00:00Z`), format: 'yyyy-mm-dd' }
    if ((kind === 'integer' || kind === 'yen') && /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)))
      return { type: Number, value: Number(text) }
    return { type: String, value: text, format: '@' }
  })
