import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SecurityClub, securityClub, type Who } from './club.ts'

let club: SecurityClub
beforeAll(async () => {
  club = await securityClub()
})
afterAll(() => club?.drop())

const base = '/registers/club_paper'
const pdf = (text: string) => `%PDF-1.7\n見本 ${text}\n%%EOF`
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])

type Files = Readonly<Record<string, File>>
const pdfFile = (text: string, name = `${text}.pdf`) => new File([pdf(text)], name, { type: 'application/pdf' })

const form = (values: Readonly<Record<string, string>>, files: Files = {}): FormData => {
  const data = new FormData()
  for (const [name, value] of Object.entries(values)) data.set(name, value)
  for (const [name, file] of Object.entries(files)) data.set(name, file)
  return data
}

const all: Files = {
  leaflet: pdfFile('案内', '御案内（令和8年度）*.pdf'),
  plan: pdfFile('図面'),
  application: pdfFile('申請書'),
  diagnosis: pdfFile('診断書'),
}

let made = 0
const create = async (files: Files = all, open = true): Promise<string> => {
  made += 1
  const number = `B-${made}`
  const sent = await club.ask('all', `${base}/new`, { body: form({ number, open: open ? 'yes' : 'no' }, files) })
  expect(sent.status).toBe(303)
  const [row] = await club.test.database.owner`select id from register.club_paper where number = ${number}`
  return String(row?.['id'])
}

const fetchFile = async (who: Who, path: string) => {
  const response = await club.ask(who, path, {}, who === 'visitor' ? 'public' : 'staff')
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const looks = async () => (await club.entries()).filter(({ event }) => event === 'file.read')

describe('a file of a published field', () => {
  test('is handed to everyone with its name, to be saved and never run', async () => {
    const id = await create()
    for (const path of [`/papers/${id}/files/leaflet`, `/api/v1/club_paper/${id}/files/leaflet`]) {
      const { status, headers, text } = await fetchFile('visitor', path)
      expect(status, path).toBe(200)
      expect(text).toBe(pdf('案内'))
      expect(headers.get('content-type')).toBe('application/pdf')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
      const disposition = headers.get('content-disposition') ?? ''
      expect(disposition).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w%.-]+$/)
      expect(decodeURIComponent(disposition.split("''")[1] ?? '')).toBe('御案内（令和8年度）*.pdf')
    }
  })

  test('is not sent again to who has it', async () => {
    const id = await create()
    const path = `/papers/${id}/files/leaflet`
    const etag = (await fetchFile('visitor', path)).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/)
    const again = await club.ask('visitor', path, { headers: { 'if-none-match': etag } }, 'public')
    expect(again.status).toBe(304)
  })

  test('is nobody’s while the record is not published, and none of the other fields ever is', async () => {
    const [open, closed] = [await create(), await create(all, false)]
    expect((await fetchFile('visitor', `/papers/${closed}/files/leaflet`)).status).toBe(404)
    expect((await fetchFile('visitor', `/api/v1/club_paper/${closed}/files/leaflet`)).status).toBe(404)
    for (const field of ['plan', 'application', 'diagnosis', 'number', 'none', '__proto__'])
      expect((await fetchFile('visitor', `/papers/${open}/files/${field}`)).status, field).toBe(404)
    const removed = club.registers.service('club_paper')
    await removed.remove(club.act('all'), open, 1)
    expect((await fetchFile('visitor', `/papers/${open}/files/leaflet`)).status).toBe(404)
  })

  test('has its link on the page and in the API', async () => {
    const id = await create()
    const page = await fetchFile('visitor', `/papers/${id}`)
    expect(page.text).toMatch(new RegExp(`<a href="/papers/${id}/files/leaflet">[^<]*PDF, [^<]* B[^<]*</a>`))
    const record = JSON.parse((await fetchFile('visitor', `/api/v1/club_paper/${id}`)).text)
    expect(record.leaflet.href).toBe(`/api/v1/club_paper/${id}/files/leaflet`)
    expect((await fetchFile('visitor', record.leaflet.href)).text).toBe(pdf('案内'))
    expect(record).not.toHaveProperty('plan')
  })
})

