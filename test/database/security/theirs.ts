import { newId } from '../../../src/base/uuid.ts'
import { organisationsOf } from '../../../src/commands/organisations.ts'
import type { Actor } from '../../../src/platform/access/actor.ts'
import { organisationId } from '../../../src/platform/access/keys.ts'
import { permissionsOf } from '../../../src/platform/access/permissions.ts'
import { personId, sampleAccess, samplePassword, samplePeople } from '../../../src/platform/access/sample.ts'
import { createMove } from '../../../src/platform/moving/service/moves.ts'
import type { Route } from '../../../src/platform/routing/route.ts'
import { region } from '../../../src/regions/miyagi/index.ts'
import { systems } from '../../../src/systems/index.ts'
import type { TestPlatform } from '../../platform/platform.ts'

// What the prefecture has, in every table whose rows an address can name, for one of another body to ask for.

/** Of one register: a record of the prefecture, with its name, a mapping of columns, and parts of its addresses. */
interface TheirRecord {
  readonly id: string
  /** Another one, to be removed by another way than the first. */
  readonly last: string
  /** Words that are long enough to be this record's and nobody else's. */
  readonly marks: readonly string[]
  readonly mapping: string
  readonly words: Readonly<Record<string, string>>
}

export interface Theirs {
  readonly prefecture: string
  /** An officer of a city with every permission there is. */
  readonly stranger: Actor
  /** The same of the prefecture. */
  readonly own: Actor
  readonly records: ReadonlyMap<string, TheirRecord>
  /** Rows of the platform's own tables, by the name under which a path tells them. */
  readonly rows: Readonly<Record<string, string>>
  /** Parts of paths of a move that name no row. */
  readonly moving: Readonly<Record<string, string>>
}

const dummy = '0'.repeat(64)

const recordsOf = async (platform: TestPlatform, prefecture: string): Promise<ReadonlyMap<string, TheirRecord>> => {
  const { owner } = platform.test.database
  const records = new Map<string, TheirRecord>()
  for (const { register } of platform.built.services.registers.all()) {
    const one = async (order: string) => {
      const [row] = await owner.unsafe(
        `select * from ${register.rowTable} where tenant = '${prefecture}' order by id ${order} limit 1`,
      )
      if (!row) throw new Error(`no sample record of ${register.id}`)
      return row
    }
    const row = await one('asc')
    // Labels and codes of choices belong to everyone.
    const named = register.definition.naming.filter(id =>
      ['text', 'code', 'kana'].includes(register.field(id).field.kind),
    )
    const texts = named.flatMap(id => register.field(id).columns.map(column => row[column.name]))
    const mapping = newId()
    await owner`insert into musubi.column_mapping (tenant, id, register, name, mapping, updated_at)
      values (${prefecture}, ${mapping}, ${register.id}, '見本', '{}', now())`
    records.set(register.id, {
      id: String(row['id']),
      last: String((await one('desc'))['id']),
      marks: [
        String(row['id']),
        ...texts.filter((text): text is string => typeof text === 'string' && text.length > 9),
      ],
      mapping,
      words: {
        field: register.fields.find(field => field.field.kind === 'file')?.id ?? '',
        document: register.definition.documents?.[0]?.id ?? '',
      },
    })
  }
  return records
}

