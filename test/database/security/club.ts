import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock } from '../../../src/base/clock.ts'
import type { Actor } from '../../../src/platform/access/actor.ts'
import { visitor } from '../../../src/platform/access/session.ts'
import { folderObjects } from '../../../src/platform/files/folder.ts'
import { type FileStore, fileStore } from '../../../src/platform/files/store.ts'
import { makeLogger } from '../../../src/platform/logging.ts'
import { apiRoutes } from '../../../src/platform/registers/api/routes.ts'
import { defineRegister, type RegisterDefinition } from '../../../src/platform/registers/definition.ts'
import { downloadRoutes } from '../../../src/platform/registers/downloads/routes.ts'
import type { FieldClass, FileField } from '../../../src/platform/registers/field.ts'
import {
  actOf,
  actor,
  away,
  club,
  createTables,
  everything,
  home,
  member,
  registersOf,
} from '../../../src/platform/registers/fixture.ts'
import { pageTools } from '../../../src/platform/registers/pages/page-tools.ts'
import { proposalRoutes } from '../../../src/platform/registers/pages/proposal-pages.tsx'
import { publicRoutes } from '../../../src/platform/registers/pages/public-pages.tsx'
import { staffRoutes } from '../../../src/platform/registers/pages/routes.ts'
import type { Registers } from '../../../src/platform/registers/registers.ts'
import type { Route, Zone } from '../../../src/platform/routing/route.ts'
import { loadAssets } from '../../../src/web/assets/assets.ts'
import { markOf, newSeed } from '../../../src/web/csrf/csrf.ts'
import { createListener } from '../../../src/web/server.ts'
import { freshDatabase, type TestDatabase } from '../../database.ts'

/** The club's patients' book: named and searched by personal data, with files and a special field. */
export const patient: RegisterDefinition = defineRegister({
  id: 'club_patient',
  title: { ja: '受診簿', en: 'Patients' },
  description: { ja: '見本の受診簿です。', en: 'Sample patients.' },
  fields: {
    number: { kind: 'text', label: { ja: '番号', en: 'Number' }, required: true, unique: true },
    name: { kind: 'text', label: { ja: '氏名', en: 'Name' }, class: 'personal', required: true },
    illness: { kind: 'text', label: { ja: '病名', en: 'Illness' }, class: 'special' },
    visits: { kind: 'integer', label: { ja: '回数', en: 'Visits' }, min: 0, max: 99 },
    letter: { kind: 'file', label: { ja: '紹介状', en: 'Letter' }, maxBytes: 1000, accept: ['.txt', 'image/*'] },
    home: { kind: 'url', label: { ja: 'ホームページ', en: 'Home page' } },
    club: { kind: 'reference', to: 'club', label: { ja: 'クラブ', en: 'Club' } },
  },
  naming: ['number', 'name'],
  list: ['number', 'name', 'visits'],
  search: ['number', 'name'],
  filters: ['visits', 'name', 'illness'],
  sort: ['number', 'name'],
})

/** Named by personal data, and changed by two officers only. */
export const guest: RegisterDefinition = defineRegister({
  ...patient,
  id: 'club_guest',
  approval: { operations: ['create', 'change', 'remove'], expiresAfterDays: 14 },
})

const file = (ja: string, en: string, fieldClass: FieldClass): FileField => ({
  kind: 'file',
  label: { ja, en },
  class: fieldClass,
  accept: ['application/pdf', 'image/*', '.txt', '.csv'],
  maxBytes: 100_000,
})

/** A file of every class, published where it says so. */
export const paper: RegisterDefinition = defineRegister({
  id: 'club_paper',
  title: { ja: '書類', en: 'Papers' },
  description: { ja: '見本の書類です。', en: 'Sample papers.' },
  fields: {
    number: { kind: 'text', label: { ja: '番号', en: 'Number' }, class: 'public', required: true },
    open: { kind: 'yesNo', label: { ja: '公開', en: 'Open' }, class: 'public' },
    leaflet: file('案内', 'Leaflet', 'public'),
    plan: file('図面', 'Plan', 'internal'),
    application: file('申請書', 'Application', 'personal'),
    diagnosis: file('診断書', 'Diagnosis', 'special'),
  },
  naming: ['number'],
  list: ['number'],
  search: ['number'],
  filters: ['open'],
  sort: ['number'],
  publish: {
    path: '/papers',
    license: 'CC BY 4.0',
    when: { equal: [{ field: 'open' }, { value: true }] },
  },
})

export const definitions = [club, member, patient, guest, paper]

const secret = new Uint8Array(32).fill(9)
const seed = newSeed()
const clock = fixedClock('2026-11-22T03:00:00Z')