describe('a file of the other classes', () => {
  test.each([
    ['plan', '図面', 200],
    ['application', '申請書', 403],
    ['diagnosis', '診断書', 403],
  ] as const)('%s is handed to who may see the field', async (field, text, plain) => {
    const id = await create()
    for (const path of [`${base}/${id}/files/${field}`, `/api/v1/club_paper/${id}/files/${field}`]) {
      expect((await fetchFile('all', path)).text).toBe(pdf(text))
      expect((await fetchFile('plain', path)).status).toBe(plain)
      expect((await fetchFile('foreign', path)).status).toBe(404)
      expect((await fetchFile('clubOnly', path)).status).toBe(403)
      expect([401, 403, 404, 303]).toContain((await club.ask('visitor', path)).status)
      expect((await fetchFile('visitor', path)).status).toBe(404)
    }
    expect((await fetchFile('all', `${base}/${id}/files/${field}`)).headers.get('cache-control')).toBe(
      'private, no-store',
    )
  })

  test('leaves an entry in the ledger for each that is personal, and none where nothing was handed out', async () => {
    const id = await create({ application: pdfFile('申請書') })
    const before = (await looks()).length
    await fetchFile('all', `${base}/${id}/files/plan`)
    await fetchFile('all', `${base}/${id}/files/diagnosis`)
    await fetchFile('plain', `${base}/${id}/files/application`)
    await fetchFile('foreign', `${base}/${id}/files/application`)
    expect((await looks()).length).toBe(before)
    await fetchFile('all', `${base}/${id}/files/application`)
    const entries = await looks()
    expect(entries.length).toBe(before + 1)
    expect(JSON.parse(entries.at(-1)?.content ?? '')).toMatchObject({ record: id, body: { fields: ['application'] } })
    expect(entries.at(-1)?.content).not.toContain('申請書')
  })

  test('of class special leaves neither its name nor its address in the database', async () => {
    const id = await create({ diagnosis: pdfFile('秘密', '見本の病名.pdf') })
    const [row] = await club.test.database.owner`
      select r::text as row, h.data::text as data from register.club_paper r join history.club_paper h on h.id = r.id where r.id = ${id}`
    expect(`${row?.['row']}${row?.['data']}`).not.toMatch(/病名|sha256/)
    expect((await fetchFile('all', `${base}/${id}/files/diagnosis`)).text).toBe(pdf('秘密'))
  })
})

test('earlier files stay reachable from the history and the day’s view', async () => {
  const id = await create({ plan: pdfFile('初版'), application: pdfFile('申請') })
  const sent = await club.ask('all', `${base}/${id}/edit`, {
    body: form({ number: 'B-x', version: '1' }, { plan: pdfFile('改訂') }),
  })
  expect(sent.status).toBe(303)
  const path = `${base}/${id}/files/plan`
  expect((await fetchFile('all', path)).text).toBe(pdf('改訂'))
  expect((await fetchFile('all', `${path}?version=1`)).text).toBe(pdf('初版'))
  expect((await fetchFile('all', `/api/v1/club_paper/${id}/files/plan?version=1`)).text).toBe(pdf('初版'))
  for (const version of ['9', '0', 'x', '1e1', ''])
    expect((await fetchFile('all', `${path}?version=${version}`)).status, version).toBe(404)
  const history = await fetchFile('all', `${base}/${id}/history?day=2026-11-22`)
  expect(history.text).toContain(`href="${path}?version=1"`)
  expect(history.text).toContain(`href="${path}?version=2"`)
  await fetchFile('all', `${base}/${id}/files/application?version=1`)
  expect(JSON.parse((await looks()).at(-1)?.content ?? '').body).toMatchObject({ recordVersion: 1 })
  // Taken out: the record has none, its history has.
  await club.ask('all', `${base}/${id}/edit`, { body: form({ number: 'B-x', version: '2', 'plan._remove': 'yes' }) })
  expect((await fetchFile('all', path)).status).toBe(404)
  expect((await fetchFile('all', `${path}?version=2`)).text).toBe(pdf('改訂'))
})

describe('a form with a mistake', () => {
  const noteIn = (html: string, field: string) =>
    new RegExp(`name="${field}\\._kept" value="([^"]+)"`).exec(html)?.[1] ?? ''

  test('keeps the file that came with it: nobody chooses it twice', async () => {
    const first = await club.text('all', `${base}/new`, { body: form({ number: '' }, { plan: pdfFile('一度だけ') }) })
    expect(first.status).toBe(422)
    expect(first.text).toContain('一度だけ.pdf')
    const note = noteIn(first.text, 'plan')
    // A second mistake loses it no more than the first.
    const second = await club.text('all', `${base}/new`, { body: form({ number: '', 'plan._kept': note }) })
    expect(second.text).toContain('一度だけ.pdf')
    const sent = await club.ask('all', `${base}/new`, {
      body: form({ number: 'K-1', 'plan._kept': noteIn(second.text, 'plan') }),
    })
    expect(sent.status).toBe(303)
    expect((await fetchFile('all', `${sent.headers.get('location')}/files/plan`)).text).toBe(pdf('一度だけ'))
  })

  test('keeps it for the one who sent it, in its own field, and not when it is taken out', async () => {
    const first = await club.text('all', `${base}/new`, { body: form({ number: '' }, { plan: pdfFile('私の') }) })
    const note = noteIn(first.text, 'plan')
    const tries: readonly (readonly [Who, Readonly<Record<string, string>>])[] = [
      ['second', { 'plan._kept': note }],
      ['all', { 'application._kept': note }],
      ['all', { 'plan._kept': `${note.slice(0, -2)}AA` }],
      ['all', { 'plan._kept': note, 'plan._remove': 'yes' }],
    ]
    for (const [index, [who, values]] of tries.entries()) {
      const sent = await club.ask(who, `${base}/new`, { body: form({ number: `L-${index}`, ...values }) })
      expect(sent.status).toBe(303)
      const location = sent.headers.get('location') ?? ''
      for (const field of ['plan', 'application'])
        expect((await fetchFile('all', `${location}/files/${field}`)).status, `${index}`).toBe(404)
    }
  })
})

