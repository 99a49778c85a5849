/**
 * Name of a field's column: `grantedOn` → `granted_on`. SQL needs no quotes then, and migrations, views and saved
 * queries read like hand-written ones.
 */
export const columnName = (id: string): string => id.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
