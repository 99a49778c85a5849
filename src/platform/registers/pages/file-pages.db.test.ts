import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Call, callRoute, hidden, html, textOf } from '../../../../test/call-route.ts'
import { everything, type TennisClub, tennisClub, testSecrets } from '../../../../test/tennis-club.ts'
import { decodeText } from '../../../base/csv/decode.ts'
import { encodeText } from '../../../base/csv/encode.ts'
import { bad, good, RefusedError } from '../../../base/problem.ts'
import type { Actor } from '../../access/actor.ts'
import { folderObjects } from '../../files/folder.ts'
import { fileStore } from '../../files/store.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route } from '../../routing/route.ts'
import { ApprovalService } from '../approval/service.ts'
import { catalogueRoutes } from '../catalogue/pages.tsx'
import { documentRoutes } from '../documents/pages.tsx'
import { DocumentService } from '../documents/service.ts'
import type { LayoutDefinition } from '../import/layout.ts'
import { createUploads } from '../import/uploads.ts'
import { fileRoutes } from './file-routes.ts'

let club: TennisClub
let officer: Actor
let routes: readonly Route[]
const folder = mkdtempSync(join(tmpdir(), 'musubi-pages-'))

/** A layout of others: a row is a member and the member's booking. */
const layout: LayoutDefinition = {
  id: 'visits',
  title: { ja: '来場表', en: 'Visits' },
  description: { ja: '来場表（見本）', en: 'Visits (sample)' },
  registers: ['club_member', 'club_booking'],
  read: rows => ({
    problems: [],
    repairs: [],
    records: rows.slice(1).flatMap(({ row, cells: [number = '', name = '', court = '', day = ''] }) => [
      { register: 'club_member', row, values: { number, name } },
      { register: 'club_booking', row, values: { court, day }, references: { member: number } },
    ]),
  }),
  writing: {
    register: 'club_booking',
    encoding: 'cp932',
    headings: ['番号', '名前', 'コート', '日'],
    fields: { club_booking: ['court', 'day', 'member'], club_member: ['number', 'name'] },
    references: ['member'],
    row: (booking, { member }) =>
      member
        ? good([member['number'], member['name'], booking['court'], booking['day']].map(String))
        : bad({ ja: '会員がありません。', en: 'There is no member.' }, { column: '番号' }),
  },
}

beforeAll(async () => {
  club = await tennisClub()
  officer = club.officer(everything)
  const { registers } = club
  const tools = { registers, uploads: createUploads(join(folder, 'uploads'), testSecrets()), layouts: [layout] }
  const documents = new DocumentService(registers, fileStore(folderObjects(join(folder, 'files')), testSecrets()))
  routes = [
    ...registers.all().flatMap(service => [...fileRoutes(tools, service), ...documentRoutes(documents, service)]),
    ...catalogueRoutes(registers, { ja: '見本県', en: 'Mihon' }, { ja: '見本', en: 'Sample' }),
  ]
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await club?.drop()
})

const call = (address: string, asked: Call = {}): Promise<Outcome> =>
  callRoute(routes, (who, reason) => club.act(who, reason), address, { who: officer, ...asked })
