import type { Language } from '../../base/bilingual.ts'
import { type Clock, fixedClock } from '../../base/clock.ts'
import type { Database } from '../database/connection.ts'
import type { LedgerEntryInput } from '../ledger/definition.ts'
import { record } from '../ledger/service.ts'
import { MessageService } from '../messages/service.ts'
import type { RouteRequest, UploadedFile } from '../routing/route.ts'
import type { Act, Actor } from './actor.ts'
import type { EnterInLedger } from './events.ts'
import { organisationId } from './keys.ts'
import { checkRoles, permissionsOf } from './permissions.ts'
import { platformRoles } from './roles.ts'
import { loadOrganisations, type RegionOrganisations, sampleAccess, samplePeople } from './sample.ts'
import { type Access, makeAccess } from './service.ts'
import { type AccessSettings, defaultSettings } from './settings.ts'

// For the tests of this block: a small region of invented bodies, and a ledger that remembers what it was given.

const region: RegionOrganisations = {
  prefecture: { key: 'ken', name: { ja: '見本県', en: 'Mihon Prefecture' }, code: '990000' },
  departments: [
    { key: 'waste', name: { ja: '循環型社会推進課', en: 'Recycling Division' } },
    { key: 'health', name: { ja: '保健課', en: 'Health Division' } },
  ],
  municipalities: [
    { key: 'shi', name: { ja: '見本市', en: 'Mihon City' }, code: '991007' },
    { key: 'machi', name: { ja: '見本町', en: 'Mihon Town' }, code: '993018' },
  ],
}

const permissions = permissionsOf([{ id: 'permit', title: { ja: '許可', en: 'Permit' }, heldBy: 'office' }])

export const roles = checkRoles(
  [
    ...platformRoles,
    {
      id: 'permit_officer',
      title: { ja: '許可担当', en: 'Permit officer' },
      permissions: ['permit.read', 'permit.change'],
      heldIn: ['prefecture', 'municipality'],
    },
    {
      id: 'permit_chief',
      title: { ja: '許可決裁', en: 'Permit chief' },
      permissions: ['permit.read', 'permit.approve'],
      heldIn: ['prefecture'],
    },
    {
      id: 'permit_branch',
      title: { ja: '許可窓口', en: 'Permit window' },
      permissions: ['permit.read'],
      ownPermissions: ['permit.change'],
      heldIn: ['prefecture'],
    },
    {
      id: 'permit_reader',
      title: { ja: '許可閲覧', en: 'Permit reader' },
      permissions: ['permit.read'],
      heldIn: ['prefecture', 'municipality'],
    },
  ],
  permissions,
)

export const settings: AccessSettings = {
  ...defaultSettings,
  secret: 'zT3mP8vQ1xW6yB4nK9sD2fG7hJ5cL0aRzT3mP8vQ1xW6yB4n',
  origin: 'http://localhost:8081',
  operator: organisationId('ken'),
}

export interface AccessFixture {
  readonly access: Access
  readonly entries: LedgerEntryInput[]
}

/** An access block on a migrated database, with the region and the sample people in it. */
export const accessFixture = async (
  database: Database,
  more: { readonly clock?: Clock; readonly now?: () => number; readonly settings?: Partial<AccessSettings> } = {},
): Promise<AccessFixture> => {
  const entries: LedgerEntryInput[] = []
  const clock = more.clock ?? fixedClock('2026-04-01T00:00:00Z')
  // The real ledger behind it: its row security refuses an entry of an organisation that the transaction is not for.
  const enter: EnterInLedger = async (tx, entry) => {
    await record(tx, entry, clock.now())
    entries.push(entry)
  }
  await loadOrganisations(database.app, region)
  await sampleAccess(
    database.app,
    enter,
    samplePeople(region, { officer: ['permit_officer'], chief: ['permit_chief'], municipal: ['permit_reader'] }),
  )
  const messages = new MessageService(database, { from: 'musubi@localhost' })
  const access = makeAccess({
    database,
    clock,
    roles,
    permissions,
    settings: { ...settings, ...more.settings },
    enter,
    announce: (tx, act, message) => messages.writeIn(tx, act, message),
    ...(more.now ? { now: more.now } : {}),
  })
  return { access, entries }
}

export const headersOf = (cookies: readonly string[], address = '192.0.2.1'): Headers =>
  new Headers({
    cookie: cookies.map(cookie => cookie.split(';')[0]).join('; '),
    'x-musubi-address': address,
    'user-agent': 'test',
  })

export const actOf = (access: Access, actor: Actor): Act => ({ actor, clock: access.clock, language: 'ja' })

/** A request as the web block hands it to a handler. */
export const requestOf = (
  access: Access,
  given: {
    readonly actor: Actor
    readonly headers: Headers
    readonly method?: string
    readonly path?: string
    readonly params?: Readonly<Record<string, string>>
    readonly query?: string
    readonly language?: Language
    readonly form?: Readonly<Record<string, string>>
    readonly files?: Readonly<Record<string, readonly UploadedFile[]>>
  },
): RouteRequest => {
  const language = given.language ?? 'ja'
  return {
    method: given.method ?? 'GET',
    path: given.path ?? '/',
    params: given.params ?? {},
    query: new URLSearchParams(given.query),
    language,
    zone: 'staff',
    actor: given.actor,
    csrf: 'csrf-mark',
    headers: given.headers,
    origin: access.settings.origin,
    act: reason => ({
      actor: given.actor,
      clock: access.clock,
      language,
      ...(reason === undefined ? {} : { reason }),
    }),
    form: async () => ({
      values: Object.fromEntries(Object.entries(given.form ?? {}).map(([name, value]) => [name, [value]])),
      files: given.files ?? {},
    }),
    json: async () => null,
    bytes: async () => new Uint8Array(),
  }
}
