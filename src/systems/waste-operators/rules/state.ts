import { receivedInTime } from './renewal.ts'

/** One term of validity with the renewal that was asked for in it. */
export interface PermitPeriod {
  readonly grantedOn: string
  readonly expiresOn: string
  readonly renewalReceivedOn: string | null
  /** Day of the decision, whatever it was; null while there is none. */
  readonly renewalDecidedOn: string | null
}

export interface Suspension {
  readonly from: string
  readonly to: string
  readonly extent: 'whole' | 'part'
}

/** What decides whether a permit holds on a day; taken from a record as it is or as it was. */
export interface PermitFacts {
  /** All periods, in any order; the record's own is one of them. */
  readonly periods: readonly PermitPeriod[]
  /** First grant, where it is older than the first period known; the time between cannot be told. */
  readonly firstGrantedOn: string | null
  /** Day of the refusal of the last renewal. */
  readonly refusedOn: string | null
  readonly suspensions: readonly Suspension[]
  readonly revokedOn: string | null
  readonly abolishedOn: string | null
}

export type PermitState =
  | 'not-yet'
  | 'valid'
  | 'pending-renewal'
  | 'suspended-part'
  | 'suspended-whole'
  | 'expired'
  | 'refused'
  | 'revoked'
  | 'abolished'
  | 'unknown'

export const permitStates: Readonly<Record<PermitState, { readonly ja: string; readonly en: string }>> = {
  'not-yet': { ja: '許可の前', en: 'Not yet granted' },
  valid: { ja: '有効', en: 'Valid' },
  'pending-renewal': { ja: '有効（更新申請の審査中）', en: 'Valid (renewal pending)' },
  'suspended-part': { ja: '一部停止中', en: 'Partly suspended' },
  'suspended-whole': { ja: '全部停止中', en: 'Suspended' },
  expired: { ja: '期限切れ', en: 'Expired' },
  refused: { ja: '更新不許可', en: 'Renewal refused' },
  revoked: { ja: '許可取消し', en: 'Revoked' },
  abolished: { ja: '廃止', en: 'Given up' },
  unknown: { ja: '記録から判定できません', en: 'Not known from the records' },
}

/** Whether the holder may do all or part of the work under the permit on that day. */
export const mayWork = (state: PermitState): 'yes' | 'in-part' | 'no' | 'unknown' => {
  if (state === 'valid' || state === 'pending-renewal') return 'yes'
  if (state === 'suspended-part') return 'in-part'
  return state === 'unknown' ? 'unknown' : 'no'
}

/** Inside the term, or past it while a renewal that arrived in time waits for its decision (法14条3項・8項). */
const inForceOn = (period: PermitPeriod, day: string): 'term' | 'pending' | null => {
  if (day < period.grantedOn) return null
  if (day <= period.expiresOn) return 'term'
  const { renewalReceivedOn: received, renewalDecidedOn: decided } = period
  // On the day of the decision the old permit no longer rests on its pending renewal: the renewed one or nothing stands.
  if (received === null || received > day || !receivedInTime(received, period.expiresOn)) return null
  return decided === null || day < decided ? 'pending' : null
}

/**
 * The state of a permit on a day, past, present or to come, from the dates of the record.
 *
 * What ended the permit for good comes first: a revocation and a refusal work from their own day on (a refusal before the
 * last day leaves the rest of the term); work that was given up is over after its day.
 */
export const permitStateOn = (facts: PermitFacts, day: string): PermitState => {
  const { periods, revokedOn, abolishedOn, refusedOn, suspensions, firstGrantedOn } = facts
  if (revokedOn !== null && day >= revokedOn) return 'revoked'
  if (abolishedOn !== null && day >= abolishedOn) return 'abolished'
  const found = periods.map(period => inForceOn(period, day))
  const rest = found.includes('term') ? 'term' : found.includes('pending') ? 'pending' : null
  if (rest === null) {
    const first = periods.reduce((least, { grantedOn }) => (grantedOn < least ? grantedOn : least), '9999-12-31')
    if (day < first) return firstGrantedOn !== null && day >= firstGrantedOn ? 'unknown' : 'not-yet'
    if (refusedOn !== null && day >= refusedOn) return 'refused'
    // Past one term and before the next, decided late: the gap that 14条4項 fills backwards once the renewal is granted.
    return 'expired'
  }
  const now = suspensions.filter(({ from, to }) => from <= day && day <= to)
  if (now.some(({ extent }) => extent === 'whole')) return 'suspended-whole'
  if (now.length > 0) return 'suspended-part'
  return rest === 'pending' ? 'pending-renewal' : 'valid'
}
