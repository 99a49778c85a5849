import type { LayoutDefinition } from '../import/layout.ts'
import type { Uploads } from '../import/uploads.ts'
import type { Registers } from '../registers.ts'

/** What the pages of import and export need. */
export interface FileTools {
  readonly registers: Registers
  readonly uploads: Uploads
  readonly layouts: readonly LayoutDefinition[]
}
