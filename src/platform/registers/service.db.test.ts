import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../base/problem.ts'
import { hashOfChanges } from './approval/proposal.ts'
import type { RecordValues } from './field.ts'
import { actOf, actor, away, club, createTables, everything, home, member, registersOf } from './fixture.ts'
import { readListQuery } from './query.ts'
import type { Registers } from './registers.ts'

let test_: TestDatabase
let registers: Registers

beforeAll(async () => {
  test_ = await freshDatabase()
  await createTables(test_.database, [club, member])
  registers = registersOf(test_.database)
})
afterAll(() => test_.drop())

const all = everything('club', 'club_member')
const officer = actor(home, all)
const stranger = actor(away, all)

const clubValues = (name: string, rest: Partial<RecordValues> = {}): RecordValues => ({
  name,
  nameKana: null,
  level: 'a',
  sports: null,
  foundedOn: null,
  note: null,
  ...rest,
})
const memberValues = (clubId: string, number: string, rest: Partial<RecordValues> = {}): RecordValues => ({
  club: clubId,
  number,
  name: '見本 会員',
  individualNumber: null,
  ...rest,
})

const entriesOf = (record: string) =>
  test_.database.owner<
    { event: string; content: string }[]
  >`select event, content from ledger.entry where record = ${record} order by n`

const names = async (query: string) => {
  const service = registers.service('club')
  const read = readListQuery(
    service.register,
    new URLSearchParams(query),
    new Set(service.register.fields.map(field => field.id)),
  )
  if (!read.ok) throw new InputError(read.problems)
  return (await service.publishedList(read.value)).rows.map(row => row.values['name'])
}

