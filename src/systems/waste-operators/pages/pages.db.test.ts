import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../../test/platform/platform.ts'
import { RefusedError } from '../../../base/problem.ts'
import type { Act, Actor } from '../../../platform/access/actor.ts'
import { organisationId } from '../../../platform/access/keys.ts'
import { officeKey } from '../../../platform/region.ts'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest, Zone } from '../../../platform/routing/route.ts'
import { waste } from '../../../regions/miyagi/waste.ts'
import { wasteChief, wasteHealthOffice, wasteOfficer } from '../roles.ts'
import { factsOf } from '../rules/facts.ts'
import { permitStateOn } from '../rules/state.ts'
import { loadSample, makeSample } from '../sample/load.ts'

const today = '2026-11-22'
const sample = makeSample(waste)
let platform: TestPlatform
let officer: Actor
let chief: Actor
/** Of the health office of Sennan. */
let sennan: Actor

beforeAll(async () => {
  platform = await startTestPlatform()
  const { services } = platform.built
  await loadSample(waste, services, () => {})
  officer = {
    ...services.system,
    kind: 'person',
    person: '01451b2c-3d00-7000-8000-000000000001',
    name: '見本 太郎',
    permissions: new Set(wasteOfficer.permissions),
  }
  chief = {
    ...officer,
    person: '01451b2c-3d00-7000-8000-000000000002',
    name: '見本 花子',
    permissions: new Set(wasteChief.permissions),
  }
  sennan = {
    ...officer,
    person: '01451b2c-3d00-7000-8000-000000000003',
    name: '見本 三郎',
    permissions: new Set(wasteHealthOffice.permissions),
    own: new Map(
      (wasteHealthOffice.ownPermissions ?? []).map(one => [one, new Set([organisationId(officeKey('health-sennan'))])]),
    ),
  }
})
afterAll(() => platform?.close())

const call = async (
  zone: Zone,
  pattern: string,
  params: Readonly<Record<string, string>>,
  query = '',
  form?: Readonly<Record<string, string>>,
  who = officer,
): Promise<Outcome> => {
  const { routes, services } = platform.built
  const route = routes.find(one => one.zone === zone && one.path === pattern && one.method === (form ? 'POST' : 'GET'))
  if (!route) throw new Error(`no route ${pattern}`)
  const actor =
    zone === 'staff' ? who : { ...officer, kind: 'visitor' as const, person: null, permissions: new Set<string>() }
  const request: RouteRequest = {
    method: route.method,
    path: pattern,
    params,
    query: new URLSearchParams(query),
    language: 'ja',
    zone,
    actor,
    csrf: 'c',
    headers: new Headers(),
    origin: 'http://localhost',
    act: reason => ({ actor, clock: services.clock, language: 'ja', ...(reason ? { reason } : {}) }),
    form: async () => ({
      values: Object.fromEntries(Object.entries(form ?? {}).map(([name, value]) => [name, [value]])),
      files: {},
    }),
    json: async () => null,
    bytes: async () => new Uint8Array(),
  }
  return route.handle(request)
}

const htmlOf = async (outcome: Outcome): Promise<string> => {
  if (outcome.kind !== 'page') throw new Error(`a ${outcome.kind}, no page`)
  return String(await outcome.body)
}

const own = (state: string) => {
  const found = sample.waste_permit.find(
    ({ values }) => values.authority === waste.authority && permitStateOn(factsOf(values), today) === state,
  )
  if (!found) throw new Error(`no permit ${state}`)
  return found
}
const step = '/waste/permits/:id/:step'

