import type { RegisterDefinition } from '../../../platform/registers/definition.ts'
import type { JointCloudConfiguration } from '../configuration.ts'
import { cost, use } from './cost.ts'
import { group } from './group.ts'
import { meeting } from './meeting.ts'
import { membership } from './membership.ts'
import { businessSystem } from './system.ts'

export const jointCloudRegisters = (configuration: JointCloudConfiguration): readonly RegisterDefinition[] => [
  group(configuration),
  membership(configuration),
  businessSystem(configuration),
  cost,
  use(configuration),
  meeting,
]