describe('writing', () => {
  test('a created record has a revision and a ledger entry that commits to it', async () => {
    const { id } = await registers.service('club').create(actOf(officer, '設立の届出'), clubValues('東クラブ'))
    const [revision] = await test_.database
      .owner`select version, operation, reason, hash from history.club where id = ${id}`
    expect(revision).toMatchObject({ version: 1, operation: 'create', reason: '設立の届出' })
    const [entry] = await entriesOf(id)
    expect(entry?.event).toBe('record.created')
    expect(JSON.parse(entry?.content ?? '{}').body.hash).toBe(revision?.['hash'].toString('hex'))
  })

  test('a change keeps what it does not name, and nothing is written when nothing differs', async () => {
    const service = registers.service('club')
    const { id } = await service.create(actOf(officer), clubValues('西クラブ', { note: '手書き' }))
    await service.change(actOf(officer, '昇級'), id, 1, { level: 'b' })
    await service.change(actOf(officer), id, 2, { level: 'b' })
    const { row } = await service.get(actOf(officer), id)
    expect(row).toMatchObject({ version: 2, values: { level: 'b', note: '手書き', name: '西クラブ' } })
    expect(await entriesOf(id)).toHaveLength(2)
  })

  test('an outdated version is refused, also when two write at the same moment', async () => {
    const service = registers.service('club')
    const { id } = await service.create(actOf(officer), clubValues('南クラブ'))
    const both = await Promise.allSettled([
      service.change(actOf(officer), id, 1, { level: 'b' }),
      service.change(actOf(officer), id, 1, { note: '別の人' }),
    ])
    expect(both.map(one => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(service.change(actOf(officer), id, 1, { level: 'a' })).rejects.toThrow(ConflictError)
    expect(await test_.database.owner`select 1 from history.club where id = ${id}`).toHaveLength(2)
  })

  test('what is missing or taken is told at its field', async () => {
    const service = registers.service('club')
    const missing = await service.create(actOf(officer), clubValues('', { name: null })).catch(error => error)
    expect(missing).toBeInstanceOf(InputError)
    expect(missing.problems[0].field).toBe('name')
    await service.create(actOf(officer), clubValues('北クラブ'))
    const taken = await service.create(actOf(officer), clubValues('北クラブ')).catch(error => error)
    expect(taken).toBeInstanceOf(InputError)
    expect(taken.problems[0].field).toBe('name')
  })

  test('a removed record is gone for readers and stays in history', async () => {
    const service = registers.service('club')
    const { id } = await service.create(actOf(officer), clubValues('解散クラブ'))
    await service.remove(actOf(officer, '解散'), id, 1)
    expect(await service.published(id)).toBeNull()
    await expect(service.change(actOf(officer), id, 2, { level: 'b' })).rejects.toThrow(NotFoundError)
    const revisions = await registers.history('club').revisions(actOf(officer), id)
    expect(revisions.map(revision => revision.operation)).toEqual(['remove', 'create'])
  })

  test('nobody acts without the permission', async () => {
    const reader = actor(home, new Set(['club.read']))
    expect(() => registers.service('club').draftCreate(actOf(reader), clubValues('無許可'))).toThrow(RefusedError)
    await expect(registers.service('club_member').get(actOf(reader), home)).rejects.toThrow(RefusedError)
  })
})

describe('reading', () => {
  test('another organisation neither reads nor changes a record', async () => {
    const service = registers.service('club')
    const { id } = await service.create(actOf(officer), clubValues('内輪クラブ'))
    await expect(service.get(actOf(stranger), id)).rejects.toThrow(NotFoundError)
    await expect(service.change(actOf(stranger), id, 1, { level: 'b' })).rejects.toThrow(NotFoundError)
  })

  test('special values are sealed in table, history and proposals, and opened for those who may', async () => {
    const service = registers.service('club_member')
    const { id: clubId } = await registers.service('club').create(actOf(officer), clubValues('秘密クラブ'))
    const number = '123456789018'
    const { id } = await service.create(actOf(officer), memberValues(clubId, 'S-1', { individualNumber: number }))
    const change = service.draftCreate(actOf(officer), memberValues(clubId, 'S-2', { individualNumber: number }))
    await registers.approvals.propose(actOf(officer, '入会'), { ja: '入会', en: 'Joins' }, [change], change)
    const tables = await test_.database.owner<{ name: string }[]>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema in ('register', 'history', 'musubi', 'ledger')`
    for (const { name } of tables) {
      const rows = await test_.database.owner.unsafe(`select t::text as text from ${name} t`)
      for (const row of rows) expect(row['text']).not.toContain(number)
    }
    expect((await service.get(actOf(officer), id)).row.values['individualNumber']).toBe(number)
    const less = actor(home, new Set(['club_member.read', 'club_member.readPersonal']))
    expect((await service.get(actOf(less), id)).row.values).not.toHaveProperty('individualNumber')
  })

  test('a look at personal data is in the ledger; without the permission it is masked and is not', async () => {
    const service = registers.service('club_member')
    const { id: clubId } = await registers.service('club').create(actOf(officer), clubValues('名簿クラブ'))
    const { id } = await service.create(actOf(officer), memberValues(clubId, 'P-1'))
    await service.get(actOf(officer, '問合せへの回答'), id)
    const masked = await service.get(actOf(actor(home, new Set(['club_member.read']))), id)
    expect(masked.row.values).not.toHaveProperty('name')
    const looks = (await entriesOf(id)).filter(entry => entry.event === 'record.read')
    expect(looks).toHaveLength(1)
    expect(JSON.parse(looks[0]?.content ?? '{}')).toMatchObject({
      reason: '問合せへの回答',
      actor: officer.person,
      body: { fields: ['name', 'individualNumber'] },
    })
  })

  test('an address tells no personal value by which a list is sorted, and a mark serves its own list only', async () => {
    const clubs = registers.service('club')
    const service = registers.service('club_member')
    const { id } = await clubs.create(actOf(officer), clubValues('並びクラブ'))
    const family = ['阿部', '今野', '佐藤', '千葉'].map((name, at) => ({ name: `見本 ${name}`, number: `order-${at}` }))
    for (const { name, number } of family)
      await service.create(actOf(officer), memberValues(id, number, { name, individualNumber: null }))
    const visible = new Set(['club', 'number', 'name'])
    const page = async (query: string) => {
      const read = service.readQuery(new URLSearchParams(query), visible)
      if (!read.ok) throw new InputError(read.problems)
      return service.list(actOf(officer), { ...read.value, limit: 2 })
    }
    const first = await page(`club=${id}`)
    expect(first.rows.map(row => row.values['name'])).toEqual(['見本 今野', '見本 佐藤'])
    const mark = first.next ?? ''
    expect(Buffer.from(mark, 'base64url').toString()).not.toMatch(/見本|佐藤/)
    const second = await page(`club=${id}&after=${mark}`)
    expect(second.rows.map(row => row.values['name'])).toEqual(['見本 千葉', '見本 阿部'])
    const plain = Buffer.from(JSON.stringify(['見本 佐藤', id])).toString('base64url')
    await expect(page(`club=${id}&after=${plain}`)).rejects.toThrow(InputError)
    await expect(page(`club=${id}&sort=number&after=${mark}`)).rejects.toThrow(InputError)
  })

  test('who may not see the field of the first order gets the next one', () => {
    const { register } = registers.service('club_member')
    const read = readListQuery(register, new URLSearchParams(), new Set(['club', 'number']))
    expect(read.ok && read.value.sort.field?.id).toBe('number')
  })

  test('the public sees published fields only', async () => {
    const { id } = await registers
      .service('club')
      .create(actOf(officer), clubValues('公開クラブ', { note: '内部の事情' }))
    const json = await registers.service('club').publishedJson(id)
    expect(json).toMatchObject({ id, name: '公開クラブ', level: 'a' })
    expect(JSON.stringify(json)).not.toContain('内部の事情')
  })
})

describe('lists', () => {
  beforeAll(async () => {
    const service = registers.service('club')
    for (let at = 0; at < 25; at += 1)
      await service.create(
        actOf(officer),
        clubValues(`頁${String(at).padStart(2, '0')}髙橋クラブ`, {
          nameKana: 'タカハシ',
          level: at % 2 ? 'a' : 'b',
          sports: at % 3 ? ['judo'] : ['tennis', 'judo'],
          foundedOn: at % 5 ? `2020-01-${String(at + 1).padStart(2, '0')}` : null,
        }),
      )
  })

  test('two characters find a record, in kanji, variant or kana', async () => {
    expect(await names('q=高橋&limit=100')).toHaveLength(25)
    expect(await names('q=髙橋&limit=100')).toHaveLength(25)
    expect(await names('q=たか&limit=100')).toHaveLength(25)
    expect(await names('q=頁07')).toEqual(['頁07髙橋クラブ'])
    expect(await names('q=高橋 頁1&limit=100')).toHaveLength(10)
    expect(await names('q=%25')).toEqual([])
  })

  test('filters', async () => {
    expect(await names('q=頁&level=a&limit=100')).toHaveLength(12)
    expect(await names('q=頁&sports=tennis&limit=100')).toHaveLength(9)
    expect(await names('q=頁&foundedOn.from=2020-01-10&foundedOn.to=2020-01-20&limit=100')).toHaveLength(9)
  })

  test.each(['name', '-name', 'foundedOn', '-foundedOn', ''])(
    'pages by %s show every record once, forwards and back',
    async sort => {
      const service = registers.service('club')
      // Without an order that the caller may see, the list is in the order of its ids.
      const visible = new Set(sort === '' ? [] : service.register.fields.map(field => field.id))
      const page = async (extra: Record<string, string>) => {
        const read = service.readQuery(new URLSearchParams({ q: '頁', sort, limit: '7', ...extra }), visible)
        if (!read.ok) throw new InputError(read.problems)
        const { page, count } = await service.publishedPage(read.value)
        // The same on each page, wherever it lies and however full it is.
        expect(count).toEqual({ count: 25, more: false })
        expect((await service.page(actOf(officer), read.value)).count).toEqual(count)
        return page
      }
      const whole = await page({ limit: '100' })
      const seen: string[] = []
      let current = await page({})
      const firsts: string[][] = []
      for (;;) {
        firsts.push(current.rows.map(row => row.id))
        seen.push(...current.rows.map(row => row.id))
        if (!current.next) break
        current = await page({ after: current.next })
      }
      expect(seen).toEqual(whole.rows.map(row => row.id))
      while (current.previous) {
        firsts.pop()
        current = await page({ before: current.previous })
        expect(current.rows.map(row => row.id)).toEqual(firsts.at(-1))
      }
      expect(firsts).toHaveLength(1)
    },
  )

  test('a field that is not public is refused in the same words, whatever its value', () => {
    const service = registers.service('club')
    const visible = new Set(service.register.publicFields.map(field => field.id))
    const answer = (query: string) => readListQuery(service.register, new URLSearchParams(query), visible)
    expect(answer('note=秘密')).toEqual(answer('note=別'))
    expect(answer('sort=note').ok).toBe(false)
    expect(answer('unknown=1').ok).toBe(false)
  })
})

describe('history', () => {
  test('a record and the counts as of a day', async () => {
    const service = registers.service('club')
    const history = registers.history('club')
    const on = (day: string) => actOf(officer, undefined, { now: () => new Date(`${day}T03:00:00Z`) })
    const before = await history.counts(on('2027-06-01'), '2027-03-31', service.register.field('level'))
    const { id } = await service.create(on('2027-03-31'), clubValues('時点クラブ'))
    await service.change(on('2027-04-01'), id, 1, { level: 'b' })
    expect((await history.asOf(on('2027-06-01'), id, '2027-03-31'))?.values['level']).toBe('a')
    expect((await history.asOf(on('2027-06-01'), id, '2027-04-01'))?.values['level']).toBe('b')
    expect(await history.asOf(on('2027-06-01'), id, '2027-03-30')).toBeNull()
    const after = await history.counts(on('2027-06-01'), '2027-03-31', service.register.field('level'))
    const of = (counts: typeof after, key: string) => counts.real.find(group => group.key === key)?.count ?? 0
    expect(of(after, 'a')).toBe(of(before, 'a') + 1)
    expect(of(after, 'b')).toBe(of(before, 'b'))
    expect(await history.firstDay(on('2027-06-01'))).toBe('2026-11-22')
  })
})

describe('approval', () => {
  const chief = actor(home, all)
  const proposeMember = async (number: string) => {
    const { id: clubId } = await registers.service('club').create(actOf(officer), clubValues(`決裁クラブ ${number}`))
    const change = registers.service('club_member').draftCreate(actOf(officer), memberValues(clubId, number))
    const proposal = await registers.approvals.propose(
      actOf(officer, '入会の申込み'),
      { ja: '入会', en: 'Joins' },
      [change],
      change,
    )
    return { proposal, id: change.id }
  }

  test('counts only after another officer approved it', async () => {
    const { proposal, id } = await proposeMember('A-1')
    await expect(registers.service('club_member').get(actOf(officer), id)).rejects.toThrow(NotFoundError)
    await expect(registers.approvals.approve(actOf(officer), proposal, '')).rejects.toThrow(RefusedError)
    await registers.approvals.approve(actOf(chief), proposal, '可')
    const { row } = await registers.service('club_member').get(actOf(officer), id)
    expect(row.values['number']).toBe('A-1')
    await expect(registers.approvals.approve(actOf(chief), proposal, '')).rejects.toThrow(ConflictError)
  })

  test('two chiefs at once approve once', async () => {
    const { proposal, id } = await proposeMember('A-2')
    const other = actor(home, all)
    const both = await Promise.allSettled([
      registers.approvals.approve(actOf(chief), proposal, ''),
      registers.approvals.approve(actOf(other), proposal, ''),
    ])
    expect(both.filter(one => one.status === 'fulfilled')).toHaveLength(1)
    expect(await test_.database.owner`select 1 from history.club_member where id = ${id}`).toHaveLength(1)
  })

  test('is given back with a comment, and expires', async () => {
    const { proposal } = await proposeMember('A-3')
    await expect(registers.approvals.giveBack(actOf(chief), proposal, ' ')).rejects.toThrow(InputError)
    await registers.approvals.giveBack(actOf(chief), proposal, '住所がありません')
    expect(await registers.approvals.get(actOf(officer), proposal)).toMatchObject({
      state: 'returned',
      comment: '住所がありません',
    })
    const late = await proposeMember('A-4')
    const system = { ...actor(home, all), kind: 'system' as const, person: null }
    const ended = await registers.approvals.expire(
      actOf(system, undefined, { now: () => new Date('2027-11-22T03:00:00Z') }),
    )
    expect(ended).toBeGreaterThan(0)
    expect((await registers.approvals.get(actOf(officer), late.proposal)).state).toBe('expired')
  })

  test('a returned proposal is mended by its proposer, sent again and approved', async () => {
    const service = registers.service('club_member')
    const { proposal, id } = await proposeMember('A-6')
    await expect(registers.approvals.toMend(actOf(officer), proposal)).rejects.toThrow(ConflictError)
    await registers.approvals.giveBack(actOf(chief), proposal, '番号が違います')
    await expect(registers.approvals.toMend(actOf(chief), proposal)).rejects.toThrow(RefusedError)
    const { main } = await registers.approvals.lookToMend(actOf(officer), proposal)
    expect((await entriesOf(id)).map(({ event }) => event)).toContain('record.read')
    const values = memberValues(String(main.data['club']), 'A-6b')
    await registers.approvals.resubmit(
      actOf(officer, '番号を直しました'),
      proposal,
      service.draftCreate(actOf(officer), values, { id }),
    )
    expect(await registers.approvals.get(actOf(officer), proposal)).toMatchObject({
      state: 'pending',
      comment: '番号が違います',
    })
    await registers.approvals.approve(actOf(chief), proposal, '')
    expect((await service.get(actOf(officer), id)).row.values['number']).toBe('A-6b')
  })

  test('what was returned and sent again is not approved by who saw what it said before', async () => {
    const { proposal, id } = await proposeMember('A-7')
    const seen = async () => hashOfChanges((await registers.approvals.look(actOf(chief), proposal)).changes)
    const before = await seen()
    await registers.approvals.giveBack(actOf(actor(home, all)), proposal, '番号が違います')
    const { main } = await registers.approvals.lookToMend(actOf(officer), proposal)
    const change = registers
      .service('club_member')
      .draftCreate(actOf(officer), memberValues(String(main.data['club']), 'A-7 別人'), { id })
    await registers.approvals.resubmit(actOf(officer), proposal, change)
    for (const stale of [before, ''])
      await expect(registers.approvals.approve(actOf(chief), proposal, '', [], stale)).rejects.toThrow(ConflictError)
    await registers.approvals.approve(actOf(chief), proposal, '', [], await seen())
    expect((await registers.service('club_member').get(actOf(officer), id)).row.values['number']).toBe('A-7 別人')
  })

  test('a proposal over a record that changed meanwhile cannot be approved', async () => {
    const service = registers.service('club_member')
    const { proposal, id } = await proposeMember('A-5')
    await registers.approvals.approve(actOf(chief), proposal, '')
    const change = await service.draftChange(actOf(officer), id, 1, { number: 'A-5b' })
    const second = await registers.approvals.propose(
      actOf(officer, '訂正'),
      { ja: '訂正', en: 'Correction' },
      [change],
      change,
    )
    await service.change(actOf(officer), id, 1, { number: 'A-5c' })
    await expect(registers.approvals.approve(actOf(chief), second, '')).rejects.toThrow(ConflictError)
    expect((await registers.approvals.get(actOf(officer), second)).state).toBe('pending')
  })
})
