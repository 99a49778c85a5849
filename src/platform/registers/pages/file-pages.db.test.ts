import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hidden, html, textOf } from '../../../../test/call-route.ts'
import { members, openFilePages } from '../../../../test/file-pages.ts'
import { everything, type TennisClub } from '../../../../test/tennis-club.ts'
import { decodeText } from '../../../base/csv/decode.ts'
import { encodeText } from '../../../base/csv/encode.ts'
import { RefusedError } from '../../../base/problem.ts'
import { ApprovalService } from '../approval/service.ts'

let pages: Awaited<ReturnType<typeof openFilePages>>
let club: TennisClub
let call: typeof pages.call
let count: typeof pages.count

beforeAll(async () => {
  pages = await openFilePages()
  ;({ club, call, count } = pages)
})
afterAll(() => pages?.close())

describe('import', () => {
  test('a file is shown first, imported on the word, and its upload is gone', async () => {
    expect(html(await call(`${members}/import`))).toContain('type="file"')
    const page = html(await call(`${members}/import`, { method: 'POST', file: '会員番号,氏名\nP1,見本\nP2,見本\n' }))
    expect(page).toContain('まだ何も取り込んでいません')
    expect(await count('club_member')).toBe(0)
    const values = { ticket: hidden(page, 'ticket'), way: '', reason: '新年度の名簿' }
    expect(html(await call(`${members}/import/confirm`, { method: 'POST', values }))).toContain('取り込みました')
    expect(await count('club_member')).toBe(2)
    const [revision] = await club.db.database.owner`select reason from history.club_member limit 1`
    expect(revision?.['reason']).toBe('新年度の名簿')
    expect(readdirSync(join(pages.folder, 'uploads'))).toEqual([])
    expect(html(await call(`${members}/import/confirm`, { method: 'POST', values }))).toContain(
      'もう一度選んでください',
    )
  })

  test('bad rows are shown, and left out only when the officer says so', async () => {
    const page = html(
      await call(`${members}/import`, { method: 'POST', file: '会員番号,氏名,級\nP3,見本,五級\nP4,見本,1\n' }),
    )
    expect(page).toContain('五級')
    const values = { ticket: hidden(page, 'ticket'), way: '' }
    expect(html(await call(`${members}/import/confirm`, { method: 'POST', values }))).toContain(
      '何も取り込んでいません',
    )
    expect(await count('club_member')).toBe(2)
    await call(`${members}/import/confirm`, { method: 'POST', values: { ...values, acceptValid: 'yes' } })
    expect(await count('club_member')).toBe(3)
  })

  test('a ticket is its officer’s alone', async () => {
    const page = html(await call(`${members}/import`, { method: 'POST', file: '会員番号,氏名\nP9,見本\n' }))
    const other = club.officer(everything)
    const values = { ticket: hidden(page, 'ticket'), way: '' }
    const outcome = await call(`${members}/import/confirm`, { method: 'POST', values, who: other })
    expect(outcome).toMatchObject({ status: 422 })
    expect(await count('club_member')).toBe(3)
  })

  test('an empty choice and a foreign file are told at the box', async () => {
    expect(await call(`${members}/import`, { method: 'POST' })).toMatchObject({ status: 422 })
    expect(html(await call(`${members}/import`, { method: 'POST', file: '%PDF-1.4' }))).toContain(
      '表のファイルではありません',
    )
  })

  test('a layout fills two registers at once, or none', async () => {
    const file = '番号,名前,コート,日\nL1,見本,1,2026-12-01\nL1,見本,2,2026-12-01\n'
    const page = html(
      await call('/registers/club_booking/import', { method: 'POST', file, values: { way: 'layout:visits' } }),
    )
    expect(await count('club_booking')).toBe(0)
    const values = { ticket: hidden(page, 'ticket'), way: 'layout:visits', reason: '来場表の取込' }
    const done = await call('/registers/club_booking/import/confirm', { method: 'POST', values })
    expect(html(done)).toContain('取り込みました')
    expect([await count('club_member'), await count('club_booking')]).toEqual([4, 2])
    const again = html(
      await call('/registers/club_booking/import', {
        method: 'POST',
        file: file.replace('L1,見本,2,2026-12-01', 'L2,見本,2,2026-12-01').replace('L2', ''),
        values: { way: 'layout:visits' },
      }),
    )
    expect(again).toContain('取り込めない行があります')
    expect(await count('club_member')).toBe(4)
  })
})

