import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { ConflictError, InputError, RefusedError } from '../../base/problem.ts'
import type { Actor } from '../access/actor.ts'
import { organisationId } from '../access/keys.ts'
import type { RouteRequest } from '../routing/route.ts'
import { apiRoutes } from './api/routes.ts'
import { defineRegister } from './definition.ts'
import type { RecordValues } from './field.ts'
import { actOf, actor, away, createTables, everything, home, registersOf } from './fixture.ts'
import { fileOfBytes } from './import/file.ts'
import { importRecords } from './import/import.ts'
import type { Registers } from './registers.ts'

/** Courts that one of two branches looks after; a third choice is nobody's. */
const court = defineRegister({
  id: 'club_court',
  title: { ja: 'コート', en: 'Courts' },
  description: { ja: '見本のコートです。', en: 'Sample courts.' },
  fieldClass: 'public',
  fields: {
    name: { kind: 'text', label: { ja: '名称', en: 'Name' }, required: true, unique: true },
    branch: {
      kind: 'choice',
      label: { ja: '支部', en: 'Branch' },
      of: [
        { code: 'east', label: { ja: '東', en: 'East' }, organisation: 'branch-east' },
        { code: 'west', label: { ja: '西', en: 'West' }, organisation: 'branch-west' },
        { code: 'none', label: { ja: 'なし', en: 'None' } },
      ],
    },
    note: { kind: 'text', label: { ja: '備考', en: 'Note' } },
  },
  naming: ['name'],
  list: ['name', 'branch'],
  search: ['name'],
  filters: ['branch'],
  sort: ['name'],
  heldBy: 'branch',
})

let db: TestDatabase
let registers: Registers
beforeAll(async () => {
  db = await freshDatabase()
  await createTables(db.database, [court])
  registers = registersOf(db.database, [court])
})
afterAll(() => db?.drop())

const writing = ['create', 'change', 'remove', 'approve', 'import'].map(act => `club_court.${act}`)
const chief = actor(home, everything('club_court'))
/** Reads every court and writes those of one branch. */
const branch = (key: string, organisation = home): Actor => ({
  ...actor(organisation, new Set(['club_court.read'])),
  own: new Map(writing.map(permission => [permission, new Set([organisationId(`branch-${key}`)])])),
})
const east = branch('east')
const service = () => registers.service('club_court')
let made = 0
const values = (of: string | null, more: Partial<RecordValues> = {}): RecordValues => {
  made += 1
  return { name: `第${made}コート`, branch: of, note: null, ...more }
}
const existing = async (of: string | null): Promise<string> => (await service().create(actOf(chief), values(of))).id
const fieldsOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => 'done',
    (reason: unknown) => reason,
  )
  return error instanceof InputError ? error.problems.map(problem => problem.field) : error
}

