import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Call, callRoute, html as htmlOf } from '../../../../test/call-route.ts'
import { startTestPlatform, type TestPlatform } from '../../../../test/platform/platform.ts'
import { parseCsv } from '../../../base/csv/parse.ts'
import type { Act, Actor } from '../../../platform/access/actor.ts'
import { organisationId } from '../../../platform/access/keys.ts'
import { officeKey } from '../../../platform/region.ts'
import { hashOfChanges } from '../../../platform/registers/approval/proposal.ts'
import { exportPublished, exportRecords } from '../../../platform/registers/export/export.ts'
import { waste } from '../../../regions/miyagi/waste.ts'
import { workList } from '../queries.ts'
import { wasteChief, wasteHealthOffice, wasteOfficer } from '../roles.ts'
import { factsOf } from '../rules/facts.ts'
import { permitStateOn } from '../rules/state.ts'
import { loadSample, makeSample } from '../sample/load.ts'

const today = '2026-11-22'
const sample = makeSample(waste)
let platform: TestPlatform
let officer: Actor
let chief: Actor

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
})
afterAll(() => platform?.close())

const actOf = (actor: Actor, reason = '見本'): Act => ({ ...platform.built.services.systemAct(reason), actor })

const call = (path: string, more: Call = {}) =>
  callRoute(platform.built.routes, (who, reason) => actOf(who, reason), path, { who: officer, ...more })

const own = (state: string) => {
  const found = sample.waste_permit.find(
    ({ values }) => values.authority === waste.authority && permitStateOn(factsOf(values), today) === state,
  )
  if (!found) throw new Error(`no permit ${state}`)
  return found
}