describe('export and counts', () => {
  test('the choice of format keeps the list’s search', async () => {
    const page = html(await call(`${members}/export?q=P1&level=1`))
    expect(page).toContain('name="q" value="P1"')
    expect(page).toContain('個人情報が含まれます')
    const file = await call(`${members}/export?q=P1&format=csv`)
    expect((await textOf(file)).split('\r\n')).toHaveLength(3)
  })

  test('a layout is offered where its rows are records, and written as it says', async () => {
    const bookings = '/registers/club_booking'
    expect(html(await call(`${bookings}/export`))).toContain('来場表')
    expect(html(await call(`${members}/export`))).toContain(`href="${bookings}/export"`)
    expect(html(await call(`${bookings}/export`, { language: 'en' }))).toContain('Visits')
    const outcome = await call(`${bookings}/export?format=visits`)
    expect(outcome).toMatchObject({ kind: 'file', type: 'text/csv; charset=Shift_JIS' })
    if (outcome.kind !== 'file' || !(outcome.bytes instanceof ReadableStream)) throw new Error('no file')
    const bytes = Buffer.from(await new Response(outcome.bytes).arrayBuffer())
    const text = '番号,名前,コート,日\r\nL1,見本,1,2026-12-01\r\nL1,見本,2,2026-12-01\r\n'
    expect(bytes.equals(encodeText(text, 'cp932').bytes)).toBe(true)
    const entries = await club.db.database
      .owner`select register from ledger.entry where event = 'records.exported' order by n desc limit 2`
    expect(entries.map(row => row['register'])).toEqual(['club_member', 'club_booking'])
    // The other register's personal fields need their own permission.
    const who = club.officer(['read', 'export'])
    const refused = await call(`${bookings}/export?format=visits`, { who })
    expect(refused).toMatchObject({ status: 422 })
    expect(html(refused)).toContain('「会員」の「氏名」が要ります')
    const without = club.officer([], { permissions: new Set(['club_booking.read', 'club_booking.export']) })
    await expect(call(`${bookings}/export?format=visits`, { who: without })).rejects.toBeInstanceOf(RefusedError)
    expect(await call(`${bookings}/export?format=odt`)).toMatchObject({ status: 422 })
  })

  test('what waits for approval is in no file', async () => {
    const before = await textOf(await call('/registers/club_booking/export?format=csv'))
    const service = club.registers.service('club_booking')
    const change = service.draftCreate(club.act(pages.officer, '見本'), {
      court: '9',
      day: '2026-12-24',
      member: null,
      guests: null,
    })
    const { registers } = club
    const known = new Map(registers.all().map(({ register }) => [register.id, register]))
    const proposals = new ApprovalService(known, registers.tools)
    await proposals.propose(club.act(pages.officer, '見本'), { ja: '予約', en: 'Booking' }, [change], change)
    expect(await textOf(await call('/registers/club_booking/export?format=csv'))).toBe(before)
    expect(await call('/registers/club_booking/export?format=visits')).toMatchObject({ kind: 'file' })
  })

  test('the public files hold published fields only', async () => {
    const text = await textOf(await call('/club/members/export.csv'))
    expect(text).toContain('会員番号')
    expect(text).not.toContain('氏名')
    expect(await textOf(await call('/club/members/export.jsonl'))).not.toContain('"name"')
  })

  test('the public gets Shift_JIS too; what it lacks is 〓, and the header says so', async () => {
    const service = club.registers.service('club_specimen')
    const empty = Object.fromEntries(service.register.fields.map(field => [field.id, null]))
    await service.create(club.act(pages.officer), { ...empty, key: 'S1', theText: '髙﨑①', theLongText: '𠮷野' })
    const outcome = await call('/club/specimens/export.sjis.csv')
    if (outcome.kind !== 'file' || !(outcome.bytes instanceof ReadableStream)) throw new Error(outcome.kind)
    expect(outcome).toMatchObject({ type: 'text/csv; charset=Shift_JIS', headers: { 'musubi-replaced': '1' } })
    const text = decodeText(new Uint8Array(await new Response(outcome.bytes).arrayBuffer()))
    expect(text).toMatchObject({ encoding: 'cp932', text: expect.stringMatching(/髙﨑①[\s\S]*〓野/) })
  })

  test('counts as a workbook and as a picture without styles or scripts', async () => {
    expect(await call(`${members}/counts.xlsx?by=level`)).toMatchObject({ kind: 'file' })
    const svg = await textOf(await call(`${members}/counts.svg?by=level`))
    expect(svg).toContain('<svg')
    expect(svg).toContain('初級')
    expect(svg).not.toMatch(/<style|style=|<script/)
  })
})

