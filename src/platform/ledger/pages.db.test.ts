import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { flushAll, sampleEvent, sampleRows, sampleTenant, writeEntries } from '../../../test/ledger-writers.ts'
import { systemClock } from '../../base/clock.ts'
import { newId } from '../../base/uuid.ts'
import type { Actor } from '../access/actor.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { Route, RouteRequest } from '../routing/route.ts'
import { ledgerApiRoutes } from './api.ts'
import { openCheckpoint } from './checkpoint.ts'
import { ledgerEvents } from './events.ts'
import { loadSigner } from './keys.ts'
import { leafHash, rangeRoot } from './merkle.ts'
import { ledgerPageRoutes } from './pages.tsx'
import { verifyInclusion } from './proof.ts'
import { pageSize } from './search.ts'
import { startSequencer } from './sequencer.ts'
import { nodesFromTiles, tilePath } from './tiles.ts'

const officer = newId()
const colleagues = [
  { id: officer, name: '見本 花子', email: 'hanako@example.jp' },
  { id: newId(), name: '見本 次郎', email: 'jiro@example.jp' },
  { id: newId(), name: '試験 一郎', email: 'a@example.jp' },
  { id: newId(), name: '試験 二郎', email: 'b@example.jp' },
  { id: newId(), name: '試験 三郎', email: 'c@example.jp' },
]
const actor = (tenant: string): Actor => ({
  kind: 'person',
  person: officer,
  name: '見本 花子',
  organisation: tenant,
  tenants: [tenant],
  permissions: new Set(['ledger.read']),
})

let test: TestDatabase
let dataFolder: string
let routes: readonly Route[]
const rows = sampleRows(300, new Date('2026-04-01T03:00:00Z'))

beforeAll(async () => {
  test = await freshDatabase()
  dataFolder = mkdtempSync(join(tmpdir(), 'musubi-ledger-'))
  const signer = loadSigner({ dataFolder })
  await writeEntries(test.database.app, rows)
  const sequencer = startSequencer({ owner: test.database.owner, signer, outside: [] })
  await flushAll(sequencer, test.database.app)
  await sequencer.stop()
  const parts = { database: test.database, clock: systemClock, verifier: signer.text }
  routes = [
    ...ledgerApiRoutes(parts),
    ...ledgerPageRoutes({
      ...parts,
      events: [sampleEvent, ...ledgerEvents],
      registers: [{ id: 'permit', title: { ja: '許可', en: 'Permits' } }],
      people: {
        find: async (_, text) => colleagues.filter(one => one.name.includes(text) || one.email === text),
        byId: async (_, id) => colleagues.find(one => one.id === id),
        most: 2,
      },
      names: async (_, people) => new Map(people.map(id => [id, id === officer ? '見本 花子' : ''])),
    }),
  ]
})
afterAll(async () => {
  await test.drop()
  rmSync(dataFolder, { recursive: true, force: true })
})

const call = async (
  path: string,
  { query = '', params = {}, tenant = sampleTenant, language = 'ja' as 'ja' | 'en' } = {},
): Promise<Outcome> => {
  const route = routes.find(each => each.path === path)
  if (route === undefined) throw new Error(`no route ${path}`)
  const request: RouteRequest = {
    method: route.method,
    path,
    params,
    query: new URLSearchParams(query),
    language,
    zone: route.zone,
    actor: actor(tenant),
    csrf: '',
    headers: new Headers(),
    origin: 'https://musubi.example',
    act: () => ({ actor: actor(tenant), clock: systemClock, language }),
    form: async () => ({ values: {}, files: {} }),
    json: async () => null,
    bytes: async () => new Uint8Array(),
  }
  return route.handle(request)
}

const textOf = async (outcome: Outcome): Promise<string> => {
  if (outcome.kind === 'page') return String(await outcome.body)
  if (outcome.kind === 'file' && typeof outcome.bytes === 'string') return outcome.bytes
  throw new Error(`${outcome.kind} without text: ${JSON.stringify(outcome)}`)
}

const tile = async (path: string): Promise<Outcome> => {
  const [, , level = '', ...rest] = `/${path}`.split('/')
  return call('/ledger/tile/:level/:rest{.+}', { params: { level, rest: rest.join('/') } })
}

const signed = async () => {
  const checkpoint = openCheckpoint(await textOf(await call('/ledger/checkpoint')), [loadSigner({ dataFolder })])
  if (checkpoint === undefined) throw new Error('no checkpoint')
  return checkpoint
}

const looks = () => test.database.owner<{ content: string }[]>`
  select content from ledger.entry where event like 'ledger.%' order by n desc`

