import type { RegisterDefinition } from '../../../platform/registers/definition.ts'
import type { WasteConfiguration } from '../configuration.ts'
import { action } from './action.ts'
import { facility } from './facility.ts'
import { operator } from './operator.ts'
import { permit } from './permit.ts'
import { recognition } from './recognition.ts'
import { vehicle } from './vehicle.ts'

export const wasteRegisters = (configuration: WasteConfiguration): readonly RegisterDefinition[] => [
  operator,
  permit(configuration),
  vehicle,
  facility(configuration),
  action(configuration),
  recognition,
]
