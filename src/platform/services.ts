import type { Clock } from '../base/clock.ts'
import type { Database } from './database/connection.ts'

/** What the platform offers to a system's own code. Grows with the blocks; built once at the start. */
export interface Services {
  readonly clock: Clock
  readonly database: Database
}
