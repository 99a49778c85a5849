import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform/platform.ts'
import { addDays } from '../../base/calendar/days.ts'
import type { Act } from '../../platform/access/actor.ts'
import { organisationId } from '../../platform/access/keys.ts'
import { query as runQuery } from '../../platform/database/statement.ts'
import { officeKey } from '../../platform/region.ts'
import { enterLetterhead } from '../../platform/registers/documents/letterhead.ts'
import { DocumentService } from '../../platform/registers/documents/service.ts'
import type { Services } from '../../platform/services.ts'
import { waste } from '../../regions/miyagi/waste.ts'
import { writeReminders, writeRevocationAlerts } from './jobs.ts'
import { countsByOffice, expiryWindows, maybeValidOn, openRevocations, workList, workLists } from './queries.ts'
import { factsOf } from './rules/facts.ts'
import { mayWork, permitStateOn } from './rules/state.ts'
import { loadSample, makeSample } from './sample/load.ts'
import { findStep } from './work/index.ts'

// The clock of the test platform stands on 2026-11-22; the sample's world on 2026-11-01.
const today = '2026-11-22'
const sample = makeSample(waste)

let platform: TestPlatform
let services: Services
let act: Act

beforeAll(async () => {
  platform = await startTestPlatform()
  services = platform.built.services
  act = services.systemAct()
  await loadSample(waste, services, () => {})
})
afterAll(() => platform?.close())

const person = (name: string, permissions: readonly string[]): Act => ({
  ...act,
  reason: '見本',
  actor: {
    ...act.actor,
    kind: 'person',
    name,
    person: name === 'officer' ? '01451b2c-3d00-7000-8000-000000000001' : '01451b2c-3d00-7000-8000-000000000002',
    permissions: new Set(permissions),
  },
})
const officer = () =>
  person('officer', [
    'waste_permit.read',
    'waste_permit.create',
    'waste_permit.change',
    'waste_action.read',
    'waste_action.create',
    'waste_action.change',
  ])
const chief = () =>
  person('chief', ['waste_permit.read', 'waste_permit.approve', 'waste_action.read', 'waste_action.approve'])

const count = async (text: string) =>
  Number((await runQuery(platform.test.database.owner, { text, values: [] }))[0]?.['n'])

describe('loading the sample', () => {
  test('a second time does nothing', async () => {
    await loadSample(waste, services, () => {})
    const page = await services.registers.service('waste_operator').names(
      act,
      sample.waste_operator.map(({ id }) => id),
    )
    expect(page).toHaveLength(4000)
  })
})