export type Who = 'visitor' | 'all' | 'second' | 'plain' | 'clubOnly' | 'foreign' | 'auditor'

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | FormData | URLSearchParams | object
}

export interface SecurityClub {
  readonly test: TestDatabase
  readonly registers: Registers
  readonly files: FileStore
  readonly actors: Readonly<Record<Exclude<Who, 'visitor'>, Actor>>
  /** Everything that was logged, one text. */
  log(): string
  ask(who: Who, path: string, init?: Ask, zone?: Zone): Promise<Response>
  text(who: Who, path: string, init?: Ask, zone?: Zone): Promise<{ readonly status: number; readonly text: string }>
  /** Ledger entries in order, as events with their content. */
  entries(): Promise<readonly { readonly event: string; readonly content: string }[]>
  act(who: Exclude<Who, 'visitor'>, reason?: string): ReturnType<typeof actOf>
  drop(): Promise<void>
}

export const securityClub = async (): Promise<SecurityClub> => {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-security-'))
  const test = await freshDatabase()
  await createTables(test.database, definitions)
  const registers = registersOf(test.database, definitions)
  const ids = definitions.map(one => one.id)
  const actors = {
    all: actor(home, everything(...ids)),
    second: actor(home, everything(...ids)),
    /** Reads and writes registers, and no personal data. */
    plain: actor(home, new Set(ids.flatMap(id => ['read', 'create', 'change', 'remove'].map(what => `${id}.${what}`)))),
    clubOnly: actor(home, everything('club')),
    auditor: actor(home, new Set(['club.read', 'ledger.read'])),
    foreign: actor(away, everything(...ids)),
  }
  const logged: string[] = []
  const files = fileStore(folderObjects(folder), registers.tools.secrets)
  const tools = pageTools(registers, files)
  const routes: readonly Route[] = [
    ...registers
      .all()
      .flatMap(service => [
        ...publicRoutes(registers, service),
        ...staffRoutes(tools, service),
        ...apiRoutes(registers, service),
        ...downloadRoutes(tools.downloads, service),
      ]),
    ...proposalRoutes(tools),
  ]
  const assets = await loadAssets()
  const whoOf = (headers: Headers): Actor => {
    const name = /who=(\w+)/.exec(headers.get('cookie') ?? '')?.[1]
    const found = Object.entries(actors).find(([key]) => key === name)
    return found ? found[1] : visitor
  }
  const listenerOf = (zone: Zone) =>
    createListener({
      zone,
      clock,
      site: { prefecture: { ja: '見本県', en: 'Sample' }, service: { ja: 'むすび', en: 'Musubi' } },
      routes,
      menu: [],
      assets,
      secret,
      logger: makeLogger('info', { write: (line: string) => void logged.push(line) }),
      visitor,
      resolveActor: whoOf,
      onRefusal: () => {},
      signIn: { path: '/sign-in', outPath: '/sign-out' },
      rate: null,
    })
  const listeners = { public: listenerOf('public'), staff: listenerOf('staff') }
  const ask: SecurityClub['ask'] = async (who, path, init = {}, zone = 'staff') => {
    const { method = init.body === undefined ? 'GET' : 'POST', body } = init
    const mark = markOf(secret, seed, '')
    const headers: Record<string, string> = {
      host: 'musubi.example',
      cookie: `who=${who}; musubi-${zone}-form=${seed}`,
      'sec-fetch-site': 'same-origin',
      ...init.headers,
    }
    let sent: string | FormData | URLSearchParams | undefined
    if (body instanceof FormData || body instanceof URLSearchParams) {
      body.set('csrf', mark)
      sent = body
    } else if (typeof body === 'string') sent = body
    else if (body !== undefined) {
      sent = JSON.stringify(body)
      headers['content-type'] = 'application/json'
    }
    if (!(body instanceof FormData || body instanceof URLSearchParams)) headers['x-csrf'] ??= mark
    return listeners[zone].fetch(
      new Request(`http://musubi.example${path}`, { method, headers, ...(sent === undefined ? {} : { body: sent }) }),
    )
  }
  return {
    test,
    registers,
    files,
    actors,
    log: () => logged.join(''),
    ask,
    text: async (...given) => {
      const response = await ask(...given)
      return { status: response.status, text: await response.text() }
    },
    entries: async () =>
      (await test.database.owner`select event, content from ledger.entry order by n`).map(row => ({
        event: String(row['event']),
        content: String(row['content']),
      })),
    act: (who, reason) => actOf(actors[who], reason, clock),
    drop: async () => {
      await test.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
