import type { Clock } from '../base/clock.ts'
import type { Act, Actor } from './access/actor.ts'
import type { Database } from './database/connection.ts'
import type { FileStore } from './files/store.ts'
import type { MessageService } from './messages/service.ts'
import type { RegionDefinition } from './region.ts'
import type { PageTools } from './registers/pages/page-tools.ts'
import type { Registers } from './registers/registers.ts'
import type { ServiceLevelService } from './service-level/service.ts'
import type { SettingsService } from './settings/service.ts'

/** What the platform offers to a system's own code; built once at the start. */
export interface Services {
  readonly clock: Clock
  readonly database: Database
  readonly region: RegionDefinition
  readonly registers: Registers
  readonly files: FileStore
  readonly messages: MessageService
  readonly settings: SettingsService
  readonly serviceLevel: ServiceLevelService
  /** For pages of a system that are made of the registers' own forms and views. */
  readonly pages: PageTools
  /** The platform itself, for jobs and sample data: acts for the prefecture, sees every organisation's rows. */
  readonly system: Actor
  /** An act of the platform itself. */
  systemAct(reason?: string): Act
}
