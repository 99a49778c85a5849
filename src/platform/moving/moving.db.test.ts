import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { NotFoundError } from '../../base/problem.ts'
import { newId } from '../../base/uuid.ts'
import { verifyRecords } from '../ledger/verify-records.ts'
import { recordReader } from '../registers/verify.ts'
import { clubFile, type MovingClub, members, movingClub } from './fixture.ts'
import { mappingDifference } from './mapping/difference.ts'
import type { Finding, FindingKind, MoveReport } from './run/report.ts'
import { compare, differencesOf, findComparison, signComparison } from './service/comparing.ts'
import { approvePlan, proposePlan, runDue, runPlan, withdrawPlan } from './service/cut-over.ts'
import { lookAtRows } from './service/look.ts'
import { changeRows, changeRule, createMove, mappingsFor, saveCharacters, shareMapping } from './service/moves.ts'
import { rehearse, reportDifference } from './service/rehearse.ts'
import { openMove } from './service/tools.ts'
import { asOwn, duePlans, plansOf, stepsOf } from './store.ts'

let at: MovingClub
beforeAll(async () => {
  at = await movingClub()
})
afterAll(() => at?.drop())
beforeEach(async () => {
  const { owner } = at.club.db.database
  await owner`truncate register.club_member, history.club_member, register.club_booking, history.club_booking,
    musubi.move_step, musubi.move_plan, musubi.move_comparison, musubi.move_rehearsal, musubi.move_file, musubi.move, musubi.move_mapping`
})

const count = async (table: string): Promise<number> => {
  const { owner } = at.club.db.database
  const [row] = await owner`select count(*)::int as n from ${owner(table)}`
  return Number(row?.['n'])
}
const events = async (name: string): Promise<number> => {
  const [row] = await at.club.db.database.owner`select count(*)::int as n from ledger.entry where event = ${name}`
  return Number(row?.['n'])
}
const of = (report: MoveReport, kind: FindingKind): readonly Finding[] =>
  report.findings.filter(one => one.kind === kind)
const cp932 = (text: string): Buffer => iconv.encode(text, 'cp932')
const heading = '会員番号,氏,名,級,入会日,会費,既往症\r\n'
const report = async (member: string | Buffer) =>
  (
    await rehearse(
      at.tools,
      at.officerAct,
      await at.prepare(newId(), { member: typeof member === 'string' ? cp932(heading + member) : member }),
    )
  ).report

const plan = async (move: string, leaveOut = false): Promise<string> => {
  const { id } = await rehearse(at.tools, at.officerAct, move)
  const made = await proposePlan(at.tools, at.officerAct, move, {
    rehearsal: id,
    day: '2026-11-22',
    leaveOut,
    reason: '切替',
  })
  await approvePlan(at.tools, at.chiefAct, move, made)
  return made
}
const planRow = async (move: string) =>
  (await asOwn(at.club.db.database, at.officerAct, tx => plansOf(tx, at.club.organisation, move)))[0]
const cutOver = async (move: string, leaveOut = false) => {
  await plan(move, leaveOut)
  await runDue(at.tools, at.systemAct, (_, error) => {
    throw error
  })
  return planRow(move)
}

// First: the other tests empty tables behind the ledger's back.
test('a cut-over takes everything over, in the ledger, once', async () => {
  const move = await at.prepare('本番')
  // Whose files they are: sealed with the organisation's key, and gone with it.
  const own = vi.spyOn(at.tools.files, 'get')
  onTestFinished(() => own.mockRestore())
  expect(await cutOver(move)).toMatchObject({ state: 'done', approved_by_name: '見本 課長' })
  expect(own.mock.calls.length).toBeGreaterThan(0)
  expect(own.mock.calls.every(([, tenant]) => tenant === at.club.organisation)).toBe(true)
  const { owner } = at.club.db.database
  expect(
    await owner`select number, name, nickname, level, joined_on::text, fee from register.club_member order by number`,
  ).toMatchObject([
    { number: 'A0000001', name: '見本　一郎', level: '1', joined_on: '2014-04-01' },
    { number: 'A0000002', name: '髙﨑　二郎', nickname: '高崎', joined_on: '2019-05-01' },
    { number: 'A0000003', level: '3', joined_on: null },
  ])
  expect(
    await owner`select m.number from register.club_booking b join register.club_member m on m.id = b.member order by 1`,
  ).toHaveLength(2)
  const [history] = await owner`select actor_name, reason from history.club_member limit 1`
  expect(history).toMatchObject({ actor_name: '見本 課長', reason: '切替（移行 本番）' })
  const checked = await verifyRecords(owner, [recordReader(at.tools.registers.service('club_member').register)])
  expect(checked.count).toBe(0)
})

