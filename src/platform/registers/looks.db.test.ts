import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { canonicalJson, type Json } from '../../base/json.ts'
import { newId } from '../../base/uuid.ts'
import type { Act } from '../access/actor.ts'
import { defineRegister } from './definition.ts'
import { actOf, actor, away, club, createTables, everything, home, member, registersOf } from './fixture.ts'
import type { Registers } from './registers.ts'

let fresh: TestDatabase
let registers: Registers
let clubId: string

/** Found by people's names, and listed without them. */
const guest = defineRegister({
  ...member,
  id: 'club_guest',
  list: ['number'],
  search: ['number', 'name'],
})

const all = everything('club', 'club_member', 'club_guest')
const officer = actor(home, all)
const chief = actor(home, all)
const masked = actor(home, new Set(['club_member.read']))

beforeAll(async () => {
  fresh = await freshDatabase()
  await createTables(fresh.database, [club, member, guest])
  registers = registersOf(fresh.database, [club, member, guest])
  const { id } = await registers
    .service('club')
    .create(actOf(officer), { name: '見本', nameKana: null, level: 'a', sports: null, foundedOn: null, note: null })
  clubId = id
})
afterAll(() => fresh.drop())

const values = (number: string) => ({ club: clubId, number, name: '見本 会員', individualNumber: null })
const add = async (number: string) => (await registers.service('club_member').create(actOf(officer), values(number))).id

interface Entry {
  readonly event: string
  readonly record?: string
  readonly reason?: string
  readonly body: Readonly<Record<string, Json>>
}

/** What a piece of work entered, each entry with columns and canonical content that say the same. */
const entered = async (work: () => Promise<unknown>): Promise<readonly Entry[]> => {
  const { owner } = fresh.database
  const [last] = await owner<{ n: string }[]>`select coalesce(max(n), 0) as n from ledger.entry`
  await work()
  const rows = await owner`
    select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, event, tenant, actor, register, record, content
    from ledger.entry where n > ${last?.n ?? '0'} order by n`
  return rows.map(({ content, ...columns }) => {
    const read: Entry & Readonly<Record<string, Json>> = JSON.parse(String(content))
    expect(String(content)).toBe(canonicalJson(read))
    for (const [name, value] of Object.entries(columns)) expect(read[name] ?? null).toBe(value)
    return read
  })
}

const listed = (act: Act, query = '') => {
  const service = registers.service('club_member')
  const visible = new Set(['club', 'number', 'name'])
  const read = service.readQuery(new URLSearchParams(query), visible)
  if (!read.ok) throw new Error(query)
  return service.list(act, read.value)
}

describe('lists', () => {
  test('one entry names the rows that are shown, and those only', async () => {
    const ids = [await add('L-1'), await add('L-2'), await add('L-3')]
    const first = await entered(() => listed(actOf(officer, '照会 "第1号"'), 'q=L-&limit=2'))
    expect(first).toMatchObject([
      {
        event: 'records.listed',
        actor: officer.person,
        tenant: home,
        register: 'club_member',
        reason: '照会 "第1号"',
        body: { count: 2, fields: ['name'], records: ids.slice(0, 2) },
      },
    ])
    const { next } = await listed(actOf(officer), 'q=L-&limit=2')
    const second = await entered(() => listed(actOf(officer), `q=L-&limit=2&after=${next}`))
    expect(second).toMatchObject([{ body: { count: 1, records: ids.slice(2) } }])
  })

  test('nothing seen, nothing entered', async () => {
    await add('L-9')
    expect(await entered(() => listed(actOf(masked), ''))).toEqual([])
    expect(await entered(() => listed(actOf(officer), 'q=none-of-this'))).toEqual([])
    expect(await entered(() => listed(actOf(actor(away, all)), 'q=L-'))).toEqual([])
  })

  test('who is looked for by personal data leaves an entry, whatever is shown and also where nobody is found', async () => {
    const service = registers.service('club_guest')
    const { id } = await service.create(actOf(officer), values('G-1'))
    const find = (query: string) => {
      const read = service.readQuery(new URLSearchParams(query), new Set(['number']))
      if (!read.ok) throw new Error(query)
      return entered(() => service.list(actOf(officer), read.value))
    }
    expect(await find('')).toEqual([])
    // No personal column is shown: that the row is there still says that it has the words.
    expect(await find('q=会員')).toMatchObject([
      { event: 'records.listed', body: { count: 1, fields: ['name'], records: [id] } },
    ])
    expect(await find('q=nobody-is-called-so')).toMatchObject([
      { event: 'records.listed', body: { count: 0, fields: ['name'], records: [] } },
    ])
  })

  test('without its entry no row is shown', async () => {
    const nowhere = { ...officer, organisation: newId() }
    await expect(listed(actOf(nowhere), 'q=L-')).rejects.toThrow('row-level security')
  })
})

