import type { PermitFacts, PermitPeriod, Suspension } from './state.ts'

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const rowsOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value)
    ? value.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null)
    : []

const periodOf = (row: Readonly<Record<string, unknown>>): PermitPeriod | null => {
  const [grantedOn, expiresOn] = [textOf(row['grantedOn']), textOf(row['expiresOn'])]
  if (grantedOn === null || expiresOn === null) return null
  return {
    grantedOn,
    expiresOn,
    renewalReceivedOn: textOf(row['renewalReceivedOn']),
    renewalDecidedOn: textOf(row['renewalDecidedOn']),
  }
}

const suspensionOf = (row: Readonly<Record<string, unknown>>): Suspension | null => {
  const [from, to, extent] = [textOf(row['from']), textOf(row['to']), textOf(row['extent'])]
  return from !== null && to !== null ? { from, to, extent: extent === 'part' ? 'part' : 'whole' } : null
}

const present = <T>(one: T | null): readonly T[] => (one === null ? [] : [one])

/** Fields of a permit that its validity is told from. */
export const factFields: readonly string[] = [
  'firstGrantedOn',
  'grantedOn',
  'expiresOn',
  'earlierPeriods',
  'renewalReceivedOn',
  'renewalDecision',
  'renewalDecidedOn',
  'suspendedFrom',
  'suspendedTo',
  'suspensionExtent',
  'earlierSuspensions',
  'revokedOn',
  'abolishedOn',
]

/**
 * What a permit's record says about its validity; of the record as it stands, as published or as of a day, as values
 * or in their stored form (both keep days as texts and lists as lists). A renewal that
 * was granted belongs to the period before, where it stands as a row: the record's own period then has none pending.
 */
export const factsOf = (values: Readonly<Record<string, unknown>>): PermitFacts => {
  const decision = textOf(values['renewalDecision'])
  const own = decision === 'granted' ? { ...values, renewalReceivedOn: null, renewalDecidedOn: null } : values
  return {
    periods: [...rowsOf(values['earlierPeriods']).flatMap(row => present(periodOf(row))), ...present(periodOf(own))],
    firstGrantedOn: textOf(values['firstGrantedOn']),
    refusedOn: decision === 'refused' ? textOf(values['renewalDecidedOn']) : null,
    suspensions: [
      ...rowsOf(values['earlierSuspensions']).flatMap(row => present(suspensionOf(row))),
      ...present(
        suspensionOf({ from: values['suspendedFrom'], to: values['suspendedTo'], extent: values['suspensionExtent'] }),
      ),
    ],
    revokedOn: textOf(values['revokedOn']),
    abolishedOn: textOf(values['abolishedOn']),
  }
}
