import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../../test/platform/platform.ts'
import type { Act, Actor } from '../../platform/access/actor.ts'
import { organisationId } from '../../platform/access/keys.ts'
import { countsOf } from '../../platform/plan/store.ts'
import { sampleId } from '../../platform/registers/sample.ts'
import { addCounted } from '../../platform/service-level/store.ts'
import { jointCloud as miyagi } from '../../regions/miyagi/joint-cloud.ts'
import { groupOf, groupsInProduction, groupYear, memberships } from './queries.ts'
import { jointCloud } from './system.ts'

const system = jointCloud(miyagi)
const [sendai, shiogama, natori] = ['041009', '042030', '042072'] as const
let platform: TestPlatform
let officer: Actor
let act: Act

const create = async (register: string, values: Record<string, unknown>): Promise<string> => {
  const service = platform.built.services.registers.service(register)
  const all = Object.fromEntries(service.register.fields.map(field => [field.id, values[field.id] ?? null]))
  const outcome = await service.create(act, all as never)
  return outcome.id
}

beforeAll(async () => {
  platform = await startTestPlatform()
  await system.sample?.(platform.built.services, () => {})
  const { services } = platform.built
  officer = {
    ...services.system,
    kind: 'person',
    person: '01451b2c-3d00-7000-8000-000000000001',
    name: '見本 太郎',
    permissions: new Set(system.roles.flatMap(role => role.permissions)),
  }
  act = { actor: officer, clock: services.clock, language: 'ja' }
})
afterAll(() => platform?.close())

const page = async (path: string) => {
  const response = await platform
    .listener('staff', officer)
    .fetch(new Request(`http://localhost${path}`, { headers: { cookie: 'any' } }))
  return { status: response.status, text: await response.text() }
}

const indicatorOn = async (...days: string[]) => {
  const [indicator] = system.indicators ?? []
  if (!indicator) throw new Error('no indicator')
  const rows = await countsOf(platform.test.database.app, indicator, days, 'Asia/Tokyo', (_, field) => [field])
  return rows.map(row => [row.counted, row.sample])
}

describe('the plan counts groups', () => {
  test('of two municipalities with one business in production, from records; sample never counts', async () => {
    expect(await indicatorOn('2024-03-31', '2024-04-01', '2026-11-22')).toEqual([
      [0, 0],
      [0, 1],
      [0, 1],
    ])
    const weights = { equalWeight: 100, populationWeight: 0, useWeight: 0 }
    const group = await create('joint_group', {
      name: '甲',
      businesses: ['finance', 'library'],
      stage: 'production',
      ...weights,
    })
    const join = (municipality: string, business: string, productionOn: string | null, leftOn: string | null = null) =>
      create('joint_membership', {
        cloudGroup: group,
        municipality,
        business,
        joinedOn: '2025-01-01',
        productionOn,
        leftOn,
      })
    await join(sendai, 'finance', '2025-04-01')
    await join(shiogama, 'library', '2025-04-01')
    await join(natori, 'finance', null)
    // Two municipalities, but each with a business of its own.
    expect(await indicatorOn('2025-04-01')).toEqual([[0, 1]])
    await join(shiogama, 'finance', '2025-10-01', '2026-04-01')
    expect(await indicatorOn('2025-09-30', '2025-10-01', '2026-03-31', '2026-04-01')).toEqual([
      [0, 1],
      [1, 1],
      [1, 1],
      [0, 1],
    ])
    const all = await memberships(platform.built.services, act)
    expect(groupsInProduction(all, '2026-03-31')).toEqual({ real: 1, sample: 1 })
    expect(groupsInProduction(all, '2026-04-01')).toEqual({ real: 0, sample: 1 })
  })
})

