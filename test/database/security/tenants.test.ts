import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../../src/base/problem.ts'
import { newId } from '../../../src/base/uuid.ts'
import type { Actor } from '../../../src/platform/access/actor.ts'
import { tableName, tenantTables } from '../../../src/platform/leave/tables.ts'
import type { Outcome } from '../../../src/platform/routing/outcome.ts'
import type { Route, RouteRequest } from '../../../src/platform/routing/route.ts'
import { startTestPlatform, type TestPlatform } from '../../platform/platform.ts'
import { addressOf, makeTheirs, type Theirs } from './theirs.ts'

/** An officer of a city with every permission there is, and what the prefecture has: no route may lead from one to the other. */
let platform: TestPlatform
let theirs: Theirs

beforeAll(async () => {
  platform = await startTestPlatform()
  theirs = await makeTheirs(platform)
})
afterAll(() => platform?.close())

type Params = Readonly<Record<string, string>>

/** Every name under which a form of the platform takes an id or what goes with it, with those of the prefecture. */
const formOf = (params: Params): Params => ({
  version: '1',
  organisation: theirs.prefecture,
  parent: theirs.prefecture,
  leaving: theirs.prefecture,
  body: theirs.prefecture,
  person: theirs.rows['person'] ?? '',
  grant: theirs.rows['grant'] ?? '',
  session: theirs.rows['session'] ?? '',
  proposal: theirs.rows['proposal'] ?? '',
  rehearsal: theirs.rows['rehearsal'] ?? '',
  role: 'auditor',
  status: 'suspended',
  validFrom: '2027-04-01',
  from: '2027-04-01',
  name: '越境',
  nameEn: 'Across',
  reason: '越境',
  decision: 'approve',
  comment: '越境',
  value: '1',
  ...params,
})

const requestOf = (route: Route, params: Params, actor: Actor): RouteRequest => {
  const { clock } = platform.built.services
  return {
    method: route.method,
    path: route.path,
    params,
    query: new URLSearchParams({ organisation: theirs.prefecture, file: 'household', rows: '1' }),
    language: 'ja',
    zone: 'staff',
    actor,
    csrf: 'c',
    headers: new Headers({ 'if-match': '"1"' }),
    origin: 'http://localhost',
    act: reason => ({ actor, clock, language: 'ja', ...(reason ? { reason } : {}) }),
    form: async () => ({
      values: Object.fromEntries(Object.entries(formOf(params)).map(([name, value]) => [name, [value]])),
      files: {},
    }),
    json: async () => ({ version: 1 }),
    bytes: async () => new Uint8Array(),
  }
}

const textOf = async (outcome: Outcome): Promise<string> => {
  if (outcome.kind === 'page') return String(await outcome.body?.toString())
  if (outcome.kind !== 'file') return JSON.stringify(outcome)
  if (typeof outcome.bytes === 'string') return outcome.bytes
  return outcome.bytes instanceof ReadableStream
    ? new Response(outcome.bytes).text()
    : Buffer.from(outcome.bytes).toString('utf8')
}

interface Answer {
  /** What came out: an outcome with its status, or the name of an error. */
  readonly kind: string
  readonly text: string
  /** Not so for an error that says that something is broken. */
  readonly expected: boolean
}

const told = [NotFoundError, RefusedError, InputError, ConflictError]

