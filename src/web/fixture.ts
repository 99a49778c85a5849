import pino from 'pino'
import { systemClock } from '../base/clock.ts'
import type { Actor } from '../platform/access/actor.ts'
import type { DatabaseState } from '../platform/health/health.ts'
import type { Outcome } from '../platform/routing/outcome.ts'
import type { Route } from '../platform/routing/route.ts'
import { loadAssets } from './assets/assets.ts'
import type { ListenerOptions, Refusal } from './options.ts'
import { createListener } from './server.ts'

export const visitor: Actor = {
  kind: 'visitor',
  person: null,
  name: '',
  organisation: '',
  tenants: [],
  permissions: new Set(),
}
export const officer: Actor = {
  ...visitor,
  kind: 'person',
  person: 'p',
  name: '見本 花子',
  permissions: new Set(['permit.read']),
  session: 's1',
}

export const route = (
  method: Route['method'],
  path: string,
  handle: Route['handle'],
  more: Partial<Route> = {},
): Route => ({
  method,
  path,
  zone: 'public',
  access: 'everyone',
  ledger: [],
  handle,
  ...more,
})
export const page = (body: string): Outcome => ({ kind: 'page', title: { ja: '題', en: 'Title' }, body })
export const throwing = (error: unknown) => () => {
  throw error
}

const assets = await loadAssets()

/** A listener over the given routes, and what it refused and logged. */
export const start = (routes: readonly Route[], change: Partial<ListenerOptions> = {}) => {
  const refusals: Refusal[] = []
  const logged: string[] = []
  const options: ListenerOptions = {
    zone: 'public',
    site: { prefecture: { ja: '見本県', en: 'Sample' }, service: { ja: 'むすび', en: 'Musubi' } },
    routes,
    menu: [],
    clock: systemClock,
    logger: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    assets,
    secret: new Uint8Array(32).fill(3),
    visitor,
    resolveActor: headers => (headers.get('cookie')?.includes('session=officer') ? officer : visitor),
    onRefusal: refusal => void refusals.push(refusal),
    signIn: { path: '/sign-in', outPath: '/sign-out' },
    rate: null,
    ...change,
  }
  const listener = createListener(options)
  const ask = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    Promise.resolve(
      listener.fetch(
        new Request(`http://musubi.example${path}`, { ...init, headers: { host: 'musubi.example', ...init.headers } }),
      ),
    )
  return { ask, refusals, logged, options }
}

/** A health that says what the test wants. */
export const healthOf = (state: () => DatabaseState): NonNullable<ListenerOptions['health']> => ({
  status: () => ({ state: state(), since: '2026-11-22T00:00:00.000Z' }),
  failed: () => {},
  slow: () => {},
  onChange: () => () => {},
})

export const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
export const own = { 'sec-fetch-site': 'same-origin' }
