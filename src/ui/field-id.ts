/** The id of a field's box: `ErrorSummary` links to it, forms carry it. Parts and rows keep their dots. */
export const fieldId = (field: string): string => `field-${field}`
export const helpId = (field: string): string => `${fieldId(field)}-help`
export const errorId = (field: string): string => `${fieldId(field)}-error`
