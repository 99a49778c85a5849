import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  ConflictError,
  InputError,
  KeyAwayError,
  NotFoundError,
  RefusedError,
  UnavailableError,
} from '../base/problem.ts'
import { DamagedFileError } from '../platform/files/store.ts'
import { page, route, start, throwing } from './fixture.ts'
import { createListener } from './server.ts'

describe('errors that leave a handler', () => {
  const problem = { field: 'name', message: { ja: '名前を入力してください。', en: 'Enter a name.' } }
  const routes = (machine: boolean) =>
    [
      ['input', new InputError([problem])],
      ['refused', new RefusedError('permit.see')],
      ['missing', new NotFoundError('secret id')],
      ['conflict', new ConflictError({ ja: '変更されています。', en: 'It was changed.' })],
      ['unknown', new Error('password=hunter2')],
      ['thrown', 'just a text'],
      ['away', new UnavailableError('bucket hunter2')],
      ['keyless', new KeyAwayError('01900000-0000-7000-8000-00000000000a', 'of hunter2')],
      ['lost-disk', Object.assign(new Error('could not open file "base/hunter2"'), { code: '58P01' })],
      ['damaged', new DamagedFileError('hunter2', 'altered', '/secret id')],
    ].map(([name, error]) => route('GET', `/${machine ? 'api/' : ''}${name}`, throwing(error), { machine }))

  test.each([
    ['input', 422],
    ['refused', 403],
    ['missing', 404],
    ['conflict', 409],
    ['unknown', 500],
    ['thrown', 500],
    ['away', 503],
    ['keyless', 503],
    ['lost-disk', 503],
    ['damaged', 500],
  ])('%s becomes %i, as a page and as a problem, and nothing leaks', async (name, status) => {
    const shown = await start(routes(false)).ask(`/${name}`)
    const text = await shown.text()
    expect(shown.status).toBe(status)
    expect(shown.headers.get('content-type')).toContain('text/html')
    const problem = await start(routes(true)).ask(`/api/${name}`, { headers: { 'accept-language': 'en' } })
    const value = await problem.json()
    expect(problem.status).toBe(status)
    expect(problem.headers.get('content-type')).toBe('application/problem+json')
    expect(value).toMatchObject({ type: 'about:blank', status })
    expect(text + JSON.stringify(value)).not.toMatch(/hunter2|secret id|just a text/)
  })

  test('an input error names its fields', async () => {
    expect(await (await start(routes(false)).ask('/input')).text()).toContain('href="#field-name"')
    const value = await (await start(routes(true)).ask('/api/input', { headers: { 'accept-language': 'en' } })).json()
    expect(value).toMatchObject({ errors: [{ field: 'name', detail: 'Enter a name.' }] })
  })

  test('an unknown error has a reference that finds it in the log', async () => {
    const { ask, logged } = start(routes(false))
    const reference = /[0-9A-F]{4}-[0-9A-F]{4}/.exec(await (await ask('/unknown')).text())?.[0]
    expect(reference).toBeDefined()
    expect(logged.some(line => line.includes(`"reference":"${reference}"`) && line.includes('hunter2'))).toBe(true)
  })

  test('a file store that is away asks to come back, a damaged file says what it is', async () => {
    const { ask } = start(routes(false))
    expect((await ask('/away')).headers.get('retry-after')).toBe('10')
    expect(await (await ask('/damaged')).text()).toContain('失われたか、壊れています')
    expect(await (await ask('/keyless')).text()).toContain('tenant-01900000-0000-7000-8000-00000000000a.key')
  })

  test('a refusal of a service is told like one of the route', async () => {
    const { ask, refusals } = start(routes(false))
    await ask('/refused')
    expect(refusals.map(refusal => refusal.permission)).toEqual(['permit.see'])
  })
})

test('of visitors one file is made at a time, in turn by address, and who is not served is told when to come back', async () => {
  const waiting: (() => void)[] = []
  const done: string[] = []
  const { ask } = start(
    [
      route(
        'GET',
        '/export/:name',
        async request => {
          await new Promise<void>(resolve => waiting.push(resolve))
          done.push(request.params.name ?? '')
          return page('a file')
        },
        { long: true },
      ),
      route('GET', '/page', () => page('short')),
    ],
    { trustedProxies: 1 },
  )
  const from = (address: string, name: string) => ask(`/export/${name}`, { headers: { 'x-forwarded-for': address } })
  const greedy = Array.from({ length: 12 }, (_, n) => from('198.51.100.1', `greedy ${n}`))
  const other = from('203.0.113.9', 'other')
  // Whom the queue of an address does not hold is answered while the first file is still being made.
  const refused = await Promise.all(greedy.slice(5))
  expect(refused.map(answer => [answer.status, Number(answer.headers.get('retry-after')) > 0])).toEqual(
    refused.map(() => [503, true]),
  )
  expect((await ask('/page')).status).toBe(200)
  const served = Promise.all([...greedy.slice(0, 5), other])
  for (let n = 0; n < 6; n += 1) {
    await expect.poll(() => waiting.length).toBe(1)
    waiting.shift()?.()
    await expect.poll(() => done.length).toBe(n + 1)
  }
  expect((await served).map(answer => answer.status)).toEqual([200, 200, 200, 200, 200, 200])
  // Behind the one that was under way and one more of the other's.
  expect(done.indexOf('other')).toBeLessThanOrEqual(2)
})

