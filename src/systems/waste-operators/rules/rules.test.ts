import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, weekdayOf } from '../../../base/calendar/days.ts'
import { isClosedDay } from '../../../base/calendar/holidays.ts'
import { permitsToCheck } from './alerts.ts'
import { excellentCriteria, missingCriteria } from './excellent.ts'
import { facilityTypes, findFacilityType, type Measure, needsFacilityPermit } from './facility-types.ts'
import { factsOf } from './facts.ts'
import { permitProblems } from './permit-check.ts'
import { lastDayToApply, receivedInTime, remindersDue } from './renewal.ts'
import { inForce } from './source.ts'
import { mayWork, type PermitState, permitStateOn } from './state.ts'
import { overStorageCap, storageCap } from './storage.ts'
import { endOfValidity, startOfRenewed, validityYears } from './validity.ts'

describe('end of validity', () => {
  test.each([
    ['2021-11-22', false, '2026-11-21', 'five years, the first day counted'],
    ['2021-11-22', true, '2028-11-21', 'seven for 優良'],
    ['2011-03-31', true, '2016-03-30', 'no seven years before 優良 existed'],
    ['2011-04-01', true, '2018-03-31', 'from the first day on'],
    ['2024-02-29', false, '2029-02-28', 'no 29 February in the last year'],
    ['2023-02-28', false, '2028-02-27', ''],
    ['2026-04-01', false, '2031-03-31', 'a fiscal year'],
  ])('granted %s, excellent %s: until %s (%s)', (granted, excellent, end) => {
    expect(endOfValidity(granted, excellent)).toBe(end)
  })

  test('a renewed permit begins on the day after the old one, however late the decision', () => {
    expect(startOfRenewed('2026-11-21', '2027-01-15')).toBe('2026-11-22')
    expect(startOfRenewed('2026-11-21', '2026-10-01')).toBe('2026-11-22')
    expect(startOfRenewed('2026-11-21', '2027-01-15', 'day-of-decision')).toBe('2027-01-15')
  })

  test('tables are in order and say what is confirmed', () => {
    expect(validityYears.map(({ from }) => from)).toEqual([null, '2011-04-01'])
    expect(validityYears.map(({ source }) => source.confirmed)).toEqual([true, false])
    expect(inForce(validityYears, '2011-03-31').value.excellent).toBeNull()
    expect(() => inForce([], '2011-03-31')).toThrow(RangeError)
  })
})

describe('renewal in time', () => {
  test.each([
    ['2026-11-20', '2026-11-20', 'a Friday'],
    ['2026-11-21', '2026-11-20', 'a Saturday'],
    ['2026-11-22', '2026-11-20', 'a Sunday'],
    ['2026-11-23', '2026-11-20', 'Labour Thanksgiving Day on a Monday'],
    ['2027-01-03', '2026-12-28', 'the turn of the year, when offices are closed'],
    ['2026-05-06', '2026-05-01', 'the end of the holidays of May'],
  ])('a permit until %s: the application must arrive by %s (%s)', (expires, last) => {
    expect(lastDayToApply(expires)).toBe(last)
    expect(receivedInTime(last, expires)).toBe(true)
    expect(receivedInTime(addDays(last, 1), expires)).toBe(false)
  })

  test('property: the last day is open, not after the end, and no open day lies between', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9000 }), offset => {
        const expires = addDays('2014-01-01', offset)
        const last = lastDayToApply(expires)
        expect(isClosedDay(last)).toBe(false)
        expect(last <= expires).toBe(true)
        for (let day = addDays(last, 1); day <= expires; day = addDays(day, 1)) expect(isClosedDay(day)).toBe(true)
        expect(weekdayOf(last)).toBeLessThan(6)
      }),
    )
  })

  test('reminders: each once, also those of days on which the job did not run', () => {
    const days = [30, 180, 60, 90]
    expect(remindersDue('2026-11-21', days, '2026-10-22', '2026-10-22')).toEqual([{ days: 30, on: '2026-10-22' }])
    expect(remindersDue('2026-11-21', days, '2026-10-23', '2026-10-23')).toEqual([])
    expect(remindersDue('2026-11-21', days, '2026-08-20', '2026-09-25').map(({ days }) => days)).toEqual([90, 60])
  })
})

const permit = {
  permitNumber: '00400012304',
  firstGrantedOn: '2011-11-22',
  grantedOn: '2021-11-22',
  expiresOn: '2026-11-21', // a Saturday: applications by Friday 2026-11-20
  earlierPeriods: [
    {
      grantedOn: '2016-11-22',
      expiresOn: '2021-11-21',
      renewalReceivedOn: '2021-10-01',
      renewalDecidedOn: '2021-12-20',
    },
  ],
}

