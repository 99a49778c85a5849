import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import writeExcel from 'write-excel-file/node'
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts'
import { fixedClock } from '../../../base/clock.ts'
import type { Act } from '../actor.ts'
import { type AccessFixture, accessFixture, headersOf, roles, settings } from '../fixture.ts'
import { organisationId } from '../keys.ts'
import { personId, samplePassword } from '../sample.ts'
import { makeSessions } from '../session.ts'
import { readTransfers } from './read.ts'
import { draftTransfers, enterTransfers, listTransfers, previewTransfers } from './service.ts'

let test: TestDatabase
let fixture: AccessFixture
let act: Act
const clock = fixedClock('2026-03-25T01:00:00Z')

beforeAll(async () => {
  test = await freshDatabase()
  fixture = await accessFixture(test.database, { clock })
  const { signIn, sessions } = fixture.access
  const result = await signIn.withPassword({ email: 'kanri@example.jp', password: samplePassword }, headersOf([]))
  if (result.kind !== 'signed-in') throw new Error(result.kind)
  act = { actor: await sessions.resolveActor(headersOf(result.cookies)), clock, language: 'ja' }
})
afterAll(() => test.drop())
beforeEach(() => {
  fixture.entries.length = 0
})

const head = '職員番号,氏名,旧所属,新所属,役割,発令日'
const csv = (...lines: string[]) => new TextEncoder().encode([head, ...lines].join('\r\n'))
const draft = (bytes: Uint8Array, name = '異動.csv') => draftTransfers(test.database.app, act, { name, bytes })
const preview = (id: string) => previewTransfers(test.database.app, roles, act, id)
const enter = (id: string, mark: string) =>
  enterTransfers(test.database.app, fixture.access.enter, roles, act, { id, mark })
const on = async (email: string, day: string) => {
  const result = await fixture.access.signIn.withPassword({ email, password: samplePassword }, headersOf([]))
  if (result.kind !== 'signed-in') throw new Error(result.kind)
  const at = fixedClock(`${day}T00:00:00+09:00`)
  return await makeSessions(test.database, roles, settings, at).resolveActor(headersOf(result.cookies))
}
const state = async () =>
  JSON.stringify([
    await test.database.owner`select * from musubi.posting order by id`,
    await test.database.owner`select * from musubi.grant order by id`,
  ])

