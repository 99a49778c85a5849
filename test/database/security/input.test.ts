import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SecurityClub, securityClub } from './club.ts'

let club: SecurityClub
let record: string
beforeAll(async () => {
  club = await securityClub()
  record = (
    await club.registers.service('club_patient').create(club.act('all'), {
      number: 'P-1',
      name: '見本 花子',
      illness: null,
      visits: 1,
      letter: null,
      home: null,
      club: null,
    })
  ).id
})
afterAll(() => club?.drop())

const base = '/registers/club_patient'
const api = '/api/v1/club_patient'
const json = { accept: 'application/json' }

interface Stored {
  readonly version: number
  readonly tenant: string
  readonly sample: boolean
  readonly letter: { readonly sha256: string; readonly name: string; readonly type: string } | null
}
const stored = async (number: string): Promise<Stored | undefined> => {
  const [row] = await club.test.database.owner<Stored[]>`
    select version, tenant, sample, letter from register.club_patient where number = ${number}`
  return row
}

describe('the API', () => {
  test('takes id, version, tenant and sample from nobody', async () => {
    const body = { number: 'P-20', name: '見本', id: record, version: 7, sample: true, updatedAt: '2000-01-01' }
    expect((await club.ask('all', api, { body })).status).toBe(201)
    expect(await stored('P-20')).toMatchObject({ version: 1, sample: false, tenant: club.actors.all.organisation })
    for (const name of ['tenant', 'search', 'removed_at', 'constructor', '__proto__'])
      expect(
        (
          await club.ask('all', api, {
            body: `{"number":"P-21","name":"見本","${name}":"x"}`,
            headers: { 'content-type': 'application/json' },
          })
        ).status,
        name,
      ).toBe(422)
    expect(await stored('P-21')).toBeUndefined()
  })

  test('changes nothing without the version that was read, or with another one', async () => {
    const patch = (body: object, headers = {}) =>
      club.ask('all', `${api}/${record}`, { method: 'PATCH', body, headers })
    expect((await patch({ visits: 9 })).status).toBe(422)
    expect((await patch({ visits: 9, version: 0 })).status).toBe(422)
    expect((await patch({ visits: 9 }, { 'if-match': '*' })).status).toBe(422)
    expect((await patch({ visits: 9 }, { 'if-match': '"99"' })).status).toBe(409)
    expect((await club.ask('all', `${api}/${record}`, { method: 'DELETE' })).status).toBe(422)
    expect((await stored('P-1'))?.version).toBe(1)
  })

  test('takes no field that one may not see', async () => {
    const sent = await club.ask('plain', `${api}/${record}`, { method: 'PATCH', body: { version: 1, name: '偽' } })
    expect(sent.status).toBe(422)
    expect((await club.text('plain', api, { body: { number: 'P-30', name: 'x' } })).status).toBe(422)
  })

  test('deep, wrong and hostile JSON is an input error and no fault', async () => {
    const send = (body: string, type = 'application/json') =>
      club.ask('all', api, { body, headers: { 'content-type': type, ...json } }).then(response => response.status)
    expect(await send('['.repeat(100_000) + ']'.repeat(100_000))).toBe(422)
    expect(await send(`{"number":${'['.repeat(50_000)}${']'.repeat(50_000)},"name":"x"}`)).toBe(422)
    expect(await send('{"number"')).toBe(400)
    expect(await send('{"number":"a\\u0000b","name":"x"}')).toBe(400)
    expect(await send('{"number":"\\ud800","name":"x"}')).toBe(422)
    expect(await send('{}', 'text/plain')).toBe(415)
    expect(await send(`{"number":"${'x'.repeat(3_000_000)}"}`)).toBe(413)
  })
})

