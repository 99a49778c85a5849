import type { CodeDefinition } from './code.ts'
import { corporateNumber } from './corporate-number.ts'
import { individualNumber } from './individual-number.ts'
import { municipality } from './municipality.ts'
import { residentCode } from './resident-code.ts'

/** Codes that hold in all of Japan. Systems add their own (permit numbers, waste codes). */
export const nationalCodes: readonly CodeDefinition[] = [municipality, corporateNumber, residentCode, individualNumber]
