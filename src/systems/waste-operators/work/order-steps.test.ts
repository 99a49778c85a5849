import { describe, expect, test } from 'vitest'
import type { RecordValues } from '../../../platform/registers/field.ts'
import { articlesEver, articlesOn } from '../rules/dispositions.ts'
import { facilitySteps, operatorSteps } from './order-steps.ts'
import { bindStep, type StepParty } from './step.ts'

const today = '2026-11-22'
const party = (values: Partial<RecordValues> = {}): StepParty => ({
  id: 'f',
  values,
  today,
  addressee: { operator: 'o', operatorName: '見本商店', authority: '004', office: 'health-sennan', facility: 'f' },
})
const facility = (id: string, values: Partial<RecordValues> = {}) => {
  const step = facilitySteps.map(bindStep(party(values))).find(one => one.id === id)
  if (!step) throw new Error(`no step ${id}`)
  return step
}
const improvement = {
  decidedOn: today,
  article: '廃棄物処理法15条の2の7',
  detail: '集じん装置を改修すること',
  complianceDue: '2026-12-21',
  reason: '見本',
}
const heard = { hearing: 'waived', hearingOn: null, hearingOutcome: null, hearingWaiver: '3' }
const stop = {
  decidedOn: today,
  article: '廃棄物処理法15条の2の7',
  beginsOn: '2026-12-01',
  days: 30,
  extent: 'whole',
  detail: null,
  reason: '見本',
}
const fieldsOf = (id: string, input: Partial<RecordValues>) =>
  facility(id)
    .check(input)
    .map(({ field }) => field)

describe('articles', () => {
  test('are those in force on the day', () => {
    expect(articlesOn('facility-stop', 'facility', '2011-03-31')).toEqual(['廃棄物処理法15条の2の6'])
    expect(articlesOn('facility-stop', 'facility', '2011-04-01')).toEqual(['廃棄物処理法15条の2の7'])
    expect(articlesOn('improvement', 'facility', today)).toEqual(['廃棄物処理法15条の2の7', '廃棄物処理法19条の3'])
    expect(articlesOn('improvement', 'operator', today)).toEqual(['廃棄物処理法19条の3'])
    expect(articlesEver('facility-stop', 'facility')).toEqual(['廃棄物処理法15条の2の7', '廃棄物処理法15条の2の6'])
    expect(() => articlesOn('revocation', 'facility', today)).toThrow(RangeError)
  })
})

describe('an order against a facility', () => {
  test('is filled in beforehand with the usual article', () => {
    expect(facility('improvement').prefill()).toEqual({ decidedOn: today, article: '廃棄物処理法15条の2の7' })
    expect(facility('measures').prefill()).toEqual({ decidedOn: today, article: '廃棄物処理法19条の5' })
  })

  test('becomes an action with what it orders, and leaves the record as it is', () => {
    expect(facility('improvement').apply({ ...improvement, ...heard })).toEqual({
      action: { ...party().addressee, kind: 'improvement', ...improvement, ...heard },
    })
  })

  test('says at which field it is wrong', () => {
    expect(fieldsOf('improvement', improvement)).toEqual([])
    expect(fieldsOf('improvement', { ...improvement, decidedOn: '2026-11-23' })).toEqual(['decidedOn'])
    expect(fieldsOf('improvement', { ...improvement, complianceDue: today })).toEqual(['complianceDue'])
    expect(fieldsOf('improvement', { ...improvement, decidedOn: '2011-03-31' })).toEqual(['article'])
    expect(fieldsOf('stop', stop)).toEqual([])
    expect(fieldsOf('stop', { ...stop, beginsOn: '2026-11-21' })).toEqual(['beginsOn'])
    expect(fieldsOf('stop', { ...stop, extent: 'part' })).toEqual(['detail'])
  })

  test('a stop counts its first day and stands with the facility', () => {
    expect(facility('stop').apply({ ...stop, ...heard })).toEqual({
      patch: { stoppedFrom: '2026-12-01', stoppedUntil: '2026-12-30', stopExtent: 'whole' },
      action: {
        ...party().addressee,
        kind: 'facility-stop',
        article: stop.article,
        decidedOn: today,
        reason: '見本',
        detail: null,
        extent: 'whole',
        days: 30,
        beginsOn: '2026-12-01',
        endsOn: '2026-12-30',
        ...heard,
      },
    })
  })

  test('a revocation stands with the facility, not before its permit', () => {
    const revocation = { decidedOn: today, article: '廃棄物処理法15条の3', reason: '見本' }
    expect(fieldsOf('revoke', revocation)).toEqual([])
    expect(facility('revoke', { permittedOn: '2026-11-23' }).check(revocation)).toMatchObject([{ field: 'decidedOn' }])
    expect(facility('revoke').apply({ ...revocation, ...heard })).toEqual({
      patch: { revokedOn: today },
      action: { ...party().addressee, kind: 'facility-revocation', detail: null, ...revocation, ...heard },
    })
  })

  test.each([
    [{}, ['improvement', 'stop', 'revoke', 'measures']],
    [{ stopExtent: 'whole', stoppedUntil: '2026-12-30' }, ['improvement', 'revoke', 'measures']],
    [{ stopExtent: 'part', stoppedUntil: '2026-12-30' }, ['improvement', 'stop', 'revoke', 'measures']],
    [{ stopExtent: 'whole', stoppedUntil: '2026-11-21' }, ['improvement', 'stop', 'revoke', 'measures']],
    [{ abolishedOn: '2026-10-01' }, ['measures']],
    [{ revokedOn: '2026-10-01' }, ['measures']],
  ])('of a facility with %j there are %j', (values, ids) =>
    expect(
      facilitySteps
        .map(bindStep(party(values)))
        .filter(({ offered }) => offered)
        .map(({ id }) => id),
    ).toEqual(ids),
  )
})

test('an operator is ordered to improve or to take measures', () =>
  expect(operatorSteps.map(({ id }) => id)).toEqual(['improvement', 'measures']))
