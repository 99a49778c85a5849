import { afterAll, describe, expect, inject, test } from 'vitest'
import { closeBrowser, newPage, type Page } from '../browser.ts'
import { pageKinds, signIn, type Who } from './page-kinds.ts'

afterAll(closeBrowser)

/** What a thumb has to hit: everything but links inside a sentence, a list of records or a cell of a table. */
const targets = [
  'button',
  '.button',
  'summary',
  'select',
  'input:not([type=hidden], [type=checkbox], [type=radio])',
  'label.choice',
  'label.pick',
  '.breadcrumbs a',
  '.active-filters a',
  '.site-bar a',
  '.site-menu a',
  '.site-footer a',
  '.tabs a',
  '.pagination a',
  '.choose-all a',
  '.work a',
  '.leaflet-bar a',
  'a.sort',
].join(', ')

/** Visible targets lower or narrower than 44 pixels, one line each. */
const small = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll(${JSON.stringify(targets)})].flatMap(target => {
    const { width, height } = target.getBoundingClientRect()
    const shown = target.checkVisibility({ visibilityProperty: true }) && width > 1 && !target.closest('.visually-hidden, .skip-link, thead')
    return shown && (width < 43.5 || height < 43.5)
      ? [target.tagName + '.' + target.className + ' ' + (target.textContent ?? '').trim().slice(0, 20) + ' ' + Math.round(width) + 'x' + Math.round(height)]
      : []
  })`)

const zones = { public: inject('publicUrl'), staff: inject('staffUrl') }
const people = [...new Set(pageKinds.map(({ zone, who }) => `${zone} ${who}`))]

describe.each(people)('%s', person => {
  test('nothing is too small for a thumb on a phone', async () => {
    const [zone, who] = person.split(' ') as ['public' | 'staff', Who]
    const page = await newPage({ baseURL: zones[zone], phone: true })
    await page.setViewportSize({ width: 390, height: 844 })
    if (who !== 'visitor') await signIn(page, who)
    const kinds = pageKinds.filter(kind => kind.zone === zone && kind.who === who)
    const paths = [
      ...(zone === 'public' ? ['/waste/permits?kind=0&excellent=true'] : []),
      ...(await Promise.all(kinds.map(kind => kind.at(page)))),
    ]
    const found: Record<string, readonly string[]> = {}
    for (const path of paths) {
      await page.goto(path)
      if (path.includes('view=map')) await page.locator('.leaflet-control-zoom-in').waitFor()
      const wrong = await small(page)
      if (wrong.length > 0) found[path] = wrong
    }
    expect(found).toEqual({})
  })
})
