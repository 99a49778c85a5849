import { addDays, endOfPeriod } from '../../../base/calendar/days.ts'
import { type Dated, inForce, type RuleSource } from './source.ts'

/** Years for which a permit is given. */
export interface ValidityYears {
  readonly usual: number
  /** Of operators recognised as 優良 when the permit is given; null before there was such a recognition. */
  readonly excellent: number | null
}

const fiveYears: RuleSource = {
  law: '廃棄物処理法14条2項・7項、施行令6条の9・6条の11ほか',
  seen: 'Sendai City (5 years)',
  confirmed: true,
}

/**
 * 5 years, and 7 for 優良認定. Both lengths were seen in sources; the day from which the 7 hold (the amendment of 2010, in
 * force on 1 April 2011) and the article numbers are from memory.
 */
export const validityYears: readonly Dated<ValidityYears>[] = [
  { from: null, value: { usual: 5, excellent: null }, source: fiveYears },
  {
    from: '2011-04-01',
    value: { usual: 5, excellent: 7 },
    source: {
      law: '施行令6条の9第2号ほか（平成22年改正）',
      seen: '7 years for 優良認定; the first day is from memory',
      confirmed: false,
    },
  },
]

/**
 * Last day of a permit whose period begins on a day. The first day counts (the certificate's 許可の年月日): five years from
 * 22 November 2021 end with 21 November 2026.
 */
export const endOfValidity = (
  grantedOn: string,
  excellent: boolean,
  table: readonly Dated<ValidityYears>[] = validityYears,
): string => {
  const { usual, excellent: longer } = inForce(table, grantedOn).value
  return endOfPeriod(grantedOn, excellent && longer !== null ? longer : usual)
}

/** Where a renewed permit's period begins: 法14条4項, from memory. The other way is kept for authorities that count so. */
export type RenewalStart = 'day-after-expiry' | 'day-of-decision'

export const renewalStart: Dated<RenewalStart> = {
  from: null,
  value: 'day-after-expiry',
  source: { law: '廃棄物処理法14条4項・9項', confirmed: false },
}

export const startOfRenewed = (
  expiresOn: string,
  decidedOn: string,
  start: RenewalStart = renewalStart.value,
): string => (start === 'day-after-expiry' ? addDays(expiresOn, 1) : decidedOn)
