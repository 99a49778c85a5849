import type { FileValue } from '../field.ts'
import type { RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'

/** What the staff pages of all registers need. */
export interface PageTools {
  readonly registers: Registers
  /** Puts an upload into the file store. @throws InputError for a type or size that the field does not take */
  storeFile(
    field: RegisterField,
    file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array },
  ): Promise<FileValue>
}
