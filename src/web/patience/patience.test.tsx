import { describe, expect, test } from 'vitest'
import { healthOf, own, page, route, start, throwing, urlencoded } from '../fixture.ts'

const away = healthOf(() => 'away')
const body = 'name=%22%3Cb%3E%22&password=hunter2&current=hunter2'
const send = { method: 'POST', headers: { ...urlencoded, ...own }, body }

describe('while the database is known to be away', () => {
  test('no handler runs: a form is refused at the door with what was typed, escaped, and without secrets', async () => {
    let ran = 0
    const form = route('POST', '/apply', () => {
      ran += 1
      return page('')
    })
    const { ask, logged } = start([form], { health: away })
    const answer = await ask('/apply', send)
    const text = await answer.text()
    expect([answer.status, answer.headers.get('retry-after'), ran]).toEqual([503, '10', 0])
    expect(text).toContain('value="&quot;&lt;b&gt;&quot;"')
    expect(text).toContain('今回の送信は記録されていません')
    expect(text + logged.join()).not.toContain('hunter2')
    expect(logged.join()).not.toContain('name=')
  })

  test('what another site sent is not offered again', async () => {
    const { ask } = start([route('POST', '/apply', () => page(''))], { health: away })
    const answer = await ask('/apply', { ...send, headers: { ...urlencoded, 'sec-fetch-site': 'cross-site' } })
    expect(answer.status).toBe(503)
    expect(await answer.text()).not.toContain('&lt;b&gt;')
  })

  test('a route whose form is secret shows nothing of it, whatever its boxes are called', async () => {
    const { ask } = start([route('POST', '/apply', () => page(''), { secret: true })], { health: away })
    expect(await (await ask('/apply', send)).text()).not.toContain('&lt;b&gt;')
  })

  test('a session that nobody can look up stays: its mark comes back as it was sent, and no cookie is touched', async () => {
    const { ask } = start([route('POST', '/apply', () => page(''))], { health: away })
    const headers = { ...send.headers, cookie: 'session=officer; musubi-public-form=seed' }
    const answer = await ask('/apply', { ...send, headers, body: `${body}&csrf=the-old-mark` })
    expect(await answer.text()).toContain('name="csrf" value="the-old-mark"')
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

test('reading only: pages are made, forms are refused', async () => {
  const routes = [route('GET', '/apply', () => page('read')), route('POST', '/apply', () => page(''))]
  const { ask } = start(routes, { health: healthOf(() => 'read-only') })
  expect((await ask('/apply')).status).toBe(200)
  expect((await ask('/apply', send)).status).toBe(503)
})

describe('an answer that does not come', () => {
  const never = () => new Promise<never>(() => {})

  test('ends a page with the words that it took too long, and a form with the words that nobody knows', async () => {
    const ways = [
      route('GET', '/form', request => page(request.csrf)),
      route('GET', '/', never),
      route('POST', '/apply', never),
    ]
    const { ask } = start(ways, { patience: { answerMs: 50 } })
    expect(await (await ask('/')).text()).toContain('時間内に処理できませんでした')
    const form = await ask('/form')
    const mark = /<main[^>]*>([\w-]+)<\/main>/.exec(await form.text())?.[1] ?? ''
    const cookie = form.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const answer = await ask('/apply', { ...send, headers: { ...send.headers, cookie }, body: `${body}&csrf=${mark}` })
    expect(await answer.text()).toContain('記録されたかどうか確認できません')
  })

  test('ends when the database goes away, long before the limit', async () => {
    const listeners = new Set<Parameters<typeof away.onChange>[0]>()
    const health = {
      ...healthOf(() => 'up'),
      onChange: (listener: Parameters<typeof away.onChange>[0]) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
    const { ask } = start([route('GET', '/', never)], { health })
    const waiting = ask('/')
    await new Promise(done => setImmediate(done))
    for (const listener of listeners) listener({ state: 'away', since: '' })
    expect((await waiting).status).toBe(503)
    expect(listeners.size).toBe(0)
  })
})

test('a full disk says that nothing was recorded', async () => {
  const full = Object.assign(new Error('could not extend file'), { code: '53100' })
  const { ask } = start([route('GET', '/', throwing(full))])
  const answer = await ask('/')
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60'])
  expect(await answer.text()).toContain('保管場所の空きがなく')
})

test('what is watched says states and counts, on any listener', async () => {
  const { ask } = start([], { health: away, zone: 'staff' })
  expect(await (await ask('/healthz')).json()).toEqual({ status: 'alive' })
  const ready = await ask('/readyz')
  expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'degraded', database: 'away' }])
})
