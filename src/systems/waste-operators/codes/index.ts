import type { CodeDefinition } from '../../../base/codes/code.ts'
import { jwnetCode } from './jwnet-code.ts'
import { wasteOperatorNumber } from './operator-number.ts'
import { wastePermitNumber } from './permit-number.ts'

export const wasteCodes: readonly CodeDefinition[] = [wastePermitNumber, wasteOperatorNumber, jwnetCode]