/** Fills the platform. */
export const makeTheirs = async (platform: TestPlatform): Promise<Theirs> => {
  const { services, access, moving } = platform.built
  const { owner } = platform.test.database
  const prefecture = services.system.organisation
  for (const system of systems) await system.sample?.(services, () => {})
  await sampleAccess(
    services.database.app,
    access.enter,
    samplePeople(organisationsOf(region, services.clock), { officer: ['auditor'], chief: [], municipal: [] }),
  )
  const everything = permissionsOf(services.registers.all().map(one => one.register.definition))
  const officer = (person: string, organisation: string, tenants: readonly string[]): Actor => ({
    kind: 'person',
    person,
    name: '見本 次郎',
    organisation,
    tenants,
    permissions: new Set(everything.map(one => one.id)),
  })
  const own = officer(personId('chief'), prefecture, services.system.tenants)
  const ownAct = { actor: own, clock: services.clock, language: 'ja' } as const
  const records = await recordsOf(platform, prefecture)

  const approved = services.registers.all().find(one => one.needsApproval('change'))
  const target = approved && records.get(approved.register.id)
  if (!approved || !target) throw new Error('no register asks for approval')
  const proposing = { ...services.systemAct('見本の起案'), actor: { ...own, person: personId('officer') } }
  const change = await approved.draftRemove(
    proposing,
    target.id,
    (await approved.get(proposing, target.id)).row.version,
  )
  const title = { ja: '見本の起案', en: 'A sample proposal' }
  const proposal = await services.registers.approvals.propose(proposing, title, [change], change)

  const [offer] = moving.offers
  const join = offer?.mapping.targets[0]
  if (!offer || !join) throw new Error('no layout is shipped')
  const move = await createMove(moving, ownAct, {
    name: '見本の移行',
    layout: offer.layout.id,
    mapping: 'shipped',
    sample: true,
  })

  const person = personId('officer')
  const [rehearsal, plan, comparison, transfer, departure] = [newId(), newId(), newId(), newId(), newId()]
  const [key, window, document] = [newId(), newId(), newId()]
  await owner`insert into musubi.move_rehearsal (tenant, id, move, at, by_name, fingerprint, report)
    values (${prefecture}, ${rehearsal}, ${move}, now(), '見本', 'x', '{}')`
  await owner`insert into musubi.move_plan
    (tenant, id, move, rehearsal, day, leave_out, reason, state, proposed_at, proposed_by, proposed_by_name)
    values (${prefecture}, ${plan}, ${move}, ${rehearsal}, '2027-04-01', false, '切替', 'proposed', now(), ${person}, '見本')`
  await owner`insert into musubi.move_comparison (tenant, id, move, at, by_name, fingerprint, report, differences)
    values (${prefecture}, ${comparison}, ${move}, now(), '見本', 'x', '{}', '\\x00')`
  await owner`insert into musubi.transfer (tenant, id, file_name, file_hash, rows)
    values (${prefecture}, ${transfer}, '異動.csv', ${dummy}, '[]')`
  await owner`insert into musubi.departure (tenant, id, leaving, state, reason, begun_at, begun_by_name)
    values (${prefecture}, ${departure}, ${organisationId('042021')}, 'begun', '見本', now(), '見本')`
  await owner`insert into musubi.machine_key
    (tenant, id, organisation, name, purpose, role, permissions, hash, hint, valid_to, made_by, made_at)
    values (${prefecture}, ${key}, ${prefecture}, '見本の機械', '見本', 'auditor', '{joint_group.read}', ${dummy},
      'musubi_x', '2027-04-01', ${person}, now())`
  await owner`insert into musubi.service_window
    (tenant, id, scope, from_at, to_at, title, notice_hours, announced_at, announced_by_name)
    values (${prefecture}, ${window}, 'staff', '2027-04-01', '2027-04-02', '見本', 24, now(), '見本')`
  const permit = records.get('waste_permit')
  await owner`insert into musubi.document
    (tenant, id, register, record, version, kind, fiscal_year, number, sha256, issued_at, issued_by_name)
    values (${prefecture}, ${document}, 'waste_permit', ${permit?.id ?? ''}, 1, ${permit?.words['document'] ?? ''}, 2026,
      '見本第1号', ${dummy}, now(), '見本')`
  const signedIn = await access.signIn.withPassword(
    { email: 'tanto@example.jp', password: samplePassword },
    new Headers(),
  )
  if (signedIn.kind !== 'signed-in') throw new Error(signedIn.kind)
  const [session] = await owner`select id from auth.session where "userId" = ${person}`
  const [grant] = await owner`select id from musubi.grant where person = ${person} limit 1`
  const [entry] = await owner`select id from ledger.entry where tenant = ${prefecture} order by n limit 1`
  const city = organisationId('041009')
  return {
    prefecture,
    stranger: officer(personId('municipal'), city, [city]),
    own,
    records,
    rows: {
      proposal,
      move,
      person,
      rehearsal,
      plan,
      comparison,
      transfer,
      departure,
      key,
      window,
      document,
      session: String(session?.['id']),
      grant: String(grant?.['id']),
      entry: String(entry?.['id']),
    },
    moving: { target: join.id, column: services.registers.service(join.register).register.fields[0]?.id ?? '' },
  }
}

/** Parts of paths that name no row: what they may be, so that the page behind them is reached. */
const wordOf = (path: string, name: string): string | undefined =>
  name === 'step'
    ? path.startsWith('/waste/permits/')
      ? 'suspend'
      : 'improvement'
    : { setting: 'quotas.waitingRequests', list: 'expiring', register: 'waste_permit', field: 'none' }[name]

/** What each path's `:id` is. */
const rowsByPath: readonly (readonly [RegExp, string])[] = [
  [/^\/proposals\//, 'proposal'],
  [/^\/moving\//, 'move'],
  [/^\/people\//, 'person'],
  [/^\/machine-keys\//, 'key'],
  [/^\/transfers\//, 'transfer'],
  [/^\/departures\//, 'departure'],
  [/^\/service-level\/maintenance\//, 'window'],
  [/^\/ledger\/entries\//, 'entry'],
]

const registersByPath: readonly (readonly [RegExp, string])[] = [
  [/^\/waste\/permits\//, 'waste_permit'],
  [/^\/waste\/facilities\//, 'waste_facility'],
  [/^\/waste\/operators\//, 'waste_operator'],
  [/^\/joint-cloud\/groups\//, 'joint_group'],
]

const registerOf = (path: string): string | undefined =>
  /^\/(?:registers|api\/v1)\/([a-z_]+)/.exec(path)?.[1] ?? registersByPath.find(([one]) => one.test(path))?.[1]

export interface Addressed {
  readonly params: Readonly<Record<string, string>>
  /** Names of parameters that are ids of rows. */
  readonly ids: readonly string[]
}

/**
 * The parameters of a route, so that it leads to what the prefecture has.
 * @throws Error where nobody has said what a parameter names: then that is to be said here
 */
export const addressOf = (theirs: Theirs, route: Route): Addressed => {
  const names = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map(match => match[1] ?? '')
  const register = registerOf(route.path)
  const record = register === undefined ? undefined : theirs.records.get(register)
  const known = (name: string): string | undefined => {
    if (name === 'mapping' && record) return record.mapping
    if (name === 'id' && record) return route.method === 'DELETE' ? record.last : record.id
    const row = rowsByPath.find(([path]) => path.test(route.path))?.[1]
    if (name === 'id' && row !== undefined) return theirs.rows[row]
    if (['comparison', 'rehearsal', 'plan'].includes(name)) return theirs.rows[name]
    if (name === 'issued') return theirs.rows['document']
    if (name === 'who') return theirs.prefecture
    if (name === 'record') return theirs.records.get('waste_permit')?.id
    return undefined
  }
  const params: Record<string, string> = {}
  const ids: string[] = []
  for (const name of names) {
    const id = known(name)
    const value = id ?? record?.words[name] ?? theirs.moving[name] ?? wordOf(route.path, name)
    if (value === undefined) throw new Error(`${route.method} ${route.path}: what does :${name} name?`)
    params[name] = value
    if (id !== undefined) ids.push(name)
  }
  return { params, ids }
}