describe('state of a permit on a day', () => {
  type Case = readonly [PermitState, string, Readonly<Record<string, unknown>>, string]
  const pending = { renewalReceivedOn: '2026-11-20', renewalDecision: 'pending' }
  const refused = { renewalReceivedOn: '2026-10-01', renewalDecision: 'refused', renewalDecidedOn: '2027-01-15' }
  const part = { suspendedFrom: '2026-03-01', suspendedTo: '2026-03-30', suspensionExtent: 'part' }
  const cases: readonly Case[] = [
    ['not-yet', '2011-11-21', {}, 'before the first grant'],
    ['unknown', '2014-01-01', {}, 'between the first grant and the first period on record'],
    ['valid', '2016-11-22', {}, 'first day of the earlier period'],
    ['valid', '2021-11-21', {}, 'its last day'],
    ['valid', '2021-12-01', {}, 'the renewal was granted later and counts from the day after the old end'],
    ['valid', '2026-11-21', {}, 'last day of this period'],
    ['expired', '2026-11-22', {}, 'the day after'],
    ['valid', '2026-11-21', pending, 'in the term, a renewal being asked for changes nothing'],
    ['pending-renewal', '2026-11-22', pending, 'past the end while it is pending'],
    ['pending-renewal', '2027-06-30', pending, 'however long that takes'],
    ['expired', '2026-11-22', { ...pending, renewalReceivedOn: '2026-11-21' }, 'it arrived on the closed last day'],
    ['expired', '2026-11-22', { ...pending, renewalReceivedOn: '2026-11-24' }, 'it arrived after the end'],
    ['pending-renewal', '2027-01-14', refused, 'the day before the refusal'],
    ['refused', '2027-01-15', refused, 'from the day of the refusal'],
    ['valid', '2026-11-01', { ...refused, renewalDecidedOn: '2026-10-20' }, 'refused early: the term itself runs out'],
    ['refused', '2026-11-22', { ...refused, renewalDecidedOn: '2026-10-20' }, 'and then it is over'],
    ['valid', '2026-02-28', part, 'the day before a suspension'],
    ['suspended-part', '2026-03-01', part, 'its first day'],
    ['suspended-part', '2026-03-30', part, 'its last day'],
    ['valid', '2026-03-31', part, 'the day after it'],
    ['suspended-whole', '2026-03-15', { ...part, suspensionExtent: 'whole' }, 'the whole'],
    [
      'suspended-whole',
      '2018-05-05',
      { earlierSuspensions: [{ from: '2018-05-01', to: '2018-05-10', extent: 'whole' }] },
      'an earlier one',
    ],
    [
      'suspended-whole',
      '2026-12-01',
      { ...pending, suspendedFrom: '2026-11-15', suspendedTo: '2026-12-14', suspensionExtent: 'whole' },
      'while the renewal is pending',
    ],
    [
      'expired',
      '2026-12-01',
      { suspendedFrom: '2026-11-15', suspendedTo: '2026-12-14', suspensionExtent: 'whole' },
      'an end is an end',
    ],
    ['valid', '2026-05-31', { revokedOn: '2026-06-01' }, 'the day before a revocation'],
    ['revoked', '2026-06-01', { revokedOn: '2026-06-01' }, 'its day'],
    ['revoked', '2030-01-01', { revokedOn: '2026-06-01', ...pending }, 'a pending renewal does not revive it'],
    ['valid', '2026-05-31', { abolishedOn: '2026-06-01' }, 'before it was given up'],
    ['abolished', '2026-06-01', { abolishedOn: '2026-06-01' }, 'given up'],
  ]
  test.each(cases)('%s on %s with %j (%s)', (state, day, change) => {
    expect(permitStateOn(factsOf({ ...permit, ...change }), day)).toBe(state)
  })

  test.each(['2021-12-20', null])('a renewal granted on %s is no pending one of the new period', renewalDecidedOn => {
    const renewed = { ...permit, renewalReceivedOn: '2021-10-01', renewalDecision: 'granted', renewalDecidedOn }
    expect(permitStateOn(factsOf(renewed), '2026-11-22')).toBe('expired')
  })

  test('the earlier period was pending until its decision, had the renewal been refused then', () => {
    const only = factsOf({
      ...permit,
      grantedOn: '2016-11-22',
      expiresOn: '2021-11-21',
      earlierPeriods: null,
      renewalReceivedOn: '2021-10-01',
      renewalDecision: 'refused',
      renewalDecidedOn: '2021-12-20',
    })
    expect(permitStateOn(only, '2021-12-19')).toBe('pending-renewal')
    expect(permitStateOn(only, '2021-12-20')).toBe('refused')
  })

  test('who may work', () => {
    const all: readonly PermitState[] = [
      'valid',
      'pending-renewal',
      'suspended-part',
      'suspended-whole',
      'unknown',
      'revoked',
    ]
    expect(all.map(mayWork)).toEqual(['yes', 'yes', 'in-part', 'no', 'unknown', 'no'])
  })

  test('property: after the end of everything no permit is valid, before its first day none is', () => {
    const day = fc.integer({ min: 0, max: 12_000 }).map(offset => addDays('2000-01-01', offset))
    fc.assert(
      fc.property(day, day, (grantedOn, asked) => {
        const expiresOn = endOfValidity(grantedOn, false)
        const state = permitStateOn(factsOf({ grantedOn, expiresOn }), asked)
        expect(state).toBe(asked < grantedOn ? 'not-yet' : asked > expiresOn ? 'expired' : 'valid')
      }),
    )
  })
})