describe('SQL and rules agree', () => {
  test.each(['2014-06-01', '2019-03-31', '2023-04-01', '2026-06-01', today, '2027-01-10'])(
    'nothing that holds on %s is lost by the sieve',
    async day => {
      const rows = await runQuery(platform.test.database.reader, {
        text: `select id from published.waste_permit where ${maybeValidOn(day)}`,
        values: [],
      })
      const sieved = new Set(rows.map(row => String(row['id'])))
      const holding = sample.waste_permit.filter(({ values }) =>
        ['yes', 'in-part'].includes(mayWork(permitStateOn(factsOf(values), day))),
      )
      expect(holding.length).toBeGreaterThan(100)
      expect(holding.filter(({ id }) => !sieved.has(id))).toEqual([])
      // A sieve that lets everything through would pass the line above: few more than hold may remain.
      expect(sieved.size).toBeLessThan(holding.length * 1.1 + 50)
    },
  )

  test('the sieve takes no text for a day', () => {
    expect(() => maybeValidOn("2026-01-01'; drop")).toThrow(RangeError)
  })

  test('the dashboard counts what the records say', async () => {
    const own = sample.waste_permit.map(({ values }) => values).filter(({ authority }) => authority === waste.authority)
    const standing = own.filter(values => !['revoked', 'abolished'].includes(permitStateOn(factsOf(values), today)))
    const waiting = (decision: string | null) => decision !== 'pending' && decision !== 'refused'
    const counts = await countsByOffice(services, act, waste.authority, today)
    const total = (of: (row: (typeof counts)[number]) => number) => counts.reduce((sum, row) => sum + of(row), 0)
    expect(total(row => row.pending)).toBe(
      standing.filter(({ renewalDecision }) => renewalDecision === 'pending').length,
    )
    expect(total(row => row.overdue)).toBe(
      standing.filter(values => waiting(values.renewalDecision) && (values.expiresOn ?? '') < today).length,
    )
    expiryWindows.forEach((days, at) => {
      const within = standing.filter(
        ({ expiresOn, renewalDecision }) =>
          waiting(renewalDecision) && expiresOn !== null && expiresOn >= today && expiresOn <= addDays(today, days),
      )
      expect(total(row => row.expiring[at] ?? 0)).toBe(within.length)
    })
    expect(total(row => row.suspended)).toBe(
      standing.filter(
        ({ suspendedFrom, suspendedTo }) => (suspendedFrom ?? '9') <= today && (suspendedTo ?? '') >= today,
      ).length,
    )
    expect(total(row => row.sample)).toBe(total(row => row.permits))
  })

  test('each list has as many permits as its number says, for one office too', async () => {
    const [row] = await countsByOffice(services, act, waste.authority, today)
    if (!row) throw new Error('no office')
    for (const list of workLists) {
      const rows = await workList(services, act, {
        authority: waste.authority,
        day: today,
        list,
        days: 90,
        office: row.office,
        most: 1000,
      })
      expect(rows.length, list).toBe(list === 'expiring' ? row.expiring[2] : row[list])
      expect(rows.every(({ office }) => office === row.office)).toBe(true)
    }
  })
})

describe('jobs', () => {
  test('reminders are written once, with the last day to apply', async () => {
    const first = await writeReminders(waste, services)
    expect(first).toBeGreaterThan(5)
    expect(await writeReminders(waste, services)).toBe(0)
    const [message] = await services.messages.outbox(act, 1)
    expect(message?.body).toContain('更新許可申請書が届くように')
    expect(
      await count(`select count(*)::int as n from musubi.message where occasion like 'waste_permit/%/expires-%'`),
    ).toBe(first)
  })

  test('another authority’s revocation names the operator’s other standing permits, once, until it is checked', async () => {
    const open = await openRevocations(services, act, today)
    expect(open.length).toBeGreaterThan(5)
    const numberOf = new Map(sample.waste_operator.map(({ values }) => [values.name, values.operatorNumber]))
    for (const alert of open)
      for (const { permitNumber } of alert.permits)
        expect(permitNumber.slice(-6)).toBe(numberOf.get(alert.operatorName))
    expect(open.some(alert => alert.authority !== waste.authority)).toBe(true)
    expect(await writeRevocationAlerts(waste, services)).toBe(open.length)
    expect(await writeRevocationAlerts(waste, services)).toBe(0)
  })
})

