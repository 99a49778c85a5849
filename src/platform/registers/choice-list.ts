import type { Choice } from './field.ts'

/** One line of a long list of choices. */
export const choice = (code: string, ja: string, en: string): Choice => ({ code, label: { ja, en } })
