import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../base/condition.ts'
import { allCodes } from '../../../platform/kind-context.ts'
import { checkRegisters } from '../../../platform/registers/check.ts'
import { waste } from '../../../regions/miyagi/waste.ts'
import { wasteCodes } from '../codes/index.ts'
import { windowOf } from '../configuration.ts'
import { articleOf } from '../rules/dispositions.ts'
import { actionKinds } from './action.ts'
import { hearingRules } from './hearing.ts'
import { wasteRegisters } from './index.ts'

const registers = checkRegisters(wasteRegisters(waste), allCodes(wasteCodes))

test('the definitions pass the platform’s check', () => {
  expect([...registers.keys()]).toEqual([
    'waste_operator',
    'waste_permit',
    'waste_vehicle',
    'waste_facility',
    'waste_action',
    'waste_recognition',
  ])
})

test('what names a person or holds an officer’s notes is not public', () => {
  const classOf = (register: string, field: string) => registers.get(register)?.byId.get(field)?.class
  for (const field of ['representative', 'phone', 'email', 'note'])
    expect(classOf('waste_operator', field)).toBe('internal')
  for (const field of ['revocationReason', 'refusalReason', 'note'])
    expect(classOf('waste_permit', field)).toBe('internal')
})

test('permits, facilities and actions wait for 決裁; reports and inspections are not published', () => {
  for (const id of ['waste_permit', 'waste_facility', 'waste_action'])
    expect(registers.get(id)?.definition.approval?.operations).toEqual(['create', 'change', 'remove'])
  expect(actionKinds.filter(({ published }) => !published).map(({ code }) => code)).toEqual(['report', 'inspection'])
})

describe('letters', () => {
  const letters = (values: Readonly<Record<string, string>>) =>
    (registers.get('waste_permit')?.definition.documents ?? [])
      .filter(({ when }) => when && evaluate(when, { authority: '004', kind: '0', ...values }, '2026-11-22'))
      .map(({ id }) => id)
  test.each([
    [{}, ['certificate']],
    [{ kind: '3' }, ['disposal_certificate']],
    [{ kind: '6' }, ['special_certificate']],
    [{ kind: '7' }, ['special_disposal_certificate']],
    [{ renewalDecision: 'granted' }, ['certificate', 'renewal']],
    [{ renewalDecision: 'refused' }, ['refusal']],
    // The order of suspension is the action's.
    [{ suspendedFrom: '2026-06-01' }, ['certificate']],
    [{ revokedOn: '2026-06-01' }, ['revocation']],
    [{ abolishedOn: '2026-06-01' }, []],
    [{ authority: '003' }, []],
  ])('%j may print %j', (values, ids) => expect(letters(values)).toEqual(ids))
})

describe('articles of dispositions', () => {
  test.each([
    ['revocation', 'permit', '廃棄物処理法14条の3の2'],
    ['suspension', 'permit', '廃棄物処理法14条の3'],
    ['facility-stop', 'facility', '廃棄物処理法15条の2の7'],
    ['facility-revocation', 'facility', '廃棄物処理法15条の3'],
    ['improvement', 'operator', '廃棄物処理法19条の3'],
    ['improvement', 'facility', '廃棄物処理法15条の2の7'],
    ['measures', 'operator', '廃棄物処理法19条の5'],
    ['report', 'permit', '廃棄物処理法18条'],
    ['inspection', 'permit', '廃棄物処理法19条'],
  ] as const)('%s against a %s rests on %s', (kind, against, article) =>
    expect(articleOf(kind, against, '2026-11-22')).toBe(article),
  )
})

test('the window is the health office of the place, the headquarters for Sendai and outside the prefecture', () => {
  expect(windowOf(waste, '042021').id).toBe('health-ishinomaki')
  expect(windowOf(waste, '043231').id).toBe('health-sennan')
  expect(windowOf(waste, '041009').id).toBe('headquarters')
  expect(windowOf(waste, '').id).toBe('headquarters')
  expect(windowOf(waste, undefined).id).toBe('headquarters')
})

describe('hearing the party (行政手続法13条)', () => {
  const held = { hearingOn: '2026-05-15', hearingOutcome: '見本：出頭し、事実を認めた' }
  test.each([
    ['revocation', {}, ['hearing']],
    ['suspension', {}, ['hearing']],
    ['facility-stop', {}, ['hearing']],
    ['facility-revocation', {}, ['hearing']],
    ['facility-revocation', { hearing: 'statement', ...held }, ['hearing']],
    ['improvement', {}, []],
    ['revocation', { hearing: 'hearing', ...held }, []],
    ['revocation', { hearing: 'statement', ...held }, ['hearing']],
    ['suspension', { hearing: 'statement', ...held }, []],
    ['suspension', { hearing: 'statement' }, ['hearingOn', 'hearingOutcome']],
    ['suspension', { hearing: 'statement', ...held, hearingOn: '2026-06-02' }, ['hearingOn']],
    ['revocation', { hearing: 'waived' }, ['hearingWaiver']],
    ['revocation', { hearing: 'waived', hearingWaiver: '2' }, []],
    // Another authority's, and one from before the law.
    ['revocation', { authority: '003' }, []],
    ['revocation', { decidedOn: '1994-09-30' }, []],
  ] as const)('%s with %j lacks %j', (kind, values, lacking) => {
    const json = { kind, authority: '004', decidedOn: '2026-06-01', ...values }
    const broken = hearingRules('004').filter(({ holds }) => !evaluate(holds, json, '2026-06-01'))
    expect(broken.map(({ field }) => field)).toEqual(lacking)
  })
})
