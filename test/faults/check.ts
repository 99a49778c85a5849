import { canonicalJson, type Json } from '../../src/base/json.ts'
import type { Step, Told } from './journal.ts'

/** A record as it is found at the end. */
export interface Seen {
  readonly register: string
  readonly mark: string
  readonly id: string
  readonly version: number
  readonly removed: boolean
  /** As the API shows them; none for a record that was removed. */
  readonly values: Readonly<Record<string, Json>> | undefined
  readonly revisions: readonly {
    readonly version: number
    readonly operation: string
    /** How many ledger entries there are under the id that the revision names; each must have one place. */
    readonly entries: number
  }[]
}

export type Fault = 'lost' | 'doubled' | 'altered' | 'half' | 'denied' | 'history' | 'ledger' | 'stranger'

export interface Found {
  readonly fault: Fault
  readonly words: string
}

const at = (values: Readonly<Record<string, Json>>, path: string): Json => {
  let value: Json | undefined = values
  for (const name of path.split('.'))
    value =
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as Readonly<Record<string, Json | undefined>>)[name]
        : undefined
  return value ?? null
}

const nameOf = ({ register, mark }: Pick<Step, 'register' | 'mark'>): string => `${register} ${mark}`

interface Asked extends Step {
  readonly deed: Told
}

/** What one record may be now, given what was asked of it and what was answered. */
const checkRecord = (asked: readonly Asked[], rows: readonly Seen[], found: Found[]): void => {
  const [first] = asked
  if (!first) return
  const name = nameOf(first)
  const add = (fault: Fault, words: string): void => {
    found.push({ fault, words: `${name}: ${words}` })
  }
  if (rows.length > 1) add('doubled', `there are ${rows.length}`)
  const counted = asked.filter(({ deed }) => deed.fate === 'acknowledged').at(-1)
  const row = rows[0]
  if (!row) {
    if (counted) add('lost', `version ${counted.version} was acknowledged and nothing is there`)
    return
  }
  if (counted && row.version < counted.version) {
    add('lost', `version ${counted.version} was acknowledged, ${row.version} is there`)
    return
  }
  const means = asked.filter(one => one.version === row.version && one.deed.fate !== 'refused')
  const said = means.find(({ deed }) => deed.fate === 'acknowledged') ?? means.at(-1)
  if (!said) {
    const denied = asked.some(one => one.version === row.version)
    add(
      denied ? 'denied' : 'stranger',
      `version ${row.version} is there, which ${denied ? 'was denied' : 'nobody sent'}`,
    )
    return
  }
  if (row.removed !== (said.operation === 'remove')) add('altered', `removed is ${row.removed}`)
  const wantedValues = new Map<string, Json>()
  for (const { deed, version, values } of [...asked, said])
    if (deed.fate !== 'refused' && version <= row.version)
      for (const [field, value] of Object.entries(values)) wantedValues.set(field, value)
  for (const [field, wanted] of row.values ? wantedValues : []) {
    const there = at(row.values ?? {}, field)
    if (canonicalJson(there) !== canonicalJson(wanted))
      add('altered', `${field} is ${JSON.stringify(there)} and not ${JSON.stringify(wanted)}`)
  }
  const versions = row.revisions.map(({ version, operation }) => `${version} ${operation}`).join(', ')
  const wanted = Array.from({ length: row.version }, (_, index) => {
    const version = index + 1
    const step = asked.filter(one => one.version === version && one.deed.fate !== 'refused').at(-1)
    return `${version} ${step?.operation ?? '?'}`
  }).join(', ')
  if (versions !== wanted) add('history', `the history has ${versions || 'nothing'} and not ${wanted}`)
  for (const { version, entries } of row.revisions)
    if (entries !== 1) add('ledger', `version ${version} has ${entries} entries with a place in the ledger`)
}

const isThere = (step: Step, rows: readonly Seen[]): boolean => rows.some(row => row.version >= step.version)

/**
 * Compares each single thing that was acknowledged with what is there. What was acknowledged is there once with its
 * values; what was refused is not; of what nobody knows there is all or nothing.
 */
export const check = (deeds: readonly Told[], seen: readonly Seen[]): readonly Found[] => {
  const found: Found[] = []
  const rows = Map.groupBy(seen, nameOf)
  const asked = Map.groupBy(
    deeds.flatMap(deed => deed.steps.map((step): Asked => ({ ...step, deed }))),
    nameOf,
  )
  for (const [name, steps] of asked) checkRecord(steps, rows.get(name) ?? [], found)
  for (const [name] of rows) if (!asked.has(name)) found.push({ fault: 'stranger', words: `${name}: nobody sent it` })
  for (const deed of deeds) {
    if (deed.fate !== 'unknown' || deed.steps.length < 2) continue
    const there = deed.steps.filter(step => isThere(step, rows.get(nameOf(step)) ?? [])).length
    if (there > 0 && there < deed.steps.length)
      found.push({ fault: 'half', words: `${deed.how} ${deed.key}: ${there} of ${deed.steps.length} are there` })
  }
  return found
}