test.each(['CONNECTION_CLOSED', '57P03', '25006'])(
  'a database that is away or not yet the leader (%s): 503, to be tried again',
  async code => {
    const away = Object.assign(new Error('cannot execute INSERT in a read-only transaction'), { code })
    const answer = await start([route('GET', '/away', throwing(away))]).ask('/away')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
  },
)

test('the log holds neither addresses nor queries', async () => {
  const { ask, logged } = start([route('GET', '/people/:name', () => page(''))])
  await ask('/people/%E8%A6%8B%E6%9C%AC?q=secret')
  expect(logged).toHaveLength(1)
  expect(logged[0]).toContain('"route":"/people/:name"')
  expect(logged[0]).not.toMatch(/secret|見本|%E8/)
})

test('a client that asks too fast is told how long to wait', async () => {
  const { ask } = start([route('GET', '/', () => page(''))], { rate: { perSecond: 0.1, burst: 2 } })
  expect([(await ask('/')).status, (await ask('/')).status]).toEqual([200, 200])
  const answer = await ask('/')
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '10'])
})

test.each(['//evil.example', '/en//evil.example', '/\\evil.example', '/en/\\evil.example/', '///evil.example?a=1'])(
  'no link and no redirect of the page that is missing at %s leads to another site',
  async path => {
    const { options } = start([route('GET', '/', () => page(''))])
    const raw = new Request('http://musubi.example/')
    // As the Node adapter gives it: the path as it was sent.
    Object.defineProperty(raw, 'url', { value: `http://musubi.example${path}` })
    const answer = await createListener(options).fetch(raw)
    expect(answer.status).toBe(404)
    const links = [...(await answer.text()).matchAll(/(?:href|action)="([^"]*)"/g)].map(found => found[1] ?? '')
    expect(links.some(link => link.includes('evil'))).toBe(true)
    expect(links.filter(link => new URL(link, 'http://musubi.example').host !== 'musubi.example')).toEqual([])
  },
)

test('a page is found with a slash too many, at the beginning and at the end', async () => {
  const { ask } = start([route('GET', '/a', () => page('')), route('GET', '/', () => page(''))])
  for (const [path, to] of [
    ['//a?x=1', '/a?x=1'],
    ['/en//a', '/en/a'],
    ['/a/', '/a'],
    ['//', '/'],
  ] as const) {
    const answer = await ask(path)
    expect([answer.status, answer.headers.get('location')], path).toEqual([303, to])
  }
})

test.each([
  ['musubi.example', ''],
  ['evil.example', ''],
  ['localhost.evil.example', ''],
  ['localhost@evil.example', ''],
  ['localhost:8080/evil.example', ''],
  ['127.0.0.1.evil.example', ''],
  ['localhost:8080', 'http://localhost:8080'],
  ['127.0.0.1', 'http://127.0.0.1'],
  ['[::1]:8080', 'http://[::1]:8080'],
])('without a configured address the Host %s makes links begin with "%s"', async (host, origin) => {
  const routes = [route('GET', '/', request => ({ kind: 'json', value: request.origin }))]
  expect(await (await start(routes).ask('/', { headers: { host } })).json()).toBe(origin)
  const configured = start(routes, { origin: 'https://musubi.example' })
  expect(await (await configured.ask('/', { headers: { host } })).json()).toBe('https://musubi.example')
})

test('cookies of the form are bound to https where there is https', async () => {
  const { ask } = start([route('GET', '/', request => page(request.csrf))], { origin: 'https://musubi.example' })
  const answer = await ask('/')
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-musubi-public-form=.*HttpOnly; SameSite=Lax; Secure$/)
  expect(answer.headers.get('strict-transport-security')).toContain('max-age')
})

test('a file is saved under its Japanese name and can run nothing', async () => {
  const { ask } = start([
    route('GET', '/file', () => ({ kind: 'file', type: 'text/csv', name: "許可'一覧.csv", bytes: 'a,b' })),
  ])
  const { headers } = await ask('/file')
  expect(headers.get('content-disposition')).toBe(
    `attachment; filename="_____.csv"; filename*=UTF-8''${encodeURIComponent("許可'一覧.csv").replace("'", '%27')}`,
  )
  expect(headers.get('content-security-policy')).toContain('sandbox')
})

test('a notice that we did not sign is not shown', async () => {
  const { ask } = start([route('GET', '/', () => page(''))])
  const text = Buffer.from(JSON.stringify(['偽の知らせ', 'x'])).toString('base64url')
  const mac = createHmac('sha256', 'guess').update(text).digest('base64url')
  const answer = await ask('/', { headers: { cookie: `musubi-public-notice=${text}.${mac}` } })
  expect(await answer.text()).not.toContain('偽の知らせ')
})