test('every look and its entry are one transaction, sent at once', async () => {
  let begun = 0
  const app = new Proxy(fresh.database.app, {
    get: (target, name, self) => {
      const value: unknown = Reflect.get(target, name, self)
      if (name !== 'unsafe' || typeof value !== 'function') return value
      return (...parameters: readonly unknown[]): unknown => {
        if (parameters[0] === 'begin') begun += 1
        return Reflect.apply(value, target, parameters)
      }
    },
  })
  const watched = registersOf({ ...fresh.database, app })
  const id = await add('T-1')
  const members = watched.service('club_member')
  const query = members.readQuery(new URLSearchParams('q=T-'), new Set(['number']))
  if (!query.ok) throw new Error('query')
  const change = members.draftCreate(actOf(officer), values('T-2'))
  const proposal = await registers.approvals.propose(actOf(officer, '申込み'), { ja: '', en: '' }, [change], change)
  await registers.approvals.giveBack(actOf(chief), proposal, '直してください')
  const looks = [
    () => members.get(actOf(officer), id),
    () => members.list(actOf(officer), query.value),
    () => watched.history('club_member').revisions(actOf(officer), id),
    () => watched.history('club_member').asOf(actOf(officer), id, '2026-11-22'),
    () => watched.approvals.look(actOf(chief), proposal),
    () => watched.approvals.lookToMend(actOf(officer), proposal),
  ]
  for (const look of looks) {
    begun = 0
    expect(await entered(look)).toHaveLength(1)
    expect(begun).toBe(1)
  }
})

describe('history', () => {
  test('one entry for all revisions, one for a day, none for a day without the record', async () => {
    const id = await add('H-1')
    const history = registers.history('club_member')
    const look = { event: 'record.read', record: id }
    expect(await entered(() => history.revisions(actOf(officer), id))).toMatchObject([
      { ...look, body: { fields: ['name', 'individualNumber'], history: true } },
    ])
    expect(await entered(() => history.asOf(actOf(officer), id, '2026-11-22'))).toMatchObject([
      { ...look, body: { day: '2026-11-22' } },
    ])
    expect(await entered(() => history.asOf(actOf(officer), id, '2026-11-21'))).toEqual([])
    expect(await entered(() => history.asOf(actOf(masked), id, '2026-11-22'))).toEqual([])
    const others = actOf(actor(away, all))
    expect(await entered(() => history.revisions(others, id).catch(() => {}))).toEqual([])
    await registers.service('club_member').remove(actOf(officer), id, 1)
    expect(await entered(() => history.asOf(actOf(officer), id, '2026-11-22'))).toEqual([])
  })
})

describe('proposals', () => {
  const propose = async (number: string) => {
    const service = registers.service('club_member')
    const changes = [values(number), values(`${number}b`)].map(one => service.draftCreate(actOf(officer), one))
    const [main] = changes
    if (!main) throw new Error('no change')
    const title = { ja: '入会', en: 'Joins' }
    return { id: await registers.approvals.propose(actOf(officer, '申込み'), title, changes, main), changes }
  }

  test('a look has an entry for each change with personal data', async () => {
    const { id, changes } = await propose('P-1')
    const looks = await entered(() => registers.approvals.look(actOf(chief, '決裁'), id))
    expect(looks).toMatchObject(
      changes.map(change => ({
        event: 'record.read',
        actor: chief.person,
        tenant: home,
        register: 'club_member',
        record: change.id,
        reason: '決裁',
        body: { proposal: id, version: 1, fields: ['name'] },
      })),
    )
    expect(await entered(() => registers.approvals.look(actOf(chief), id))).toHaveLength(2)
  })

  test('none where nothing personal is seen, or nothing at all', async () => {
    const { id } = await propose('P-2')
    expect(await entered(() => registers.approvals.look(actOf(masked), id))).toEqual([])
    const others = [actor(away, all), actor(home, everything('club'))]
    for (const other of others)
      expect(
        await entered(() => expect(registers.approvals.look(actOf(other), id)).rejects.toThrow('proposal')),
      ).toEqual([])
  })

  test('opening a returned one to mend it is a look; being refused is not', async () => {
    const { id } = await propose('P-3')
    const open = (who = officer) => entered(() => registers.approvals.lookToMend(actOf(who), id).catch(() => {}))
    expect(await open()).toEqual([])
    await registers.approvals.giveBack(actOf(chief), id, '氏名を確かめてください')
    expect(await open(chief)).toEqual([])
    expect(await open()).toMatchObject([
      { event: 'record.read', body: { proposal: id, fields: ['name'] } },
      { event: 'record.read' },
    ])
    expect(await entered(() => registers.approvals.toMend(actOf(officer), id))).toEqual([])
  })
})
