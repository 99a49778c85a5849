import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Route } from '../../src/platform/routing/route.ts'
import { startTestPlatform, type TestPlatform } from '../platform/platform.ts'

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform.close())

const sampleId = '01900000-0000-7000-8000-000000000009'
const pathOf = (route: Route) => route.path.replace(/:[a-zA-Z]+(\{[^}]*\})?/g, sampleId).replace(/\*$/, 'x')

const call = (route: Route) =>
  platform.listener(route.zone).fetch(
    new Request(`http://localhost${pathOf(route)}`, {
      method: route.method,
      headers: {
        accept: 'application/json',
        ...(route.method === 'GET' ? {} : { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }),
      },
      ...(route.method === 'GET' ? {} : { body: '{}' }),
    }),
  )

/** What anyone may call without signing in, by zone and path. A new one is a decision, not an accident. */
const openToEveryone = [
  'public GET /',
  'public GET /about',
  'public GET /accessibility',
  'public GET /api/openapi.json',
  'public GET /data',
  'public GET /data/catalog.jsonld',
  'public GET /ledger/checkpoint',
  'public GET /ledger/key',
  'public GET /plan',
  'public GET /plan/:id',
  'public GET /plan/:id/chart.svg',
  'public GET /search',
  'public GET /waste/valid',
  'staff GET /sign-in',
  'staff POST /sign-in',
  'staff POST /sign-out',
]
/** Families of pages that every published register has, and the steps of signing in. */
const openFamilies = [
  /^public GET \/api\/v1\/[a-z_]+(\/:id)?$/,
  /^public GET \/ledger\/tile\//,
  /^staff (GET|POST) \/sign-in\//,
  /^staff GET \/auth\/callback\//,
]

test('only the named routes are open to everyone', () => {
  const published = platform.built.services.registers
    .all()
    .flatMap(service => service.register.definition.publish?.path ?? [])
  const unexpected = platform.built.routes
    .filter(route => route.access === 'everyone')
    .map(route => `${route.zone} ${route.method} ${route.path}`)
    .filter(name => !openToEveryone.includes(name))
    .filter(name => !openFamilies.some(family => family.test(name)))
    .filter(name => !published.some(path => name.startsWith(`public GET ${path}`)))
  expect(unexpected).toEqual([])
})

test('every other route refuses who is not signed in, and tells nothing', async () => {
  const closed = platform.built.routes.filter(route => route.access !== 'everyone')
  expect(closed.length).toBeGreaterThan(20)
  for (const route of closed) {
    const response = await call(route)
    const name = `${route.method} ${route.path}`
    expect([401, 403], name).toContain(response.status)
    expect(await response.text(), name).not.toContain('"records"')
  }
})

test('a route belongs to exactly one zone: the other listener does not know it', async () => {
  const staffOnly = platform.built.routes.filter(
    route => route.zone === 'staff' && route.method === 'GET' && route.path.startsWith('/registers/'),
  )
  for (const route of staffOnly.slice(0, 20)) {
    const response = await platform.listener('public').fetch(new Request(`http://localhost${pathOf(route)}`))
    expect(response.status, route.path).toBe(404)
  }
})

test('public data answers who is not signed in', async () => {
  for (const path of ['/', '/plan', '/api/openapi.json', '/about']) {
    const response = await platform.listener('public').fetch(new Request(`http://localhost${path}`))
    expect(response.status, path).toBe(200)
  }
})