describe('the log for supervisors', () => {
  it('can be rebuilt from checkpoint and tiles alone', async () => {
    const checkpoint = await signed()
    expect(checkpoint.size).toBe(300)
    const nodes = nodesFromTiles(async wanted => {
      const outcome = await tile(tilePath(wanted))
      if (outcome.kind !== 'file' || !(outcome.bytes instanceof Uint8Array)) throw new Error('no tile')
      expect(outcome.headers?.['cache-control']).toContain('immutable')
      return Buffer.from(outcome.bytes)
    }, checkpoint.size)
    expect(await rangeRoot(nodes, { start: 0, end: 300 })).toEqual(checkpoint.root)
    expect(await textOf(await call('/ledger/key'))).toBe(`${loadSigner({ dataFolder }).text}\n`)
  })

  it.each([
    'tile/0/002',
    'tile/0/001.p/100',
    'tile/0/001',
    'tile/1/000',
    'tile/entries/000',
    'tile/0/../x',
    'tile/9/000',
  ])('has no %s', async path => {
    expect(await tile(path)).toMatchObject({ kind: 'problem', status: 404 })
  })
})

describe('the proof of an entry', () => {
  it('holds without a word from the database', async () => {
    const id = rows[270]?.id ?? ''
    const outcome = await call('/ledger/proof', { query: `entry=${id}` })
    if (outcome.kind !== 'json') throw new Error(outcome.kind)
    const value = JSON.parse(JSON.stringify(outcome.value))
    const checkpoint = openCheckpoint(value.checkpoint, [loadSigner({ dataFolder })])
    expect(JSON.parse(value.content).id).toBe(id)
    const proof = value.proof.map((hash: string) => Buffer.from(hash, 'base64'))
    const root = checkpoint?.root ?? Buffer.alloc(0)
    expect(verifyInclusion(leafHash(value.content), value.index, checkpoint?.size ?? 0, proof, root)).toBe(true)
    expect(JSON.parse((await looks())[0]?.content ?? '')).toMatchObject({ body: { entry: id }, actor: officer })
  })

  it('is not given to other organisations, for unknown ids, or before it exists', async () => {
    const id = rows[0]?.id
    expect(await call('/ledger/proof', { query: `entry=${id}`, tenant: newId() })).toMatchObject({ status: 404 })
    expect(await call('/ledger/proof', { query: `entry=${newId()}` })).toMatchObject({ status: 404 })
    expect(await call('/ledger/proof', { query: 'entry=nonsense' })).toMatchObject({ status: 404 })
    const [fresh] = await test.database.owner<{ id: string }[]>`
      select id from ledger.entry e where not exists (select from ledger.leaf l where l.entry = e.id) limit 1`
    expect(await call('/ledger/proof', { query: `entry=${fresh?.id}` })).toMatchObject({ status: 409 })
  })
})