describe('a file of transfers', () => {
  it('changes nothing before it is confirmed, then everything from its day on', async () => {
    const before = await state()
    const id = await draft(
      csv(
        '900001,見本 太郎,循環型社会推進課,保健課,許可閲覧,令和8年4月1日',
        '900002,見本　花子,循環型社会推進課,循環型社会推進課,許可決裁、許可担当,2026-04-01',
      ),
    )
    const shown = await preview(id)
    expect(shown.plan.problems).toEqual([])
    expect(shown.plan.changes).toHaveLength(2)
    expect(await state()).toBe(before)

    expect(await enter(id, shown.mark)).toBe(2)
    const march = await on('tanto@example.jp', '2026-03-31')
    expect([...march.permissions].sort()).toEqual(['permit.change', 'permit.read'])
    const april = await on('tanto@example.jp', '2026-04-01')
    expect([...april.permissions]).toEqual(['permit.read'])
    expect([...(await on('kacho@example.jp', '2026-04-01')).permissions].sort()).toEqual([
      'permit.approve',
      'permit.change',
      'permit.read',
    ])
    const postings = await test.database.owner`
      select organisation, valid_from, valid_to from musubi.posting where person = ${personId('officer')} order by valid_from`
    expect([...postings]).toEqual([
      { organisation: organisationId('waste'), valid_from: '2014-04-01', valid_to: '2026-03-31' },
      { organisation: organisationId('health'), valid_from: '2026-04-01', valid_to: null },
    ])
    const counts = Map.groupBy(fixture.entries, entry => entry.event.id)
    expect(counts.get('grant.ended')).toHaveLength(3)
    expect(counts.get('grant.given')).toHaveLength(3)
    expect(counts.get('transfers.entered')).toHaveLength(1)
    await expect(enter(id, shown.mark)).rejects.toThrow(/already/)
    await expect(
      draft(
        csv(
          '900001,見本 太郎,循環型社会推進課,保健課,許可閲覧,令和8年4月1日',
          '900002,見本　花子,循環型社会推進課,循環型社会推進課,許可決裁、許可担当,2026-04-01',
        ),
      ),
    ).rejects.toThrow(/already/)
    expect((await listTransfers(test.database.app, act))[0]).toMatchObject({ state: 'entered', people: 2 })
  })

  it('that corrects another one from the same day takes its place', async () => {
    const id = await draft(csv('900001,見本 太郎,循環型社会推進課,保健課,許可担当,2026-04-01'))
    const shown = await preview(id)
    await enter(id, shown.mark)
    expect([...(await on('tanto@example.jp', '2026-04-01')).permissions].sort()).toEqual([
      'permit.change',
      'permit.read',
    ])
    const open = await test.database.owner`
      select role from musubi.grant where person = ${personId('officer')} and not withdrawn and valid_to is null`
    expect([...open]).toEqual([{ role: 'permit_officer' }])
  })

  it('tells every mistake with row and column, and enters nothing of the rest', async () => {
    const before = await state()
    const id = await draft(
      csv(
        '900001,見本 太郎,保健課,循環型社会推進課,許可担当,2026-05-01',
        '999999,見本 誰か,保健課,保健課,許可担当,2026-05-01',
        '900002,別人 花子,循環型社会推進課,保健課,許可決裁,2026-05-01',
        '900003,見本 一郎,見本県,ない課,ない役割,2026-05-99',
        '900004,見本 良子,保健課,退職,許可担当,2025-01-01',
      ),
    )
    const { plan, mark } = await preview(id)
    expect(plan.problems.map(problem => [problem.row, problem.column])).toEqual([
      [3, '職員番号'],
      [4, '氏名'],
      [5, '発令日'],
      [5, '新所属'],
      [5, '役割'],
      [6, '発令日'],
      [6, '旧所属'],
      [6, '役割'],
    ])
    // A mistake says what would be right.
    expect(plan.problems.find(({ row, column }) => row === 5 && column === '役割')?.message.ja).toMatch(
      /^「ない役割」という役割はありません。使える役割：.*許可担当/,
    )
    await expect(enter(id, mark)).rejects.toThrow()
    expect(await state()).toBe(before)
  })

  it('may name a section without its division, where only one is called so', async () => {
    const section = (id: string, name: string) =>
      test.database.owner`
        insert into musubi.organisation (tenant, id, kind, parent, name_ja, name_en)
        values (${organisationId('ken')}, ${organisationId(id)}, 'department', ${organisationId('ken')}, ${name}, ${id})`
    await section('pharmacy', '保健福祉部 薬務課')
    const to = async (name: string) =>
      (await preview(await draft(csv(`900002,見本 花子,循環型社会推進課,${name},許可閲覧,2026-06-02`)))).plan
    expect((await to('薬務課')).changes[0]?.postings[0]?.organisation).toBe(organisationId('pharmacy'))
    await section('pharmacy-2', '病院局 薬務課')
    const { problems } = await to('薬務課 ')
    expect(problems[0]?.message.ja).toContain('「保健福祉部 薬務課」')
    expect(problems[0]?.message.ja).toContain('「病院局 薬務課」')
    expect((await to('病院局　薬務課')).changes[0]?.postings[0]?.organisation).toBe(organisationId('pharmacy-2'))
  })

  it('is not entered when anything changed after it was shown', async () => {
    const id = await draft(csv('900002,見本 花子,循環型社会推進課,保健課,許可閲覧,2026-06-01'))
    const { mark } = await preview(id)
    await test.database.owner`
      insert into musubi.grant (tenant, id, person, organisation, role, valid_from)
      values (${organisationId('ken')}, gen_random_uuid(), ${personId('chief')}, ${organisationId('ken')}, 'auditor', '2026-03-01')`
    const before = await state()
    await expect(enter(id, mark)).rejects.toThrow(/changed/)
    expect(await state()).toBe(before)
  })

  it('leaves all as it was when the ledger fails in the middle', async () => {
    const id = await draft(csv('900002,見本 花子,循環型社会推進課,保健課,許可閲覧,2026-06-01'))
    const { mark } = await preview(id)
    const before = await state()
    let entries = 0
    const failing = async () => {
      entries += 1
      if (entries > 1) throw new Error('ledger is down')
    }
    await expect(enterTransfers(test.database.app, failing, roles, act, { id, mark })).rejects.toThrow('ledger is down')
    expect(await state()).toBe(before)
    expect((await preview(id)).transfer.state).toBe('draft')
  })

  it('lets someone who leaves in until the last day, and not after', async () => {
    const id = await draft(csv('900003,見本 一郎,見本県,退職,,2026-04-01'))
    const { mark, plan } = await preview(id)
    expect(plan.problems).toEqual([])
    await enter(id, mark)
    const { access } = fixture
    const result = await access.signIn.withPassword(
      { email: 'kansa@example.jp', password: samplePassword },
      headersOf([]),
    )
    if (result.kind !== 'signed-in') throw new Error(result.kind)
    const at = (day: string) => makeSessions(test.database, roles, settings, fixedClock(`${day}T03:00:00Z`))
    expect((await at('2026-03-31').resolveActor(headersOf(result.cookies))).kind).toBe('person')
    expect((await at('2026-04-01').resolveActor(headersOf(result.cookies))).kind).toBe('visitor')
    const april = await accessFixture(test.database, { clock: fixedClock('2026-04-01T03:00:00Z') })
    expect(
      await april.access.signIn.withPassword({ email: 'kansa@example.jp', password: samplePassword }, headersOf([])),
    ).toMatchObject({ kind: 'refused' })
  })

  it('is refused for everyone but administrators, and of another body is not found', async () => {
    const officer: Act = { ...act, actor: { ...act.actor, permissions: new Set(['permit.read']) } }
    await expect(draftTransfers(test.database.app, officer, { name: 'x.csv', bytes: csv('') })).rejects.toThrow(
      /not permitted/,
    )
    const id = await draft(csv('900002,見本 花子,循環型社会推進課,保健課,許可閲覧,2026-06-02'))
    const other: Act = {
      ...act,
      actor: { ...act.actor, organisation: organisationId('shi'), tenants: [organisationId('shi')] },
    }
    await expect(previewTransfers(test.database.app, roles, other, id)).rejects.toThrow('transfer')
  })
})

