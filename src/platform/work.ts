import type { Bilingual } from '../base/bilingual.ts'
import type { Act } from './access/actor.ts'

/** A number on the first page of the officers that leads to what it counts. */
export interface WorkItem {
  readonly title: Bilingual
  readonly count: number
  /** Where what is counted is worked off. */
  readonly path: string
  /** Late, failed or refused: stands out as long as it is not nought. */
  readonly urgent?: boolean
}

/** What waits for people, told on the first page. */
export interface WorkDefinition {
  readonly title: Bilingual
  /** Asked only for those who hold this permission, for some records at least; without it for everyone. */
  readonly permission?: string
  /** Shown also where all is nought, since that says something; else left out then. */
  readonly always?: boolean
  /** One query at most: it runs each time that somebody opens the first page. */
  items(act: Act): Promise<readonly WorkItem[]>
}