describe('a suspension through 決裁', () => {
  test('counts only after another officer approved it, together with its action', async () => {
    const permits = services.registers.service('waste_permit')
    const actions = services.registers.service('waste_action')
    const chosen = sample.waste_permit.find(
      ({ values }) =>
        values.authority === waste.authority &&
        permitStateOn(factsOf(values), today) === 'valid' &&
        (values.expiresOn ?? '') > '2027-06-01',
    )
    const step = findStep('suspend')
    if (!chosen || !step) throw new Error('no valid permit')
    const { row } = await permits.get(act, chosen.id)
    const { patch, action } = step.apply(
      { id: row.id, values: row.values, state: 'valid', today },
      {
        decidedOn: today,
        suspendedFrom: '2026-12-01',
        days: 30,
        suspensionExtent: 'whole',
        suspensionDetail: null,
        reason: '見本',
        hearing: 'statement',
        hearingOn: '2026-11-01',
        hearingOutcome: '見本：弁明書の提出なし',
      },
    )
    const by = officer()
    const change = await permits.draftChange(by, row.id, row.version, patch ?? {})
    const added = actions.draftCreate(
      by,
      Object.fromEntries(actions.register.fields.map(field => [field.id, action?.[field.id] ?? null])),
      { sample: true },
    )
    const proposal = await services.registers.approvals.propose(
      by,
      { ja: '停止', en: 'Suspension' },
      [change, added],
      change,
    )
    const state = async () => permitStateOn(factsOf((await permits.published(row.id))?.values ?? {}), '2026-12-10')
    expect(await state()).toBe('valid')
    expect(await actions.published(added.id)).toBeNull()
    await expect(services.registers.approvals.approve(by, proposal, '')).rejects.toThrow()
    await services.registers.approvals.approve(chief(), proposal, '')
    expect(await state()).toBe('suspended-whole')
    expect((await actions.published(added.id))?.values).toMatchObject({
      kind: 'suspension',
      days: 30,
      endsOn: '2026-12-30',
    })
    const yesterday = await services.registers.history('waste_permit').asOf(act, row.id, '2026-11-21')
    expect(yesterday).toBeNull()
    const then = await services.registers.history('waste_permit').asOf(act, row.id, today)
    expect(permitStateOn(factsOf(then?.values ?? {}), '2026-12-10')).toBe('suspended-whole')
  })
})

test('a permit whose number says another kind is refused at the field, by every way in', async () => {
  const service = services.registers.service('waste_permit')
  const [one] = sample.waste_permit
  if (!one) throw new Error('no sample permit')
  const kinds = ['0', '2', '5'].filter(kind => kind !== one.values['kind'])
  const { row } = await service.get(act, one.id)
  const error = await service
    .draftChange(act, one.id, row.version, { kind: kinds[0] ?? '2' })
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ field: 'kind' })]) })
})

test('a permit is not taken away before its holder was heard, and what was said stays inside', async () => {
  const permit = sample.waste_permit.find(({ values }) => values.authority === waste.authority && !values.revokedOn)
  const step = findStep('revoke')
  if (!permit || !step) throw new Error('no permit')
  const actions = services.registers.service('waste_action')
  const draft = (heard: Readonly<Record<string, string>>) => {
    const subject = { id: permit.id, values: permit.values, state: 'valid', today } as const
    const { action } = step.apply(subject, { decidedOn: today, reason: '見本', ...heard })
    const values = actions.register.fields.map(field => [field.id, action?.[field.id] ?? null])
    return actions.draftCreate(officer(), Object.fromEntries(values), { sample: true })
  }
  const held = { hearingOn: '2026-11-02', hearingOutcome: '見本：出頭せず' }
  for (const [heard, field] of [
    [{}, 'hearing'],
    [{ hearing: 'statement', ...held }, 'hearing'],
    [{ hearing: 'hearing', hearingOn: '2026-11-02' }, 'hearingOutcome'],
    [{ hearing: 'waived' }, 'hearingWaiver'],
  ] as const)
    expect(() => draft(heard)).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ field })] }))
  expect(draft({ hearing: 'hearing', ...held }).data).toMatchObject({ hearing: 'hearing', hearingOn: '2026-11-02' })
  expect(actions.register.byId.get('hearingOutcome')?.class).toBe('internal')
})

test('a health office with a letterhead issues in its own name; the others in that of the prefecture', async () => {
  const { database, registers, files } = services
  const department = organisationId(officeKey('health-sennan'))
  const texts = { organisation: '見本県', office: '', headTitle: '見本保健所長', headName: '', address: '', phone: '' }
  await enterLetterhead(database, person('officer', ['access.manage']), {
    department,
    validFrom: '2026-04-01',
    seal: 'place',
    ...texts,
  })
  const documents = new DocumentService(registers, files)
  const issuer = async (office: string) => {
    const found = sample.waste_permit.find(({ values }) => values.office === office)
    const { register } = registers.service('waste_permit')
    return (await documents.preview(act, register, found?.id ?? '', 'certificate')).issuer
  }
  expect(await issuer('health-sennan')).toBe('見本保健所長')
  expect(await issuer('health-osaki')).not.toBe('見本保健所長')
})