describe('the file itself', () => {
  const line = ['900001', '見本 太郎', '循環型社会推進課', '保健課', '許可閲覧', '2026-04-01']

  it('may be UTF-8 with a byte order mark, or CP932 with its own letters', async () => {
    const text = `${head}\r\n900001,髙橋 﨑太郎,旧①課,新課,役割,2026-04-01\r\n`
    const cp932 = iconv.encode(text, 'cp932')
    const utf8 = new TextEncoder().encode(`\uFEFF${text}`)
    const [fromCp932, fromUtf8] = [await readTransfers(cp932), await readTransfers(utf8)]
    expect(fromCp932).toEqual(fromUtf8)
    expect(fromUtf8.ok && fromUtf8.value[0]).toMatchObject({ row: 2, name: '髙橋 﨑太郎', day: '2026-04-01' })
  })

  it('may be Excel with numbers and days as such', async () => {
    const rows = [
      head.split(',').map(value => ({ value })),
      [
        { value: 900001, type: Number },
        ...line.slice(1, 5).map(value => ({ value })),
        { value: new Date(Date.UTC(2026, 3, 1)), type: Date, format: 'yyyy/mm/dd' },
      ],
    ]
    const bytes = await writeExcel(rows).toBuffer()
    const read = await readTransfers(bytes)
    expect(read.ok && read.value[0]).toMatchObject({ staffNumber: '900001', to: '保健課', day: '2026-04-01' })
  })

  it('is named when it is no such file, or lacks a column', async () => {
    expect(await readTransfers(new TextEncoder().encode('PK\u0003\u0004 broken'))).toMatchObject({ ok: false })
    const missing = await readTransfers(new TextEncoder().encode('職員番号,氏名\n1,a'))
    expect(!missing.ok && missing.problems.map(problem => problem.column)).toEqual([
      '旧所属',
      '新所属',
      '役割',
      '発令日',
    ])
    expect(await readTransfers(new TextEncoder().encode(`${head}\n`))).toMatchObject({ ok: false })
  })
})
