import { describe, expect, test } from 'vitest'
import type { RecordValues } from '../../../platform/registers/field.ts'
import { factsOf } from '../rules/facts.ts'
import { permitStateOn } from '../rules/state.ts'
import { findStep, permitSteps } from './index.ts'
import type { StepPermit } from './step.ts'

const values: Partial<RecordValues> = {
  permitNumber: '00400012304',
  operator: 'o',
  holder: '見本商店',
  authority: '004',
  kind: '0',
  grantedOn: '2021-11-22',
  expiresOn: '2026-11-21',
}
const on = (today: string, change: Partial<RecordValues> = {}): StepPermit => {
  const all = { ...values, ...change }
  return { id: 'p', values: all, state: permitStateOn(factsOf(all), today), today }
}
const step = (id: string) => {
  const found = findStep(id)
  if (!found) throw new Error(id)
  return found
}
const pending = { renewalReceivedOn: '2026-10-01', renewalDecision: 'pending' }
const recordAfter = (permit: StepPermit, id: string, input: Partial<RecordValues>) => ({
  ...permit.values,
  ...step(id).apply(permit, input).patch,
})
const stateOn = (record: Partial<RecordValues>, day: string) => permitStateOn(factsOf(record), day)

describe('what is offered', () => {
  test.each([
    ['valid', on('2026-10-01'), ['receive-renewal', 'suspend', 'revoke', 'abolish']],
    ['pending', on('2026-12-01', pending), ['grant-renewal', 'refuse-renewal', 'suspend', 'revoke', 'abolish']],
    [
      'overdue: a late entry of an application that came in time, or giving up',
      on('2026-12-01'),
      ['receive-renewal', 'revoke', 'abolish'],
    ],
    ['revoked', on('2026-10-01', { revokedOn: '2026-09-01' }), []],
    ['refused', on('2026-12-01', { ...pending, renewalDecision: 'refused', renewalDecidedOn: '2026-11-30' }), []],
  ])('%s', (_, permit, ids) => {
    expect(permitSteps.filter(step => step.offered(permit)).map(({ id }) => id)).toEqual(ids)
  })
})

describe('renewal', () => {
  test('the day of arrival is filled in, and a late one is refused with the last day', () => {
    const permit = on('2026-11-21')
    const receive = step('receive-renewal')
    expect(receive.prefill(permit)).toEqual({ renewalReceivedOn: '2026-11-21' })
    expect(receive.check?.(permit, { renewalReceivedOn: '2026-11-20' })).toEqual([])
    const [problem] = receive.check?.(permit, { renewalReceivedOn: '2026-11-21' }) ?? []
    expect(problem).toMatchObject({ field: 'renewalReceivedOn' })
    expect(problem?.message.ja).toContain('2026年11月20日')
    expect(receive.check?.(permit, { renewalReceivedOn: '2026-11-22' }).length).toBe(2)
  })

  test('received, pending past the end, granted late: valid all the way', () => {
    const received = recordAfter(on('2026-11-20'), 'receive-renewal', { renewalReceivedOn: '2026-11-20' })
    expect(stateOn(received, '2026-12-10')).toBe('pending-renewal')
    const permit = on('2026-12-20', received)
    const grant = step('grant-renewal')
    expect(grant.prefill(permit)).toEqual({ renewalDecidedOn: '2026-12-20', excellent: false, expiresOn: '2031-11-21' })
    const renewed = recordAfter(permit, 'grant-renewal', {
      renewalDecidedOn: '2026-12-20',
      excellent: true,
      expiresOn: null,
    })
    expect(renewed).toMatchObject({
      grantedOn: '2026-11-22',
      expiresOn: '2033-11-21',
      firstGrantedOn: '2021-11-22',
      renewalDecision: 'granted',
    })
    for (const day of ['2021-11-22', '2026-11-21', '2026-12-01', '2026-12-20', '2033-11-21'])
      expect(stateOn(renewed, day)).toBe('valid')
    expect(stateOn(renewed, '2033-11-22')).toBe('expired')
    expect(
      grant.check?.(permit, { renewalDecidedOn: '2026-11-19', expiresOn: '2026-11-21' }).map(({ field }) => field),
    ).toEqual(['renewalDecidedOn', 'expiresOn'])
  })

  test('refused: over from the day of the decision', () => {
    const refused = recordAfter(on('2026-12-20', pending), 'refuse-renewal', {
      renewalDecidedOn: '2026-12-20',
      refusalReason: '見本',
    })
    expect([stateOn(refused, '2026-12-19'), stateOn(refused, '2026-12-20')]).toEqual(['pending-renewal', 'refused'])
  })
})

describe('discipline', () => {
  const input = {
    decidedOn: '2026-06-01',
    suspendedFrom: '2026-06-08',
    days: 30,
    suspensionExtent: 'part',
    suspensionDetail: '積替え',
    reason: '見本',
  }
  test('a suspension of 30 days counts its first day, and comes with its action', () => {
    const permit = on('2026-06-01')
    const { action } = step('suspend').apply(permit, input)
    const record = recordAfter(permit, 'suspend', input)
    expect(['2026-06-07', '2026-06-08', '2026-07-07', '2026-07-08'].map(day => stateOn(record, day))).toEqual([
      'valid',
      'suspended-part',
      'suspended-part',
      'valid',
    ])
    expect(action).toMatchObject({
      kind: 'suspension',
      article: '廃棄物処理法14条の3',
      days: 30,
      beginsOn: '2026-06-08',
      endsOn: '2026-07-07',
      permit: 'p',
      operatorName: '見本商店',
    })
  })
  test('a second suspension keeps the first', () => {
    const first = recordAfter(on('2026-06-01'), 'suspend', input)
    const second = recordAfter(on('2026-09-01', first), 'suspend', {
      ...input,
      suspendedFrom: '2026-09-01',
      suspensionExtent: 'whole',
    })
    expect([stateOn(second, '2026-06-10'), stateOn(second, '2026-09-10')]).toEqual([
      'suspended-part',
      'suspended-whole',
    ])
  })
  test('a suspension does not begin before it is decided', () => {
    expect(
      step('suspend')
        .check?.(on('2026-06-01'), { ...input, suspendedFrom: '2026-05-31' })
        .map(({ field }) => field),
    ).toEqual(['suspendedFrom'])
  })
  test('a revocation ends the permit and comes with its action; giving up ends it without one', () => {
    const permit = on('2026-06-01')
    const { action } = step('revoke').apply(permit, { decidedOn: '2026-06-01', reason: '見本' })
    expect(action).toMatchObject({
      kind: 'revocation',
      article: '廃棄物処理法14条の3の2',
      decidedOn: '2026-06-01',
      reason: '見本',
    })
    expect(stateOn(recordAfter(permit, 'revoke', { decidedOn: '2026-06-01', reason: '見本' }), '2026-06-01')).toBe(
      'revoked',
    )
    expect(step('abolish').apply(permit, { abolishedOn: '2026-06-01' }).action).toBeUndefined()
    expect(stateOn(recordAfter(permit, 'abolish', { abolishedOn: '2026-06-01' }), '2026-06-01')).toBe('abolished')
  })
})
