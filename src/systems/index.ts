import type { SystemDefinition } from '../platform/system.ts'
import { jointCloud as jointCloudOfMiyagi } from '../regions/miyagi/joint-cloud.ts'
import { waste } from '../regions/miyagi/waste.ts'
import { jointCloud } from './joint-cloud/system.ts'
import { npos } from './npos/system.ts'
import { pharmacies } from './pharmacies/system.ts'
import { residentRecords } from './resident-records/system.ts'
import { wasteOperators } from './waste-operators/system.ts'

/** The systems that this platform runs, in the order in which menus name them. */
export const systems: readonly SystemDefinition[] = [
  wasteOperators(waste),
  pharmacies,
  npos,
  residentRecords,
  jointCloud(jointCloudOfMiyagi),
]
