import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../../src/base/uuid.ts'
import type { Change } from '../../../src/platform/registers/service.ts'
import { type SecurityClub, securityClub, type Who } from './club.ts'

let club: SecurityClub
let record: string
let removed: string
let proposal: string
let clubId: string

const name = '見本 花子'
const illness = '見本の病名'
const individual = '123456789018'

const nothing = { letter: null, home: null, club: null, visits: 3, illness }

beforeAll(async () => {
  club = await securityClub()
  const clubs = club.registers.service('club')
  const patients = club.registers.service('club_patient')
  const act = club.act('all', '見本の登録')
  clubId = (
    await clubs.create(act, {
      name: '見本クラブ',
      nameKana: null,
      level: 'a',
      sports: null,
      foundedOn: null,
      note: '内部の覚え',
    })
  ).id
  record = (await patients.create(act, { ...nothing, number: 'P-1', name })).id
  removed = (await patients.create(act, { ...nothing, number: 'P-2', name: '見本 次郎' })).id
  await patients.remove(act, removed, 1)
  const members = club.registers.service('club_member')
  const draft = members.draftCreate(act, { club: clubId, number: 'M-1', name, individualNumber: individual })
  proposal = await club.registers.approvals.propose(act, { ja: '見本', en: 'Sample' }, [draft], draft)
})
afterAll(() => club?.drop())

const base = '/registers/club_patient'
const api = '/api/v1/club_patient'

describe('searching by what one may not see', () => {
  const asked = [
    [`${api}?name=`, 400],
    [`${api}?illness=`, 400],
    [`${api}?sort=name&x=`, 400],
    [`${base}?name=`, 400],
    [`${base}?illness=`, 400],
    [`${api}?q=`, 422],
    [`${base}?q=`, 422],
  ] as const

  test.each(asked)('%s is refused in the same words whatever the value is', async (path, status) => {
    const answers = await Promise.all(
      [name, 'ありえない値'].map(value =>
        club.text('plain', path + encodeURIComponent(value), { headers: { accept: 'application/json' } }),
      ),
    )
    const [right, wrong] = answers.map(answer =>
      answer.text.replace(/"instance":"[^"]*"/, '').replace(/ありえない値/g, name),
    )
    expect(answers.map(answer => answer.status)).toEqual([status, status])
    expect(right).toBe(wrong)
    for (const answer of answers) expect(answer.text).not.toContain('P-1')
  })

  test('who may see personal data searches by it, and not by special data', async () => {
    const found = await club.text('all', `${api}?q=${encodeURIComponent('花子')}`)
    expect(found.text).toContain('P-1')
    expect((await club.text('all', `${api}?illness=${encodeURIComponent(illness)}`)).status).toBe(400)
  })

  test('the page offers no word search to who may not use it', async () => {
    expect((await club.text('plain', base)).text).not.toContain('name="q"')
    expect((await club.text('all', base)).text).toContain('name="q"')
  })

  test('a visitor finds a record by public fields only', async () => {
    const hit = await club.text('visitor', `/clubs?q=${encodeURIComponent('見本クラブ')}`, {}, 'public')
    expect(hit.text).toContain(clubId)
    for (const path of [
      `/clubs?q=${encodeURIComponent('内部の覚え')}`,
      `/api/v1/club?q=${encodeURIComponent('内部の')}`,
    ])
      expect((await club.text('visitor', path, {}, 'public')).text).not.toContain(clubId)
    for (const path of [
      '/clubs?note=x',
      '/api/v1/club?note=x',
      '/api/v1/club?sort=note',
      '/api/v1/club?note.filled=yes',
    ])
      expect((await club.text('visitor', path, {}, 'public')).status).toBe(400)
  })

  test('personal fields group no counts', async () => {
    for (const by of ['name', 'illness']) {
      const page = await club.text('all', `${base}/counts?by=${by}`)
      expect(page.text).not.toContain(name)
    }
    const history = club.registers.history('club_patient')
    const field = club.registers.service('club_patient').register.field('name')
    await expect(history.counts(club.act('all'), '2026-11-22', field)).rejects.toMatchObject({ name: 'RefusedError' })
  })
})

