import { afterAll, describe, expect, inject, test } from 'vitest'
import { axe, brokenWords, closeBrowser, complaints, newPage, overflow, type Page } from '../browser.ts'
import { type PageKind, pageKinds, signIn } from './page-kinds.ts'

const addresses = { public: inject('publicUrl'), staff: inject('staffUrl') }
const languages = ['ja', 'en'] as const

/** One signed-in visitor a language and person serves all kinds that this person sees. */
const visitors = new Map<string, Promise<Page>>()
const visitor = (kind: PageKind, language: 'ja' | 'en'): Promise<Page> => {
  const key = `${kind.zone} ${kind.who} ${language}`
  const known = visitors.get(key)
  if (known) return known
  const made = (async () => {
    const page = await newPage({ language, baseURL: addresses[kind.zone] })
    if (kind.who !== 'visitor') await signIn(page, kind.who)
    return page
  })()
  visitors.set(key, made)
  return made
}
afterAll(closeBrowser)

const plain = (route: string): string => route.replace(/^(staff \/registers\/)[^/]+/, '$1:register')

/** GET routes that answer with no page of their own, or with one that another kind shows. */
const noPage: readonly RegExp[] = [
  // Data: API, files, charts, places, proofs.
  /^\w+ \/api\//,
  /\.(svg|csv|xlsx|json|jsonl|jsonld|geojson)$/,
  /^public \/ledger\/(checkpoint|key|tile)/,
  /^staff \/ledger\/proof$/,
  /\/documents\/:document\/:issued$/,
  /\/files\//,
  // Lead elsewhere at once.
  /^staff \/sign-in\/(oidc|auth\/callback\/oidc)$/,
]

/** Pages that show something only in the middle of a task; desk.test.ts and sign-in.test.ts look at them, in both languages. */
const inWalks: readonly string[] = [
  'staff /sign-in/code',
  'staff /account/first-password',
  'staff /proposals/:id',
  'staff /transfers/:id',
  'staff /registers/:register/import/mapping',
  'staff /registers/:register/import/mappings/:mapping',
  // leave.db.test.ts asks for it: a departure begins in the middle of a task.
  'staff /departures/:id',
  // moving.test.ts
  'staff /moving/:id',
  'staff /moving/:id/rows',
  'staff /moving/:id/mapping/:target',
  'staff /moving/:id/mapping/:target/:column',
  'staff /moving/:id/joins/:target',
  'staff /moving/:id/rehearsals/:rehearsal',
  'staff /moving/:id/comparisons/:comparison',
]

test('every page that a route renders is looked at', () => {
  const routes = [...new Set(inject('getRoutes').map(plain))].filter(route => !noPage.some(rule => rule.test(route)))
  const looked = new Set([...pageKinds.map(kind => `${kind.zone} ${kind.route}`), ...inWalks])
  expect(routes.filter(route => !looked.has(route))).toEqual([])
  expect([...looked].filter(route => !routes.includes(route))).toEqual([])
})

describe.each(pageKinds.map(kind => [`${kind.zone} ${kind.route} (${kind.who})`, kind] as const))('%s', (_, kind) => {
  // Each language has a visitor of its own.
  test.concurrent.each(languages)('%s: axe finds nothing, no complaint, fits a phone', async language => {
    const page = await visitor(kind, language)
    const before = complaints(page).length
    const path = await kind.at(page)
    const response = await page.goto(language === 'en' ? `/en${path === '/' ? '' : path}` : path)
    expect(response?.status()).toBe(200)
    expect(response?.headers()['content-type']).toContain('text/html')
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    expect(await axe(page)).toEqual([])
    // Colours know no language: each page is looked at in the dark once.
    if (language === 'ja') {
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await axe(page, 'contrast')).toEqual([])
      await page.emulateMedia({ colorScheme: 'light' })
    }
    await page.setViewportSize({ width: 1280, height: 900 })
    expect(await brokenWords(page)).toEqual([])
    for (const width of [360, 680]) {
      await page.setViewportSize({ width, height: 740 })
      expect(await overflow(page), `${width} px`).toBe(0)
    }
    await page.setViewportSize({ width: 1280, height: 900 })
    expect(complaints(page).slice(before)).toEqual([])
  })
})