describe('files', () => {
  const secretHash = 'a'.repeat(64)
  const upload = (name: string, type: string, more: Record<string, string> = {}) => {
    const form = new FormData()
    form.set('number', more['number'] ?? 'F-1')
    form.set('name', '見本')
    for (const [field, value] of Object.entries(more)) form.set(field, value)
    form.set('letter', new File(['見本の紹介状'], name, { type }))
    return club.ask('all', `${base}/new`, { body: form })
  }

  test('are named by nobody who did not send them: not by the API, not by a hidden box', async () => {
    const letter = { sha256: secretHash, name: 'a.txt', type: 'text/plain', size: 5 }
    const made = await club.text('all', api, { body: { number: 'F-9', name: '見本', letter } })
    expect(made.status).toBe(422)
    const patch = await club.ask('all', `${api}/${record}`, { method: 'PATCH', body: { version: 1, letter } })
    expect(patch.status).toBe(422)
    const form = new URLSearchParams({
      number: 'F-8',
      name: '見本',
      letter: `${secretHash}/5/text/plain/a.txt`,
    })
    expect((await club.ask('all', `${base}/new`, { body: form })).status).toBe(303)
    expect((await stored('F-8'))?.letter).toBeNull()
  })

  test('keep through the API what they were, and can be taken out', async () => {
    expect((await upload('手紙.txt', 'text/plain', { number: 'F-2' })).status).toBe(303)
    const page = await club.ask('all', `${api}?number=`)
    expect(page.status).toBe(400)
    const [row] = await club.test.database.owner`select id from register.club_patient where number = 'F-2'`
    const got = (await (await club.ask('all', `${api}/${row?.['id']}`)).json()) as Record<string, unknown>
    const kept = await club.ask('all', `${api}/${row?.['id']}`, { method: 'PATCH', body: { ...got, visits: 5 } })
    expect(kept.status).toBe(200)
    const out = await club.ask('all', `${api}/${row?.['id']}`, { method: 'PATCH', body: { version: 2, letter: null } })
    expect(out.status).toBe(200)
    expect((await stored('F-2'))?.letter).toBeNull()
  })

  const names = [
    ['../../etc/passwd.txt', 'text/plain'],
    ['a\\b.txt', 'text/plain;charset=utf-8'],
    ['b\r\nset-cookie: x=1.txt', ''],
    ['写真\u202egnp.txt', 'not a type'],
    [`${'長'.repeat(400)}.txt`, 'TEXT/Plain; x="y"'],
  ] as const
  test.each(names)('with a hostile name or type leave a record that can be read: %j', async (fileName, type) => {
    const number = `N-${names.findIndex(one => one[0] === fileName)}`
    expect((await upload(fileName, type, { number })).status).toBe(303)
    const letter = (await stored(number))?.letter
    expect(letter?.name).not.toMatch(/[/\\\p{Cc}\u202e]/u)
    expect(letter?.name.length).toBeLessThanOrEqual(255)
    expect(letter?.type).toMatch(/^[\w.+-]+\/[\w.+-]+$/)
    const [row] = await club.test.database.owner`select id from register.club_patient where number = ${number}`
    expect((await club.text('all', `${base}/${row?.['id']}`)).status).toBe(200)
    expect((await club.text('all', base)).status).toBe(200)
    expect((await club.text('all', `${base}/${row?.['id']}/edit`)).status).toBe(200)
  })

  test('of another type or too large are told at the form, with what was typed kept', async () => {
    const wrong = await upload('a.exe', 'application/x-msdownload', { number: 'F-3' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('value="F-3"')
    const form = new FormData()
    form.set('number', 'F-4')
    form.set('name', '見本')
    form.set('letter', new File(['x'.repeat(2000)], 'a.txt', { type: 'text/plain' }))
    expect((await club.ask('all', `${base}/new`, { body: form })).status).toBe(422)
    expect(await stored('F-3')).toBeUndefined()
  })
})

describe('what is no address of ours', () => {
  const paths = [
    `${base}/nothing`,
    `${base}/nothing/edit`,
    `${base}/nothing/remove`,
    `${base}/nothing/history`,
    `${base}/%00`,
    `${base}/'%20or%201=1--`,
    `${api}/nothing`,
    '/proposals/nothing',
    `${base}?after=bm90aGluZw`,
    `${base}?after=${Buffer.from('["x","y"]').toString('base64url')}`,
    `${base}?visits.from=abc`,
    `${base}?visits=99999999999999999999999999`,
    `${base}?limit=1e9`,
    `${base}?limit=-1`,
    `${base}?q=%00`,
    `${base}?q=${'%E3%81%82'.repeat(3000)}`,
    `${base}/counts?day=9999-99-99`,
    `${base}/counts?by=__proto__`,
    `${base}/new?constructor=1&__proto__=2&toString=3`,
    `${base}?constructor=1`,
    `${base}?__proto__=1`,
  ]
  test.each(paths)('%s is no fault', async path => {
    const { status, text } = await club.text('all', path)
    expect([200, 400, 404, 422]).toContain(status)
    expect(text).not.toMatch(/syntax|PostgresError|at Object|node_modules/)
  })

  test.each(['PATCH', 'DELETE'])('%s of a record that is none is not found', async method => {
    const sent = await club.ask('all', `${api}/nothing`, {
      method,
      headers: { 'if-match': '"1"' },
      ...(method === 'PATCH' ? { body: { visits: 1 } } : {}),
    })
    expect(sent.status).toBe(404)
  })

  test.each(['approve', 'return', 'reject', 'withdraw'])('%s of a proposal that is none is not found', async what => {
    const sent = await club.ask('all', `/proposals/nothing/${what}`, { body: new URLSearchParams({ comment: 'x' }) })
    expect(sent.status).toBe(404)
  })

  test.each([
    '//evil.example/',
    '/en//evil.example/',
    '/\\evil.example/',
    '/en/%2f%2fevil.example/',
    '/%2e%2e/%2e%2e/etc/passwd',
  ])('%s leads nowhere else', async path => {
    for (const zone of ['public', 'staff'] as const) {
      const response = await club.ask('visitor', path, {}, zone)
      expect(response.headers.get('location') ?? '/').toMatch(/^\/(?![/\\])/)
    }
  })
})

describe('submissions', () => {
  const body = () => new URLSearchParams({ number: 'C-1', name: '見本' })
  test.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['with the origin null', { 'sec-fetch-site': '', origin: 'null' }],
    ['with another origin', { 'sec-fetch-site': '', origin: 'http://musubi.example.evil' }],
    ['without our cookie', { cookie: 'who=all' }],
  ])('%s are refused', async (_, headers) => {
    expect((await club.ask('all', `${base}/new`, { body: body(), headers })).status).toBe(403)
    expect((await club.ask('all', api, { body: { number: 'C-1', name: '見本' }, headers })).status).toBe(403)
    expect(await stored('C-1')).toBeUndefined()
  })

  test('as JSON need the mark in a header; a mark in the body or a disguised method counts for nothing', async () => {
    const bare = await club.ask('all', api, {
      body: { number: 'C-2', name: '見本', csrf: 'x' },
      headers: { 'x-csrf': 'x' },
    })
    expect(bare.status).toBe(403)
    const disguised = await club.ask('all', `${api}/${record}`, {
      body: new URLSearchParams({ _method: 'DELETE', version: '1' }),
      headers: { 'x-http-method-override': 'DELETE' },
    })
    expect(disguised.status).toBe(405)
    expect((await stored('P-1'))?.version).toBe(1)
  })
})