/** Every way to look at a record's personal data. */
const ways = (): readonly (readonly [string, string])[] => [
  ['the list', base],
  ['the record', `${base}/${record}`],
  ['its form', `${base}/${record}/edit`],
  ['the page that asks before it is removed', `${base}/${record}/remove`],
  ['its history', `${base}/${record}/history`],
  ['its state on a day', `${base}/${record}/history?day=2026-11-22`],
  ['a removed record', `${base}/${removed}`],
  ['the list of the API', api],
  ['the record of the API', `${api}/${record}`],
  ['a proposal of a new record', `/proposals/${proposal}`],
]

describe('looks at personal data', () => {
  test('each is in the ledger, and shows nothing when the ledger cannot be written', async () => {
    const { owner } = club.test.database
    for (const [what, path] of ways()) {
      const before = (await club.entries()).length
      const shown = await club.text('all', path)
      expect(shown.status, what).toBe(200)
      expect(shown.text, what).toMatch(/見本 (花子|次郎)/)
      const fresh = (await club.entries()).slice(before)
      expect(
        fresh.map(entry => entry.event),
        what,
      ).toEqual(expect.arrayContaining([expect.stringMatching(/^records?\.(read|listed)$/)]))
    }
    await owner.unsafe(`
      create function ledger.fail() returns trigger language plpgsql as $$ begin raise exception 'ledger is full'; end $$;
      create trigger fail before insert on ledger.entry for each row execute function ledger.fail()`)
    try {
      for (const [what, path] of ways()) {
        const shown = await club.text('all', path)
        expect(shown.status, what).toBe(500)
        expect(shown.text, what).not.toMatch(/花子|次郎|見本の病名/)
      }
    } finally {
      await owner.unsafe('drop trigger fail on ledger.entry; drop function ledger.fail()')
    }
  })

  test('who has no sight of personal data is shown none, by no way, and who is not of this organisation no record', async () => {
    for (const [what, path] of ways()) {
      const plain = await club.text('plain', path)
      expect(plain.text, what).not.toMatch(/花子|次郎|見本の病名|123456789018/)
      const foreign = await club.text('foreign', path)
      expect(foreign.text, what).not.toMatch(/花子|次郎|見本の病名|P-1|M-1/)
      if (/\/[0-9a-f-]{36}/.test(path)) expect(foreign.status, what).toBe(404)
    }
  })

  test('pages with personal data are kept nowhere', async () => {
    for (const [what, path] of ways()) {
      const response = await club.ask('all', path)
      expect(response.headers.get('cache-control'), what).toMatch(/no-store/)
      expect(response.headers.get('x-content-type-options'), what).toBe('nosniff')
    }
  })
})

