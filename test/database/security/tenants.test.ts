import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../../src/base/problem.ts'
import { organisationsOf } from '../../../src/commands/organisations.ts'
import type { Actor } from '../../../src/platform/access/actor.ts'
import { organisationId } from '../../../src/platform/access/keys.ts'
import { permissionsOf } from '../../../src/platform/access/permissions.ts'
import { personId, sampleAccess, samplePeople } from '../../../src/platform/access/sample.ts'
import { tableName, tenantTables } from '../../../src/platform/leave/tables.ts'
import type { Outcome } from '../../../src/platform/routing/outcome.ts'
import type { Route, RouteRequest } from '../../../src/platform/routing/route.ts'
import { region } from '../../../src/regions/miyagi/index.ts'
import { systems } from '../../../src/systems/index.ts'
import { startTestPlatform, type TestPlatform } from '../../platform/platform.ts'

/** An officer of a city with every permission there is, and records of the prefecture: no route may lead from one to the other. */
let platform: TestPlatform
let stranger: Actor
let prefecture: string
/** Of each register one record of the prefecture, with its name. */
const foreign = new Map<string, { readonly id: string; readonly marks: readonly string[] }>()
let proposal = ''

beforeAll(async () => {
  platform = await startTestPlatform()
  const { services, access } = platform.built
  prefecture = services.system.organisation
  for (const system of systems) await system.sample?.(services, () => {})
  await sampleAccess(
    services.database.app,
    access.enter,
    samplePeople(organisationsOf(region, services.clock), { officer: [], chief: [], municipal: [] }),
  )
  const everything = permissionsOf(services.registers.all().map(one => one.register.definition))
  const city = organisationId('041009')
  stranger = {
    kind: 'person',
    person: personId('municipal'),
    name: '見本 次郎',
    organisation: city,
    tenants: [city],
    permissions: new Set(everything.map(one => one.id)),
  }
  for (const service of services.registers.all()) {
    const { register } = service
    const fields = register.definition.naming
    const [row] = await platform.test.database.owner.unsafe(
      `select * from ${register.rowTable} where tenant = '${prefecture}' order by id limit 1`,
    )
    if (!row) throw new Error(`no sample record of ${register.id}`)
    // Labels and codes of choices belong to everyone.
    const named = fields.filter(id => ['text', 'code', 'kana'].includes(register.field(id).field.kind))
    const texts = named.flatMap(id => register.field(id).columns.map(column => row[column.name]))
    // Words that are long enough to be this record's and nobody else's.
    foreign.set(register.id, {
      id: String(row['id']),
      marks: [
        String(row['id']),
        ...texts.filter((text): text is string => typeof text === 'string' && text.length > 9),
      ],
    })
  }
  const approved = services.registers.all().find(one => one.needsApproval('change'))
  const target = approved && foreign.get(approved.register.id)
  if (approved && target) {
    const act = { ...services.systemAct('見本の起案'), actor: { ...services.system, person: personId('officer') } }
    const version = (await approved.get(act, target.id)).row.version
    const change = await approved.draftRemove(
      { ...act, actor: { ...act.actor, permissions: new Set(everything.map(one => one.id)) } },
      target.id,
      version,
    )
    proposal = await services.registers.approvals.propose(
      act,
      { ja: '見本の起案', en: 'A sample proposal' },
      [change],
      change,
    )
  }
})
afterAll(() => platform?.close())

const registerIn = (path: string): string | undefined => {
  const part = /^\/(?:registers|api\/v1)\/([a-z_]+)/.exec(path)?.[1]
  if (part !== undefined) return part
  return /^\/waste\/(permits|facilities|operators)\//.test(path)
    ? { permits: 'waste_permit', facilities: 'waste_facility', operators: 'waste_operator' }[path.split('/')[2] ?? '']
    : /^\/joint-cloud\/groups\//.test(path)
      ? 'joint_group'
      : undefined
}

const idFor = (route: Route): string => {
  if (/proposals/.test(route.path)) return proposal
  if (/people|grants/.test(route.path)) return personId('officer')
  return foreign.get(registerIn(route.path) ?? '')?.id ?? prefecture
}

const paramsOf = (route: Route): Record<string, string> => {
  const names = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map(match => match[1] ?? '')
  const known: Readonly<Record<string, string>> = {
    version: '1',
    step: 'suspend',
    setting: 'quotas.waitingRequests',
    list: 'expiring',
  }
  return Object.fromEntries(names.map(name => [name, known[name] ?? idFor(route)]))
}

