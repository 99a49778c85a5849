import { afterAll, afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { closeBrowser, closePage, complaints, newPage, type Page, type PageOptions } from '../browser.ts'

const baseURL = inject('publicUrl')
afterAll(closeBrowser)

/** What a browser says of every page that was answered with an error status. */
const ofStatus = (status: number): RegExp => new RegExp(`^Failed to load resource: .* status of ${status} `)

const wider = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

const painted = `(() => {
  const canvas = document.querySelector('.map canvas')
  if (!canvas || canvas.width === 0) return false
  // A copy is read: the browser complains of a canvas that is painted and read again and again.
  const copy = document.createElement('canvas')
  copy.width = canvas.width
  copy.height = canvas.height
  const context = copy.getContext('2d', { willReadFrequently: true })
  context.drawImage(canvas, 0, 0)
  const { data } = context.getImageData(0, 0, copy.width, copy.height)
  return data.some(value => value > 0)
})()`

const visitors: readonly [string, PageOptions][] = [
  ['on a phone with JavaScript off', { phone: true, javaScript: false }],
  ['at a desk with JavaScript on', { phone: false, javaScript: true }],
]

describe.each(visitors)('a resident %s', (_, options) => {
  let page: Page
  /** The status with which a page was answered on purpose; the browser may remark on that and on nothing else. */
  let expectedStatus = 200
  beforeEach(async () => {
    expectedStatus = 200
    page = await newPage({ ...options, baseURL })
  })
  afterEach(async () => {
    const allowed = ofStatus(expectedStatus)
    expect(complaints(page).filter(text => expectedStatus === 200 || !allowed.test(text))).toEqual([])
    await closePage(page)
  })

  /** Opens a page and looks that it is answered as expected and fits the screen. */
  const open = async (path: string, status = 200): Promise<void> => {
    expectedStatus = status
    const answer = await page.goto(path)
    expect(answer?.status()).toBe(status)
    expect(await wider(page)).toBe(0)
  }

  const heading = (): Promise<string> => page.getByRole('heading', { level: 1 }).innerText()
  const at = (): string => {
    const { pathname, search } = new URL(page.url())
    return pathname + search
  }
  const rowHeads = (): Promise<readonly string[]> => page.locator('main tbody th[scope=row] a').allInnerTexts()

  const searchFor = async (words: string): Promise<readonly string[]> => {
    await page.getByRole('searchbox').fill(words)
    await page.getByRole('button', { name: '検索' }).click()
    await page.waitForURL(url => url.searchParams.get('q') === words)
    expect(await wider(page)).toBe(0)
    return rowHeads()
  }

  test('the front page says what this is, names three tasks and shows the plan', async () => {
    await open('/')
    expect(await page.locator('.lead').innerText()).toContain('宮城県と県内の市町村が一緒に使う公共システムです。')
    const cards = (title: string) =>
      page.locator('main section', { has: page.getByRole('heading', { level: 2, name: title }) }).locator('.card a')
    expect(await cards('よく使われること').allInnerTexts()).toEqual([
      '産業廃棄物の処理業者を調べる',
      'いま開いている薬局をさがす',
      'NPOをさがす',
    ])
    expect(await cards('計画').count()).toBe(4)
    await page.getByRole('link', { name: '計画の取組をすべて見る' }).click()
    await page.waitForURL('**/plan')
    expect(await wider(page)).toBe(0)
  })

  test.each([
    ['two kanji', '澤野'],
    ['the everyday form of a kanji', '沢野'],
    ['hiragana', 'さわの'],
    ['katakana of half width', 'ｻﾜﾉ'],
  ])('finds a waste operator by %s', async (_, words) => {
    await open('/waste/operators')
    const found = await searchFor(words)
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter(name => !name.includes('澤野'))).toEqual([])
  })

  test('finds a permit by its number, opens it and asks for a day of the old calendar', async () => {
    await open('/waste/permits')
    // The holder heads the row; the number stands beside it.
    const number = (await page.locator('main tbody tr').nth(3).locator('td').first().innerText()).trim()
    const holder = (await rowHeads())[3] ?? ''
    expect(number).toMatch(/^\d{11}$/)
    expect(await searchFor(number)).toEqual([holder])
    await page.getByRole('link', { name: holder, exact: true }).click()
    expect(await heading()).toContain(number)
    expect(await wider(page)).toBe(0)

    const state = page.locator('section:has(#validity)')
    const ask = async (day: string): Promise<void> => {
      await page.getByLabel('調べる日').fill(day)
      await page.getByRole('button', { name: 'この日の状態を見る' }).click()
      await page.waitForURL(url => url.searchParams.get('day') === day)
    }
    // The last day on which the permit holds, and the first on which it does not, as the page itself writes them.
    const term = page.locator('dl.definitions > div', { hasText: '許可期限' }).locator('> dd time').first()
    const until = (await term.getAttribute('datetime')) ?? ''
    const [year = 0, month = 0, day = 0] = until.split('-').map(Number)
    await ask(`令和${year - 2018}年${month}月${day}日`)
    expect(await state.getByRole('status').innerText()).toMatch(new RegExp(`^令和${year - 2018}年.*：\\s*有効$`))
    await ask(`令和${year - 2018 + 1}年${month}月${day}日`)
    expect(await state.getByRole('status').innerText()).toMatch(/：\s*期限切れ$/)
    expectedStatus = 422
    await ask('令和9年2月29日')
    expect(await state.innerText()).toContain('その日はありません')
    expect(await page.getByLabel('調べる日').inputValue()).toBe('令和9年2月29日')
  })

  test('sees the facilities on the map or, without script, in the list under it', async () => {
    await open('/waste/facilities?view=map')
    expect((await rowHeads()).length).toBeGreaterThan(0)
    // The places are painted, not elements: the paint itself is looked at.
    if (options.javaScript) await expect.poll(() => page.evaluate(painted), { timeout: 20_000 }).toBe(true)
    else expect(await page.locator('.map').innerText()).toContain('JavaScriptが必要です')
    expect(await wider(page)).toBe(0)
  })

  test('opens a disciplinary action', async () => {
    await open('/waste/actions')
    const [first = ''] = await rowHeads()
    expect(first).not.toBe('')
    await page.locator('main tbody th[scope=row] a').first().click()
    expect(await heading()).toContain(first)
    expect(await wider(page)).toBe(0)
  })

  test('sees which pharmacies are open now, and takes that condition away again', async () => {
    await open('/')
    await page.getByRole('link', { name: 'いま開いている薬局をさがす' }).click()
    await page.waitForURL('**/pharmacies?hours.openAt=now')
    expect(await wider(page)).toBe(0)
    const condition = page
      .getByRole('list', { name: '検索の条件' })
      .getByRole('link', { name: 'いま開いているところだけ' })
    expect(await condition.count()).toBe(1)
    expect(await page.getByLabel('いま開いているところだけ', { exact: true }).isChecked()).toBe(true)
    // Some of the sample are open day and night: whatever the hour, there is something to see.
    const listed = (await rowHeads()).length
    expect(listed).toBeGreaterThan(0)
    expect(await page.locator('main tbody .open-now', { hasText: 'いま開いています' }).count()).toBe(listed)
    await condition.click()
    await page.waitForURL(url => url.search === '')
    expect((await rowHeads()).length).toBeGreaterThan(0)
  })

  test('looks through the non-profits', async () => {
    await open('/npos')
    expect((await rowHeads()).length).toBeGreaterThan(0)
    await page.locator('main tbody th[scope=row] a').first().click()
    expect(at()).toMatch(/^\/npos\/[0-9a-f-]{36}$/)
    expect(await wider(page)).toBe(0)
  })

  test('reads the same permit in English, asks in English, and comes back', async () => {
    await open('/waste/permits')
    await page.locator('main tbody th[scope=row] a').first().click()
    const path = at()
    await page.getByRole('link', { name: 'English' }).click()
    await page.waitForURL(`**/en${path}`)
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toContain('Valid on this day?')
    await page.getByLabel('Day').fill('2023-04-01')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.waitForURL(`**/en${path}?day=2023-04-01`)
    expect(await page.locator('main').getByRole('status').innerText()).toContain('1 April 2023')
    expect(await wider(page)).toBe(0)
    await page.getByRole('link', { name: '日本語' }).click()
    await page.waitForURL(`**${path}?day=2023-04-01`)
    expect(await page.locator('html').getAttribute('lang')).toBe('ja')
  })

  test('goes from the plan to an entry and from there to its system', async () => {
    await open('/plan')
    await page.locator('main a[href="/plan/3-1-5"]').first().click()
    expect(await heading()).toContain('3-1-5 産業廃棄物処理業等管理システムの導入')
    expect(await wider(page)).toBe(0)
    await page.getByRole('link', { name: '産業廃棄物処理業等管理システムを開く' }).click()
    await page.waitForURL('**/waste/permits')
    expect(await heading()).toBe('産業廃棄物処理業許可')
  })

  test('a condition that cannot be read is named, and the rest of the form is kept', async () => {
    await open(`/waste/operators?q=${encodeURIComponent('澤野')}&address=999`, 400)
    expect(await page.getByRole('alert').innerText()).toContain('「999」を読み取れません')
    expect(await page.getByRole('searchbox').inputValue()).toBe('澤野')
    await page.getByRole('button', { name: '検索' }).click()
    await page.waitForURL(url => url.searchParams.get('address') !== '999')
    expect((await rowHeads()).length).toBeGreaterThan(0)
  })

  test.each(['/waste/permits/01451b2c-3d00-7000-8000-000000000000', '/waste/permits/x', '/plan/9-9-9'])(
    'what does not exist is said not to: %s',
    async path => {
      await open(path, 404)
      expect(await heading()).toBe('ページが見つかりません')
      await page.getByRole('link', { name: 'トップページへ' }).click()
      expect(at()).toBe('/')
    },
  )
})
