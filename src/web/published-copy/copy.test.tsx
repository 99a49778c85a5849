import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NotFoundError } from '../../base/problem.ts'
import { healthOf, page, route, start } from '../fixture.ts'
import { createListener } from '../server.ts'
import { keptAddress } from './address.ts'
import { openCopy, type PublishedCopy } from './copy.ts'
import { walkChanges, walkOnce } from './walk.ts'

let folder: string
let lines: string[]
const open = (most = 1_000_000): PublishedCopy => openCopy(folder, most, line => lines.push(line))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-copy-'))
  lines = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const noon = new Date('2026-11-23T03:00:00Z')
const later = new Date('2026-11-23T04:30:00Z')
const html = (body: string) => ({ type: 'text/html; charset=utf-8', body })

describe('the copy', () => {
  test('keeps the newest text of a page over a restart, with the time when it was last right', async () => {
    const copy = open()
    copy.keep('/a', 'one', html('古い'), noon)
    await copy.settled()
    copy.keep('/a', 'two', html('新しい'), noon)
    await copy.settled()
    copy.keep('/a', 'two', html('新しい'), later)
    await copy.settled()
    const again = open()
    expect(await again.find('/a')).toEqual({ ...html('新しい'), at: later })
    await again.settled()
    expect(again.status()).toMatchObject({ pages: 1, oldest: later, newest: later })
    const addresses: string[] = []
    for await (const address of again.addresses()) addresses.push(address)
    expect(addresses).toEqual(['/a'])
    expect(await again.find('/b')).toBeUndefined()
  })

  test('stays below its size: what was looked at longest ago gives way', async () => {
    const copy = open(2000)
    for (const at of [1, 2, 3, 4, 5, 6, 7])
      copy.keep(`/${at}`, `${at}`, html(randomBytes(500).toString('base64')), new Date(noon.getTime() + at))
    await copy.settled()
    const { pages, bytes } = copy.status()
    expect(bytes).toBeLessThanOrEqual(2000)
    expect(pages).toBeLessThan(7)
    expect(await copy.find('/7')).toBeDefined()
    expect(await copy.find('/1')).toBeUndefined()
    expect(readdirSync(folder)).toHaveLength(pages)
  })

  test('what is damaged is not shown, and a disk that cannot be written is told once', async () => {
    const copy = open()
    copy.keep('/a', '1', html('a'), noon)
    await copy.settled()
    const [name = ''] = readdirSync(folder)
    writeFileSync(join(folder, name), readFileSync(join(folder, name)).subarray(0, 9))
    expect(await copy.find('/a')).toBeUndefined()
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    copy.keep('/b', '1', html('b'), noon)
    copy.keep('/c', '1', html('c'), noon)
    await copy.settled()
    expect(lines).toHaveLength(1)
  })

  test('an address that says what somebody looked for is kept nowhere', () => {
    expect(keptAddress('http://example.jp/en/permits?after=abc')).toBe('/en/permits?after=abc')
    expect(keptAddress('http://example.jp/permits?q=見本')).toBeUndefined()
    expect(keptAddress('/permits?after=abc&kind=1')).toBeUndefined()
    // The same record under one of millions of addresses would push the others out of the copy.
    expect(keptAddress('/permits/%30190')).toBeUndefined()
  })
})

