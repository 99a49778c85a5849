/**
 * How the items of a package become fields of registers. Plain JSON, saved by name, taken over by the next municipality:
 * a vocabulary and never code.
 */
export interface MoveMapping {
  readonly targets: readonly TargetMapping[]
  /** Set of which shrunk texts are made, and outside of which characters are told. */
  readonly characters: 'jis-x-0208' | 'unicode'
}

/** One record of a register from each row of a file. */
export interface TargetMapping {
  readonly id: string
  readonly register: string
  /** Package file. */
  readonly file: string
  /** Other files whose rows lend items: `household.address`. The rows must have their file's key among this file's items. */
  readonly joins?: readonly JoinMapping[]
  /** Only rows whose item has one of these texts: 最新フラグ = 1. */
  readonly only?: { readonly item: string; readonly oneOf: readonly string[] }
  /** Column of the register (`name`, `address.town`) → where its text comes from. */
  readonly fields: Readonly<Record<string, FieldRule>>
}

export interface JoinMapping {
  readonly file: string
  /** Own item → key item of the other file; all of its key. */
  readonly on: Readonly<Record<string, string>>
}

export interface FieldRule {
  /** Items whose texts are joined, in order; of a joined file with its id in front: `household.address`. */
  readonly items?: readonly string[]
  /** Between joined items; empty items leave none. */
  readonly separator?: string
  /** A text that every record gets. */
  readonly constant?: string
  /** Old code → new code or label. A code that is not in it is told and refused, unless `others` keeps it. */
  readonly codes?: Readonly<Record<string, string>>
  readonly others?: 'refuse' | 'keep' | 'empty'
  /** The part before the first separator, or what is behind it: 姓 and 名. */
  readonly part?: { readonly of: 'before' | 'after'; readonly separator: string }
  /** A part of an address that stands in one piece. */
  readonly address?: 'municipality' | 'town' | 'rest'
  /** Default `registered`: as it is, 外字 by the municipality's table. */
  readonly characters?: 'registered' | 'shrunk'
  /** Zeros in front until so many characters. */
  readonly zeros?: number
}

export const ruleHasSource = (rule: FieldRule): boolean => (rule.items?.length ?? 0) > 0 || rule.constant !== undefined
