import { afterAll, describe, expect, inject, test } from 'vitest'
import { samplePassword } from '../../src/platform/access/sample.ts'
import { axe, closeBrowser, closePage, complaints, newPage, type Page, type PageOptions } from '../browser.ts'

const staff = inject('staffUrl')
const open = inject('publicUrl')
afterAll(closeBrowser)

const email = {
  officer: 'tanto@example.jp',
  chief: 'kacho@example.jp',
  auditor: 'kansa@example.jp',
  administrator: 'kanri@example.jp',
} as const

const main = (page: Page) => page.locator('main')
const pathOf = (page: Page): string => new URL(page.url()).pathname
const press = (page: Page, name: string) => main(page).getByRole('button', { name, exact: true }).click()
const follow = (page: Page, name: string | RegExp) => main(page).getByRole('link', { name }).first().click()
const heading = (page: Page, name: string | RegExp) => main(page).getByRole('heading', { name }).first().waitFor()

/** A person at a desk of their own: nobody shares a cookie jar. */
const signedIn = async (who: keyof typeof email, options: PageOptions = {}): Promise<Page> => {
  const page = await newPage({ baseURL: staff, ...options })
  await page.goto('/sign-in')
  await page.fill('#field-email', email[who])
  await page.fill('#field-password', samplePassword)
  await press(page, 'サインイン')
  await heading(page, '今日の仕事')
  return page
}

/** The browser reports every answer of 4xx: those of refused forms are meant. */
const real = (page: Page) => complaints(page).filter(text => !/status of 4(03|09|22)/.test(text))

const leave = async (...pages: readonly Page[]): Promise<void> => {
  for (const page of pages) {
    expect(real(page)).toEqual([])
    await closePage(page)
  }
}

/** Leads the officer from the first page to the first permit of a work list. @returns the permit's path */
const firstPermit = async (page: Page, list: string): Promise<string> => {
  await page.goto('/')
  await follow(page, '産廃許可の事務')
  await heading(page, '産業廃棄物処理業の許可事務')
  // The total's link of that column: a number that leads to its list.
  await main(page).locator(`a[href^="/waste/work/${list}"]`).first().click()
  await main(page).locator('tbody tr').first().locator('a').first().click()
  await main(page).getByRole('heading', { name: '次の手続' }).waitFor()
  return pathOf(page)
}

/** What the permit's page says beside a field's name. */
const told = (page: Page, term: string): Promise<string> =>
  main(page)
    .locator('.definitions > div')
    .filter({ has: page.getByText(term, { exact: true }) })
    .first()
    .locator('dd')
    .innerText()

