import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { closeBrowser, newPage } from '../browser.ts'
import { signIn } from './page-kinds.ts'

const zones = { public: inject('publicUrl'), staff: inject('staffUrl') }
let cookie = ''
beforeAll(async () => {
  const officer = await newPage({ baseURL: zones.staff })
  await signIn(officer, 'officer')
  cookie = (await officer.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
})
afterAll(closeBrowser)

/** Bytes that come over the line, as a browser asks for them. */
const fetched = (
  zone: keyof typeof zones,
  path: string,
): Promise<{ readonly status: number; readonly bytes: number }> =>
  new Promise((resolve, reject) => {
    const headers = { accept: 'text/html', 'accept-encoding': 'br, gzip', ...(zone === 'staff' ? { cookie } : {}) }
    const asked = request(`${zones[zone]}${path}`, { headers }, answer => {
      let bytes = 0
      answer.on('data', (part: Buffer) => {
        bytes += part.length
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }))
    })
    asked.on('error', reject)
    asked.end()
  })

/** The pages that show the most. */
const pages: readonly (readonly [keyof typeof zones, string])[] = [
  ['public', '/'],
  ['public', '/plan'],
  ['public', '/data'],
  ['public', `/search?q=${encodeURIComponent('見本')}`],
  ['public', '/waste/permits'],
  ['public', `/waste/permits?q=${encodeURIComponent('青葉')}&kind=0`],
  ['public', '/waste/operators'],
  ['public', '/waste/facilities?view=map'],
  ['public', `/waste/valid?day=${encodeURIComponent('令和7年4月1日')}`],
  ['public', '/pharmacies?hours.openAt=now'],
  ['public', '/npos'],
  ['staff', '/'],
  ['staff', '/waste'],
  ['staff', '/waste/work/expiring?days=365'],
  ['staff', '/registers/waste_permit'],
  ['staff', '/registers/waste_permit/new'],
  ['staff', '/registers/waste_permit/counts?by=office'],
]

describe.each(pages)('%s %s', (zone, path) => {
  test('weighs 50 kB at most', async () => {
    const { status, bytes } = await fetched(zone, path)
    expect(status).toBe(200)
    expect(bytes).toBeLessThanOrEqual(50_000)
  })
})
