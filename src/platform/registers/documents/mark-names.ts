/** The mark of the counted number, which every document number needs. */
export const numberMark = 'document.number'

/**
 * Marks of document templates that are about the document. They have a dot, which no field id has, so that a register may
 * have fields called `number` or `reason` and a template always says which of the two it prints.
 */
export const documentMarks: readonly string[] = [
  numberMark,
  'document.year',
  'document.day',
  'document.issuer',
  'document.organisation',
  'document.reason',
]