describe('a listener whose database goes away', () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const long = '記録'.repeat(1000)
  const site = (copy: PublishedCopy) => {
    let up = true
    const answer = (body: string) => () => {
      if (!up) throw away
      return { kind: 'page' as const, title: { ja: '題', en: 'Title' }, body: <p>{body}</p> }
    }
    const routes = [
      route('GET', '/', () => {
        if (!up) throw away
        return {
          kind: 'page',
          title: { ja: '題', en: 'Title' },
          body: [<a href="/list">一覧</a>, <a href="/list?after=ours">次</a>, long],
        }
      }),
      route('GET', '/list', answer(`${long} 一覧`)),
      route('GET', '/own', request => {
        if (!up) throw away
        return {
          kind: 'page',
          title: { ja: '題', en: 'Title' },
          body: <input type="hidden" value={`${request.csrf}${long}`} />,
        }
      }),
      route('GET', '/gone', () => {
        throw up ? new NotFoundError('gone') : away
      }),
      route(
        'GET',
        '/api/v1/things',
        () => {
          if (!up) throw away
          return { kind: 'json', value: { things: long } }
        },
        { machine: true },
      ),
    ]
    return {
      ...start(routes, { copy, health: healthOf(() => (up ? 'up' : 'away')) }),
      routes,
      goAway: async () => {
        await copy.settled()
        up = false
      },
    }
  }

  test('shows what it showed last, says of when that is, and nothing else', async () => {
    const copy = open()
    const { ask, goAway } = site(copy)
    for (const path of ['/list', '/en/list', '/list?q=typed', '/own', '/api/v1/things'])
      expect((await ask(path)).status).toBe(200)
    expect((await ask('/readyz')).status).toBe(200)
    await goAway()
    const shown = await ask('/list')
    expect(shown.status).toBe(200)
    expect(shown.headers.get('x-musubi-copy-time')).toMatch(/^\d{4}-/)
    expect(shown.headers.get('cache-control')).toBe('no-store')
    const text = await shown.text()
    expect(text).toContain(`${long} 一覧`)
    expect(text).toMatch(/banner-warning.*令和\d+年\d+月\d+日（\d{4}年） \d\d:\d\d時点の内容/)
    expect(await (await ask('/en/list')).text()).toMatch(/banner-warning.*This page is as it was on/)
    expect(await (await ask('/api/v1/things')).json()).toEqual({ things: long })
    for (const path of ['/list?q=typed', '/own', '/en/']) expect((await ask(path)).status, path).toBe(503)
    expect(await (await ask('/readyz')).json()).toMatchObject({ database: 'away', copy: { pages: 3 } })
    expect((await ask('/readyz')).status).toBe(503)
    expect((await ask('/healthz')).status).toBe(200)
  })

  test('does not let a reader wait for a database that hangs', async () => {
    const copy = open()
    let hangs = false
    const hanging = route('GET', '/list', async () => {
      if (hangs) await new Promise(() => {})
      return { kind: 'page', title: { ja: '題', en: 'Title' }, body: long }
    })
    const { ask } = start([hanging], { copy, patience: { copyMs: 1 } })
    await ask('/list')
    await copy.settled()
    hangs = true
    const shown = await ask('/list')
    expect(shown.status).toBe(200)
    expect(await shown.text()).toContain('banner-warning')
  })

  test('a page that is no longer published leaves the copy', async () => {
    const copy = open()
    const { ask, goAway } = site(copy)
    copy.keep('/gone', '1', html('<p>was here</p>'), noon)
    await copy.settled()
    expect((await ask('/gone')).status).toBe(404)
    await goAway()
    expect((await ask('/gone')).status).toBe(503)
  })

  test('a walk brings the pages that nobody visited, and stops while the database is away', async () => {
    const copy = open()
    const { ask, goAway, options } = site(copy)
    const listener = createListener(options)
    const walk = () => walkOnce({ listener, copy, origin: 'http://musubi.example' }, new AbortController().signal)
    // What a visitor made up is not kept, what our own link says is.
    expect((await ask('/list?after=made-up')).status).toBe(200)
    await walk()
    await goAway()
    expect(await (await ask('/list')).text()).toContain('一覧')
    expect((await ask('/list?after=ours')).status).toBe(200)
    expect((await ask('/list?after=made-up')).status).toBe(503)
    const before = copy.status().pages
    await walk()
    expect(copy.status().pages).toBe(before)
  })

  test('asks for what changed: a record that was withdrawn leaves the copy, a new one comes in', async () => {
    const copy = open()
    const texts = new Map([
      ['1', 'old'],
      ['2', 'gone soon'],
    ])
    const record = route('GET', '/things/:id', ({ params }) => {
      const text = texts.get(params['id'] ?? '')
      if (text === undefined) throw new NotFoundError('gone')
      return { kind: 'page', title: { ja: '題', en: 'Title' }, body: `${text}${long}` }
    })
    const { ask, options } = start([record], { copy })
    for (const path of ['/things/1', '/things/2']) await ask(path)
    await copy.settled()
    texts.set('1', 'new').set('3', 'added').delete('2')
    const changes = [{ path: '/things', changedSince: async () => ['1', '2', '3'] }]
    const listener = createListener(options)
    await walkChanges({ listener, copy, origin: 'http://musubi.example', changes }, noon, new AbortController().signal)
    await copy.settled()
    expect((await copy.find('/things/1'))?.body).toContain('new')
    expect((await copy.find('/en/things/3'))?.body).toContain('added')
    expect(await copy.find('/things/2')).toBeUndefined()
  })

  test('a page with a mark bound to a cookie, or with a line about trouble, is not kept', async () => {
    const copy = open()
    let trouble = false
    const form = route('GET', '/form', request => ({
      kind: 'page',
      title: { ja: '題', en: 'Title' },
      body: `${request.csrf}${long}`,
    }))
    const line = { id: 'x', tone: 'warning', label: { ja: '題', en: 'T' }, text: { ja: '文', en: 't' } } as const
    const plain = route('GET', '/plain', () => page(long))
    const { ask } = start([form, plain], { copy, conditions: () => (trouble ? [line] : []) })
    await ask('/form', { headers: { cookie: 'musubi-public-form=a-seed' } })
    trouble = true
    await ask('/plain')
    await copy.settled()
    expect(copy.status().pages).toBe(0)
    trouble = false
    await ask('/plain')
    await copy.settled()
    expect(copy.status().pages).toBe(1)
  })

  test('an answer that holds a name from the Host header is not kept: others would be led there', async () => {
    const copy = open()
    const linked = route('GET', '/linked', request => page(`${request.origin}/x${long}`))
    const { ask } = start([linked], { copy })
    const answer = await ask('/linked', { headers: { host: 'localhost:9' } })
    expect(await answer.text()).toContain('http://localhost:9/x')
    await copy.settled()
    expect(copy.status().pages).toBe(0)
    await ask('/linked')
    await copy.settled()
    expect((await copy.find('/linked'))?.body).not.toContain('localhost')
  })

  test('a copy from before an upgrade names the stylesheet of today', async () => {
    const copy = open()
    const { ask } = start([route('GET', '/a', () => page(''))], { copy, health: healthOf(() => 'away') })
    const old = '<link rel="stylesheet" href="/assets/AAAAAAAAAAAA/site.css"/>'
    copy.keep('/a', '1', html(old), noon)
    await copy.settled()
    const link = /href="([^"]+\.css)"/.exec(await (await ask('/a')).text())?.[1] ?? ''
    expect(link).not.toContain('AAAA')
    expect((await ask(link)).status).toBe(200)
  })
})
