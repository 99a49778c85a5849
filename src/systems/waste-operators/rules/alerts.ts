import { partsOfPermitNumber } from '../codes/permit-number.ts'
import { type PermitFacts, permitStateOn } from './state.ts'

/** A revocation as an authority decided or announced it. */
export interface Revocation {
  /** 固有番号 of the operator whose permit was revoked. */
  readonly operatorNumber: string
  readonly authority: string
  readonly decidedOn: string
}

/**
 * Permits of the operator that still stand when one of its permits, with whatever authority, was revoked: the reasons of a
 * revocation (欠格要件) mostly hold against every permit, and each authority has to look for itself. Joined by 固有番号,
 * which is the same in the whole country.
 */
export const permitsToCheck = <T extends { readonly permitNumber: string; readonly facts: PermitFacts }>(
  revocation: Revocation,
  permits: readonly T[],
  day: string,
): readonly T[] =>
  permits.filter(({ permitNumber, facts }) => {
    const state = permitStateOn(facts, day)
    const standing = state !== 'revoked' && state !== 'abolished' && state !== 'refused' && state !== 'expired'
    return standing && partsOfPermitNumber(permitNumber).operator === revocation.operatorNumber
  })