describe('proposals', () => {
  test('are nobody’s who may not read every register concerned', async () => {
    for (const who of ['clubOnly', 'foreign'] as const) {
      expect((await club.text(who, `/proposals/${proposal}`)).status).toBe(404)
      expect((await club.text(who, '/proposals')).text).not.toContain(proposal)
      const approved = await club.ask(who, `/proposals/${proposal}/approve`, { body: new URLSearchParams() })
      expect(approved.status).toBe(404)
    }
    expect((await club.text('plain', '/proposals')).text).toContain(proposal)
  })

  test('with a change of a register that one may not read are hidden whole', async () => {
    const act = club.act('all', '見本')
    const clubs = club.registers.service('club')
    const change = await clubs.draftChange(act, clubId, 1, { level: 'b' })
    const other = club.registers
      .service('club_patient')
      .draftCreate(act, { ...nothing, number: 'P-9', name: '見本 三郎' })
    const both: readonly Change[] = [change, other]
    const id = await club.registers.approvals.propose(act, { ja: '二つ', en: 'Two' }, both, change)
    expect((await club.text('clubOnly', `/proposals/${id}`)).status).toBe(404)
    expect((await club.text('clubOnly', '/proposals')).text).not.toContain(id)
    await club.registers.approvals.withdraw(act, id)
  })

  test('are not decided by who made them, who may not approve, or without a mark', async () => {
    const decide = (who: Who, init = {}) =>
      club.ask(who, `/proposals/${proposal}/approve`, { body: new URLSearchParams(), ...init })
    expect((await decide('all')).status).toBe(403)
    expect((await decide('plain')).status).toBe(403)
    expect((await decide('second', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    const [row] = await club.test.database.owner`select state from musubi.proposal where id = ${proposal}`
    expect(row?.['state']).toBe('pending')
  })

  test('have titles without personal data', async () => {
    const guests = '/registers/club_guest'
    const body = (more = {}) => new URLSearchParams({ number: 'M-7', name: '見本 四郎', reason: '入会', ...more })
    expect((await club.ask('all', `${guests}/new`, { body: body() })).status).toBe(303)
    const service = club.registers.service('club_guest')
    const { id } = await service.create(club.act('all'), { ...nothing, number: 'M-8', name: '見本 四郎' })
    const edit = body({ number: 'M-8', version: '1', visits: '9' })
    expect((await club.ask('all', `${guests}/${id}/edit`, { body: edit })).status).toBe(303)
    const remove = new URLSearchParams({ version: '1', reason: '退会' })
    expect((await club.ask('all', `${guests}/${id}/remove`, { body: remove })).status).toBe(303)
    const titles = await club.test.database.owner`select title_ja, title_en from musubi.proposal`
    expect(titles.filter(row => /M-[78]/.test(String(row['title_ja'])))).toHaveLength(3)
    expect(JSON.stringify(titles)).not.toContain('四郎')
  })
})

describe('references', () => {
  test('to a record of another organisation show no name of it', async () => {
    const foreign = await club.registers.service('club').create(club.act('foreign'), {
      name: 'よその組織のクラブ',
      nameKana: null,
      level: 'a',
      sports: null,
      foundedOn: null,
      note: null,
    })
    const made = await club.ask('all', api, {
      body: { number: 'P-5', name: '見本 五郎', club: foreign.id },
    })
    const path = made.status === 201 ? `${base}/${((await made.json()) as { id: string }).id}` : base
    for (const one of [path, `${path}/edit`, `${base}/counts?by=club`])
      expect((await club.text('all', one)).text).not.toContain('よその組織')
  })

  test('to a record that is not there are refused', async () => {
    const made = await club.ask('all', api, { body: { number: 'P-6', name: '見本 六郎', club: newId() } })
    expect(made.status).toBe(422)
  })
})

test('special values stand nowhere in the clear: not in a dump of every table, not in the log', async () => {
  const { owner } = club.test.database
  // A change, so that there is a revision and an approval with special values in them.
  await club.registers.approvals.approve(club.act('second'), proposal, '')
  await club.ask('all', `${api}/${record}`, { method: 'PATCH', body: { version: 1, illness: `${illness}二` } })
  const tables = await owner`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_%'`
  const admin = tables.map(row => String(row['name']))
  expect(admin.length).toBeGreaterThan(25)
  let rows = 0
  for (const table of admin) {
    const dump = await owner.unsafe(`select t::text as line from ${table} t`).catch(() => [])
    rows += dump.length
    for (const row of dump) expect(String(row['line']), table).not.toMatch(/見本の病名|123456789018/)
    // Bytes of the text would stand as hexadecimal digits in a bytea.
    const hex = Buffer.from(illness).toString('hex')
    for (const row of dump) expect(String(row['line']), table).not.toContain(hex)
  }
  expect(rows).toBeGreaterThan(20)
  expect(club.log().length).toBeGreaterThan(1000)
  expect(club.log()).not.toMatch(/見本の病名|123456789018|花子|次郎|四郎/)
})

test('a record leads to its entries of the ledger, for those who may read them', async () => {
  const path = `/registers/club/${clubId}`
  const link = `href="/ledger?register=club&amp;record=${clubId}"`
  expect((await club.text('auditor', path)).text).toContain(link)
  expect((await club.text('auditor', `/en${path}`)).text).toContain('Ledger of this record')
  const other = await club.text('all', path)
  expect(other.status).toBe(200)
  expect(other.text).not.toContain('/ledger')
})
