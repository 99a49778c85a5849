import type { LocalAgent } from './agent.ts'
import type { RemoteAgent } from './remote.ts'

/** Milliseconds. Together they keep "writes stop within five seconds". */
export const timing = {
  /** Between two looks. */
  interval: 500,
  /** A copy that is connected and says nothing for so long is lost; it speaks each second. */
  silence: 3_500,
  /** A copy that is not connected may come back for so long before writes stop. */
  grace: 1_000,
  /** For a copy to take up the log, before it is told again where; the second time it is made anew. */
  patience: 15_000,
  /** For which a look waits for what the copy's site says of itself. */
  answer: 400,
  /** For changed keys to be at both sites. */
  keys: 5_000,
}
/** Bytes that the copy may be behind when the two begin to wait for each other. */
export const nearly = 16 * 1024 * 1024
/** Bytes behind which a copy sets off the alarm. */
export const alarmBytes = 64 * 1024 * 1024
export const dayMs = 86_400_000

export interface KeeperOptions {
  readonly home: LocalAgent
  readonly away: RemoteAgent
  /** This machine's address as the other site reaches it. */
  readonly address: string
  /** The other site is on another machine, whose database lets in nobody from here: a platform serves beside its database. */
  readonly apart?: boolean
  readonly log: (line: string) => void
  /** Until when the certificates of the ways between the sites are good, ISO 8601. */
  readonly ends?: string | undefined
}