const count = async (table: string) => {
  const { owner } = club.db.database
  const [row] = await owner`select count(*)::int as n from ${owner(`register.${table}`)}`
  return row?.['n']
}
const members = '/registers/club_member'

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
    expect(readdirSync(join(folder, 'uploads'))).toEqual([])
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

  test('other headings are mapped, saved under a name, and offered the next time', async () => {
    const first = html(await call(`${members}/import`, { method: 'POST', file: 'No.,お名前\nP5,見本\n' }))
    const address = /href="([^"]*import\/mapping[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const mapping = html(await call(address))
    expect(mapping).toContain('例: P5')
    const ticket = hidden(mapping, 'ticket')
    const values = { ticket, name: '旧名簿', 'column.0': 'number', 'column.1': 'name' }
    expect(
      html(await call(`${members}/import/mapping`, { method: 'POST', values: { ...values, name: '' } })),
    ).toContain('名前を100文字以内')
    const report = html(await call(`${members}/import/mapping`, { method: 'POST', values }))
    expect(report).toContain('新しく登録')
    await call(`${members}/import/confirm`, { method: 'POST', values: { ticket, way: hidden(report, 'way') } })
    expect(await count('club_member')).toBe(4)
    expect(html(await call(`${members}/import`))).toContain('旧名簿')
  })

  const startMapping = async (file: string) => {
    const first = html(await call(`${members}/import`, { method: 'POST', file }))
    const address = /href="([^"]*import\/mapping[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const page = html(await call(address))
    return { page, ticket: hidden(page, 'ticket') }
  }
  const submit = (values: Readonly<Record<string, string>>) =>
    call(`${members}/import/mapping`, { method: 'POST', values })

  test('a field without a column gets a fixed value, by the widget of its kind', async () => {
    const { page, ticket } = await startMapping('No.,お名前\nP6,見本\n')
    expect(page).toMatch(/<input type="radio" name="constant.level" value="2"/)
    expect(page).toContain('name="constant.joinedOn"')
    expect(page).not.toContain('constant.illness')
    expect(page).toContain('新しい記録には次の項目が要ります')
    const values = { ticket, name: '定数つき', 'column.0': 'number', 'column.1': 'name' }
    const wrong = await submit({ ...values, 'constant.joinedOn': '令和八年の春', 'constant.number': 'X' })
    expect(wrong).toMatchObject({ status: 422 })
    expect(html(wrong)).toContain('href="#field-constant.joinedOn"')
    expect(html(wrong)).toContain('value="令和八年の春"')
    expect(html(wrong)).toContain('この項目はファイルの「No.」の列から取り込みます')
    expect(html(wrong)).toMatch(/<details class="details" open/)
    const right = { ...values, 'constant.level': '2', 'constant.joinedOn': '令和8年4月1日' }
    const report = html(await submit(right))
    await call(`${members}/import/confirm`, { method: 'POST', values: { ticket, way: hidden(report, 'way') } })
    const [row] = await club.db.database
      .owner`select level, joined_on::text as day from register.club_member where number = 'P6'`
    expect(row).toMatchObject({ level: '2', day: '2026-04-01' })
    // The mapping's own page begins with what was saved.
    const again = html(
      await call(`${members}/import`, {
        method: 'POST',
        file: 'No.,お名前\nP6,見本\n',
        values: { way: hidden(report, 'way') },
      }),
    )
    const address = /href="([^"]*import\/mapping[^"]*)"/.exec(again)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(html(await call(address))).toMatch(/name="constant.level" value="2" checked/)
  })

  test('words that the register does not know are asked for, and written again at the export', async () => {
    const file = '番号,お名前,組,指導,メモ\r\nW1,見本一,あか,○,残る\r\nW2,見本二,初級,×,\r\n'
    const { ticket } = await startMapping(file)
    const values = {
      ticket,
      name: '組の表',
      'column.0': 'number',
      'column.1': 'name',
      'column.2': 'level',
      'column.3': 'coach',
      'column.4': '',
    }
    const asked = await submit(values)
    expect(asked).toMatchObject({ status: 422 })
    expect(html(asked)).toContain('href="#field-word.2.0"')
    expect(html(asked)).toContain('「あか」は台帳にない言葉です')
    const report = html(await submit({ ...values, 'word.2.0': '3' }))
    await call(`${members}/import/confirm`, { method: 'POST', values: { ticket, way: hidden(report, 'way') } })
    const page = html(await call(`${members}/export?q=W`))
    expect(page).toContain('対応づけ「組の表」')
    expect(page).toContain('台帳にない列は空になります: 「メモ」')
    const mapping = /<option value="([^"]+)"[^>]*>組の表/.exec(page)?.[1] ?? ''
    const text = await textOf(await call(`${members}/export?q=W&format=csv&mapping=${mapping}&sort=number`))
    expect(text.replace('\ufeff', '')).toBe(file.replace('残る', ''))
  })

  test('a mapping that cannot be read backwards says so before, and writes nothing', async () => {
    const file = '番号,お名前,組\r\nV1,見本一,あか\r\nV2,見本二,上級\r\n'
    const { ticket } = await startMapping(file)
    const values = { ticket, name: '二つの言葉', 'column.0': 'number', 'column.1': 'name', 'column.2': 'level' }
    const report = html(await submit({ ...values, 'word.2.0': '3' }))
    await call(`${members}/import/confirm`, { method: 'POST', values: { ticket, way: hidden(report, 'way') } })
    const page = html(await call(`${members}/export`))
    expect(page).toContain('組: あか、上級')
    const mapping = /<option value="([^"]+)"[^>]*>二つの言葉/.exec(page)?.[1] ?? ''
    const address = `${members}/export?q=V&format=csv&mapping=${mapping}&sort=number`
    const refused = await call(address)
    expect(refused).toMatchObject({ status: 422 })
    expect(html(refused)).toContain('出力していません')
    const text = await textOf(await call(`${address}&words=own`))
    expect(text).toContain('V1,見本一,3')
    expect(await call(`${members}/export?format=csv&mapping=gone`)).toMatchObject({ status: 422 })
    expect(await call(`${members}/export?format=jsonl&mapping=${mapping}&words=own`)).toMatchObject({ status: 422 })
    const english = html(await call(`${members}/export`, { language: 'en' }))
    expect(english).toContain('Mapping “二つの言葉”')
  })

  test('a name that another mapping has replaces it only when that is chosen; a mended one keeps its name', async () => {
    const file = '番号,お名前\r\nX1,見本一\r\n'
    const { ticket } = await startMapping(file)
    const values = { ticket, name: '同じ名前', 'column.0': 'number', 'column.1': 'name' }
    const report = html(await submit(values))
    const id = /mapping:([0-9a-f-]{36})/.exec(hidden(report, 'way'))?.[1] ?? ''
    const saved = async () =>
      (
        await club.db.database.owner`
          select id, mapping -> 'columns' ->> 'お名前' as name from musubi.column_mapping where name = '同じ名前'`
      ).map(row => ({ ...row }))
    expect(await saved()).toEqual([{ id, name: 'name' }])

    const other = await startMapping(file)
    const changed = { ...values, ticket: other.ticket, 'column.1': '' }
    const asked = await submit(changed)
    expect(asked).toMatchObject({ status: 422 })
    expect(html(asked)).toMatch(/この名前の対応づけが既にあります[\s\S]*name="replace"[^>]*value="[^"]+"/)
    expect(await saved()).toEqual([{ id, name: 'name' }])
    expect(await submit({ ...changed, replace: 'another' })).toMatchObject({ status: 422 })
    expect(await saved()).toEqual([{ id, name: 'name' }])
    await submit({ ...changed, replace: id })
    expect(await saved()).toEqual([{ id, name: '' }])

    const mending = await startMapping(file)
    const page = html(await call(`${members}/import/mapping?ticket=${mending.ticket}&mapping=${id}`))
    expect(hidden(page, 'mending')).toBe(id)
    await submit({ ...values, ticket: mending.ticket, mending: id })
    expect(await saved()).toEqual([{ id, name: 'name' }])
  })

  test('a saved mapping is looked at, renamed to a free name, and deleted; an export under it goes on until then', async () => {
    const list = async () => html(await call(`${members}/import`))
    const address = (page: string, name: string) => new RegExp(`href="([^"]+/mappings/[^"]+)">${name}<`).exec(page)?.[1]
    const path = address(await list(), '組の表') ?? ''
    const page = html(await call(path))
    for (const told of ['番号', '会員番号', 'メモ', '（取り込まない）']) expect(page).toContain(told)
    const rename = (name: string) => call(path, { method: 'POST', values: { name } })
    expect(html(await rename('旧名簿'))).toMatch(/この名前の対応づけが既にあります[\s\S]*value="旧名簿"/)
    expect(await rename(' ')).toMatchObject({ status: 422 })
    expect(await rename('組の表（令和8年度）')).toMatchObject({ kind: 'redirect', to: `${members}/import` })
    expect(address(await list(), '組の表（令和8年度）')).toBe(path)
    const exported = `${members}/export?q=W&format=csv&mapping=${path.split('/').at(-1)}&sort=number`
    expect(await textOf(await call(exported))).toContain('W1,見本一,あか')
    await call(`${path}/delete`, { method: 'POST' })
    expect(await list()).not.toContain('組の表')
    await expect(call(path)).rejects.toThrow()
    expect(await call(exported)).toMatchObject({ status: 422 })
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
    expect([await count('club_member'), await count('club_booking')]).toEqual([10, 2])
    const again = html(
      await call('/registers/club_booking/import', {
        method: 'POST',
        file: file.replace('L1,見本,2,2026-12-01', 'L2,見本,2,2026-12-01').replace('L2', ''),
        values: { way: 'layout:visits' },
      }),
    )
    expect(again).toContain('取り込めない行があります')
    expect(await count('club_member')).toBe(10)
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
    const change = service.draftCreate(club.act(officer, '見本'), {
      court: '9',
      day: '2026-12-24',
      member: null,
      guests: null,
    })
    const { registers } = club
    const known = new Map(registers.all().map(({ register }) => [register.id, register]))
    const proposals = new ApprovalService(known, registers.tools)
    await proposals.propose(club.act(officer, '見本'), { ja: '予約', en: 'Booking' }, [change], change)
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
    await service.create(club.act(officer), { ...empty, key: 'S1', theText: '髙﨑①', theLongText: '𠮷野' })
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
    const made = await service.create(club.act(officer), {
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