describe('eighty at once', () => {
  const select = '/registers/waste_permit/several/grant-renewal'
  const many = (values: Readonly<Record<string, string | readonly string[]>>, who = officer, path = select) =>
    call(path, { method: 'POST', values, who })
  const hidden = (html: string, name: string): readonly string[] =>
    [...html.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(found => found[1] ?? '')
  const pending = () =>
    sample.waste_permit.filter(
      ({ values }) =>
        values.authority === waste.authority && permitStateOn(factsOf(values), today) === 'pending-renewal',
    )
  const from = '/waste/work/pending'

  test('each is shown before anything is sent, and what cannot be done says why', async () => {
    const [one, two] = pending().slice(3)
    const valid = own('valid')
    if (!one || !two) throw new Error('too few pending')
    const before = await platform.built.services.registers.approvals.list(actOf(officer), ['pending'])
    const outcome = await many({
      from,
      stage: 'check',
      record: [one.id, two.id, valid.id],
      renewalDecidedOn: today,
      reason: '見本',
    })
    const html = htmlOf(outcome)
    expect(html).toContain('選んだ3件のうち、2件ができます')
    expect(html).toContain('今の状態（有効）では、この手続はできません')
    expect(hidden(html, 'record')).toEqual([`${one.id}.1`, `${two.id}.1`])
    expect(await platform.built.services.registers.approvals.list(actOf(officer), ['pending'])).toHaveLength(
      before.length,
    )
  })

  test('a mistake that all have is told at its box, before the list', async () => {
    const outcome = await many({
      from,
      stage: 'check',
      record: pending()
        .slice(3, 6)
        .map(({ id }) => id),
      renewalDecidedOn: '2030-01-01',
      reason: '見本',
    })
    expect(outcome).toMatchObject({ kind: 'page', status: 422 })
    expect(htmlOf(outcome)).toContain('href="#field-renewalDecidedOn"')
  })

  test('all that was shown is sent, once, each as a matter of its own; the chief decides each', async () => {
    const chosen = pending()
      .slice(3, 13)
      .map(({ id }) => id)
    const input = { from, renewalDecidedOn: today, reason: '見本：基準に適合' }
    const shown = htmlOf(await many({ ...input, stage: 'check', record: chosen }))
    const [batch = ''] = hidden(shown, 'batch')
    const send = { ...input, stage: 'do', batch, record: hidden(shown, 'record') }
    expect(htmlOf(await many(send))).toContain('10件を決裁に回しました')
    // A second press, or the page loaded again.
    expect(await many(send)).toMatchObject({
      kind: 'redirect',
      to: `/proposals?batch=${batch}`,
      notice: { ja: expect.stringMatching(/済んでいます。10件を.*二重には送られていません。$/) },
    })
    // What was left out is told again as well.
    expect(await many({ ...send, left: [chosen[0] ?? ''] })).toMatchObject({
      notice: { ja: expect.stringContaining('1件は行っていません。') },
    })
    const { approvals } = platform.built.services.registers
    const sent = await approvals.batch(actOf(chief), batch)
    expect(new Set(sent.map(({ record }) => record))).toEqual(new Set(chosen))
    expect(sent.every(({ reason }) => reason === '見本：基準に適合')).toBe(true)

    // The officer sees them and may decide none; a hand-made request of theirs decides none.
    const marks = sent.map(({ id, changes }) => `${id}.${hashOfChanges(changes)}`)
    const forged = htmlOf(await many({ record: marks, comment: '' }, officer, '/decisions/approve'))
    expect(forged).toContain('10件は承認できませんでした')
    const looked = htmlOf(await many({ record: sent.map(({ id }) => id) }, chief, '/decisions'))
    expect(hidden(looked, 'record')).toEqual(marks)
    // Unseen: an id without what was shown of it.
    const [first, second, ...rest] = marks
    if (!first || !second) throw new Error('none sent')
    const unseen = htmlOf(await many({ record: [first.slice(0, 36)], comment: '' }, chief, '/decisions/approve'))
    expect(unseen).toContain('開いている間に、起案の内容が変わりました')
    const returned = htmlOf(await many({ record: [second], comment: '見本：理由' }, chief, '/decisions/return'))
    expect(returned).toContain('1件を差戻ししました')
    const decided = htmlOf(await many({ record: [first, ...rest], comment: '' }, chief, '/decisions/approve'))
    expect(decided).toContain('9件を承認しました')
    const after = await approvals.batch(actOf(chief), batch)
    expect(after.map(({ state }) => state).sort()).toEqual([...Array(9).fill('approved'), 'returned'])
    const histories = await Promise.all(
      after
        .filter(({ state }) => state === 'approved')
        .map(({ record }) =>
          platform.built.services.registers.history('waste_permit').revisions(actOf(chief), record ?? ''),
        ),
    )
    expect(histories.map(one => one.length)).toEqual(Array(9).fill(2))
    const entries = await platform.test.database.owner`
      select body->>'proposal' as proposal from (select content::jsonb->'body' as body from ledger.entry
        where event = 'record.changed' and register = 'waste_permit') e where body->>'proposal' is not null`
    expect(
      after.filter(({ state }) => state === 'approved').every(({ id }) => entries.some(one => one['proposal'] === id)),
    ).toBe(true)
  })

  test('nothing is sent when one of those shown can no longer be done', async () => {
    const chosen = pending().slice(20, 23)
    const input = { from, renewalDecidedOn: today, reason: '見本' }
    const shown = htmlOf(await many({ ...input, stage: 'check', record: chosen.map(({ id }) => id) }))
    const { services } = platform.built
    const [quick] = chosen
    if (!quick) throw new Error('none pending')
    await services.registers.service('waste_permit').change(actOf(officer), quick.id, 1, { note: '見本：先に変更' })
    const [batch = ''] = hidden(shown, 'batch')
    const outcome = await many({ ...input, stage: 'do', batch, record: hidden(shown, 'record') })
    expect(outcome).toMatchObject({ kind: 'page', status: 409 })
    expect(htmlOf(outcome)).toContain('何も送っていません')
    expect(await services.registers.approvals.batch(actOf(chief), batch)).toEqual([])
  })

  test('a reminder goes to each operator once a day', async () => {
    const { services } = platform.built
    const expiring = sample.waste_permit.filter(
      ({ values }) => values.authority === waste.authority && permitStateOn(factsOf(values), today) === 'valid',
    )
    const path = '/registers/waste_permit/several/remind'
    const record = expiring.slice(0, 12).map(({ id }) => id)
    const shown = htmlOf(await many({ from, stage: 'check', record }, officer, path))
    const able = hidden(shown, 'record')
    expect(able.length).toBeGreaterThan(0)
    const [batch = ''] = hidden(shown, 'batch')
    const before = (await services.messages.outbox(services.systemAct('見本'))).length
    expect(htmlOf(await many({ from, stage: 'do', batch, record: able }, officer, path))).toContain(
      `${able.length}件を行いました`,
    )
    expect(await services.messages.outbox(services.systemAct('見本'))).toHaveLength(before + able.length)
    const again = await many({ from, stage: 'do', batch, record: able }, officer, path)
    expect(again).toMatchObject({ status: 409 })
    expect(htmlOf(again)).toContain('同じお知らせがすでに送られています')
    expect(await services.messages.outbox(services.systemAct('見本'))).toHaveLength(before + able.length)
  })

  test('after one step the way leads to the next of the list', async () => {
    const { services } = platform.built
    const rows = await workList(services, actOf(officer), {
      authority: waste.authority,
      day: today,
      list: 'pending',
      days: 90,
      office: null,
      most: 500,
    })
    const free = rows.filter(({ proposal }) => proposal === null)
    expect(free.length).toBeLessThan(rows.length)
    const [first, second] = free
    if (!first || !second) throw new Error('none free')
    const outcome = await call(`/waste/permits/${first.id}/grant-renewal`, {
      method: 'POST',
      values: {
        renewalDecidedOn: today,
        excellent: '',
        expiresOn: '',
        reason: '見本',
        from,
      },
    })
    if (outcome.kind !== 'redirect') throw new Error(outcome.kind)
    const to = new URL(outcome.to, 'http://x')
    expect(to.searchParams.get('list')).toBe(from)
    expect(to.searchParams.get('next')).toBe(
      `/waste/permits/${second.id}/grant-renewal?from=${encodeURIComponent(from)}`,
    )
  })
})

describe('codes and ids are told in words', () => {
  const permit = () => own('valid')

  test('in a file of the public, beside them', async () => {
    const { registers } = platform.built.services
    const service = registers.service('waste_permit')
    const query = service.readQuery(
      new URLSearchParams({ q: String(permit().values.permitNumber) }),
      new Set(service.register.publicFields.map(({ id }) => id)),
    )
    if (!query.ok) throw new Error('query')
    const file = await exportPublished(registers, service.register, today, { format: 'csv', query: query.value })
    const [heading = [], row = []] = parseCsv(await new Response(file.stream()).text()).map(({ cells }) => cells)
    const cell = (name: string) => row[heading.indexOf(name)]
    const { operator, authority } = permit().values
    const holder = sample.waste_operator.find(({ id }) => id === operator)
    expect(cell('許可主体')).toBe(authority)
    expect(cell('許可主体（表示のみ）')).toBe('宮城県')
    expect(cell('処理業者')).toBe(operator)
    expect(cell('処理業者（表示のみ）')).toContain(String(holder?.values.name))
  })

  test('in the API, where they are asked for', async () => {
    const at = (query: string) => call(`/api/v1/waste_permit/${permit().id}?${query}`)
    const plain = await at('')
    expect(plain).toMatchObject({ kind: 'json' })
    expect(plain).not.toHaveProperty('value.labels')
    expect(await at('labels=ja')).toMatchObject({ value: { authority: '004', labels: { authority: '宮城県' } } })
    expect(await at('labels=en')).toMatchObject({ value: { labels: { authority: 'Miyagi' } } })
    const list = await call('/api/v1/waste_permit?labels=ja&limit=2')
    expect(list).toMatchObject({ value: { records: [{ labels: { kind: expect.any(String) } }, {}] } })
  })
})

describe('the first page', () => {
  const home = async (who: Actor) => {
    const routes = platform.built.routes.filter(({ zone }) => zone === 'staff')
    return htmlOf(await callRoute(routes, (one, reason) => actOf(one, reason), '/', { who }))
  }
  const numberOf = (html: string, title: string): number =>
    Number(
      new RegExp(
        `<span class="figure">([\\d,]+)</span>(?:<span class="figure-unit">件</span>)?<span class="work-title">${title}`,
      )
        .exec(html)?.[1]
        ?.replaceAll(',', '') ?? Number.NaN,
    )

  test('tells an officer what comes due, what was returned to them, and leads to it', async () => {
    const html = await home(officer)
    const due = await workList(platform.built.services, actOf(officer), {
      authority: waste.authority,
      day: today,
      list: 'expiring',
      days: 30,
      office: null,
      most: 500,
    })
    expect(numberOf(html, '30日以内に期限が来る許可')).toBe(due.length)
    expect(html).toContain('href="/waste/work/expiring?days=30"')
    expect(numberOf(html, '差し戻された起案')).toBe(1)
    expect(html).not.toContain('>決裁を待つ起案<')
  })

  test('tells the chief what waits for their decision', async () => {
    const { approvals } = platform.built.services.registers
    const act = actOf(chief)
    const mine = (await approvals.list(act, ['pending'])).filter(one => approvals.mayDecide(act, one))
    const html = await home(chief)
    expect(mine.length).toBeGreaterThan(0)
    expect(numberOf(html, '決裁を待つ起案')).toBe(mine.length)
  })

  test('a health office is told of its own permits', async () => {
    const sennan: Actor = {
      ...officer,
      permissions: new Set(wasteHealthOffice.permissions),
      own: new Map(
        (wasteHealthOffice.ownPermissions ?? []).map(one => [
          one,
          new Set([organisationId(officeKey('health-sennan'))]),
        ]),
      ),
    }
    const html = await home(sennan)
    expect(html).toContain('href="/waste/work/pending?office=health-sennan"')
    expect(numberOf(html, '更新審査中')).toBeLessThan(numberOf(await home(officer), '更新審査中'))
  })

  test('tells an auditor of what was given out, and who runs the platform of messages that wait', async () => {
    const { services } = platform.built
    await services.messages.write(services.systemAct('見本'), {
      tenant: officer.organisation,
      recipient: 'mihon@example.jp',
      subject: '見本',
      body: '見本',
    })
    const { register } = services.registers.service('waste_recognition')
    const file = await exportRecords(services.registers, register, actOf(officer), {
      format: 'jsonl',
      query: { search: '', filters: [], sort: { field: null, descending: false } },
    })
    await file.discard()
    const looks = await home({ ...officer, permissions: new Set(['ledger.read']) })
    expect(looks).toContain('href="/ledger?event=records.exported&amp;from=2026-11-16"')
    const runs = await home({ ...officer, permissions: new Set(['messages.read']) })
    expect(numberOf(runs, '送信待ち・保留のメッセージ')).toBeGreaterThan(0)
    // Nobody is told of what they may not see.
    expect(runs).not.toContain('期限が来る許可')
  })
})