describe('documents', () => {
  test('from the preview to the same file again', async () => {
    const service = club.registers.service('club_member')
    const values = Object.fromEntries(service.register.fields.map(field => [field.id, null]))
    const made = await service.create(club.act(pages.officer), {
      ...values,
      number: 'C1',
      name: '見本',
      joinedOn: '2026-04-01',
    })
    const path = `${members}/${made.id}/documents/membership`
    expect(html(await call(path))).toContain('令和8年4月1日')
    expect(await call(path, { method: 'POST' })).toMatchObject({ kind: 'redirect', to: path })
    const link = new RegExp(`href="(${path}/[^"]+)"`).exec(html(await call(path)))?.[1] ?? ''
    const [one, two] = [await textOf(await call(link)), await textOf(await call(link))]
    expect(one.startsWith('%PDF-')).toBe(true)
    expect(one).toBe(two)
  })
})

describe('catalogue', () => {
  test('a page for people', async () => {
    const page = html(await call('/data'))
    expect(page).toContain('/club/members/export.csv')
    expect(page).toContain('CC BY 4.0')
    expect(html(await call('/data', { language: 'en' }))).toContain('Members of a tennis club')
  })

  test('DCAT for machines: every dataset has a licence, a publisher and files that exist', async () => {
    const outcome = await call('/data/catalog.jsonld')
    if (outcome.kind !== 'json') throw new Error(outcome.kind)
    expect(outcome.headers?.['content-type']).toBe('application/ld+json')
    const catalogue: { 'dcat:dataset': Record<string, unknown>[] } = JSON.parse(JSON.stringify(outcome.value))
    expect(catalogue).toMatchObject({ '@type': 'dcat:Catalog', '@context': { dcat: 'http://www.w3.org/ns/dcat#' } })
    expect(catalogue['dcat:dataset'].map(one => one['dct:identifier'])).toEqual(['club_member', 'club_specimen'])
    for (const dataset of catalogue['dcat:dataset']) {
      expect(dataset).toMatchObject({
        '@type': 'dcat:Dataset',
        'dct:license': { '@id': 'https://creativecommons.org/licenses/by/4.0/' },
        'dct:publisher': { 'foaf:name': [{ '@language': 'ja', '@value': '見本県' }, { '@language': 'en' }] },
      })
      const files: { '@type': string; 'dcat:downloadURL'?: { '@id': string } }[] = JSON.parse(
        JSON.stringify(dataset['dcat:distribution']),
      )
      for (const file of files) {
        expect(file['@type']).toBe('dcat:Distribution')
        const address = file['dcat:downloadURL']?.['@id']
        if (address) expect((await call(address)).kind).toBe('file')
      }
    }
  })
})