describe('a rehearsal', () => {
  test('says what would be and writes nothing', async () => {
    const move = await at.prepare('初回')
    const { report: found } = await rehearse(at.tools, at.officerAct, move)
    expect(found.targets).toMatchObject([
      { register: 'club_member', rows: 3, created: 3, refused: 0 },
      { register: 'club_booking', rows: 2, created: 2, refused: 0 },
    ])
    expect(found.files[0]).toMatchObject({ file: 'member', rows: 3 })
    expect(found.files[0]?.items.find(item => item.id === 'given')).toEqual({ id: 'given', filled: 3, empty: 0 })
    expect([await count('register.club_member'), await count('history.club_booking')]).toEqual([0, 0])
    expect(await events('move.rehearsed')).toBeGreaterThan(0)
  })

  test.each<[FindingKind, string, Partial<Finding>]>([
    ['code', 'A1,見本,一,77,4260401,1,\r\n', { item: 'level', value: '77', count: 1, rows: [2] }],
    ['date', 'A1,見本,一,01,4260230,1,\r\n', { item: 'joined' }],
    ['date', 'A1,見本,一,01,4310501,1,\r\n', { item: 'joined' }],
    ['duplicate', 'A1,見本,一,01,4260401,1,\r\nA1,見本,二,01,4260401,1,\r\n', { item: 'number', rows: [3] }],
    ['required', 'A1,,一,01,4260401,1,\r\n', { item: 'family' }],
    ['form', 'A1,見本,一,01,4260401,千円,\r\n', { item: 'fee' }],
    ['width', 'A1,見本,一,01\r\n', {}],
  ])('refuses a row with a wrong %s', async (kind, rows, expected) => {
    const found = await report(rows)
    expect(of(found, kind)[0]).toMatchObject(expected)
    expect(found.targets[0]?.refused).toBe(1)
  })

  test('tells lost zeros, codes out of use, long values and characters outside the set, and takes the row', async () => {
    const found = await report(
      'A1,髙﨑,一,9,4260401,1,\r\nA2,見本見本見本見本見本見本見本見本見本見本見本,一,01,4260401,1,\r\n',
    )
    expect(of(found, 'zeros')[0]).toMatchObject({ item: 'level', value: '9 → 09' })
    expect(of(found, 'codePeriod')[0]).toMatchObject({ value: '09' })
    expect(of(found, 'length')[0]).toMatchObject({ item: 'family', rows: [3] })
    expect(of(found, 'outside')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ value: 'U+9AD9', suggestions: ['高'] }),
        expect.objectContaining({ value: 'U+FA11', suggestions: ['崎'] }),
      ]),
    )
    expect(found.targets[0]).toMatchObject({ created: 2, refused: 0 })
  })

  test('finds bookings of nobody, and the children of refused rows', async () => {
    const found = await report('A0000001,,一,01,4260401,1,\r\n')
    expect(of(found, 'orphan')[0]).toMatchObject({ file: 'booking', rows: [2], count: 1 })
    expect(of(found, 'reference')[0]).toMatchObject({ file: 'booking', rows: [1], count: 1 })
    expect(found.targets[1]).toMatchObject({ rows: 2, refused: 2 })
  })

  test('never lets anything take the place of a private character by itself', async () => {
    const rows = Buffer.concat([cp932(`${heading}A1,`), Buffer.from([0xf0, 0x40]), cp932(',一,01,4260401,1,\r\n')])
    const move = await at.prepare('外字', { member: rows })
    const first = await rehearse(at.tools, at.officerAct, move)
    expect(of(first.report, 'gaiji')[0]).toMatchObject({ value: 'U+E000', count: 1, rows: [2] })
    expect(first.report.targets[0]?.refused).toBe(1)
    await saveCharacters(at.tools, at.officerAct, move, '種別,元の文字,置き換える文字\n外字,U+E000,髙\n縮退,髙,高\n')
    const second = await rehearse(at.tools, at.officerAct, move)
    expect(of(second.report, 'replaced')[0]).toMatchObject({ value: 'U+E000', suggestions: ['髙'] })
    expect(second.report.targets[0]?.refused).toBe(0)
    expect(reportDifference(first.report, second.report)).toEqual(
      expect.arrayContaining([
        { finding: expect.objectContaining({ kind: 'gaiji' }), before: 1, after: 0 },
        { finding: expect.objectContaining({ kind: 'replaced' }), before: 0, after: 1 },
      ]),
    )
    await cutOver(move, true)
    const [row] = await at.club.db.database.owner`select name, nickname from register.club_member`
    expect(row).toMatchObject({ name: '髙　一', nickname: '高' })
  })

  test('keeps no personal value', async () => {
    const found = await report('A1,極秘氏名,,01,4260230,1,極秘病名\r\n')
    expect(JSON.stringify(found)).not.toContain('極秘')
  })

  test('is for those who may import', async () => {
    const move = await at.prepare('権限')
    const poor = { ...at.officerAct, actor: { ...at.officer, permissions: new Set(['moving.manage']) } }
    await expect(rehearse(at.tools, poor, move)).rejects.toThrow('not permitted')
    await expect(lookAtRows(at.tools, poor, move, 'member', [2])).rejects.toThrow('moving.look')
  })
})

