import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findChromium } from './chromium.ts'

export type { Page } from 'playwright-core'

const flags = [
  // Root may not use the sandbox; the pages are our own.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

const launch = async (): Promise<Browser> => {
  const { executable, libraries, fontSettings } = await findChromium()
  const start = (more: Readonly<Record<string, string>>) =>
    chromium.launch({
      executablePath: executable,
      args: flags,
      env: { ...process.env, FONTCONFIG_FILE: fontSettings, ...more },
    })
  try {
    return await start({})
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('shared libraries')) throw error
    return start({ LD_LIBRARY_PATH: libraries })
  }
}

let shared: Promise<Browser> | undefined

export interface PageOptions {
  /** Default true. */
  readonly javaScript?: boolean
  /** A small phone in the hand. */
  readonly phone?: boolean
  readonly language?: 'ja' | 'en'
  readonly dark?: boolean
  readonly highContrast?: boolean
  /** Paths are resolved against it. */
  readonly baseURL?: string
}

const withoutScript = new WeakSet<Page>()
const complaintsOf = new WeakMap<Page, string[]>()

/** What the browser complained about on a page: blocked by the policy, not found, thrown. A good page has none. */
export const complaints = (page: Page): readonly string[] => complaintsOf.get(page) ?? []

/** A fresh visitor with an empty cookie jar. */
export const newPage = async (options: PageOptions = {}): Promise<Page> => {
  shared ??= launch()
  const settings: BrowserContextOptions = {
    javaScriptEnabled: options.javaScript ?? true,
    locale: options.language === 'en' ? 'en-GB' : 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    viewport: options.phone ? { width: 360, height: 740 } : { width: 1280, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    contrast: options.highContrast ? 'more' : 'no-preference',
    reducedMotion: 'reduce',
    ...(options.phone ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}),
    ...(options.baseURL ? { baseURL: options.baseURL } : {}),
  }
  const context = await (await shared).newContext(settings)
  const page = await context.newPage()
  if (options.javaScript === false) withoutScript.add(page)
  const list: string[] = []
  complaintsOf.set(page, list)
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') list.push(message.text())
  })
  page.on('pageerror', error => list.push(String(error)))
  return page
}

/** Ends the visitor that `newPage` made. */
export const closePage = (page: Page): Promise<void> => page.context().close()

/** To be called once a test file is through. */
export const closeBrowser = async (): Promise<void> => {
  await (await shared)?.close()
  shared = undefined
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const axeRules = {
  all: "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']",
  /** What alone differs between light and dark. */
  contrast: "{ type: 'rule', values: ['color-contrast'] }",
}

/**
 * What axe finds against WCAG 2.2 AA, one line each; an accessible page gives []. The source goes in through the
 * debugger, so that the page's own policy stays in force.
 */
export const axe = async (page: Page, rules: keyof typeof axeRules = 'all'): Promise<readonly string[]> => {
  if (withoutScript.has(page)) throw new Error('axe waits for timers, which do not run with JavaScript off')
  await page.evaluate(`window.axe ?? (() => { ${axeSource} })()`)
  // Of what is right nothing is described: finding a selector for each element of a long table takes most of the time.
  const violations: AxeResults['violations'] = await page.evaluate(
    `axe.run(document, { runOnly: ${axeRules[rules]}, resultTypes: ['violations'] }).then(found => found.violations)`,
  )
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(node => `${id}: ${help} | ${node.target.join(' ')} | ${node.failureSummary ?? ''}`),
  )
}

/** Pixels that a page is wider than the screen. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

/** Words and numbers of tables that a line ends within; those that no column could hold do not count. */
export const brokenWords = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll('.table th, .table td')].flatMap(cell => {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT)
    const found = []
    while (texts.nextNode()) {
      const node = texts.currentNode
      if (node.parentElement.closest('code, a[href^="http"]')) continue
      for (const word of node.data.matchAll(/[A-Za-z0-9]{2,16}/g)) {
        const range = document.createRange()
        range.setStart(node, word.index)
        range.setEnd(node, word.index + word[0].length)
        if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(word[0])
      }
    }
    return found
  })`)

/** Saves a picture of the whole page for people to look at. @returns its file */
export const screenshot = async (page: Page, name: string): Promise<string> => {
  const folder = join(tmpdir(), 'musubi-screenshots')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.png`)
  await page.screenshot({ path, fullPage: true })
  return path
}
