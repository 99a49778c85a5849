import { describe, expect, test } from 'vitest'
import type { Actor } from '../platform/access/actor.ts'
import type { Route } from '../platform/routing/route.ts'
import { officer, own, page, route, start, throwing, urlencoded, visitor } from './fixture.ts'

describe('pages', () => {
  const routes = [
    route('GET', '/', () => page('front')),
    route('GET', '/things/:id', request => page(`${request.params.id} ${request.query.get('q')} ${request.path}`)),
    route('GET', '/things/new', () => page('new thing')),
  ]

  test('come in the language of their address, with the switch to the other', async () => {
    const { ask } = start(routes)
    const japanese = await (await ask('/things/1?q=x')).text()
    expect(japanese).toContain('<html lang="ja"')
    expect(japanese).toContain('href="/en/things/1?q=x" lang="en"')
    expect(japanese).toContain('1 x /things/1')
    const english = await (await ask('/en/things/1?q=x')).text()
    expect(english).toContain('<html lang="en"')
    expect(english).toContain('href="/things/1?q=x" lang="ja"')
    expect(english).toContain('1 x /things/1')
  })

  test('fixed words win over parameters whatever the order of the definitions', async () => {
    expect(await (await start(routes).ask('/things/new')).text()).toContain('new thing')
  })

  test('text from outside is never markup', async () => {
    const text = await (await start(routes).ask('/things/%3Cscript%3Ealert(1)%3C%2Fscript%3E')).text()
    expect(text).not.toContain('<script>alert')
  })

  test('carry the security headers', async () => {
    const { headers } = await start(routes).ask('/')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.has('set-cookie')).toBe(false)
  })

  test('HEAD, OPTIONS, another method, a slash too many, nothing', async () => {
    const { ask } = start(routes)
    const head = await ask('/', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const options = await ask('/things/1', { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'HEAD, GET, OPTIONS'])
    const post = await ask('/things/1', { method: 'POST' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'HEAD, GET, OPTIONS'])
    const slash = await ask('/en/things/1/?q=2')
    expect([slash.status, slash.headers.get('location')]).toEqual([303, '/en/things/1?q=2'])
    const missing = await ask('/nothing')
    expect(missing.status).toBe(404)
    expect(await missing.text()).toContain('ページが見つかりません')
    const data = await ask('/api/nothing')
    expect(data.headers.get('content-type')).toBe('application/problem+json')
    expect(await data.text()).not.toContain('ページ')
  })

  test('whole registers as files are made for visitors one at a time, and never for one address alone', async () => {
    const waiting: (() => void)[] = []
    const asked: string[] = []
    const made = route(
      'GET',
      '/all',
      request => {
        asked.push(request.query.get('who') ?? '')
        return new Promise(done => waiting.push(() => done(page('made'))))
      },
      { long: true },
    )
    const { ask } = start([made], { trustedProxies: 1 })
    const from = async (who: string) => (await ask(`/all?who=${who}`, { headers: { 'x-forwarded-for': who } })).status
    const greedy = Array.from({ length: 10 }, () => from('192.0.2.1'))
    const other = from('192.0.2.2')
    for (let round = 0; round < 6; round += 1) {
      await new Promise(done => setTimeout(done, 10))
      expect(waiting.length).toBeLessThanOrEqual(1)
      waiting.shift()?.()
    }
    // The other's turn comes behind one of the first address's requests and not behind all.
    expect(asked.slice(0, 3)).toEqual(['192.0.2.1', '192.0.2.1', '192.0.2.2'])
    expect(await other).toBe(200)
    expect((await Promise.all(greedy)).toSorted()).toEqual([...Array(5).fill(200), ...Array(5).fill(503)])
  })

  test('HEAD lets go of what a file is made from', async () => {
    const ended: unknown[] = []
    const stream = () => new ReadableStream<Uint8Array>({ cancel: reason => void ended.push(reason ?? 'let go') })
    const made = route('GET', '/file', () => ({ kind: 'file', type: 'text/csv', bytes: stream() }))
    const { ask } = start([made])
    const head = await ask('/file', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-type'), ended]).toEqual([200, 'text/csv', ['let go']])
  })

  test('are not sent again when nothing changed, and packed for those who can unpack', async () => {
    const long = [route('GET', '/', () => page('長'.repeat(2000)))]
    const { ask } = start(long)
    const first = await ask('/')
    const etag = first.headers.get('etag') ?? ''
    const again = await ask('/', { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const packed = await ask('/', { headers: { 'accept-encoding': 'br' } })
    expect(packed.headers.get('content-encoding')).toBe('br')
    expect((await packed.arrayBuffer()).byteLength).toBeLessThan((await first.arrayBuffer()).byteLength / 2)
  })

  test('of signed-in people are kept nowhere', async () => {
    const { headers } = await start(routes).ask('/', { headers: { cookie: 'session=officer' } })
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.has('etag')).toBe(false)
  })
})

describe('access', () => {
  const ran: string[] = []
  const note = (name: string) => () => {
    ran.push(name)
    return page(name)
  }
  const routes = [
    route('GET', '/mine', note('mine'), { access: 'signed-in' }),
    route('GET', '/read', note('read'), { access: { permission: 'permit.read' } }),
    route('GET', '/approve', note('approve'), { access: { permission: 'permit.approve' } }),
    route('POST', '/approve', note('post'), { access: { permission: 'permit.approve' } }),
    route('GET', '/api/v1/x', () => ({ kind: 'json', value: 1 }), { access: 'signed-in', machine: true }),
    route('GET', '/api/v1/open', () => ({ kind: 'json', value: 1 }), { machine: true }),
    route('GET', '/other', note('other'), { zone: 'staff' }),
  ]
  const cookie = { cookie: 'session=officer' }

  test('a visitor is led to the sign-in and back', async () => {
    const answer = await start(routes).ask('/en/mine?a=1')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/en/sign-in?next=%2Fmine%3Fa%3D1'])
  })

  test('who lacks a permission is refused before the handler, and the refusal is told', async () => {
    ran.length = 0
    const { ask, refusals } = start(routes)
    expect((await ask('/approve', { headers: cookie })).status).toBe(403)
    expect((await ask('/approve', { method: 'POST', headers: { ...cookie, ...own, ...urlencoded } })).status).toBe(403)
    expect((await ask('/approve', { method: 'POST', headers: { ...own, ...urlencoded } })).status).toBe(401)
    expect(ran).toEqual([])
    expect(refusals.map(({ actor, permission, path }) => [actor.kind, permission, path])).toEqual([
      ['person', 'permit.approve', '/approve'],
      ['person', 'permit.approve', '/approve'],
      ['visitor', 'permit.approve', '/approve'],
    ])
  })

  test('who holds it passes', async () => {
    const { ask } = start(routes)
    expect((await ask('/read', { headers: cookie })).status).toBe(200)
    expect((await ask('/mine', { headers: cookie })).status).toBe(200)
  })

  test('a route for machines takes no cookie', async () => {
    const { ask } = start(routes)
    const answer = await ask('/api/v1/x', { headers: cookie })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect((await ask('/api/v1/open')).headers.get('access-control-allow-origin')).toBe('*')
    expect((await ask('/api/v1/x')).headers.has('access-control-allow-origin')).toBe(false)
  })

  test('a key opens the API without a form mark, and no page', async () => {
    const machine: Actor = { ...officer, kind: 'machine', person: 'k', purpose: '見本の目的' }
    const reasons: (string | undefined)[] = []
    const answer: Route['handle'] = request => {
      reasons.push(request.act().reason, request.act('別の理由').reason)
      return { kind: 'json', value: {} }
    }
    const { ask, refusals } = start(
      [
        route('GET', '/api/v1/permit', answer, { access: { permission: 'permit.read' } }),
        route('POST', '/api/v1/permit', answer, { access: { permission: 'permit.read' } }),
        route('DELETE', '/api/v1/permit', answer, { access: { permission: 'permit.remove' } }),
        route('GET', '/permits', () => page('秘密'), { access: { permission: 'permit.read' } }),
        route('GET', '/sign-in', () => page('入口')),
      ],
      {
        resolveActor: headers => (headers.get('authorization') === 'Bearer musubi_x' ? machine : visitor),
        machineRate: { perSecond: 0.01, burst: 5 },
      },
    )
    const key = { authorization: 'Bearer musubi_x' }
    const json = { ...key, 'content-type': 'application/json' }
    expect((await ask('/api/v1/permit', { headers: key })).status).toBe(200)
    expect((await ask('/api/v1/permit', { method: 'POST', headers: json, body: '{}' })).status).toBe(200)
    expect(reasons).toEqual(['見本の目的', '別の理由', '見本の目的', '別の理由'])
    expect((await ask('/api/v1/permit', { method: 'DELETE', headers: key })).status).toBe(403)
    for (const path of ['/permits', '/sign-in']) {
      const refused = await ask(path, { headers: key })
      expect(refused.status).toBe(403)
      expect(await refused.text()).toContain('APIの鍵では画面を開けません')
    }
    expect(refusals.map(({ permission, actor }) => [permission, actor.person])).toEqual([
      ['permit.remove', 'k'],
      ['signed-in', 'k'],
      ['signed-in', 'k'],
    ])
    const unknown = await ask('/api/v1/permit', { headers: { authorization: 'Bearer musubi_y' } })
    expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect(await unknown.json()).toMatchObject({ title: 'この鍵は使えません' })
    // Three of five calls were made above; two more, then it waits. Others' keys and people are not slowed down by it.
    const more = [await ask('/api/v1/permit', { headers: key }), await ask('/api/v1/permit', { headers: key })]
    expect(more.map(({ status }) => status)).toEqual([200, 200])
    const slowed = await ask('/api/v1/permit', { headers: key })
    expect(slowed.status).toBe(429)
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('the other zone is not there at all', async () => {
    expect((await start(routes).ask('/other', { headers: cookie })).status).toBe(404)
  })

  test('two routes that answer the same request stop the start', () => {
    const twice = [route('GET', '/a/:id', () => page('')), route('GET', '/a/:number', () => page(''))]
    expect(() => start(twice)).toThrow('/a/:id and /a/:number')
    expect(() => start([route('GET', '/en/a', () => page(''))])).toThrow('/en')
  })
})

describe('forms', () => {
  const received: unknown[] = []
  const routes = [
    route('GET', '/form', request => page(`csrf=${request.csrf};`)),
    route('POST', '/form', async request => {
      received.push((await request.form()).values)
      return { kind: 'redirect', to: '/form', notice: { ja: '保存しました。', en: 'Saved.' } }
    }),
    route('POST', '/broken', throwing(Object.assign(new Error('secret text'), { code: 'ECONNREFUSED' }))),
    route('POST', '/elsewhere', () => ({ kind: 'redirect', to: '//evil.example/x' })),
  ]
  const open = async (ask: ReturnType<typeof start>['ask']) => {
    const answer = await ask('/form')
    const csrf = /csrf=([\w-]+);/.exec(await answer.text())?.[1] ?? ''
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    return { csrf, cookie }
  }
  const send = (csrf: string, cookie: string, more: Record<string, string> = own) => ({
    method: 'POST',
    body: `csrf=${csrf}&name=%E8%A6%8B%E6%9C%AC&password=hidden-word`,
    headers: { ...urlencoded, cookie, ...more },
  })

  test('a form of our page is taken, and its notice is shown once', async () => {
    received.length = 0
    const { ask } = start(routes)
    const { csrf, cookie } = await open(ask)
    const answer = await ask('/form', send(csrf, cookie))
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/form'])
    expect(received).toMatchObject([{ name: ['見本'] }])
    const notice = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    const shown = await ask('/form', { headers: { cookie: `${cookie}; ${notice}` } })
    expect(await shown.text()).toContain('保存しました。')
    expect(shown.headers.get('set-cookie')).toContain('Max-Age=0')
  })

  test('what another site sends reaches no handler and is not offered again', async () => {
    received.length = 0
    const { ask, refusals } = start(routes)
    const { csrf, cookie } = await open(ask)
    const answer = await ask('/form', send(csrf, cookie, { 'sec-fetch-site': 'cross-site' }))
    expect(answer.status).toBe(403)
    expect(await answer.text()).not.toContain('value="見本"')
    expect((await ask('/form', send('', cookie, {}))).status).toBe(403)
    expect(received).toEqual([])
    expect(refusals.map(refusal => refusal.permission)).toEqual(['csrf', 'csrf'])
  })

  test('an aged form keeps what was typed, except passwords, and can be sent again', async () => {
    received.length = 0
    const { ask } = start(routes)
    const { cookie } = await open(ask)
    const answer = await ask('/form', send('old', cookie))
    const text = await answer.text()
    expect(answer.status).toBe(403)
    expect(text).toContain('name="name" value="見本"')
    expect(text).not.toContain('hidden-word')
    const csrf = /name="csrf" value="([\w-]+)"/.exec(text)?.[1] ?? ''
    expect((await ask('/form', send(csrf, cookie))).status).toBe(303)
    expect(received).toHaveLength(1)
  })

  test('an unreachable database is said honestly, and what was typed is kept', async () => {
    const { ask } = start(routes)
    const { csrf, cookie } = await open(ask)
    const answer = await ask('/broken', send(csrf, cookie))
    const text = await answer.text()
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10'])
    expect(text).toContain('name="name" value="見本"')
    expect(text).toContain('action="/broken"')
    expect(text).not.toContain('secret text')
  })

  test('also when nobody can say who is signed in', async () => {
    const { ask } = start(routes, {
      resolveActor: throwing(Object.assign(new Error('x'), { code: 'CONNECT_TIMEOUT' })),
    })
    const { csrf, cookie } = await open(ask)
    const answer = await ask('/form', send(csrf, cookie))
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('name="name" value="見本"')
  })

  test('too large a form is refused with what is allowed', async () => {
    const { ask } = start(routes, { limits: { form: 20_480 } })
    const answer = await ask('/form', {
      method: 'POST',
      body: `a=${'x'.repeat(30_000)}`,
      headers: { ...urlencoded, ...own },
    })
    expect(answer.status).toBe(413)
    expect(await answer.text()).toContain('20 KB以下')
  })

  test('who is not known may not send as much as who is', async () => {
    const take = (access: Route['access']): Route => ({
      method: 'POST',
      path: '/take',
      zone: 'public',
      access,
      ledger: [],
      handle: async request => ({ kind: 'json', value: (await request.bytes()).length }),
    })
    const body = 'x'.repeat(11 * 1024 * 1024)
    const asked = async (access: Route['access']) => {
      const { ask } = start([take(access), ...routes])
      const session = 'session=officer'
      const page = await ask('/form', { headers: { cookie: session } })
      const csrf = /csrf=([\w-]+);/.exec(await page.text())?.[1] ?? ''
      const cookie = `${session}; ${page.headers.get('set-cookie')?.split(';')[0]}`
      const headers = { ...own, 'content-type': 'text/plain', 'x-csrf': csrf, cookie }
      return (await ask('/take', { method: 'POST', body, headers })).status
    }
    expect(await asked('everyone')).toBe(413)
    expect(await asked('signed-in')).toBe(200)
  })

  test('of what a visitor sends to a page for others, no more is read than can be typed', async () => {
    const closed = route('POST', '/closed', () => page(''), { access: 'signed-in' })
    const { ask } = start([closed])
    const sent = async (size: number) => {
      const body = new FormData()
      body.set('name', '見本')
      body.set('file', new File([new Uint8Array(size)], 'a.csv'))
      const headers = { ...own, 'content-length': String(size + 500) }
      const answer = await ask('/closed', { method: 'POST', body, headers })
      return [answer.status, (await answer.text()).includes('value="見本"')]
    }
    expect(await sent(1000)).toEqual([401, true])
    expect(await sent(3 * 1024 * 1024)).toEqual([401, false])
  })

  test('a text that nothing can store is refused, in an address and in a form', async () => {
    const shown: Route = {
      method: 'GET',
      path: '/query',
      zone: 'public',
      access: 'everyone',
      ledger: [],
      handle: request => ({ kind: 'json', value: [...request.query] }),
    }
    const { ask } = start([shown, ...routes])
    expect((await ask('/query?a=%00')).status).toBe(400)
    expect((await ask('/query?a=%2500')).status).toBe(200)
    const { csrf, cookie } = await open(ask)
    const sent = await ask('/form', { ...send(csrf, cookie), body: `csrf=${csrf}&name=%00` })
    expect(sent.status).toBe(400)
  })

  test('no redirect leaves the site by a trick of slashes', async () => {
    const { ask } = start(routes)
    const { csrf, cookie } = await open(ask)
    expect((await ask('/elsewhere', send(csrf, cookie))).headers.get('location')).toBe('/')
  })
})