describe('a cut-over', () => {
  test('needs a second person, the day, and nothing refused that was not said', async () => {
    const move = await at.prepare('二人')
    const { id } = await rehearse(at.tools, at.officerAct, move)
    const propose = (more: object) =>
      proposePlan(at.tools, at.officerAct, move, {
        rehearsal: id,
        day: '2026-11-23',
        leaveOut: false,
        reason: '切替',
        ...more,
      })
    await expect(propose({ day: '2026-11-21' })).rejects.toThrow('today or later')
    await expect(propose({ reason: ' ' })).rejects.toThrow('reason')
    const made = await propose({})
    const self = {
      ...at.officerAct,
      actor: { ...at.officer, permissions: new Set([...at.officer.permissions, 'moving.approve']) },
    }
    await expect(approvePlan(at.tools, self, move, made)).rejects.toThrow('Another person')
    // A plan is reached by the address of its own move only.
    const other = await at.prepare('別の移行')
    await expect(approvePlan(at.tools, at.chiefAct, other, made)).rejects.toBeInstanceOf(NotFoundError)
    await expect(withdrawPlan(at.tools, at.officerAct, other, made)).rejects.toBeInstanceOf(NotFoundError)
    await approvePlan(at.tools, at.chiefAct, move, made)
    await runDue(at.tools, at.systemAct, () => undefined)
    expect(await count('register.club_member')).toBe(0)
  })

  test('refuses refused rows unless the plan leaves them out', async () => {
    const move = await at.prepare('除外', { member: [...members, ['A9', '', '', '01', '4260401', '1', '']] })
    const { id } = await rehearse(at.tools, at.officerAct, move)
    const input = { rehearsal: id, day: '2026-11-22', leaveOut: false, reason: '切替' }
    await expect(proposePlan(at.tools, at.officerAct, move, input)).rejects.toThrow('1 rows are refused')
    expect(await cutOver(move, true)).toMatchObject({ state: 'done' })
    expect(await count('register.club_member')).toBe(3)
  })

  test('refuses another file than the rehearsed one, when planned and when it runs', async () => {
    const move = await at.prepare('差替え')
    const { id } = await rehearse(at.tools, at.officerAct, move)
    await at.put(move, 'member', members.slice(0, 2))
    await expect(
      proposePlan(at.tools, at.officerAct, move, { rehearsal: id, day: '2026-11-22', leaveOut: false, reason: '切替' }),
    ).rejects.toThrow('Rehearse again')
    await plan(move)
    await at.put(move, 'member', members)
    await runDue(at.tools, at.systemAct, () => undefined)
    expect(await planRow(move)).toMatchObject({ state: 'stopped' })
    expect(await count('register.club_member')).toBe(0)
  })

  test('stops where the register would refuse more than the rehearsal said', async () => {
    const move = await at.prepare('変化')
    await plan(move)
    const { owner } = at.club.db.database
    await owner`update musubi.move_rehearsal set report = jsonb_set(report, '{targets,1,refused}', '1')`
    await runDue(at.tools, at.systemAct, () => undefined)
    expect(await planRow(move)).toMatchObject({ state: 'stopped' })
    // The first group was done and stays; the second is not there in part.
    expect([await count('register.club_member'), await count('register.club_booking')]).toEqual([3, 0])
  })

  test('goes on where it was, and two at once do nothing twice', async () => {
    const move = await at.prepare('再開')
    await plan(move)
    const [due] = await duePlans(at.club.db.database, at.systemAct, '2026-11-22')
    if (!due) throw new Error('no plan')
    await Promise.all([runPlan(at.tools, at.systemAct, due), runPlan(at.tools, at.systemAct, due)])
    expect(await planRow(move)).toMatchObject({ state: 'done' })
    const steps = await asOwn(at.club.db.database, at.officerAct, tx => stepsOf(tx, due.tenant, due.id))
    expect(steps.map(step => step.name).sort()).toEqual(['bookings', 'members'])
    expect(await count('history.club_member')).toBe(3)
  })
})