describe.each([false, true])('a renewal from receipt to certificate, with JavaScript %s', javaScript => {
  test('officer proposes, chief returns, officer mends, chief approves, everybody sees it', async () => {
    const officer = await signedIn('officer', { javaScript })
    const permit = await firstPermit(officer, 'pending')
    const before = await told(officer, '許可期限')
    const number = await told(officer, '許可番号')

    // A second window stays on the edit form of today's version until the renewal is through.
    const other = await signedIn('officer', { javaScript })
    await other.goto(`${permit}/edit`)

    await follow(officer, '更新を許可する')
    await heading(officer, '更新を許可する')
    const end = await officer.locator('#field-expiresOn').inputValue()
    await press(officer, '決裁に回す')
    // Refused without a reason: told at the top, which leads to the box, and at the box.
    await main(officer).getByRole('link', { name: '決裁者に伝える理由を入力してください。' }).waitFor()
    expect(await officer.locator('#field-reason-error').innerText()).toContain('決裁者に伝える理由')
    await officer.fill('#field-reason', '審査の結果、基準に適合')
    await officer.fill('#field-renewalDecidedOn', '2999-01-01')
    await press(officer, '決裁に回す')
    await main(officer)
      .getByRole('link', { name: /先の日付です/ })
      .waitFor()
    expect(await officer.locator('#field-reason').inputValue()).toBe('審査の結果、基準に適合')
    expect(await officer.locator('#field-renewalDecidedOn').inputValue()).toContain('2999')
    expect(await officer.locator('#field-expiresOn').inputValue()).toBe(end)
    await officer.goto(`${permit}`)
    await follow(officer, '更新を許可する')
    await officer.fill('#field-reason', '審査の結果、基準に適合')
    await press(officer, '決裁に回す')
    await main(officer).getByText('決裁待ち', { exact: true }).waitFor()
    const proposal = pathOf(officer)
    expect(proposal).toMatch(/^\/proposals\//)

    // Nobody approves their own: no button, and a hand-made request is refused.
    expect(await main(officer).getByRole('button', { name: '承認する' }).count()).toBe(0)
    await main(officer).getByText('自分の起案は、ほかの職員が決裁します。').waitFor()
    const csrf = await main(officer).locator('input[name=csrf]').first().inputValue()
    const forged = await officer.request.post(`${proposal}/approve`, { form: { csrf, comment: '' } })
    expect(forged.status()).toBe(403)

    const chief = await signedIn('chief', { javaScript })
    await follow(chief, /決裁を待つ起案/)
    await main(chief).locator(`a[href="${proposal}"]`).first().click()
    const headers = await main(chief).locator('thead').first().locator('th').allInnerTexts()
    expect(headers).toEqual(['項目', '現在', '起案の内容'])
    const row = main(chief).locator('tbody tr').filter({ hasText: '許可期限' }).first()
    expect(await row.innerText()).toContain(before)
    await press(chief, '差し戻す')
    await main(chief).locator('.error-summary').waitFor()
    expect(await chief.locator('#field-comment-error').count()).toBe(1)
    await chief.fill('#field-comment', '備考に審査の記録を書いてください')
    await press(chief, '差し戻す')
    await main(chief).getByText('差戻し', { exact: true }).waitFor()

    await officer.goto('/')
    await follow(officer, /差し戻された起案/)
    await main(officer).locator(`a[href="${proposal}"]`).first().click()
    await main(officer).getByText('備考に審査の記録を書いてください').waitFor()
    await follow(officer, '直して、もう一度決裁に回す')
    // As it was proposed, not as the record stands.
    expect(await officer.locator('#field-expiresOn').inputValue()).not.toBe(
      await other.locator('#field-expiresOn').inputValue(),
    )
    await officer.fill('#field-note', '見本：書面審査済み')
    await press(officer, '決裁に回す')
    await main(officer).getByText('決裁待ち', { exact: true }).waitFor()
    expect(pathOf(officer)).toBe(proposal)

    await chief.goto(proposal)
    await main(chief).getByText('見本：書面審査済み').waitFor()
    await press(chief, '承認する')
    await main(chief).getByText('承認しました').waitFor()
    expect(pathOf(chief)).toBe(permit)
    const after = await told(chief, '許可期限')
    expect(after).not.toBe(before)

    await officer.goto(`${permit}/history`)
    await heading(officer, /第2版/)
    const history = await main(officer).innerText()
    expect(history).toContain('見本 太郎')
    expect(history).toContain('見本 花子')

    const resident = await newPage({ baseURL: open, javaScript })
    await resident.goto(`/waste/permits/${permit.split('/').at(-1)}`)
    expect(await told(resident, '許可期限')).toBe(after)
    expect(await main(resident).innerText()).toContain(number)

    // The window that was left open: told, typed input kept, and the renewal is not undone by it.
    await other.fill('#field-note', '見本：電話で確認')
    await other.fill('#field-reason', '備考の追記')
    await press(other, '決裁に回す')
    await main(other).getByText('他の人が先に変更しました').waitFor()
    expect(await other.locator('#field-note').inputValue()).toBe('見本：電話で確認')
    expect(await other.locator('#field-reason').inputValue()).toBe('備考の追記')
    await press(other, '決裁に回す')
    await main(other).getByText('決裁待ち', { exact: true }).waitFor()
    const proposed = await main(other).locator('tbody th, tbody td:first-child').allInnerTexts()
    expect(proposed).toEqual(['備考'])
    await press(other, '起案を取り下げる')
    await main(other).getByText('取下げ', { exact: true }).waitFor()

    await officer.goto(permit)
    await follow(officer, '更新許可通知書')
    await press(officer, '番号を付けて発行する')
    const letter = main(officer).getByRole('link', { name: /PDF/ }).first()
    const pdf = await officer.request.get((await letter.getAttribute('href')) ?? '')
    expect(pdf.headers()['content-type']).toBe('application/pdf')
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')

    const auditor = await signedIn('auditor', { javaScript })
    await auditor.goto(`/ledger?record=${permit.split('/').at(-1)}`)
    const entries = (await main(auditor).locator('tbody tr').allInnerTexts()).join('\n')
    for (const act of ['起案', '決裁', '変更', '文書の発行', '見本 太郎', '見本 花子']) expect(entries).toContain(act)

    await leave(officer, other, chief, resident, auditor)
  })
})

test('an application that arrives is received with the step form', async () => {
  const officer = await signedIn('officer', { javaScript: false })
  await officer.goto('/waste/work/expiring?days=180')
  // Only in time: a late one would need a new permit.
  await main(officer).locator('tbody tr').last().getByRole('link', { name: '更新申請を受け付ける' }).click()
  await officer.fill('#field-reason', '窓口で受付')
  await press(officer, '決裁に回す')
  await main(officer).getByText('決裁待ち', { exact: true }).waitFor()
  expect(await main(officer).locator('tbody').first().innerText()).toContain('審査中')
  await leave(officer)
})

test('a suspension that is returned and mended keeps its disciplinary action', async () => {
  const officer = await signedIn('officer', { javaScript: false })
  const permit = await firstPermit(officer, 'expiring')
  await officer.goto(`/waste/permits/${permit.split('/').at(-1)}/suspend`)
  await officer.fill('#field-days', '30')
  await officer.fill('#field-reason', '見本：保管基準違反')
  await officer.locator('[name=hearing][value=statement]').check()
  await officer.fill('#field-hearingOn', '2026-11-16')
  await officer.fill('#field-hearingOutcome', '見本：弁明書の提出なし')
  await press(officer, '決裁に回す')
  const proposal = pathOf(officer)
  await heading(officer, '行政処分　登録')

  const chief = await signedIn('chief', { javaScript: false })
  await chief.goto(proposal)
  await chief.fill('#field-comment', '備考に根拠を書いてください')
  await press(chief, '差し戻す')

  await officer.goto(proposal)
  await follow(officer, '直して、もう一度決裁に回す')
  await officer.fill('#field-note', '見本：立入検査による')
  await press(officer, '決裁に回す')
  await main(officer).getByText('決裁待ち', { exact: true }).waitFor()
  await heading(officer, '行政処分　登録')

  await chief.goto(proposal)
  await press(chief, '承認する')
  await main(chief).getByText('承認しました').waitFor()
  const holder = await told(chief, '許可証の氏名又は名称')
  await chief.goto(`/registers/waste_action?q=${encodeURIComponent(holder)}&sort=-decidedOn`)
  await main(chief).locator('tbody tr').first().locator('a').first().click()
  expect(await main(chief).innerText()).toContain('見本：保管基準違反')
  await leave(officer, chief)
})

test('counts as of a day are told by office', async () => {
  const officer = await signedIn('officer', { javaScript: false })
  await officer.goto('/registers/waste_permit')
  await follow(officer, '時点の件数')
  await officer.locator('#field-by').selectOption('office')
  await main(officer).locator('form.search-form button[type=submit], form button[type=submit]').first().click()
  const offices = await main(officer).locator('tbody tr').allInnerTexts()
  expect(offices.some(text => text.includes('保健所') && /[1-9]/.test(text))).toBe(true)
  expect(await main(officer).innerText()).not.toContain('最初の記録')
  await officer.goto('/registers/waste_permit/counts?day=2014-03-31&by=office')
  expect(await main(officer).innerText()).toContain('この台帳に最初の記録が登録されたのは')
  await leave(officer)
})

test('the administrator lists people and ends an officer’s sign-in', async () => {
  const officer = await signedIn('officer')
  const administrator = await signedIn('administrator', { javaScript: false })
  await administrator.goto('/people')
  await follow(administrator, '見本 太郎')
  const end = main(administrator).locator('form[action$="/sessions/end"] button').first()
  for (let left = 20; left > 0 && (await end.count()) > 0; left -= 1) await end.click()
  const whereItEnds = async () => {
    await officer.goto('/waste')
    return pathOf(officer)
  }
  await expect.poll(whereItEnds, { timeout: 60_000, interval: 500 }).toBe('/sign-in')
  await leave(officer, administrator)
})

test('pages show what the officer needs and fold the rest', async () => {
  const officer = await signedIn('officer', { javaScript: false })
  // The registers of a system with pages of its own stand on its pages, not in the menu.
  expect(await officer.locator('.site-menu a[href^="/registers/waste_"]').count()).toBe(0)
  await follow(officer, '産廃許可の事務')
  await main(officer).locator('a[href="/registers/waste_permit"]').click()
  const holder = main(officer).getByRole('columnheader', { name: '許可証の氏名又は名称' })
  expect(await holder.getAttribute('aria-sort')).toBe('ascending')
  expect(await main(officer).locator('tbody').getByText('－', { exact: true }).count()).toBeGreaterThan(0)
  expect(await main(officer).locator('tbody').getByText('いいえ', { exact: true }).first().boundingBox()).toMatchObject(
    {
      width: 1,
    },
  )

  await officer.goto('/waste/work/pending')
  await main(officer).locator('tbody tr').first().locator('a').first().click()
  expect(await main(officer).getByText('（記載なし）').count()).toBe(0)
  await main(officer)
    .getByText(/^記載のない項目（\d+件）$/)
    .click()
  await main(officer).locator('details li').getByText('許可取消年月日', { exact: true }).waitFor()
  // Pending: neither a notice of refusal nor of revocation can be printed.
  const documents = await main(officer).locator('a[href*="/documents/"]').allInnerTexts()
  expect(documents).not.toHaveLength(0)
  expect(documents.filter(name => /不許可|取消/.test(name))).toEqual([])
  await leave(officer)
})

test('on a phone the public menu is short, and the foot of the page holds all of it', async () => {
  const resident = await newPage({ baseURL: open, phone: true })
  await resident.goto('/')
  const link = (where: string) => resident.locator(`${where} a[href="/waste/actions"]`)
  expect(await link('.site-menu').isVisible()).toBe(false)
  expect(await resident.locator('.site-menu a[href="/waste/permits"]').isVisible()).toBe(true)
  await link('.site-footer').click()
  await heading(resident, '行政処分')
  expect(await axe(resident)).toEqual([])
  await leave(resident)
})

test('the officers’ pages hold for assistive technology, on a phone as well', async () => {
  const officer = await signedIn('officer', { phone: true })
  for (const path of ['/', '/waste', '/waste/work/pending', '/registers/waste_permit', '/proposals', '/account']) {
    await officer.goto(path)
    expect([path, await axe(officer)]).toEqual([path, []])
    const overflow = await officer.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect([path, overflow]).toEqual([path, 0])
  }
  await officer.goto('/waste/work/pending')
  await main(officer).locator('tbody tr').first().locator('a').first().click()
  expect(await axe(officer)).toEqual([])
  await leave(officer)
})
