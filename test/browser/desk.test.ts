import { afterAll, expect, inject, test } from 'vitest'
import { closeBrowser, closePage, newPage } from '../browser.ts'
import { desk, looksRight, looksRightInBoth, main, pathOf, press } from './desk.ts'
import { linkOn } from './page-kinds.ts'

afterAll(closeBrowser)

const today = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)

test('of thousands of operators one is chosen by name or number', async () => {
  const officer = await desk('officer')
  await officer.goto('/registers/waste_permit/new')
  await officer.locator('#field-operator').fill('見本')
  await press(officer, '決裁に回す')
  await main(officer)
    .getByRole('link', { name: /「見本」に当たる記録がいくつかあります/ })
    .waitFor()
  await looksRight(officer)
  const found = officer.locator('select#field-operator option')
  expect(await found.count()).toBeGreaterThan(10)
  await officer.locator('#field-operator').selectOption({ index: 5 })
  await press(officer, '決裁に回す')
  // Chosen: told by its number, and no longer among the mistakes.
  const number = await officer.locator('input#field-operator').inputValue()
  expect(number).toMatch(/^\d{6}$/)
  expect(await officer.locator('#field-operator-error').count()).toBe(0)
  await officer.locator('#field-operator').fill('誰も知らない')
  await press(officer, '決裁に回す')
  expect(await officer.locator('#field-operator-error').innerText()).toContain('当たる記録がありません')
  expect(await officer.locator('#field-operator').inputValue()).toBe('誰も知らない')
  await officer.locator('#field-operator').fill(number)
  await press(officer, '決裁に回す')
  expect(await officer.locator('#field-operator-error').count()).toBe(0)
  await closePage(officer)
})

test('what steps enter is folded on the form, and opens where something is wrong', async () => {
  const officer = await desk('officer', { javaScript: false })
  const permit = await linkOn(officer, '/waste/work/expiring?days=180', /^\/registers\/waste_permit\//)
  await officer.goto(`${permit}/edit`)
  const folded = main(officer).locator('details', { has: officer.locator('#field-revokedOn') })
  expect(await folded.getAttribute('open')).toBeNull()
  await folded.locator('summary').first().click()
  await officer.locator('#field-revokedOn').fill('令和の末')
  await press(officer, '決裁に回す')
  expect(await folded.getAttribute('open')).not.toBeNull()
  expect(await officer.locator('#field-revokedOn').inputValue()).toBe('令和の末')
  await closePage(officer)
})

test('lists tell the state of each permit', async () => {
  const officer = await desk('officer', { javaScript: false })
  const resident = await newPage({ baseURL: inject('publicUrl'), javaScript: false, phone: true })
  await officer.goto('/registers/waste_permit')
  await resident.goto('/waste/permits')
  for (const page of [officer, resident]) {
    const rows = await main(page).locator('tbody tr').count()
    expect(await main(page).locator('tbody td[data-label=今日の状態] .status').count()).toBe(rows)
  }
  await closePage(officer)
  await closePage(resident)
})

test('a record is removed with a reason, and the auditor finds the act', async () => {
  const officer = await desk('officer', { javaScript: false })
  const record = await linkOn(officer, '/registers/waste_vehicle', /^\/registers\/waste_vehicle\/[0-9a-f-]{36}$/)
  await officer.goto(record)
  await main(officer).getByRole('link', { name: '削除する' }).click()
  await press(officer, '削除する')
  expect(await officer.locator('#field-reason-error').innerText()).toContain('削除の理由を入力してください')
  await officer.locator('#field-reason').fill('見本：車両の売却')
  await press(officer, '削除する')
  await main(officer).getByText('削除しました。').waitFor()
  await main(officer)
    .getByText(/に削除されました。履歴は残っています。/)
    .waitFor()
  await officer.goto(`${record}/history`)
  expect(await main(officer).innerText()).toContain('見本：車両の売却')

  const auditor = await desk('auditor')
  await auditor.goto(`/ledger?record=${record.split('/').at(-1)}`)
  const entry = main(auditor).locator('tbody tr').filter({ hasText: '削除' }).first()
  expect(await entry.innerText()).toContain('見本 太郎')
  await entry.locator('a').first().click()
  await main(auditor).getByText('見本：車両の売却').first().waitFor()
  await looksRight(auditor)
  await closePage(officer)
  await closePage(auditor)
})

test('counts come as a picture and as a workbook', async () => {
  const officer = await desk('officer', { javaScript: false })
  await officer.goto('/registers/waste_permit/counts?by=office')
  const picture = await officer.request.get((await main(officer).locator('img.chart').getAttribute('src')) ?? '')
  expect(picture.headers()['content-type']).toContain('image/svg+xml')
  expect(await picture.text()).toContain('保健所')
  const link = main(officer).getByRole('link', { name: 'Excelで受け取る' })
  const book = await officer.request.get((await link.getAttribute('href')) ?? '')
  expect((await book.body()).subarray(0, 2).toString()).toBe('PK')
  await closePage(officer)
})

test('a file is tried before it is taken in', async () => {
  const officer = await desk('officer')
  await officer.goto('/registers/npo/import')
  const bytes = await (await officer.request.get(`${inject('publicUrl')}/npos/export.csv?limit=5`)).body()
  await main(officer)
    .locator('input[type=file]')
    .setInputFiles({ name: 'npo.csv', mimeType: 'text/csv', buffer: bytes })
  await press(officer, '内容を確かめる')
  await main(officer).getByRole('heading', { name: '取り込む内容の確認' }).waitFor()
  await main(officer).getByText('まだ何も取り込んでいません。').waitFor()
  await looksRight(officer)
  await main(officer).getByRole('link', { name: /列/ }).first().click()
  await officer.waitForURL(/\/import\/mapping/)
  await looksRightInBoth(officer)
  await closePage(officer)
})

test('the transfers of a day are read, shown and dropped again', async () => {
  const administrator = await desk('administrator')
  await administrator.goto('/transfers')
  const row = `900003,見本 一郎,宮城県,退職,,${today()}`
  await main(administrator)
    .locator('input[type=file]')
    .setInputFiles({
      name: '異動.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`職員番号,氏名,旧所属,新所属,役割,発令日\r\n${row}\r\n`),
    })
  await press(administrator, '読み込んで確かめる')
  await main(administrator).getByText('1人の異動を登録します。', { exact: false }).waitFor()
  expect(pathOf(administrator)).toMatch(/^\/transfers\/[0-9a-f-]{36}$/)
  await looksRightInBoth(administrator)
  await press(administrator, '登録せずに破棄する')
  await administrator.waitForURL(url => url.pathname === '/transfers')
  expect(await main(administrator).getByRole('link', { name: '異動.csv' }).count()).toBe(0)
  await closePage(administrator)
})

test('a proposal is compared on a page that everybody can read', async () => {
  const officer = await desk('officer')
  const permit = await linkOn(officer, '/waste/work/expiring?days=365', /^\/registers\/waste_permit\//)
  await officer.goto(`/waste/permits/${permit.split('/').at(-1)}/abolish`)
  await officer.locator('#field-reason').fill('見本：廃止届')
  await press(officer, '決裁に回す')
  await main(officer).getByText('決裁待ち', { exact: true }).waitFor()
  await looksRightInBoth(officer)
  await press(officer, '起案を取り下げる')
  await main(officer).getByText('取下げ', { exact: true }).waitFor()
  await closePage(officer)
})
