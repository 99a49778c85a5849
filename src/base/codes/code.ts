import type { Bilingual } from '../bilingual.ts'
import type { Result } from '../problem.ts'

/** A code of the field with a structure or a check digit. Codes are texts: leading zeros count. */
export interface CodeDefinition {
  readonly id: string
  readonly title: Bilingual
  /**
   * Reads a code as people and files write it: full width, spaces, hyphens, a lost leading zero or missing check digit
   * where the rest says clearly what it was (told as a repair). Never empty text.
   */
  read(text: string): Result<string>
  /** As people read it, with separators; default: as stored. */
  show?(code: string): string
  /** JSON Schema pattern of the stored form. */
  readonly pattern: string
  /** For tests, examples in forms and OpenAPI. Invented or official specimens, never a living person's. */
  readonly examples: { readonly good: readonly string[]; readonly bad: readonly string[] }
}
