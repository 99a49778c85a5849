import { expect, test } from 'vitest'
import { checkCsrf, markOf, newSeed, type Verdict } from './csrf.ts'

const secret = new Uint8Array(32).fill(7)
const seed = newSeed()
const mark = markOf(secret, seed, 'session-1')

const verdict = (headers: Record<string, string>, change: Partial<Parameters<typeof checkCsrf>[0]> = {}): Verdict =>
  checkCsrf({
    secret,
    headers: new Headers(headers),
    host: 'musubi.example:8080',
    seed,
    session: 'session-1',
    mark,
    ...change,
  })

const own = { 'sec-fetch-site': 'same-origin' }

test.each<[string, Record<string, string>, Partial<Parameters<typeof checkCsrf>[0]>, Verdict]>([
  ['own page, right mark', own, {}, 'good'],
  ['typed by the visitor', { 'sec-fetch-site': 'none' }, {}, 'good'],
  ['old browser with origin', { origin: 'http://musubi.example:8080' }, {}, 'good'],
  ['very old browser without either', {}, {}, 'good'],
  ['another site, right mark', { 'sec-fetch-site': 'cross-site' }, {}, 'foreign'],
  ['another host of the domain', { 'sec-fetch-site': 'same-site' }, {}, 'foreign'],
  ['another origin', { origin: 'https://evil.example' }, {}, 'foreign'],
  ['another port', { origin: 'http://musubi.example:9' }, {}, 'foreign'],
  ['sandboxed page', { origin: 'null' }, {}, 'foreign'],
  ['the browser says own whatever the origin', { ...own, origin: 'null' }, {}, 'good'],
  ['mark of another session', own, { session: 'session-2' }, 'stale'],
  ['mark of another browser', own, { seed: newSeed() }, 'stale'],
  ['mark under another secret', own, { secret: new Uint8Array(32) }, 'stale'],
  ['no mark', own, { mark: undefined }, 'stale'],
  ['no cookie', own, { seed: undefined }, 'stale'],
  ['no mark and no word of the browser', {}, { mark: undefined }, 'foreign'],
])('%s', (_, headers, change, expected) => {
  expect(verdict(headers, change)).toBe(expected)
})