describe('facilities of 施行令7条', () => {
  const cases: readonly (readonly [string, Measure, string, 'needed' | 'free' | 'unknown'])[] = [
    ['1', 'm3/day', '10', 'free'],
    ['1', 'm3/day', '10.001', 'needed'],
    ['2-sun', 'm3/day', '100', 'free'],
    ['3', 'kg/hour', '200', 'needed'],
    ['3', 'kg/hour', '199.999', 'unknown'],
    ['5', 'm2', '2', 'needed'],
    ['7', 't/day', '5', 'free'],
    ['7', 't/day', '5.1', 'needed'],
    ['7', 'm3/day', '500', 'unknown'],
    ['8', 'kg/day', '100', 'unknown'],
    ['8', 'kg/day', '100.5', 'needed'],
    ['8-2', 't/day', '4.9', 'free'],
    ['11', 't/day', '0.1', 'needed'],
    ['14-c', 'm3/day', '0', 'needed'],
  ]
  test.each(cases)('type %s with %s of %s: %s', (code, measure, size, answer) => {
    const type = findFacilityType(code)
    if (!type) throw new Error(code)
    expect(needsFacilityPermit(type, [{ measure, size }])).toBe(answer)
  })
  test('every item of the order is there, once', () => {
    const items = [
      '1号',
      '2号',
      '3号',
      '4号',
      '5号',
      '6号',
      '7号',
      '8号',
      '8号の2',
      '9号',
      '10号',
      '10号の2',
      '11号',
      '11号の2',
      '12号',
      '12号の2',
      '13号',
      '13号の2',
      '14号イ',
      '14号ロ',
      '14号ハ',
    ]
    expect([...new Set(facilityTypes.map(({ item }) => item))]).toEqual(items)
    expect(new Set(facilityTypes.map(({ code }) => code)).size).toBe(facilityTypes.length)
  })
})

test('transshipment: seven days of the average outflow, exactly', () => {
  expect(storageCap('1.5')).toBe('10.500')
  expect(storageCap('0.143')).toBe('1.001')
  expect(overStorageCap('10.5', '1.5')).toBe(false)
  expect(overStorageCap('10.501', '1.5')).toBe(true)
  expect(() => storageCap('1.2345')).toThrow(RangeError)
})

test('優良: six criteria, all of them needed', () => {
  expect(excellentCriteria).toHaveLength(6)
  expect(
    missingCriteria(['record', 'disclosure', 'environment', 'manifest', 'finance']).map(({ code }) => code),
  ).toEqual(['taxes'])
})

describe('a permit’s number against its fields', () => {
  const right = { ...permit, authority: '004', kind: '0', wastes: ['0600', '0800'] }
  test('nothing is wrong with a right one', () => expect(permitProblems(right, '012304')).toEqual([]))
  test.each([
    [{ authority: '003' }, '012304', 'authority'],
    [{ kind: '1' }, '012304', 'kind'],
    [{}, '012305', 'operator'],
    [{ wastes: ['0600', '7300'] }, '012304', 'wastes'],
    [{ permitNumber: '00450012304', kind: '5', wastes: ['0600'] }, '012304', 'wastes'],
    [{ storage: [{ place: '見本', dailyOutflow: '1', cap: '7.001' }] }, '012304', 'storage.0.cap'],
  ])('%j with operator %s is wrong at %s', (change, operator, field) => {
    expect(permitProblems({ ...right, ...change }, operator).map(problem => problem.field)).toEqual([field])
  })
})

test('a revocation anywhere concerns the standing permits of the same 固有番号, with every authority', () => {
  const one = (permitNumber: string, change: Readonly<Record<string, unknown>> = {}) => ({
    permitNumber,
    facts: factsOf({ ...permit, ...change }),
  })
  const permits = [
    one('00400012304'),
    one('00315012304'),
    one('00400099999'),
    one('00450012304', { revokedOn: '2026-01-01' }),
    one('05400012304', { expiresOn: '2025-01-01' }),
  ]
  const found = permitsToCheck(
    { operatorNumber: '012304', authority: '007', decidedOn: '2026-06-01' },
    permits,
    '2026-06-02',
  )
  expect(found.map(({ permitNumber }) => permitNumber)).toEqual(['00400012304', '00315012304'])
})
