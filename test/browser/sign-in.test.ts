import { afterAll, expect, inject, test } from 'vitest'
import { samplePassword } from '../../src/platform/access/sample.ts'
import { nextTotp, totpAt } from '../../src/platform/access/sign-in/totp.ts'
import { qrModules } from '../../src/ui/qr-code.tsx'
import { closeBrowser, closePage, newPage, type Page } from '../browser.ts'
import { oidcClient } from '../oidc-provider.ts'
import { desk, looksRight, looksRightInBoth, main, pathOf, press } from './desk.ts'
import { people } from './page-kinds.ts'

afterAll(closeBrowser)

const enter = async (page: Page, email: string, password: string, path = '/sign-in'): Promise<void> => {
  await page.goto(path)
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(password)
  await main(page).locator('button[type=submit]').first().click()
}

/** Whether the picture on the page is the code of this text: the middle of each module is painted or not. */
const showsCodeOf = (page: Page, text: string): Promise<boolean> =>
  page.evaluate<boolean>(`(() => {
    const path = document.querySelector('svg.qr path')
    const modules = ${JSON.stringify(qrModules(text))}
    return modules.every((row, y) =>
      row.every((dark, x) => path.isPointInFill(new DOMPoint(x + 4.5, y + 4.5)) === dark))
  })()`)

test('a second factor is set up by a picture or by hand, asked for, and given up', async () => {
  const page = await desk('auditor')
  for (const [path, button] of [
    ['/en/account', 'Set it up'],
    ['/account', '二段階認証を設定する'],
  ] as const) {
    await page.goto(path)
    await page.locator('#field-totpPassword').fill(samplePassword)
    await press(page, button)
    await page.locator('svg.qr').waitFor()
    await looksRight(page)
  }
  const typed = await main(page).locator('code.secret').innerText()
  expect(typed).toMatch(/^([A-Z2-7]{4} )+[A-Z2-7]{1,4}$/)
  const secret = typed.replaceAll(' ', '')
  const uri = (await main(page).locator('a[href^="otpauth:"]').getAttribute('href')) ?? ''
  expect(new URL(uri).searchParams.get('secret')).toBe(secret)
  expect(await showsCodeOf(page, uri)).toBe(true)
  expect(await showsCodeOf(page, uri.replace(secret, totpAt(secret, 0).padStart(secret.length, 'A')))).toBe(false)
  expect(await page.locator('svg.qr').getAttribute('aria-label')).toContain('下の鍵')
  expect(page.url()).not.toContain(secret)
  await page.locator('#field-code').fill(totpAt(secret, Date.now()))
  await main(page).locator('form[action$="/confirm"] button').click()
  await page.locator('.account button').click()
  await enter(page, people.auditor, samplePassword)
  await page.waitForURL(/\/sign-in\/code/)
  await looksRightInBoth(page)
  await page.locator('#field-code').fill(nextTotp(secret))
  await press(page, /./)
  await page.waitForURL(url => !url.pathname.includes('sign-in'))
  await page.goto('/account')
  await page.locator('#field-totpPassword').fill(samplePassword)
  await press(page, '二段階認証をやめる')
  await main(page).getByText('未設定').waitFor()
  await closePage(page)
})

