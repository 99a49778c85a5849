import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../src/platform/access/actor.ts'
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
  /^public GET \/api\/v1\/[a-z_]+(\/:id(\/files\/:field)?)?$/,
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

test('who must first change their password is led to that page from every other one, and gets no data', async () => {
  const everything = platform.built.routes.flatMap(({ access }) =>
    typeof access === 'object' ? access.permission : [],
  )
  const newcomer: Actor = {
    kind: 'person',
    person: sampleId,
    name: '見本 四郎',
    organisation: sampleId,
    tenants: [sampleId],
    permissions: new Set(everything),
    session: sampleId,
    mustChangePassword: true,
  }
  const listener = platform.listener('staff', newcomer)
  const ask = (route: Route, accept: string) =>
    listener.fetch(
      new Request(`http://localhost${pathOf(route)}`, {
        method: route.method,
        headers: { accept, cookie: 'any', authorization: 'Bearer any', 'sec-fetch-site': 'same-origin' },
      }),
    )
  const closed = platform.built.routes.filter(
    route => route.zone === 'staff' && route.access !== 'everyone' && route.path !== '/account/first-password',
  )
  expect(closed.length).toBeGreaterThan(50)
  for (const route of closed) {
    const name = `${route.method} ${route.path}`
    if (!route.path.startsWith('/api/')) {
      const page = await ask(route, 'text/html')
      expect([page.status, page.headers.get('location')?.split('?')[0]], name).toEqual([303, '/account/first-password'])
    }
    const data = await ask(route, 'application/json')
    expect([data.status, data.headers.get('content-type')], name).toEqual([403, 'application/problem+json'])
    expect(await data.text(), name).toContain('先にパスワードを変更してください')
  }
  expect(platform.refusals.at(-1)?.permission).toBe('password-change')
  const change = await listener.fetch(
    new Request('http://localhost/account/first-password?next=/people', { headers: { cookie: 'any' } }),
  )
  expect(change.status).toBe(200)
  const text = await change.text()
  expect(text).toContain('value="/people"')
  // The menu leads nowhere yet, and signing out is always open.
  expect(text).not.toContain('href="/people"')
  expect(text).toContain('action="/sign-out"')
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

test('a Host that nobody configured is repeated in no answer', async () => {
  const open = platform.built.routes.filter(route => route.zone === 'public' && route.method === 'GET')
  const bodies: string[] = []
  for (const route of open) {
    const response = await platform
      .listener('public')
      .fetch(new Request(`http://localhost${pathOf(route)}`, { headers: { host: 'evil.example' } }))
    const text = `${[...response.headers].join('\n')}\n${await response.text()}`
    expect(text, route.path).not.toContain('evil.example')
    bodies.push(text)
  }
  expect(bodies.some(text => text.includes('"@id":"/data"'))).toBe(true)
})

test('public data answers who is not signed in', async () => {
  for (const path of ['/', '/plan', '/api/openapi.json', '/about']) {
    const response = await platform.listener('public').fetch(new Request(`http://localhost${path}`))
    expect(response.status, path).toBe(200)
  }
})