/** Every name under which a form of the platform takes an id, with ids of the prefecture. */
const formOf = (route: Route): Readonly<Record<string, string>> => ({
  id: idFor(route),
  version: '1',
  organisation: prefecture,
  parent: prefecture,
  leaving: prefecture,
  person: personId('officer'),
  grant: prefecture,
  body: prefecture,
  proposal,
  role: 'auditor',
  validFrom: '2027-04-01',
  from: '2027-04-01',
  name: '越境',
  nameEn: 'Across',
  reason: '越境',
  decision: 'approve',
  comment: '越境',
  value: '1',
})

const requestOf = (route: Route): RouteRequest => {
  const { clock } = platform.built.services
  const form = formOf(route)
  return {
    method: route.method,
    path: route.path,
    params: paramsOf(route),
    query: new URLSearchParams({ organisation: prefecture }),
    language: 'ja',
    zone: 'staff',
    actor: stranger,
    csrf: 'c',
    headers: new Headers(),
    origin: 'http://localhost',
    act: reason => ({ actor: stranger, clock, language: 'ja', ...(reason ? { reason } : {}) }),
    form: async () => ({
      values: Object.fromEntries(Object.entries(form).map(([name, value]) => [name, [value]])),
      files: {},
    }),
    json: async () => ({ version: 1, reason: '越境', values: {} }),
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

/** Everything that the prefecture has, as one text: a change anywhere changes it. */
const fingerprint = async (): Promise<string> => {
  const { owner } = platform.test.database
  const parts: string[] = []
  for (const table of await tenantTables(owner)) {
    if (tableName(table) === 'ledger.entry') continue
    const [row] = await owner.unsafe(
      `select count(*) as n, md5(string_agg(md5(t::text), '' order by md5(t::text))) as hash from ${table.schema}."${table.name}" t where tenant = $1`,
      [prefecture],
    )
    parts.push(`${tableName(table)} ${row?.['n']} ${row?.['hash']}`)
  }
  return parts.join('\n')
}

test('an officer of one body reaches nothing of another through any staff or API route', async () => {
  const before = await fingerprint()
  const routes = platform.built.routes.filter(
    // Signing in and out, and one's own account: they take no id of a record.
    route => route.zone === 'staff' && !/^\/(sign-in|sign-out|account|auth)/.test(route.path),
  )
  expect(routes.length).toBeGreaterThan(100)
  const marks = [...foreign.values()].flatMap(one => one.marks)
  const leaks: string[] = []
  let answered = 0
  let withId = 0
  for (const route of routes) {
    const name = `${route.method} ${route.path}`
    const request = requestOf(route)
    if (route.path.includes(':id')) withId += 1
    try {
      const text = await textOf(await route.handle(request))
      answered += 1
      // What was sent comes back in forms: an id that the request named itself tells nothing.
      const told = marks.filter(mark => text.includes(mark) && !Object.values(request.params).includes(mark))
      if (told.length > 0) leaks.push(`${name}: ${told.slice(0, 3).join(', ')}`)
    } catch (error) {
      const expected = [NotFoundError, RefusedError, InputError, ConflictError].some(kind => error instanceof kind)
      if (!expected) leaks.push(`${name}: ${error}`)
    }
  }
  expect(leaks).toEqual([])
  expect(withId).toBeGreaterThan(40)
  // Lists and forms answer, with nothing of the other's in them.
  expect(answered).toBeGreaterThan(30)
  expect(await fingerprint()).toBe(before)
})

test('the walk would see a leak: the prefecture itself finds its records by the same marks', async () => {
  const route = platform.built.routes.find(
    one => one.zone === 'staff' && one.method === 'GET' && one.path === '/registers/joint_group/:id',
  )
  const { services } = platform.built
  const own: Actor = { ...stranger, organisation: prefecture, tenants: services.system.tenants }
  const outcome = await route?.handle({
    ...requestOf(route),
    actor: own,
    act: () => ({ actor: own, clock: services.clock, language: 'ja' }),
  })
  const text = outcome ? await textOf(outcome) : ''
  expect(
    foreign
      .get('joint_group')
      ?.marks.slice(1)
      .some(mark => text.includes(mark)),
  ).toBe(true)
})
