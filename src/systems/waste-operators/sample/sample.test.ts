import { describe, expect, test } from 'vitest'
import { waste } from '../../../regions/miyagi/waste.ts'
import { wastePermitNumber } from '../codes/permit-number.ts'
import { factsOf } from '../rules/facts.ts'
import { permitProblems } from '../rules/permit-check.ts'
import { type PermitState, permitStateOn } from '../rules/state.ts'
import { makeSample } from './load.ts'
import { sampleDay } from './permits.ts'

const sample = makeSample(waste)
const permits = sample.waste_permit.map(({ values }) => values)

describe('the sample', () => {
  test('has the plan’s size: 4,000 operators, about 6,000 permits, 1,000 facilities', () => {
    expect(sample.waste_operator).toHaveLength(4000)
    expect(permits.length).toBeGreaterThan(5700)
    expect(permits.length).toBeLessThan(6500)
    expect(sample.waste_facility).toHaveLength(1000)
  })

  test('is the same each time, ids included', () => {
    const again = makeSample(waste)
    expect(again.waste_permit.slice(0, 50)).toEqual(sample.waste_permit.slice(0, 50))
    expect(again.waste_action.at(-1)).toEqual(sample.waste_action.at(-1))
  })

  test('permit numbers are right, distinct, and say what the record says', () => {
    const numbers = new Map(sample.waste_operator.map(({ id, values }) => [id, values.operatorNumber]))
    for (const values of permits) {
      expect(wastePermitNumber.read(values.permitNumber ?? '')).toEqual({ ok: true, value: values.permitNumber })
      expect(permitProblems(values, numbers.get(values.operator ?? '') ?? null)).toEqual([])
    }
    expect(new Set(permits.map(({ permitNumber }) => permitNumber)).size).toBe(permits.length)
  })

  test('every state is met on the sample’s day, and most permits are valid', () => {
    const counts = new Map<PermitState, number>()
    for (const values of permits) {
      const state = permitStateOn(factsOf(values), sampleDay)
      counts.set(state, (counts.get(state) ?? 0) + 1)
    }
    const all: readonly PermitState[] = [
      'valid',
      'pending-renewal',
      'suspended-part',
      'suspended-whole',
      'expired',
      'refused',
      'revoked',
      'abolished',
    ]
    for (const state of all) expect(counts.get(state) ?? 0, state).toBeGreaterThan(3)
    expect(counts.get('valid') ?? 0).toBeGreaterThan(permits.length * 0.85)
    expect(counts.get('not-yet') ?? 0).toBe(0)
  })

  test('a revocation and a suspension each have their published action; a recognition its permit of 優良', () => {
    const kinds = (kind: string) => sample.waste_action.filter(({ values }) => values.kind === kind)
    expect(kinds('revocation').filter(({ values }) => values.permit !== null)).toHaveLength(
      permits.filter(({ revokedOn }) => revokedOn !== null).length,
    )
    expect(kinds('suspension')).toHaveLength(permits.filter(({ suspendedFrom }) => suspendedFrom !== null).length)
    expect(sample.waste_recognition).toHaveLength(permits.filter(({ excellent }) => excellent).length)
  })
})
