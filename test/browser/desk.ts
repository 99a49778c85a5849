import { expect, inject } from 'vitest'
import { axe, complaints, newPage, overflow, type Page, type PageOptions } from '../browser.ts'
import { type people, signIn } from './page-kinds.ts'

/** An official at their desk, signed in. */
export const desk = async (who: keyof typeof people, options: PageOptions = {}): Promise<Page> => {
  const page = await newPage({ baseURL: inject('staffUrl'), ...options })
  await signIn(page, who)
  return page
}

export const main = (page: Page) => page.locator('main')
export const press = (page: Page, name: string | RegExp) => main(page).getByRole('button', { name }).first().click()
export const pathOf = (page: Page): string => new URL(page.url()).pathname

/** What pages show only after something was sent. The browser reports every 422, which is meant. */
export const looksRight = async (page: Page): Promise<void> => {
  expect(await axe(page)).toEqual([])
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await overflow(page)).toBe(0)
  await page.setViewportSize({ width: 1280, height: 900 })
  expect(complaints(page).filter(text => !text.includes('status of 422'))).toEqual([])
}

/** A page that has an address, in both languages; ends where it began. */
export const looksRightInBoth = async (page: Page): Promise<void> => {
  await looksRight(page)
  const { pathname, search } = new URL(page.url())
  await page.goto(`/en${pathname}${search}`)
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  await looksRight(page)
  await page.goto(`${pathname}${search}`)
}
