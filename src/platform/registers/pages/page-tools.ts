import type { Act } from '../../access/actor.ts'
import type { FileStore } from '../../files/store.ts'
import { Downloads } from '../downloads/service.ts'
import type { Register } from '../register.ts'
import type { Registers } from '../registers.ts'
import { fileClaims, uploadStore } from '../upload.ts'
import type { FormFiles } from './form-input.ts'

/** What the staff pages of all registers need. */
export interface PageTools {
  readonly registers: Registers
  readonly downloads: Downloads
  /**
   * How a form of this register, sent by this person, takes and keeps files.
   * @param tenant of the record that is changed; a new one is the actor's organisation's
   */
  formFiles(register: Register, act: Act, tenant?: string): FormFiles
}

export const pageTools = (registers: Registers, files: FileStore): PageTools => {
  const claims = fileClaims(registers.tools.secrets)
  return {
    registers,
    downloads: new Downloads(registers, files),
    formFiles: (register, act, tenant = act.actor.organisation) => ({
      store: uploadStore(files, tenant),
      note: (field, file) => claims.give(act, register.id, field.id, file),
      noted: (field, note) => (note === '' ? null : claims.take(act, register.id, field.id, note)),
    }),
  }
}