describe('the search', () => {
  const count = (html: string) => html.match(/\/ledger\/entries\//g)?.length ?? 0

  it.each([
    ['record', () => `record=${rows[5]?.record}`, 1],
    ['record and register', () => `register=permit&record=${rows[5]?.record}`, 1],
    ['other register', () => `register=other&record=${rows[5]?.record}`, 0],
    ['actor', () => `actor=${rows[7]?.actor}`, 1],
    ['event', () => 'event=record.created', pageSize],
    ['day in Japan', () => 'event=record.created&from=2026-04-01&to=2026-04-01', pageSize],
    ['day before', () => 'event=record.created&to=2026-03-31', 0],
    ['day after', () => 'event=record.created&from=2026-04-02', 0],
  ])('by %s', async (_, query, expected) => {
    expect(count(await textOf(await call('/ledger', { query: query() })))).toBe(expected)
  })

  it('pages through everything once, and back', async () => {
    const seen: string[] = []
    const idsOf = (html: string) =>
      [...html.matchAll(/\/ledger\/entries\/([0-9a-f-]{36})/g)].map(match => match[1] ?? '')
    const linkOf = (html: string, name: string) => new RegExp(`[?&;]${name}=([^"&]+)"`).exec(html)?.[1]
    let html = ''
    let cursor: string | undefined = ''
    for (let pages = 0; cursor !== undefined && pages < 10; pages += 1) {
      html = await textOf(await call('/ledger', { query: `event=record.created${cursor && `&after=${cursor}`}` }))
      seen.push(...idsOf(html))
      cursor = linkOf(html, 'after')
    }
    expect(new Set(seen)).toEqual(new Set(rows.map(row => row.id)))
    expect(seen).toHaveLength(rows.length)
    const back = await textOf(await call('/ledger', { query: `event=record.created&before=${linkOf(html, 'before')}` }))
    expect(idsOf(back)).toEqual(seen.slice(-2 * pageSize, -pageSize))
  })

  it('shows other organisations nothing', async () => {
    expect(count(await textOf(await call('/ledger', { tenant: newId() })))).toBe(0)
  })

  it('says how far an entry is proven, in both languages, and who acted', async () => {
    expect(await textOf(await call('/ledger', { query: 'event=record.created' }))).toContain('証明できます')
    const own = await textOf(await call('/ledger', { query: `actor=${officer}`, language: 'en' }))
    expect(own).toContain('Waiting for its place')
    expect(own).toContain('見本 花子')
    expect(own).toContain('/en/ledger/entries/')
  })

  it('is entered itself, with ids and counts only', async () => {
    await call('/ledger', { query: `person=${officer}` })
    expect(JSON.parse((await looks())[0]?.content ?? '')).toMatchObject({
      event: 'ledger.searched',
      actor: officer,
      person: officer,
      body: { filter: { person: officer }, shown: 0 },
    })
  })

  it('finds who is meant by a name, and enters ids only', async () => {
    for (const typed of ['花子', 'hanako@example.jp', officer]) {
      const html = await textOf(await call('/ledger', { query: new URLSearchParams({ actor: typed }).toString() }))
      expect(html).toContain('value="hanako@example.jp"')
      expect(html).toContain('見本 花子')
      const content = (await looks())[0]?.content ?? ''
      expect(JSON.parse(content)).toMatchObject({ body: { filter: { actor: officer } } })
      expect(content).not.toMatch(/花子|hanako/)
    }
  })

  it('lets choose among several of a name, and shows nothing until then', async () => {
    const outcome = await call('/ledger', { query: new URLSearchParams({ person: '見本' }).toString() })
    expect(outcome).toMatchObject({ kind: 'page', status: 422 })
    const html = await textOf(outcome)
    expect(count(html)).toBe(0)
    expect(html).not.toContain('該当する証跡はありません')
    expect(html).toContain('2人が当てはまります')
    expect(html).toContain(`<option value="${officer}">見本 花子 (hanako@example.jp)</option>`)
    const many = await textOf(await call('/ledger', { query: new URLSearchParams({ person: '試験' }).toString() }))
    expect(many).toContain('多すぎます')
    expect(many).toContain('value="試験"')
    expect((await looks())[0]?.content).not.toMatch(/見本|試験/)
  })

  it('offers the registers by their titles, and keeps one that is gone', async () => {
    const html = await textOf(await call('/ledger', { query: 'register=permit' }))
    expect(html).toContain('<option value="permit" selected="">許可</option>')
    const gone = await textOf(await call('/ledger', { query: 'register=former', language: 'en' }))
    expect(gone).toContain('<option value="former" selected="">former</option>')
    expect(gone).toContain('<option value="permit">Permits</option>')
  })

  it('refuses what is no id or day, shows nothing then, and does not keep what was typed', async () => {
    const outcome = await call('/ledger', { query: 'record=見本太郎&person=見本太郎&from=2026-02-30' })
    expect(outcome).toMatchObject({ kind: 'page', status: 422 })
    const html = await textOf(outcome)
    expect(count(html)).toBe(0)
    expect(html).toContain('入力内容を確認してください（3件）')
    expect((await looks())[0]?.content).not.toContain('見本')
  })
})

describe('one entry', () => {
  it('shows exactly what is hashed', async () => {
    const id = rows[0]?.id ?? ''
    const html = await textOf(await call('/ledger/entries/:id', { params: { id } }))
    expect(html).toContain('証明を開く')
    expect(html).toContain(id)
    expect(JSON.parse((await looks())[0]?.content ?? '')).toMatchObject({
      event: 'ledger.entry-read',
      body: { entry: id },
    })
  })

  it('is not shown to other organisations', async () => {
    const params = { id: rows[0]?.id ?? '' }
    expect(await call('/ledger/entries/:id', { params, tenant: newId() })).toMatchObject({ status: 404 })
    expect(await call('/ledger/entries/:id', { params: { id: 'x' } })).toMatchObject({ status: 404 })
  })
})

it('only checkpoint, key and tiles are for everyone; the rest needs the permission and lies in the staff zone', () => {
  const open = routes.filter(route => route.access === 'everyone')
  expect(open.map(route => [route.zone, route.path])).toEqual([
    ['public', '/ledger/checkpoint'],
    ['public', '/ledger/key'],
    ['public', '/ledger/tile/:level/:rest{.+}'],
  ])
  for (const route of routes.filter(each => !open.includes(each)))
    expect(route).toMatchObject({ zone: 'staff', access: { permission: 'ledger.read' } })
})