describe('a step of the officer', () => {
  test('the form is filled in beforehand', async () => {
    const html = await htmlOf(await call('staff', step, { id: own('pending-renewal').id, step: 'grant-renewal' }))
    expect(html).toContain(`value="${today}"`)
    expect(html).toContain('name="version" value="1"')
  })

  test('mistakes are told at their fields, all at once, and what was typed stays', async () => {
    const outcome = await call('staff', step, { id: own('pending-renewal').id, step: 'grant-renewal' }, '', {
      version: '1',
      renewalDecidedOn: 'きのう',
      excellent: '',
      expiresOn: '',
      reason: '',
    })
    expect(outcome).toMatchObject({ kind: 'page', status: 422 })
    const html = await htmlOf(outcome)
    expect(html).toContain('href="#field-renewalDecidedOn"')
    expect(html).toContain('href="#field-reason"')
    expect(html).toContain('value="きのう"')
  })

  test('a renewal that arrived late is refused with the last day', async () => {
    const outcome = await call('staff', step, { id: own('expired').id, step: 'receive-renewal' }, '', {
      version: '1',
      renewalReceivedOn: today,
      reason: '見本',
    })
    expect(outcome).toMatchObject({ kind: 'page', status: 422 })
    expect(await htmlOf(outcome)).toContain('を過ぎています')
  })

  test('what is right becomes a proposal, and the permit stays as it is until it is approved', async () => {
    const { id } = own('pending-renewal')
    const outcome = await call('staff', step, { id, step: 'refuse-renewal' }, '', {
      version: '1',
      renewalDecidedOn: today,
      refusalReason: '見本',
      reason: '見本',
    })
    expect(outcome).toMatchObject({ kind: 'redirect', to: expect.stringMatching(/^\/proposals\//) })
    const { services } = platform.built
    expect((await services.registers.service('waste_permit').published(id))?.values.renewalDecision).toBe('pending')
    const html = await htmlOf(await call('staff', step, { id, step: 'grant-renewal' }))
    expect(html).toContain('決裁の途中の変更があります')
  })

  test('somebody was quicker: told, and what was typed stays', async () => {
    const outcome = await call('staff', step, { id: own('valid').id, step: 'abolish' }, '', {
      version: '7',
      abolishedOn: '2026-11-20',
      reason: '見本の理由',
    })
    expect(outcome).toMatchObject({ kind: 'page', status: 409 })
    expect(await htmlOf(outcome)).toContain('見本の理由')
  })

  test.each(['revoked', 'abolished', 'refused'])('nothing is offered for a permit that is %s', async state => {
    const { id } = own(state)
    const outcome = await call('staff', step, { id, step: 'suspend' })
    expect(outcome).toMatchObject({ kind: 'page', status: 409 })
    expect(await htmlOf(outcome)).toContain(`href="/registers/waste_permit/${id}/history"`)
  })

  test('who was too late sees where the record stands, and what they had typed', async () => {
    const { id } = own('revoked')
    const outcome = await call('staff', step, { id, step: 'suspend' }, '', { reason: '見本の遅れた理由' })
    expect(outcome).toMatchObject({ kind: 'page', status: 409 })
    const html = await htmlOf(outcome)
    expect(html).toContain('見本の遅れた理由')
    expect(html).not.toContain('<form')
  })
})

const actOf = (actor: Actor): Act => ({ actor, clock: platform.built.services.clock, language: 'ja', reason: '見本' })
const facilityOf = (office: string) => {
  const found = sample.waste_facility.find(({ values }) => values.office === office && values.abolishedOn === null)
  if (!found) throw new Error(`no facility of ${office}`)
  return found
}
const order = '/waste/facilities/:id/:step'
const improvement = {
  version: '1',
  decidedOn: today,
  article: '廃棄物処理法15条の2の7',
  detail: '見本：集じん装置を改修すること',
  complianceDue: '2026-12-21',
  reason: '見本：処理基準に適合しないため',
}

describe('an order against a facility', () => {
  test('is proposed by its health office, counts and is published after 決裁, and prints with a number', async () => {
    const { id, values } = facilityOf('health-sennan')
    const html = await htmlOf(await call('staff', order, { id, step: 'improvement' }, '', undefined, sennan))
    expect(html).toContain('廃棄物処理法15条の2の7')
    const { registers } = platform.built.services
    const outcome = await call('staff', order, { id, step: 'improvement' }, '', improvement, sennan)
    if (outcome.kind !== 'redirect') throw new Error(`a ${outcome.kind}, no redirect`)
    const proposal = outcome.to.split('/').at(-1) ?? ''
    const [change] = (await registers.approvals.get(actOf(chief), proposal)).changes
    if (!change) throw new Error('no change')
    const actions = registers.service('waste_action')
    expect(await actions.published(change.id)).toBeNull()
    expect(await htmlOf(await call('staff', order, { id, step: 'stop' }))).toContain('決裁の途中の変更があります')
    await registers.approvals.approve(actOf(chief), proposal, '')
    expect((await actions.published(change.id))?.values).toMatchObject({
      kind: 'improvement',
      article: '廃棄物処理法15条の2の7',
      facility: id,
      operator: values.operator,
      office: 'health-sennan',
      complianceDue: '2026-12-21',
    })
    const letter = '/registers/waste_action/:id/documents/:document'
    const params = { id: change.id, document: 'improvement' }
    await expect(call('staff', letter, params, '', {}, sennan)).rejects.toBeInstanceOf(RefusedError)
    expect(await call('staff', letter, params, '', {})).toMatchObject({ kind: 'redirect' })
    const page = await htmlOf(await call('staff', letter, params))
    expect(page).toContain('（循）指令第1号')
    expect(page).toContain(values.name ?? '')
    expect(page).toContain('廃棄物処理法15条の2の7')
  })

  test('a stop of its use stands with the facility and among the actions', async () => {
    const { id } = facilityOf('health-osaki')
    const { registers } = platform.built.services
    const outcome = await call('staff', order, { id, step: 'stop' }, '', {
      version: '1',
      decidedOn: today,
      article: '廃棄物処理法15条の2の7',
      beginsOn: '2026-12-01',
      days: '30',
      extent: 'part',
      detail: '見本：2号炉',
      reason: '見本',
      hearing: 'waived',
      hearingWaiver: '3',
    })
    if (outcome.kind !== 'redirect') throw new Error(`a ${outcome.kind}, no redirect`)
    const facilities = registers.service('waste_facility')
    expect((await facilities.published(id))?.values['stoppedUntil']).toBeNull()
    const proposal = await registers.approvals.approve(actOf(chief), outcome.to.split('/').at(-1) ?? '', '')
    expect((await facilities.published(id))?.values).toMatchObject({ stoppedUntil: '2026-12-30', stopExtent: 'part' })
    const action = proposal.changes.find(change => change.register === 'waste_action')
    expect((await registers.service('waste_action').published(action?.id ?? ''))?.values).toMatchObject({
      kind: 'facility-stop',
      days: 30,
      detail: '見本：2号炉',
      endsOn: '2026-12-30',
    })
  })

  test('an operator is ordered to take measures', async () => {
    const operator = sample.waste_operator[0]
    if (!operator) throw new Error('no operator')
    const params = { id: operator.id, step: 'measures' }
    const { version, ...typed } = { ...improvement, article: '廃棄物処理法19条の5' }
    const outcome = await call('staff', '/waste/operators/:id/:step', params, '', typed)
    if (outcome.kind !== 'redirect') throw new Error(`a ${outcome.kind}, no redirect`)
    const { changes } = await platform.built.services.registers.approvals.get(
      actOf(chief),
      outcome.to.split('/').at(-1) ?? '',
    )
    expect(changes).toMatchObject([{ register: 'waste_action', operation: 'create', data: { kind: 'measures' } }])
  })
})

describe('a health office', () => {
  test('takes no step for another office, by form, page or record', async () => {
    const { id } = facilityOf('health-osaki')
    for (const form of [undefined, improvement])
      expect(await call('staff', order, { id, step: 'improvement' }, '', form, sennan)).toMatchObject({
        kind: 'page',
        status: 409,
      })
    const other = sample.waste_permit.find(
      ({ values }) =>
        values.authority === waste.authority &&
        values.office !== 'health-sennan' &&
        permitStateOn(factsOf(values), today) === 'valid',
    )
    if (!other) throw new Error('no permit')
    expect(await call('staff', step, { id: other.id, step: 'suspend' }, '', undefined, sennan)).toMatchObject({
      kind: 'page',
      status: 409,
    })
    const html = await htmlOf(
      await call('staff', '/registers/waste_permit/:id', { id: other.id }, '', undefined, sennan),
    )
    expect(html).toContain(other.values.holder ?? '')
    expect(html).not.toContain('/suspend')
    expect(html).not.toContain(`/registers/waste_permit/${other.id}/edit`)
    const permits = platform.built.services.registers.service('waste_permit')
    await expect(permits.draftChange(actOf(sennan), other.id, 1, { note: '見本' })).rejects.toBeInstanceOf(RefusedError)
  })

  test('receives an application for its own permits', async () => {
    const mine = sample.waste_permit.find(
      ({ values }) =>
        values.authority === waste.authority &&
        values.office === 'health-sennan' &&
        permitStateOn(factsOf(values), today) === 'valid' &&
        (values.expiresOn ?? '') > '2027-01-31',
    )
    if (!mine) throw new Error('no permit')
    const form = { version: '1', renewalReceivedOn: today, reason: '見本' }
    expect(await call('staff', step, { id: mine.id, step: 'receive-renewal' }, '', form, sennan)).toMatchObject({
      kind: 'redirect',
    })
  })
})

describe('pages', () => {
  test('the permit’s page shows its state and the steps of that state only', async () => {
    const html = await htmlOf(await call('staff', '/registers/waste_permit/:id', { id: own('pending-renewal').id }))
    expect(html).toContain('有効（更新申請の審査中）')
    expect(html).toContain('/grant-renewal')
    expect(html).not.toContain('/receive-renewal')
  })

  test('the dashboard leads to its lists, and each list to the next step', async () => {
    const html = await htmlOf(await call('staff', '/waste', {}))
    expect(html).toContain('/waste/work/expiring?days=90&amp;office=health-osaki')
    expect(html).toContain('見本の許可')
    expect(await htmlOf(await call('staff', '/waste/work/:list', { list: 'pending' }))).toContain('/grant-renewal')
  })

  test('anyone may ask whether a permit held on a day, in any spelling of the day', async () => {
    const { id, values } = own('expired')
    const ask = async (day: string) =>
      htmlOf(await call('public', '/waste/permits/:id', { id }, `day=${encodeURIComponent(day)}`))
    expect(await ask(values.expiresOn ?? '')).toContain('status-good')
    expect(await ask(today)).toContain('期限切れ')
    expect(await ask('いつか')).toContain('field-error')
  })

  test.each(['2026-02-30', 'いつか'])('the day %s is told at its box, on the public and the staff page', async day => {
    const { id } = own('valid')
    for (const outcome of [
      await call('public', '/waste/permits/:id', { id }, `day=${encodeURIComponent(day)}`),
      await call('staff', '/registers/waste_permit/:id', { id }, `day=${encodeURIComponent(day)}`),
    ]) {
      expect(outcome).toMatchObject({ kind: 'page', status: 422 })
      const html = await htmlOf(outcome)
      expect(html).toContain('href="#field-day"')
      // No answer for another day than the one that was asked for.
      expect(html).not.toContain('role="status"')
      expect(html).toContain(`value="${day}"`)
    }
  })

  test('the capacity of a facility is told with its unit and without empty places', async () => {
    const found = sample.waste_facility.find(
      ({ values }) => values.measure === 't/day' && values.capacity?.endsWith('.000') && values.abolishedOn === null,
    )
    if (!found) throw new Error('no such facility')
    const told = `${Number(found.values.capacity)}t/日`
    const html = await htmlOf(await call('public', '/waste/facilities/:id', { id: found.id }))
    expect(html).toContain(told)
    expect(html).not.toContain('処理能力の単位')
    const list = await htmlOf(
      await call('public', '/waste/facilities', {}, `q=${encodeURIComponent(found.values.name ?? '')}`),
    )
    expect(list).toContain(told)
  })

  test('the list of a day holds permits that held then and no other', async () => {
    const outcome = await call('public', '/waste/valid', {}, `day=R5.4.1&kind=2&limit=200`)
    const html = await htmlOf(outcome)
    const expected = sample.waste_permit.filter(
      ({ values }) =>
        values.kind === '2' &&
        ['valid', 'suspended-part', 'pending-renewal'].includes(permitStateOn(factsOf(values), '2023-04-01')),
    )
    const shown = [...html.matchAll(/href="\/waste\/permits\/([0-9a-f-]+)\?day=2023-04-01"/g)].map(([, id]) => id)
    expect(shown.length).toBeGreaterThan(100)
    const ids = new Set(expected.map(({ id }) => id))
    expect(shown.filter(id => !ids.has(id ?? ''))).toEqual([])
  })

  test('the rules say which of them nobody has confirmed', async () => {
    const html = await htmlOf(await call('staff', '/waste/rules', {}))
    expect(html).toContain('仙台市')
    expect(html).toContain('未確認')
    expect(html).toContain('平成22年改正')
  })

  test('a day that is none is told at its box', async () => {
    expect(await call('public', '/waste/valid', {}, 'day=2026-02-30')).toMatchObject({ kind: 'page', status: 422 })
  })
})
