import type { MoveMapping } from './mapping/definition.ts'

/** What a system offers to those who move in: a layout package (JSON, checked when it is read) and a mapping to begin with. */
export interface MoveOffer {
  readonly layout: unknown
  readonly mapping: MoveMapping
}
