import { afterAll, describe, expect, inject, test } from 'vitest'
import { axe, closeBrowser, closePage, complaints, newPage, type PageOptions, screenshot } from '../browser.ts'

const baseURL = inject('demoUrl')
afterAll(closeBrowser)

const views: readonly [string, PageOptions][] = [
  ['ja', { language: 'ja' }],
  ['ja-dark', { language: 'ja', dark: true }],
  ['ja-phone', { language: 'ja', phone: true }],
  ['ja-contrast', { language: 'ja', highContrast: true }],
  ['en', { language: 'en' }],
  ['en-dark-phone', { language: 'en', dark: true, phone: true }],
]

describe('every component', () => {
  test.each(views)(
    '%s: axe finds nothing, the browser has no complaint, nothing is wider than the screen',
    async (name, options) => {
      const page = await newPage({ ...options, baseURL })
      await page.goto(options.language === 'en' ? '/en/demo' : '/demo', { waitUntil: 'networkidle' })
      await screenshot(page, `components-${name}`)
      expect(await axe(page)).toEqual([])
      expect(complaints(page)).toEqual([])
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(overflow).toBe(0)
      await closePage(page)
    },
  )

  test('what is wrong with a page is found', async () => {
    const page = await newPage()
    await page.setContent(`<!doctype html><html lang="ja"><head><title>見本</title></head>
      <body><main><h1>見本</h1><img src="data:,"><p style="color: #aaa; background: #fff">薄い字</p></main></body></html>`)
    const rules = (found: readonly string[]) => found.map(line => line.split(':', 1)[0])
    expect(rules(await axe(page))).toEqual(['color-contrast', 'image-alt'])
    expect(rules(await axe(page, 'contrast'))).toEqual(['color-contrast'])
    await closePage(page)
  })

  test('what can be pressed is large enough for a thumb', async () => {
    const page = await newPage({ phone: true, baseURL })
    await page.goto('/demo')
    const small = await page
      .locator('.button, .site-menu a, .tabs a, .pagination a, summary, select, .input')
      .evaluateAll(all =>
        all
          .map(one => ({ name: one.textContent, height: one.getBoundingClientRect().height }))
          .filter(({ height }) => height > 0 && height < 44),
      )
    expect(small).toEqual([])
    await closePage(page)
  })

  test('Japanese is set in a Japanese face', async () => {
    const page = await newPage({ baseURL })
    await page.goto('/demo')
    const session = await page.context().newCDPSession(page)
    await session.send('DOM.enable')
    await session.send('CSS.enable')
    const { root } = await session.send('DOM.getDocument')
    const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'h1' })
    const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId })
    expect(fonts.map(font => font.familyName)).toEqual(['Noto Sans JP'])
    await closePage(page)
  })
})

describe.each([true, false])('with JavaScript %s', javaScript => {
  test('a form is sent, its notice is shown once, and the error list leads to its field', async () => {
    const page = await newPage({ javaScript, baseURL })
    await page.goto('/demo')
    await page.getByRole('link', { name: /氏名又は名称を入力/ }).click()
    // With script the cursor goes into the box; without, the address names it.
    expect(await page.evaluate('document.activeElement.id + location.hash')).toContain('field-name')
    await page.getByRole('textbox', { name: '許可番号' }).fill('00499999999')
    await page.getByRole('button', { name: '確認へ進む' }).click()
    await page.getByText('受け付けました：00499999999').waitFor()
    await page.reload()
    expect(await page.getByText('受け付けました').count()).toBe(0)
    await closePage(page)
  })

  test('the language changes on the same page', async () => {
    const page = await newPage({ javaScript, baseURL })
    await page.goto('/demo?q=x')
    await page.getByRole('link', { name: 'English' }).click()
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/en/demo?q=x')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await closePage(page)
  })
})

test('the first press of Tab skips to the text, visibly', async () => {
  const page = await newPage({ baseURL })
  await page.goto('/nothing')
  await page.keyboard.press('Tab')
  const link = page.getByRole('link', { name: '本文へ移動' })
  expect((await link.boundingBox())?.y).toBeGreaterThanOrEqual(0)
  await page.keyboard.press('Enter')
  expect(await page.evaluate('document.activeElement.id')).toBe('main')
  await closePage(page)
})

describe.each([true, false])('when the database cannot be reached, with JavaScript %s', javaScript => {
  test('the page says so and keeps what was typed, to be sent again', async () => {
    const page = await newPage({ javaScript, baseURL })
    await page.goto('/demo')
    await page.getByRole('textbox', { name: '許可番号' }).fill('00499999999')
    await page.getByRole('button', { name: '故障を試す' }).click()
    await page.getByRole('heading', { name: 'ただいま処理できません' }).waitFor()
    if (javaScript) expect(await axe(page)).toEqual([])
    expect(await page.locator('input[name=number]').inputValue()).toBe('00499999999')
    await page.getByRole('button', { name: 'もう一度送信する' }).click()
    await page.getByRole('heading', { name: 'ただいま処理できません' }).waitFor()
    expect(await page.locator('input[name=number]').inputValue()).toBe('00499999999')
    await closePage(page)
  })
})