describe('who may write own records only', () => {
  test('enters own ones, and is told at the field of others', async () => {
    await service().create(actOf(east), values('east'))
    for (const other of ['west', 'none', null])
      expect(await fieldsOf((async () => service().create(actOf(east), values(other)))()), String(other)).toEqual([
        'branch',
      ])
  })

  test('changes own ones, gives none away and takes none', async () => {
    const [own, other, nobodys] = [await existing('east'), await existing('west'), await existing(null)]
    await service().change(actOf(east), own, 1, { note: '見本' })
    expect(await fieldsOf(service().change(actOf(east), own, 2, { branch: 'west' }))).toEqual(['branch'])
    for (const id of [other, nobodys]) {
      await expect(service().change(actOf(east), id, 1, { note: '見本' })).rejects.toBeInstanceOf(RefusedError)
      await expect(service().change(actOf(east), id, 1, { branch: 'east' })).rejects.toBeInstanceOf(RefusedError)
      await expect(service().remove(actOf(east), id, 1)).rejects.toBeInstanceOf(RefusedError)
      expect((await service().get(actOf(east), id)).row).toMatchObject({ version: 1 })
    }
    await service().remove(actOf(east), own, 2)
  })

  test('is shown the buttons of own records only', async () => {
    const row = async (of: string) => (await service().get(actOf(east), await existing(of))).row
    expect(service().may(actOf(east), 'change', await row('east'))).toBe(true)
    expect(service().may(actOf(east), 'change', await row('west'))).toBe(false)
    expect(service().may(actOf(east), 'change')).toBe(true)
    expect(service().may(actOf(east), 'export')).toBe(false)
    expect(service().may(actOf(chief), 'change', await row('west'))).toBe(true)
  })

  test('holds no code of another body', async () => {
    const stranger = { ...branch('east', away), tenants: [home, away] }
    await expect(service().change(actOf(stranger), await existing('east'), 1, { note: '見本' })).rejects.toBeInstanceOf(
      RefusedError,
    )
  })

  test('the statement itself passes over a row of another branch', async () => {
    const id = await existing('west')
    const change = await service().draftChange(actOf(chief), id, 1, { note: '見本' })
    await expect(service().write(actOf(east), [{ ...change, within: ['east'] }])).rejects.toBeInstanceOf(ConflictError)
    expect((await service().get(actOf(chief), id)).row).toMatchObject({ version: 1, values: { note: null } })
    await service().write(actOf(chief), [{ ...change, within: ['west'] }])
  })

  test('approves proposals about own records only', async () => {
    const propose = async (of: string) => {
      const id = await existing(of)
      const change = await service().draftChange(actOf(chief), id, 1, { note: '決裁' })
      return { id, proposal: await registers.approvals.propose(actOf(chief), court.title, [change], change) }
    }
    const [own, other] = [await propose('east'), await propose('west')]
    await registers.approvals.approve(actOf(east), own.proposal, '')
    expect((await service().get(actOf(east), own.id)).row.values['note']).toBe('決裁')
    await expect(registers.approvals.approve(actOf(east), other.proposal, '')).rejects.toBeInstanceOf(RefusedError)
    await expect(registers.approvals.reject(actOf(east), other.proposal, '否')).rejects.toBeInstanceOf(RefusedError)
    // One that would take a record over into the own branch is about the other branch's record.
    const taking = await service().draftChange(actOf(chief), other.id, 1, { branch: 'east' })
    const taken = await registers.approvals.propose(actOf(chief), court.title, [taking], taking)
    await expect(registers.approvals.approve(actOf(east), taken, '')).rejects.toBeInstanceOf(ConflictError)
  })

  test('imports own rows only; the others are told at their row', async () => {
    const other = values('west')
    await service().create(actOf(chief), other)
    const text = `名称,支部,備考\n新東コート,東,\n新西コート,西,\n${other['name']},東,取る\n`
    const file = fileOfBytes('courts.csv', Buffer.from(text))
    const report = await importRecords(registers, service(), actOf(east), file, { acceptValid: true, key: ['name'] })
    expect(report).toMatchObject({ created: 1, changed: 0, failed: 2 })
    expect(report.problems.map(({ row, column }) => [row, column])).toEqual([
      [3, '支部'],
      [4, '支部'],
    ])
  })

  test('is refused by the API like anywhere else', async () => {
    const id = await existing('west')
    const reasons: (string | undefined)[] = []
    const call = (method: string, body: unknown, reason?: string) => {
      const route = apiRoutes(registers, service()).find(one => one.zone === 'staff' && one.method === method)
      const request: RouteRequest = {
        method,
        path: '/api/v1/club_court',
        params: { id },
        query: new URLSearchParams(),
        language: 'ja',
        zone: 'staff',
        actor: east,
        csrf: '',
        headers: new Headers({ 'if-match': '"1"', ...(reason === undefined ? {} : { 'x-reason': reason }) }),
        origin: 'http://localhost',
        act: given => {
          reasons.push(given)
          return actOf(east)
        },
        form: async () => ({ values: {}, files: {} }),
        json: async () => body,
        bytes: async () => new Uint8Array(),
      }
      return route?.handle(request)
    }
    await expect(call('PATCH', { note: '見本' })).rejects.toBeInstanceOf(RefusedError)
    await expect(call('DELETE', null)).rejects.toBeInstanceOf(RefusedError)
    expect(await fieldsOf((async () => call('POST', { name: '横取り', branch: 'west' }))())).toEqual(['branch'])
    // A reason in Japanese fits a header percent-encoded; what is no encoding stays as it is.
    await call('POST', { name: '東のもう一つのコート', branch: 'east' }, encodeURIComponent('見本の理由'))
    await call('POST', { name: '東の新しいコート', branch: 'east' }, '100% sure')
    expect(reasons).toEqual(expect.arrayContaining(['見本の理由', '100% sure']))
  })
})
