import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everything, type TennisClub, tennisClub, testSecrets } from '../../../../test/tennis-club.ts'
import { ConflictError, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import { folderObjects } from '../../files/folder.ts'
import { fileStore, sha256Of } from '../../files/store.ts'
import type { RecordValues } from '../field.ts'
import { departmentsOf, enterLetterhead, letterheadOn, letterheadsOf } from './letterhead.ts'
import { makePdf } from './pdf.ts'
import { DocumentService } from './service.ts'

let club: TennisClub
let documents: DocumentService
const folder = mkdtempSync(join(tmpdir(), 'musubi-documents-'))
const files = fileStore(folderObjects(folder), testSecrets())
beforeAll(async () => {
  club = await tennisClub()
  documents = new DocumentService(club.registers, files)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await club?.drop()
})

const member = () => club.registers.service('club_member')
const act = (...may: string[]) => club.act(club.officer(may.length ? may : everything))
let made = 0
const create = async (more: Partial<RecordValues> = {}, sample = false): Promise<string> => {
  made += 1
  const values = Object.fromEntries(member().register.fields.map(field => [field.id, null]))
  const change = await member().create(
    act(),
    { ...values, number: `D${made}`, name: '髙橋 﨑子', joinedOn: '2026-04-01', ...more } as RecordValues,
    { sample },
  )
  return change.id
}
const last = async () => {
  const rows = await club.db.database.owner`select last from musubi.document_number`
  return Number(rows[0]?.['last'] ?? 0)
}
const issue = (id: string, who = act()) => documents.issue(who, member().register, id, 'membership')

describe('documents', () => {
  test('a certificate has a number, a file, a row and a ledger entry', async () => {
    const id = await create()
    const issued = await issue(id)
    expect(issued).toMatchObject({ number: '庭球第1号', version: 1 })
    const { bytes } = await documents.file(act(), member().register, id, 'membership', issued.id)
    expect(sha256Of(bytes)).toBe(issued.sha256)
    expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-')
    const [entry] = await club.db.database.owner`select content from ledger.entry where event = 'document.issued'`
    expect(JSON.parse(String(entry?.['content']))).toMatchObject({
      record: id,
      body: { number: '庭球第1号', file: issued.sha256, fiscalYear: 2026 },
    })
    const preview = await documents.preview(act(), member().register, id, 'membership')
    expect(preview.issued).toHaveLength(1)
    expect(preview.facts.find(fact => fact.label.en === 'Joined')?.text).toBe('令和8年4月1日')
    expect(preview.missing).toEqual([])
  })

  test('many officers at once draw every number once', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => create()))
    const before = await last()
    const issued = await Promise.all(ids.map(id => issue(id)))
    const numbers = issued.map(one => Number(/\d+/.exec(one.number)?.[0])).sort((a, b) => a - b)
    expect(numbers).toEqual(ids.map((_, at) => before + 1 + at))
  })

  test('a failure leaves no gap', async () => {
    const before = await last()
    const failing = new DocumentService(club.registers, {
      ...files,
      put: () => Promise.reject(new Error('disk full')),
    })
    await expect(failing.issue(act(), member().register, await create(), 'membership')).rejects.toThrow('disk full')
    expect(await last()).toBe(before)
    expect((await issue(await create())).number).toBe(`庭球第${before + 1}号`)
  })

  test('a new fiscal year begins at 1, and an old number may come again', async () => {
    const id = await create()
    const next = { ...act(), clock: { now: () => new Date('2027-04-01T00:00:00Z') } }
    expect((await documents.issue(next, member().register, id, 'membership')).number).toBe('庭球第1号')
  })

  test('nothing is issued while a change waits, nor where the record’s state does not fit', async () => {
    await expect(issue(await create({ joinedOn: null }))).rejects.toBeInstanceOf(ConflictError)
    const id = await create()
    const change = await member().draftChange(act(), id, 1, { nickname: '見' })
    await club.registers.approvals.propose(act(), { ja: '変更', en: 'Change' }, [change], change)
    await expect(issue(id)).rejects.toBeInstanceOf(ConflictError)
    expect((await documents.preview(act(), member().register, id, 'membership')).obstacle?.ja).toContain('決裁')
  })

  test('a second number for the same contents is a reissue, with its reason on the document and in the ledger', async () => {
    const id = await create()
    const first = await issue(id)
    await expect(issue(id)).rejects.toMatchObject({ reason: { ja: expect.stringContaining(first.number) } })
    await expect(documents.issue(act(), member().register, id, 'membership', { reissue: '  ' })).rejects.toBeInstanceOf(
      ConflictError,
    )
    const again = await documents.issue(act(), member().register, id, 'membership', { reissue: '見本：紛失' })
    expect(again).toMatchObject({ reissueReason: '見本：紛失', version: 1 })
    expect(again.number).not.toBe(first.number)
    const [entry] = await club.db.database.owner`select content from ledger.entry
      where event = 'document.issued' and record = ${id} order by n desc limit 1`
    expect(JSON.parse(String(entry?.['content']))).toMatchObject({
      body: { reissues: first.number, reissueReason: '見本：紛失' },
    })
    // What was changed since is another document.
    await member().change(act(), id, 1, { nickname: '見' })
    expect(await issue(id)).toMatchObject({ version: 2, reissueReason: null })
  })

  test('of two officers at once, one issues and the other is told', async () => {
    const id = await create()
    const both = await Promise.allSettled([issue(id), issue(id)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const preview = await documents.preview(act(), member().register, id, 'membership')
    expect(preview.issued).toHaveLength(1)
  })

  test('who may not see a field that is printed may not print it', async () => {
    const id = await create()
    const blind = act('read', 'issue')
    await expect(documents.preview(blind, member().register, id, 'membership')).rejects.toBeInstanceOf(RefusedError)
    await expect(issue(id, act('read', 'readPersonal', 'change'))).rejects.toBeInstanceOf(RefusedError)
    await issue(id, act('read', 'readPersonal', 'issue'))
  })

  test('characters that cannot be printed are told before', async () => {
    const id = await create({ name: '渡邉\u{e010f} 가' })
    const preview = await documents.preview(act(), member().register, id, 'membership')
    expect(preview).toMatchObject({ missing: ['가'], plain: ['邉\u{e010f}'] })
  })

  test('the letterhead of a day is the one that held on it, and a later one changes no document', async () => {
    const { database } = club.db
    const head = (validFrom: string, headTitle: string) => ({
      validFrom,
      organisation: '見本テニスクラブ',
      office: '見本係',
      headTitle,
      headName: '見本 太郎',
      address: '見本市見本町1番地',
      phone: '022-000-0000',
      seal: 'place' as const,
    })
    const officer = act()
    const manager = club.act(club.officer([], { permissions: new Set(['access.manage']) }))
    const on = async (day: string) => (await letterheadOn(database, officer, day)).issuer
    expect(await letterheadOn(database, officer, '2026-11-22')).toMatchObject({
      issuer: '見本テニスクラブ',
      seal: 'omitted',
    })
    await enterLetterhead(database, manager, head('2026-04-01', '会長'))
    await enterLetterhead(database, manager, head('2027-04-01', '新会長'))
    expect(await on('2026-03-31')).toBe('見本テニスクラブ')
    expect(await on('2027-03-31')).toBe('会長　見本 太郎')
    expect(await on('2027-04-01')).toBe('新会長　見本 太郎')
    // A correction of the same day counts from then on; what it corrects stays in the list.
    await enterLetterhead(database, manager, head('2027-04-01', '会長代行'))
    expect(await on('2027-04-01')).toBe('会長代行　見本 太郎')
    expect((await letterheadsOf(database, manager)).map(one => one.headTitle)).toEqual(['会長代行', '新会長', '会長'])
    const id = await create()
    const preview = await documents.preview(officer, member().register, id, 'membership')
    expect(preview.issuer).toBe('会長　見本 太郎')
    const later = { ...officer, clock: { now: () => new Date('2027-05-01T00:00:00Z') } }
    expect((await documents.preview(later, member().register, id, 'membership')).issuer).toBe('会長代行　見本 太郎')
    const entries = await club.db.database.owner`select content from ledger.entry where event = 'letterhead.entered'`
    expect(entries).toHaveLength(3)
  })

  test('a department may have its own; without one it is that of the department above it, or of the body', async () => {
    const { database } = club.db
    const [bureau, office, closed] = [newId(), newId(), newId()]
    const stranger = newId()
    for (const [id, parent, name, until] of [
      [bureau, club.organisation, '見本局', null],
      [office, bureau, '見本保健所', null],
      [closed, bureau, '旧見本保健所', '2026-03-31'],
    ])
      await database.owner`insert into musubi.organisation (tenant, id, kind, parent, name_ja, name_en, valid_to)
        values (${club.organisation}, ${String(id)}, 'department', ${String(parent)}, ${String(name)}, 'Sample', ${until ?? null})`
    await database.owner`insert into musubi.organisation (tenant, id, kind, name_ja, name_en)
      values (${stranger}, ${stranger}, 'municipality', '見本町', 'Mihon')`
    const manager = club.act(club.officer([], { permissions: new Set(['access.manage']) }))
    const head = (headTitle: string, department?: string) => ({
      validFrom: '2026-04-01',
      organisation: '見本テニスクラブ',
      office: '',
      headTitle,
      headName: '',
      address: '',
      phone: '',
      seal: 'none' as const,
      ...(department ? { department } : {}),
    })
    const on = async (department: string | null) =>
      (await letterheadOn(database, act(), '2026-05-01', department)).issuer
    const ofBody = await on(null)
    expect(await on(office)).toBe(ofBody)
    await enterLetterhead(database, manager, head('見本局長', bureau))
    expect([await on(office), await on(bureau), await on(null)]).toEqual(['見本局長', '見本局長', ofBody])
    await enterLetterhead(database, manager, head('見本保健所長', office))
    expect([await on(office), await on(bureau), await on(closed)]).toEqual(['見本保健所長', '見本局長', '見本局長'])
    expect((await letterheadOn(database, act(), '2026-03-31', office)).issuer).toBe('見本テニスクラブ')
    for (const wrong of [stranger, club.organisation, 'no id'])
      await expect(enterLetterhead(database, manager, head('他', wrong))).rejects.toMatchObject({
        problems: [{ field: 'department' }],
      })
    const names = (await departmentsOf(database, manager, '2026-05-01')).map(({ name }) => name.ja)
    expect(names).toEqual(expect.arrayContaining(['見本局', '見本保健所']))
    expect(names).not.toContain('旧見本保健所')
  })

  test('only who manages the organisation enters a letterhead, and mistakes are told at their boxes', async () => {
    const { database } = club.db
    const input = {
      validFrom: '2026-13-01',
      organisation: '',
      office: 'あ'.repeat(81),
      headTitle: '',
      headName: '',
      address: '',
      phone: '',
      seal: 'none' as const,
    }
    await expect(enterLetterhead(database, act(), input)).rejects.toBeInstanceOf(RefusedError)
    const manager = club.act(club.officer([], { permissions: new Set(['access.manage']) }))
    const error = await enterLetterhead(database, manager, input).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ problems: [{ field: 'validFrom' }, { field: 'organisation' }, { field: 'office' }] })
  })

  test('the same content is the same bytes, a sample record is another', async () => {
    const content = {
      title: '見本',
      lines: [{ kind: 'text', text: '本文' }] as const,
      letterhead: { issuer: '見本市長', organisation: '見本市', contact: [], seal: 'omitted' as const },
      sample: false,
      at: new Date('2026-11-22T00:00:00Z'),
    }
    const [one, two, sample] = await Promise.all([
      makePdf(content),
      makePdf(content),
      makePdf({ ...content, sample: true }),
    ])
    expect(sha256Of(one.bytes)).toBe(sha256Of(two.bytes))
    expect(sha256Of(sample.bytes)).not.toBe(sha256Of(one.bytes))
  })
})