test('a newcomer chooses their own password before anything else opens; later the address is changed', async () => {
  const administrator = await desk('administrator', { javaScript: false })
  const [first, own] = ['ringo-densha-yama', 'hoshi to kusa no fune']
  const [before, after] = ['shinnin@example.jp', 'shinnin.new@example.jp']
  await administrator.goto('/people/new')
  await administrator.locator('#field-name').fill('見本 新人')
  await administrator.locator('#field-email').fill(before)
  await administrator.locator('#field-organisation').selectOption({ index: 1 })
  await administrator.locator('#field-password').fill(first)
  await press(administrator, '登録する')
  await main(administrator).getByRole('heading', { name: '見本 新人' }).waitFor()

  const newcomer = await newPage({ baseURL: inject('staffUrl') })
  await enter(newcomer, before, first, '/sign-in?next=/account')
  for (const path of ['/', '/proposals', '/account/passkey', '/account']) {
    await newcomer.goto(path)
    expect(pathOf(newcomer), path).toBe('/account/first-password')
  }
  await looksRightInBoth(newcomer)
  await newcomer.locator('#field-current').fill(first)
  for (const field of ['password', 'again']) await newcomer.locator(`#field-${field}`).fill(first)
  await press(newcomer, 'パスワードを変更する')
  expect(await newcomer.locator('#field-password-error').innerText()).toContain('現在と違うパスワード')
  await newcomer.locator('#field-current').fill(first)
  for (const field of ['password', 'again']) await newcomer.locator(`#field-${field}`).fill(own)
  await press(newcomer, 'パスワードを変更する')
  await newcomer.waitForURL(url => url.pathname === '/account')
  const sessions = main(newcomer).locator('table', { hasText: 'サインイン中の端末' })
  expect(await sessions.innerText()).toMatch(/(Linux|Windows|Mac) の Chrome/)
  expect(await sessions.innerText()).not.toContain('Mozilla')
  expect(await sessions.locator('tbody tr', { hasText: 'この端末' }).count()).toBe(1)

  await main(administrator).getByRole('link', { name: '氏名・メールアドレスの変更' }).click()
  await administrator.locator('#field-email').fill(people.officer)
  await press(administrator, '変更する')
  expect(await administrator.locator('#field-email-error').innerText()).toContain('すでに登録されています')
  await administrator.locator('#field-email').fill(after)
  await press(administrator, '変更する')
  await main(administrator).getByText(after).waitFor()
  await administrator.goto('/messages')
  for (const address of [before, after]) await main(administrator).getByText(address).first().waitFor()
  await enter(newcomer, before, own)
  await main(newcomer).getByText('メールアドレスまたはパスワードが違います。').first().waitFor()
  await enter(newcomer, after, own)
  await newcomer.waitForURL(url => !url.pathname.includes('sign-in'))
  await closePage(administrator)
  await closePage(newcomer)
})

test("whoever is registered comes in through the body's own identity provider, and nobody else", async () => {
  const page = await newPage({ baseURL: inject('staffUrl'), javaScript: false })
  const choose = async (email: string) => {
    await page.goto('/sign-in')
    await page.getByRole('link', { name: `${oidcClient.title}でサインインする` }).click()
    await page.getByRole('heading', { name: oidcClient.title }).waitFor()
    await page.getByRole('link', { name: email }).click()
  }
  await choose('stranger@example.jp')
  await main(page).getByText('利用者として登録されているかを管理者に確かめてください').first().waitFor()
  await page.goto('/account')
  expect(pathOf(page)).toBe('/sign-in')
  await choose(people.chief)
  await page.waitForURL(url => url.pathname === '/')
  await page.goto('/account')
  await main(page).getByText(people.chief).first().waitFor()
  await closePage(page)

  const english = await newPage({ baseURL: inject('staffUrl'), javaScript: false })
  const leave = async (email: string) => {
    await english.getByRole('link', { name: `Sign in with ${oidcClient.title}` }).click()
    await english.getByRole('link', { name: email }).click()
  }
  await english.goto('/en/account')
  await leave('stranger@example.jp')
  await main(english).getByText('Ask your administrator whether you are registered').first().waitFor()
  await leave(people.chief)
  await english.waitForURL(url => url.pathname === '/en/account')
  await closePage(english)
})

test('the auditor searches the ledger by name', async () => {
  const auditor = await desk('auditor')
  await auditor.goto('/ledger')
  await auditor.locator('#field-actor').fill('見本')
  await auditor.getByRole('button', { name: '検索' }).click()
  expect(await auditor.locator('#field-actor-error').innerText()).toMatch(/\d人が当てはまります/)
  await looksRightInBoth(auditor)
  await auditor.locator('#field-actor').selectOption({ label: `見本 一郎 (${people.auditor})` })
  await auditor.getByRole('button', { name: '検索' }).click()
  expect(await auditor.locator('#field-actor').inputValue()).toBe(people.auditor)
  expect(await main(auditor).locator('tbody tr').first().innerText()).toContain('見本 一郎')
  await closePage(auditor)
})