test.each([
  ['a page called a PDF', new File(['<!doctype html><script>1</script>'], 'a.pdf', { type: 'application/pdf' })],
  ['a program called a picture', new File(['MZ\0\0'], 'a.png', { type: 'image/png' })],
  ['a picture called a text', new File([png], 'a.txt', { type: 'text/plain' })],
  ['a PDF called a picture', new File([pdf('x')], 'a.jpg', { type: 'image/jpeg' })],
  ['zero bytes in a text', new File(['a\0b'], 'a.csv', { type: 'text/csv' })],
  ['a file that is too large', new File(['x'.repeat(100_001)], 'a.txt', { type: 'text/plain' })],
])('%s is refused at its field', async (_, file) => {
  const { status, text } = await club.text('all', `${base}/new`, { body: form({ number: 'Z' }, { plan: file }) })
  expect(status).toBe(422)
  expect(text).toContain('href="#field-plan"')
})

test('a picture of a kind that can run is handed out as bytes to be saved', async () => {
  const id = await create({ plan: new File(['<svg onload="x"/>'], 'a.svg', { type: 'image/svg+xml' }) })
  const { headers } = await fetchFile('all', `${base}/${id}/files/plan`)
  expect(headers.get('content-type')).toBe('application/octet-stream')
  expect(headers.get('content-disposition')).toMatch(/^attachment;/)
})

test('a damaged or lost file is said to be so, and never served', async () => {
  const id = await create({ plan: pdfFile('壊れる') })
  const [row] = await club.test.database
    .owner`select plan->>'sha256' as sha256 from register.club_paper where id = ${id}`
  const [name = ''] = club.files.seal.names(String(row?.['sha256']))
  await writeFile(join(club.files.objects.place, name), 'altered')
  const damaged = await fetchFile('all', `${base}/${id}/files/plan`)
  expect(damaged.status).toBe(500)
  expect(damaged.text).toContain('失われたか、壊れています')
  await club.files.objects.remove(name)
  expect((await fetchFile('all', `${base}/${id}/files/plan`)).status).toBe(500)
})

test('who decides on a proposal reads the proposed file; it is nobody else’s before, and stays after', async () => {
  const sent = await club.ask('all', '/registers/club_guest/new', {
    body: form(
      { number: 'G-1', name: '見本', reason: '確認' },
      { letter: new File(['見本の紹介状'], '紹介.txt', { type: 'text/plain' }) },
    ),
  })
  const proposal = sent.headers.get('location') ?? ''
  const { text } = await club.text('second', proposal)
  const link = /href="(\/proposals\/[^"]+\/files\/[^"]+)"/.exec(text)?.[1] ?? ''
  expect((await fetchFile('second', link)).text).toBe('見本の紹介状')
  for (const who of ['clubOnly', 'foreign'] as const) expect((await fetchFile(who, link)).status, who).toBe(404)
  // Returned, mended without touching the file, approved: the file is the same.
  await club.ask('second', `${proposal}/return`, { body: new URLSearchParams({ comment: '番号を直してください' }) })
  const mends = proposal.split('/').at(-1) ?? ''
  const again = await club.ask('all', '/registers/club_guest/new', {
    body: form({ number: 'G-2', name: '見本', reason: '直しました', mends }),
  })
  expect(again.status).toBe(303)
  expect((await fetchFile('second', link)).text).toBe('見本の紹介状')
  const seenIn = async () => /name="seen" value="(\w+)"/.exec((await club.text('second', proposal)).text)?.[1] ?? ''
  // The page that lay open before it was sent again says something else.
  const stale = /name="seen" value="(\w+)"/.exec(text)?.[1] ?? ''
  const approve = (seen: string) =>
    club.ask('second', `${proposal}/approve`, { body: new URLSearchParams({ comment: '', seen }) })
  const early = await approve(stale)
  expect([early.status, (await early.text()).includes('起案の内容が変わりました')]).toEqual([422, true])
  const approved = await approve(await seenIn())
  expect(approved.status).toBe(303)
  expect((await fetchFile('all', `${approved.headers.get('location')}/files/letter`)).text).toBe('見本の紹介状')
})