const answerOf = async (route: Route, params: Params, actor: Actor): Promise<Answer> => {
  try {
    const outcome = await route.handle(requestOf(route, params, actor))
    const status = 'status' in outcome ? (outcome.status ?? 200) : 200
    return {
      kind: status === 404 ? 'NotFoundError' : `${outcome.kind} ${status}`,
      text: await textOf(outcome),
      expected: true,
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { kind: error.name, text: error.message, expected: told.some(kind => error instanceof kind) }
  }
}

/** Everything that the prefecture has, as one text: a change anywhere changes it. */
const fingerprint = async (): Promise<string> => {
  const { owner } = platform.test.database
  const parts: string[] = []
  for (const table of await tenantTables(owner)) {
    if (tableName(table) === 'ledger.entry') continue
    const [row] = await owner.unsafe(
      `select count(*) as n, md5(string_agg(md5(t::text), '' order by md5(t::text))) as hash from ${table.schema}."${table.name}" t where tenant = $1`,
      [theirs.prefecture],
    )
    parts.push(`${tableName(table)} ${row?.['n']} ${row?.['hash']}`)
  }
  const [people] = await owner`
    select (select md5(string_agg(s::text, '' order by id)) from auth.session s) as sessions,
      (select md5(string_agg(a::text, '' order by id)) from auth.account a) as accounts`
  return [...parts, `${people?.['sessions']} ${people?.['accounts']}`].join('\n')
}

/** Without signing in and out, and one's own account, which take no id of a record. What ends a thing comes last. */
const staffRoutes = (): readonly Route[] => {
  const ends = (route: Route) =>
    Number(route.method === 'DELETE' || /remove|delete|withdraw|discard|revoke|status|reset/.test(route.path))
  return platform.built.routes
    .filter(route => route.zone === 'staff' && !/^\/(sign-in|sign-out|account|auth)/.test(route.path))
    .sort((a, b) => Number(a.method !== 'GET') - Number(b.method !== 'GET') || ends(a) - ends(b))
}

const nameOf = (route: Route) => `${route.method} ${route.path}`

test('an officer of one body reaches nothing of another through any staff or API route', async () => {
  const before = await fingerprint()
  const routes = staffRoutes()
  const marks = [...theirs.records.values()].flatMap(one => one.marks)
  const leaks: string[] = []
  const opened: string[] = []
  const differing: string[] = []
  let answered = 0
  let addressed = 0
  for (const route of routes) {
    const { params, ids } = addressOf(theirs, route)
    const answer = await answerOf(route, params, theirs.stranger)
    if (!answer.expected) leaks.push(`${nameOf(route)}: ${answer.kind} ${answer.text}`)
    if (!answer.kind.endsWith('Error')) answered += 1
    // What was sent comes back in forms: an id that the request named itself tells nothing.
    const seen = marks.filter(mark => answer.text.includes(mark) && !Object.values(params).includes(mark))
    if (seen.length > 0) leaks.push(`${nameOf(route)}: ${seen.slice(0, 3).join(', ')}`)
    if (ids.length === 0) continue
    addressed += 1
    if (!['NotFoundError', 'RefusedError'].includes(answer.kind)) opened.push(`${nameOf(route)}: ${answer.kind}`)
    // An id of another body's is answered like an id that is nobody's: not even that it is there is told.
    const none = { ...params, ...Object.fromEntries(ids.map(name => [name, newId()])) }
    const blank = (text: string, given: Params) => ids.reduce((all, id) => all.replaceAll(given[id] ?? '', id), text)
    const nothing = await answerOf(route, none, theirs.stranger)
    if (nothing.kind !== answer.kind || blank(nothing.text, none) !== blank(answer.text, params))
      differing.push(`${nameOf(route)}: ${answer.kind} ${answer.text} / ${nothing.kind} ${nothing.text}`)
  }
  expect(leaks).toEqual([])
  expect(opened).toEqual([])
  expect(differing).toEqual([])
  expect(addressed).toBeGreaterThan(200)
  // Lists and forms answer, with nothing of the other's in them.
  expect(answered).toBeGreaterThan(30)
  expect(await fingerprint()).toBe(before)
})

test('a record of another body cannot be referred to, and is not told from one that is not there', async () => {
  const { registers } = platform.built.services
  const wrong: string[] = []
  let asked = 0
  for (const { register } of registers.all())
    for (const { id, field } of register.fields) {
      // What is published may be referred to by everyone.
      if (field.kind !== 'reference' || registers.service(field.to).register.published) continue
      const route = (method: string, path: string) =>
        platform.built.routes.find(one => one.zone === 'staff' && one.method === method && one.path === path)
      const read = route('GET', `/api/v1/${register.id}/:id`)
      const create = route('POST', `/api/v1/${register.id}`)
      const target = theirs.records.get(field.to)
      if (!read || !create || !target) throw new Error(`${register.id}.${id} cannot be asked for`)
      asked += 1
      // Nothing but the reference is wrong with a copy of what the prefecture itself has.
      const { text } = await answerOf(read, addressOf(theirs, read).params, theirs.own)
      const copy: unknown = JSON.parse(text)
      const values = Object(Object(copy).value)
      const ask = async (actor: Actor, to: string): Promise<string> => {
        try {
          await create.handle({ ...requestOf(create, {}, actor), json: async () => ({ ...values, [id]: to }) })
          return 'taken'
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          return JSON.stringify(error.problems.filter(problem => problem.field === id))
        }
      }
      const [across, nowhere] = [await ask(theirs.stranger, target.id), await ask(theirs.stranger, newId())]
      if (across !== nowhere || across === '[]') wrong.push(`${register.id}.${id}: ${across}`)
    }
  expect(wrong).toEqual([])
  expect(asked).toBeGreaterThan(1)
})

/** Routes behind which more than a row must be there: a file in the store, of whose rights `files.test.ts` asks. */
const needFile = /\/files\/:field$|:record\/:field$|\/:issued$|^\/moving\/:id\/rows$/

test('the walk would see it: the prefecture itself comes to everything by the same addresses', async () => {
  const closed: string[] = []
  const group = theirs.records.get('joint_group')
  let named = ''
  for (const route of staffRoutes()) {
    const { params, ids } = addressOf(theirs, route)
    if (ids.length === 0 || needFile.test(route.path)) continue
    const { kind, text } = await answerOf(route, params, theirs.own)
    if (kind === 'NotFoundError') closed.push(`${nameOf(route)}: ${text}`)
    if (nameOf(route) === 'GET /registers/joint_group/:id') named = text
  }
  expect(closed).toEqual([])
  expect(group?.marks.slice(1).some(mark => named.includes(mark))).toBe(true)
})
