import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Served } from '../platform/service-level/recorder.ts'
import { page, route, start, throwing } from './fixture.ts'
import { type OpenListener, openListener } from './open.ts'
import { createListener } from './server.ts'

let open: OpenListener
let ask: ReturnType<typeof start>['ask']
const told: Served[] = []

beforeAll(async () => {
  const started = start(
    [
      route('GET', '/page', () => page('page')),
      route('GET', '/fault', throwing(new Error('a fault'))),
      route('GET', '/file', () => page('file'), { long: true }),
      route('GET', '/mine', () => page('mine'), { access: 'signed-in' }),
    ],
    { served: one => told.push(one) },
  )
  ask = started.ask
  open = await openListener(createListener(started.options), 0, '127.0.0.1')
})
afterAll(() => open?.close())
beforeEach(() => told.splice(0))

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${open.port}${path}`, { headers, redirect: 'manual' })

test('each answer of a route is told, with whose it was and how it ended', async () => {
  await get('/page')
  await get('/fault')
  await get('/file')
  await get('/mine', { cookie: 'session=officer' })
  await get('/mine')
  expect(told.map(({ zone, organisation, status, long }) => [zone, organisation, status, long])).toEqual([
    ['public', undefined, 200, false],
    ['public', undefined, 500, false],
    ['public', undefined, 200, true],
    // The fixture's officer belongs to an organisation without a name.
    ['public', '', 200, false],
    ['public', undefined, 303, false],
  ])
  expect(told.every(({ ms }) => ms >= 0)).toBe(true)
})

test('what is nobody’s request is not: files of the client, signs of health, pages that are not there, the walk', async () => {
  await get('/healthz')
  await get('/readyz')
  await get('/assets/x/y.css')
  await get('/nothing')
  // The walk over the published pages comes without a socket.
  await ask('/page')
  expect(told).toEqual([])
})