describe('a form whose answer was lost is sent again', () => {
  const formOf = async (path: string): Promise<string> => {
    const { text } = await club.text('all', `${path}/new`)
    const [, sending] = /name="sending" value="([^"]+)"/.exec(text) ?? []
    if (!sending) throw new Error('the form has no id')
    return sending
  }
  const send = async (path: string, typed: Readonly<Record<string, string>>) => {
    const answer = await club.ask('all', `${path}/new`, { body: new URLSearchParams(typed) })
    return { status: answer.status, location: answer.headers.get('location') }
  }
  const papers = async (number: string) =>
    (await club.test.database.owner`select id from register.club_paper where number = ${number}`).length

  test('and makes one record, wherever it is sent from; another content is another one', async () => {
    const path = '/registers/club_paper'
    const typed = { number: '二度', sending: await formOf(path) }
    const first = await send(path, typed)
    expect(first.status).toBe(303)
    expect(await send(path, typed)).toEqual(first)
    const both = await Promise.all([send(path, { ...typed, number: '同時' }), send(path, { ...typed, number: '同時' })])
    expect(both[0]).toEqual(both[1])
    expect(both[0]?.location).not.toBe(first.location)
    expect([await papers('二度'), await papers('同時')]).toEqual([1, 1])
    // Another form: two alike are meant.
    await send(path, { number: '二度', sending: await formOf(path) })
    expect(await papers('二度')).toBe(2)
  })

  test('also after something was mended in it', async () => {
    const path = '/registers/club_paper'
    const sending = await formOf(path)
    const { text } = await club.text('all', `${path}/new`, { body: new URLSearchParams({ number: '', sending }) })
    expect(text).toContain(`value="${sending}"`)
  })

  test('and waits once for approval', async () => {
    const path = '/registers/club_guest'
    const typed = { number: 'G-1', name: '見本', reason: '見本', sending: await formOf(path) }
    const first = await send(path, typed)
    expect(first).toMatchObject({ status: 303, location: expect.stringContaining('proposals') })
    expect(await send(path, typed)).toEqual(first)
    const rows = await club.test.database.owner`select id from musubi.proposal where register = 'club_guest'`
    expect(rows).toHaveLength(1)
  })
})

test('what people typed is shown as text everywhere', async () => {
  const nasty = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
  const made = await club.ask('all', `${base}/new`, {
    body: new URLSearchParams({ number: 'X-1', name: nasty, reason: nasty, home: 'https://a.example/' }),
  })
  expect(made.status).toBe(303)
  const path = made.headers.get('location') ?? ''
  const paths = [
    base,
    path,
    `${path}/edit`,
    `${path}/remove`,
    `${path}/history?day=2026-11-22`,
    `${base}?q=${encodeURIComponent(nasty)}`,
    `${base}?${encodeURIComponent(nasty)}=1`,
    `${base}/new?number=${encodeURIComponent(nasty)}`,
    `/en${base}?sort=${encodeURIComponent(nasty)}`,
    `/${encodeURIComponent(nasty)}`,
  ]
  for (const one of paths) {
    const { text } = await club.text('all', one)
    expect(text, one).not.toMatch(/<script>alert|<img src=x/)
  }
  const runs = await club.ask('all', `${base}/new`, {
    body: new URLSearchParams({ number: 'X-2', name: '見本', home: 'javascript:alert(1)' }),
  })
  expect(runs.status).toBe(422)
  expect(await runs.text()).not.toContain('href="javascript:')
})

test('the log holds no value of a row, even where the database repeats it', async () => {
  const { owner } = club.test.database
  await owner`alter table register.club_patient add constraint broken check (number <> 'L-1')`
  try {
    const body = { number: 'L-1', name: '見本 漏太' }
    expect((await club.ask('all', api, { body })).status).toBe(500)
    expect(club.log()).toContain('23514')
    expect(club.log()).toContain('broken')
    expect(club.log()).not.toContain('漏太')
  } finally {
    await owner`alter table register.club_patient drop constraint broken`
  }
})
