import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../src/base/root.ts'
import { samplePassword } from '../src/platform/access/sample.ts'
import { closeBrowser, closePage, newPage, type Page, type PageOptions } from './browser.ts'
import { cleanUp, interrupt, newFolder, up } from './platform/process.ts'

/** The pictures of the README, taken of a platform that was started for them: `npm run screenshots`. */
const folder = join(projectRoot, 'docs', 'screenshots')

const take = async (name: string, options: PageOptions, open: (page: Page) => Promise<unknown>): Promise<void> => {
  const page = await newPage(options)
  await open(page)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await closePage(page)
  process.stdout.write(`docs/screenshots/${name}.png\n`)
}

const signIn = async (page: Page): Promise<void> => {
  await page.goto('/sign-in')
  await page.fill('input[name=email]', 'tanto@example.jp')
  await page.fill('input[name=password]', samplePassword)
  await page.click('main button[type=submit]')
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'))
}

mkdirSync(folder, { recursive: true })
try {
  const running = await up([], { env: { MUSUBI_DATA: newFolder() } })
  const atPublic = { baseURL: running.publicUrl }
  const atStaff = { baseURL: running.staffUrl }
  await take('front-phone', { ...atPublic, phone: true }, page => page.goto('/'))
  await take('front', atPublic, page => page.goto('/'))
  await take('plan', atPublic, page => page.goto('/plan'))
  await take('permits', atPublic, page => page.goto('/waste/permits'))
  await take('staff-home', atStaff, async page => {
    await signIn(page)
    await page.goto('/')
  })
  await closeBrowser()
  await interrupt(running)
} finally {
  await cleanUp()
}