describe('a comparison', () => {
  test('agrees after the cut-over, and finds a changed, a missing and an added record', async () => {
    const move = await at.prepare('突合')
    await cutOver(move)
    const first = await findComparison(at.tools, at.officerAct, move, await compare(at.tools, at.officerAct, move))
    expect(first.report.targets[0]).toMatchObject({ old: 3, new: 3, same: 3, differing: 0, missing: 0, extra: 0 })
    expect(first.report.targets[0]?.fields.find(one => one.field === 'fee')).toEqual({
      field: 'fee',
      old: 3,
      new: 3,
      oldTotal: '9200',
      newTotal: '9200',
    })
    const { owner } = at.club.db.database
    await owner`update register.club_member set fee = 5001 where number = 'A0000001'`
    await owner`update register.club_member set number = 'B0000009' where number = 'A0000003'`
    const second = await findComparison(at.tools, at.officerAct, move, await compare(at.tools, at.officerAct, move))
    expect(second.report.targets[0]).toMatchObject({ same: 1, differing: 1, missing: 1, extra: 1 })
    expect(second.report.targets[0]?.fields.find(one => one.field === 'fee')).toMatchObject({
      oldTotal: '9200',
      newTotal: '9201',
    })
    const { rows } = await differencesOf(at.tools, at.officerAct, second, { from: 0, count: 50 })
    expect(rows.find(row => row.kind === 'differing')).toMatchObject({
      row: 2,
      fields: [{ field: 'fee', old: '5000', new: '5001' }],
    })
    expect(await events('move-comparison.read')).toBeGreaterThan(0)
    expect(Buffer.from(second.differences).toString('latin1')).not.toContain('5001')
    await signComparison(at.tools, at.officerAct, second, '会費の変更は届出による')
    await expect(signComparison(at.tools, at.officerAct, second, '')).rejects.toThrow('before')
  })
})

