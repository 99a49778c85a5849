import { samplePassword } from '../../src/platform/access/sample.ts'
import type { Page } from '../browser.ts'

/** The sample people that the walks sign in as. */
export const people = {
  officer: 'tanto@example.jp',
  chief: 'kacho@example.jp',
  auditor: 'kansa@example.jp',
  administrator: 'kanri@example.jp',
} as const

export type Who = keyof typeof people | 'visitor'

export const signIn = async (page: Page, who: keyof typeof people): Promise<void> => {
  await page.goto('/sign-in')
  await page.locator('input[name=email]').fill(people[who])
  await page.locator('input[name=password]').fill(samplePassword)
  await page.locator('main button[type=submit]').first().click()
  await page.waitForURL(url => !url.pathname.includes('/sign-in'))
}

/** Address of the first link of a page that fits: how a kind finds a record to show. @throws Error where none does */
export const linkOn = async (page: Page, path: string, pattern: RegExp): Promise<string> => {
  const html = await (await page.request.get(path)).text()
  const link = [...html.matchAll(/href="([^"]+)"/g)].map(found => found[1] ?? '').find(to => pattern.test(to))
  if (link === undefined) throw new Error(`${path} has no link that fits ${pattern}`)
  return link.replaceAll('&amp;', '&')
}

const id = '[0-9a-f-]{36}'

export interface PageKind {
  readonly zone: 'public' | 'staff'
  /** The route's pattern; register ids of the staff pages are written `:register`. */
  readonly route: string
  readonly who: Who
  /** Where one page of the kind is. @param page signed in as `who` */
  at(page: Page): Promise<string> | string
}

const open = (route: string, at: PageKind['at'] = () => route): PageKind => ({
  zone: 'public',
  route,
  who: 'visitor',
  at,
})

const staff = (who: Who, route: string, at: PageKind['at'] = () => route): PageKind => ({
  zone: 'staff',
  route,
  who,
  at,
})

const published = ['/waste/operators', '/waste/permits', '/waste/facilities', '/waste/actions', '/waste/recognitions']
const directories = ['/pharmacies', '/npos', '/joint-cloud/groups', '/joint-cloud/members']

const record = (page: Page) =>
  linkOn(page, '/waste/work/pending?days=90', new RegExp(`^/registers/waste_permit/${id}$`))
const permitPage = (more: string) => async (page: Page) => `${await record(page)}${more}`

/** A step on the first record of a register's list that leads to it. */
const stepOf = async (page: Page, register: string, step: string): Promise<string> => {
  const first = await linkOn(page, `/registers/${register}?limit=10`, new RegExp(`^/registers/${register}/${id}$`))
  return linkOn(page, first, new RegExp(`/${step}$`))
}

/** Every kind of page that the routes of both listeners render, and where to see one. */
export const pageKinds: readonly PageKind[] = [
  open('/'),
  open('/about'),
  open('/accessibility'),
  open('/plan'),
  open('/plan/:id', () => '/plan/3-1-5'),
  open('/search', () => '/search?q=見本'),
  open('/data'),
  open('/waste/valid', () => '/waste/valid?day=令和7年4月1日'),
  ...[...published, ...directories].flatMap(path => [
    open(path, () => `${path}?limit=10`),
    open(`${path}/:id`, page => linkOn(page, path, new RegExp(`^${path}/${id}`))),
  ]),
  open('/waste/facilities', () => '/waste/facilities?view=map&limit=10'),
  staff('visitor', '/sign-in'),
  staff('visitor', '/sign-in/passkey'),
  staff('officer', '/'),
  staff('officer', '/systems/resident-records'),
  staff('administrator', '/management'),
  staff('officer', '/account'),
  staff('officer', '/account/passkey'),
  staff('officer', '/waste'),
  staff('officer', '/waste/work/:list', () => '/waste/work/suspended'),
  staff('officer', '/waste/rules'),
  staff('officer', '/waste/permits/:id/:step', async page => {
    const permit = (await record(page)).split('/').at(-1) ?? ''
    return `/waste/permits/${permit}/grant-renewal`
  }),
  staff('officer', '/waste/operators/:id/:step', page => stepOf(page, 'waste_operator', 'improvement')),
  staff('officer', '/waste/facilities/:id/:step', page => stepOf(page, 'waste_facility', 'stop')),
  staff('officer', '/registers/:register', () => '/registers/waste_permit?limit=10'),
  staff('officer', '/registers/:register/new', () => '/registers/waste_permit/new'),
  staff('officer', '/registers/:register/counts', () => '/registers/waste_permit/counts?by=office'),
  staff('officer', '/registers/:register/import', () => '/registers/waste_permit/import'),
  staff('officer', '/registers/:register/export', () => '/registers/waste_permit/export'),
  staff('officer', '/registers/:register/:id', permitPage('')),
  staff('officer', '/registers/:register/:id/edit', permitPage('/edit')),
  staff('officer', '/registers/:register/:id/remove', permitPage('/remove')),
  staff('officer', '/registers/:register/:id/history', permitPage('/history')),
  staff('officer', '/registers/:register/:id/documents/:document', page =>
    record(page).then(path => linkOn(page, path, /\/documents\//)),
  ),
  staff('officer', '/proposals'),
  staff('officer', '/moving'),
  staff('administrator', '/people'),
  staff('administrator', '/people/new'),
  staff('administrator', '/people/:id', page => linkOn(page, '/people', new RegExp(`^/people/${id}$`))),
  staff(
    'administrator',
    '/people/:id/edit',
    async page => `${await linkOn(page, '/people', new RegExp(`^/people/${id}$`))}/edit`,
  ),
  staff('administrator', '/organisations'),
  staff('officer', '/joint-cloud'),
  staff('officer', '/joint-cloud/contracts'),
  staff('officer', '/joint-cloud/savings'),
  staff('officer', '/joint-cloud/groups/:id', page =>
    linkOn(page, '/joint-cloud', new RegExp(`^/joint-cloud/groups/${id}$`)),
  ),
  staff('administrator', '/settings'),
  staff('administrator', '/settings/:setting', page => linkOn(page, '/settings', /^\/settings\/[\w.-]+/)),
  staff('administrator', '/service-level'),
  staff('administrator', '/service-level/:who', () => '/service-level/public'),
  staff('administrator', '/service-level/maintenance'),
  staff('administrator', '/usage'),
  staff('administrator', '/departures'),
  staff('administrator', '/machine-keys'),
  staff('administrator', '/machine-keys/new', () => '/machine-keys/new?role=wasteOfficer'),
  staff('administrator', '/letterhead'),
  staff('administrator', '/transfers'),
  staff('administrator', '/messages'),
  staff('administrator', '/backups'),
  staff('auditor', '/copies'),
  staff('administrator', '/plan/statistics'),
  staff('administrator', '/plan/departments'),
  staff('auditor', '/ledger'),
  staff('auditor', '/ledger/entries/:id', page => linkOn(page, '/ledger', /^\/ledger\/entries\//)),
]
