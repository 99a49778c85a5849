import { afterAll, beforeAll, expect, test } from 'vitest'
import { hidden, html, textOf } from '../../../../test/call-route.ts'
import { members, openFilePages } from '../../../../test/file-pages.ts'
import type { TennisClub } from '../../../../test/tennis-club.ts'

let pages: Awaited<ReturnType<typeof openFilePages>>
let club: TennisClub
let call: typeof pages.call
let count: typeof pages.count

beforeAll(async () => {
  pages = await openFilePages()
  ;({ club, call, count } = pages)
})
afterAll(() => pages?.close())
test('other headings are mapped, saved under a name, and offered the next time', async () => {
  const first = html(await call(`${members}/import`, { method: 'POST', file: 'No.,お名前\nP5,見本\n' }))
  const address = /href="([^"]*import\/mapping[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const mapping = html(await call(address))
  expect(mapping).toContain('例: P5')
  const ticket = hidden(mapping, 'ticket')
  const values = { ticket, name: '旧名簿', 'column.0': 'number', 'column.1': 'name' }
  expect(html(await call(`${members}/import/mapping`, { method: 'POST', values: { ...values, name: '' } }))).toContain(
    '名前を100文字以内',
  )
  const report = html(await call(`${members}/import/mapping`, { method: 'POST', values }))
  expect(report).toContain('新しく登録')
  await call(`${members}/import/confirm`, { method: 'POST', values: { ticket, way: hidden(report, 'way') } })
  expect(await count('club_member')).toBe(1)
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