describe('a mapping', () => {
  test('is taken over by the next municipality, and tells what differs', async () => {
    const first = await at.prepare('甲市')
    await shareMapping(at.tools, at.officerAct, first, true)
    const organisation = newId()
    await at.club.db.database.owner`insert into musubi.organisation (tenant, id, kind, name_ja, name_en)
      values (${organisation}, ${organisation}, 'municipality', '乙市（見本）', 'Second Sample')`
    const other = { ...at.officerAct, actor: { ...at.officer, organisation, tenants: [organisation] } }
    const [shared] = await mappingsFor(at.tools, other, 'club')
    if (!shared) throw new Error('nothing shared')
    const second = await createMove(at.tools, other, { name: '乙市', layout: 'club', mapping: shared.id, sample: true })
    await changeRule(at.tools, other, second, { target: 'member', column: 'nickname' }, { items: ['given'] })
    const { mapping } = await openMove(at.tools, other, second)
    expect(mapping.copied_from).toBe(shared.id)
    expect(mappingDifference(mapping.copied ?? mapping.content, mapping.content)).toEqual([
      {
        target: 'member',
        column: 'nickname',
        before: { items: ['family'], characters: 'shrunk' },
        after: { items: ['given'] },
      },
    ])
    // The first one's stays as it is, and the second cannot write it.
    const changed = await at.club.db.database.app
      .begin(async tx => {
        await tx`select set_config('musubi.tenants', ${organisation}, true)`
        return tx`update musubi.move_mapping set name = name, content = '{}' where id = ${shared.id} returning id`
      })
      .catch(() => [])
    expect(changed).toHaveLength(0)
  })

  test('is told which rows count and which files lend items; what a rule needs is not taken away', async () => {
    const move = await at.prepare('つなぐ')
    const set = (rows: Parameters<typeof changeRows>[4]) => changeRows(at.tools, at.officerAct, move, 'booking', rows)
    const joins = [{ file: 'member', on: { number: 'number' } }]
    await expect(set({ joins: [{ file: 'member', on: { number: 'family' } }] })).rejects.toThrow('does not fit')
    await expect(set({ only: { item: 'nothing', oneOf: ['1'] } })).rejects.toThrow('no such item')
    await set({ joins, only: { item: 'number', oneOf: ['A0000001'] } })
    await changeRule(
      at.tools,
      at.officerAct,
      move,
      { target: 'booking', column: 'court' },
      { items: ['member.family'] },
    )
    await expect(set({})).rejects.toThrow('no such item')
    const { report: found } = await rehearse(at.tools, at.officerAct, move)
    expect(found.targets[1]).toMatchObject({ rows: 1, created: 1, refused: 0 })
  })

  test('without a required field is refused', async () => {
    const move = await at.prepare('必須')
    await expect(changeRule(at.tools, at.officerAct, move, { target: 'member', column: 'name' }, null)).rejects.toThrow(
      'required',
    )
    await expect(
      changeRule(at.tools, at.officerAct, move, { target: 'member', column: 'name' }, { items: ['nothing'] }),
    ).rejects.toThrow('no such item')
  })
})

test('a look at rows is in the ledger', async () => {
  const move = await at.prepare('閲覧')
  const before = await events('move-file.read')
  const { rows } = await lookAtRows(at.tools, at.officerAct, move, 'member', [3])
  expect(rows).toMatchObject([{ row: 3, cells: ['A0000002', '髙﨑', '二郎', '02', '5010501', '3000', ''] }])
  expect(await events('move-file.read')).toBe(before + 1)
  const poor = {
    ...at.officerAct,
    actor: {
      ...at.officer,
      permissions: new Set([...at.officer.permissions].filter(one => !one.endsWith('.readSpecial'))),
    },
  }
  const masked = await lookAtRows(at.tools, poor, move, 'member', [2])
  expect(masked.rows[0]?.cells.at(-1)).toBe('＊')
})

test('a file in another encoding or without a heading is told', async () => {
  const move = await at.prepare('文字コード', {
    member: Buffer.from(`${heading.replace('会費', '料金')}A1,見本,一,01,4260401,1,\r\n`),
  })
  const { report: found } = await rehearse(at.tools, at.officerAct, move)
  expect(of(found, 'notice')[0]?.message.ja).toContain('utf-8')
  expect(of(found, 'file')[0]).toMatchObject({ value: '会費' })
  expect(clubFile('booking', [['第1コート', '20260401', 'A1']])).toHaveLength(28)
})
