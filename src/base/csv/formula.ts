/**
 * Cells that a spreadsheet would take for a formula when it opens a CSV file ("CSV injection", OWASP): a text that
 * somebody sent in must not be reckoned on an officer's machine. The wide forms count where Windows is Japanese. Numbers
 * and telephone numbers with a sign are let be: they can only be reckoned to a number, and other systems read them.
 *
 * The guard is one apostrophe in front. It is reversible: a cell that begins with apostrophes and then a sign of a
 * formula gets one more in every table that is given out, guarded or plain, so that exactly one is taken off on the way
 * in. docs/adr/0012-formulas-in-csv.md says who gets which.
 */
const formula = String.raw`(?:[=@＝＠\t\r\n]|[+\-＋－](?![\d\s.,()-]*$))`
const guardedOrFormula = new RegExp(`^'*${formula}`)
const guarded = new RegExp(`^'+${formula}`)

/** `guard` for people who open the file, `plain` for systems that read it; both are read back as the same value. */
export type FormulaStyle = 'guard' | 'plain'

export const writeFormulas = (cell: string, style: FormulaStyle): string =>
  (style === 'guard' ? guardedOrFormula : guarded).test(cell) ? `'${cell}` : cell

/** The value of a cell, whichever way it was written. */
export const readFormula = (cell: string): string => (cell.startsWith("'") && guarded.test(cell) ? cell.slice(1) : cell)