describe('costs of a group', () => {
  test('are split to the yen, by people as the organisation’s own setting says', async () => {
    const { services } = platform.built
    const group = await groupOf(services, act, sampleId('joint_group', 0))
    const before = await groupYear(services, miyagi, act, group, 2026)
    expect(before.members).toHaveLength(4)
    expect(before.split.ok && before.split.shares.reduce((sum, one) => sum + one.total, 0)).toBe(before.amount)
    const first = before.members[0]
    const administrator = { ...act, actor: { ...officer, permissions: new Set(['access.manage']) } }
    await services.settings.set(administrator, organisationId(first?.municipality ?? ''), {
      setting: 'jointCloud.population',
      validFrom: '2027-04-01',
      texts: ['1'],
      reason: '国勢調査の速報値（見本）',
    })
    expect((await groupYear(services, miyagi, act, group, 2026)).members[0]).toEqual(first)
    expect((await groupYear(services, miyagi, act, group, 2027)).members[0]?.population).toBe(1)
  })

  test('are split by what was measured, where the group says so', async () => {
    const { services } = platform.built
    const id = await create('joint_group', {
      name: '丙',
      businesses: ['finance'],
      stage: 'production',
      equalWeight: 0,
      populationWeight: 0,
      useWeight: 100,
      useSource: 'requests',
    })
    for (const municipality of [shiogama, natori])
      await create('joint_membership', {
        cloudGroup: id,
        municipality,
        business: 'finance',
        joinedOn: '2025-01-01',
        productionOn: '2025-04-01',
      })
    await create('joint_cost', { cloudGroup: id, fiscalYear: 2025, item: 'usage', amount: 3000, source: '契約書' })
    const group = await groupOf(services, act, id)
    expect((await groupYear(services, miyagi, act, group, 2025)).split).toMatchObject({
      ok: false,
      problems: [{ kind: 'no-use' }],
    })
    const asked = (municipality: string, requests: number, minute: string) => ({
      tenant: organisationId(municipality),
      class: 'staff' as const,
      minute: Date.parse(minute),
      requests,
      failed: 0,
      durations: [requests],
    })
    await addCounted(platform.test.database.app, [
      asked(shiogama, 20, '2025-04-01T00:00:00+09:00'),
      asked(natori, 10, '2026-03-31T23:59:00+09:00'),
      asked(natori, 90, '2026-04-01T00:00:00+09:00'),
    ])
    const year = await groupYear(services, miyagi, act, group, 2025)
    expect(year.split.ok && year.split.shares.map(share => share.total)).toEqual([2000, 1000])
    const { text } = await page(`/joint-cloud/groups/${id}?year=2025`)
    expect(text).toContain('各市町村の職員の要求の数')
    expect(text).toContain('サービス水準')
  })

  test('weights that do not make 100 % are refused at all three boxes', async () => {
    const wrong = create('joint_group', {
      name: '乙',
      businesses: ['finance'],
      stage: 'study',
      equalWeight: 30,
      populationWeight: 30,
      useWeight: 30,
    })
    await expect(wrong).rejects.toMatchObject({
      problems: [{ field: 'equalWeight' }, { field: 'populationWeight' }, { field: 'useWeight' }],
    })
  })

  test('come as CSV whose shares sum to the costs, and as a workbook', async () => {
    const path = `/joint-cloud/groups/${sampleId('joint_group', 0)}`
    const csv = await page(`${path}/shares.csv?year=2026`)
    const lines = csv.text
      .trim()
      .split('\r\n')
      .slice(1)
      .map(line => line.split(','))
    const { services } = platform.built
    const year = await groupYear(services, miyagi, act, await groupOf(services, act, sampleId('joint_group', 0)), 2026)
    expect(lines.map(line => Number(line[7])).reduce((a, b) => a + b, 0)).toBe(year.amount)
    expect(lines[0]?.[0]).toMatch(/^0\d{5}$/)
    expect((await page(`${path}/shares.xlsx?year=2026`)).text.slice(0, 2)).toBe('PK')
    // Nothing is entered for this year: the file is refused with the reason, and the page says it.
    expect((await page(`${path}/shares.csv?year=2030`)).status).toBe(422)
    expect((await page(`${path}?year=2030`)).text).toContain('この年度の共同経費は登録されていません')
  })
})

describe('pages', () => {
  test('show what ends when and who could share', async () => {
    const all = await page('/joint-cloud/contracts')
    expect(all.status).toBe(200)
    expect(all.text).toContain('組める市町村')
    expect(all.text).toContain('/registers/joint_system/')
    const finance = await page('/joint-cloud/contracts?business=finance&within=60&window=18')
    expect(finance.text).toContain('財務会計')
    expect(finance.text).not.toContain('介護保険</td>')
    // Those whose contracts end on one day stand in one line.
    expect(finance.text).toMatch(/<li>\d{4}年\d+月\d+日：<a [^>]+>[^<]+<\/a>、<a /)
  })

  test('show members, shares, decisions that wait, and that figures of people are unconfirmed', async () => {
    const { status, text } = await page(`/joint-cloud/groups/${sampleId('joint_group', 0)}`)
    expect(status).toBe(200)
    for (const words of ['均等割', '負担額', '照合が済んでいません', '移行リハーサルの日程案', '見本'])
      expect(text).toContain(words)
    expect((await page('/joint-cloud/groups/01900000-0000-7000-8000-000000000009')).status).toBe(404)
    expect((await page('/joint-cloud/savings')).text).toContain('1人当たり（後）')
    expect((await page('/joint-cloud')).text).toContain('計画の指標')
  })

  test('publish groups and members, and no money', async () => {
    const get = async (path: string) =>
      (await platform.listener('public').fetch(new Request(`http://localhost${path}`))).text()
    expect(await get('/joint-cloud/groups')).toContain('見本 内部事務クラウド共同利用グループ')
    const member = await get('/api/v1/joint_membership')
    expect(member).toContain('productionOn')
    expect(member).not.toContain('costBefore')
    expect(await get('/api/v1/joint_group')).not.toContain('vendor')
  })
})
