import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { JsonObject } from '../../src/base/json.ts'
import { newId } from '../../src/base/uuid.ts'
import { formatAddress, parseAddress } from '../../src/platform/database/address.ts'
import type { Sql } from '../../src/platform/database/connection.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import type { RecordValues } from '../../src/platform/registers/field.ts'
import { permitValues } from '../register.ts'
import type { DirectusTask } from '../servers/directus.ts'
import { type Child, startChild } from '../tools/child.ts'
import { owner } from '../tools/fill.ts'
import { note } from '../tools/report.ts'
import { freePort, type Site } from '../tools/site.ts'
import type { PeerPackage } from './install.ts'

/** The last line whose free version has row rules and runs without reporting to its maker. */
export const directus: PeerPackage = {
  folder: 'directus',
  description: 'Directus 11.17.4 (Business Source License 1.1: not open source), 1,448 packages, some 800 MB unpacked',
  asOf: '2026-11-23',
}

type Headers = Readonly<Record<string, string>>

/** Directus with as many permits as the platform has, on the same server. */
export interface DirectusSite {
  readonly url: string
  /** May see and create everything of its organisation. */
  readonly officer: Headers
  /** Sees no personal data. */
  readonly reader: Headers
  /** Of some records of the organisation. */
  readonly ids: readonly string[]
  /** How many records were created, and how many activities and revisions tell of it. */
  traces(): Promise<{ readonly created: number; readonly activities: number; readonly revisions: number }>
  stop(): Promise<void>
}

const collection = 'permits'
const columns: readonly { readonly field: string; readonly type: string; readonly schema: JsonObject }[] = [
  { field: 'tenant', type: 'uuid', schema: { is_nullable: false, is_indexed: true } },
  { field: 'number', type: 'string', schema: { max_length: 20, is_nullable: false, is_unique: true } },
  { field: 'holder', type: 'string', schema: { max_length: 80, is_nullable: false } },
  { field: 'holderKana', type: 'string', schema: { max_length: 80, is_nullable: false } },
  { field: 'kind', type: 'string', schema: { max_length: 20, is_nullable: false } },
  { field: 'wastes', type: 'json', schema: {} },
  { field: 'placeMunicipality', type: 'string', schema: { max_length: 6 } },
  { field: 'placeTown', type: 'string', schema: { max_length: 80 } },
  { field: 'placeRest', type: 'string', schema: { max_length: 80 } },
  { field: 'capacity', type: 'decimal', schema: { numeric_precision: 12, numeric_scale: 1 } },
  { field: 'grantedOn', type: 'date', schema: { is_nullable: false } },
  { field: 'expiresOn', type: 'date', schema: { is_nullable: false } },
  { field: 'representative', type: 'string', schema: { max_length: 60 } },
  { field: 'phone', type: 'string', schema: { max_length: 20 } },
  { field: 'note', type: 'text', schema: {} },
]
const everyField = ['id', ...columns.map(column => column.field)]
const openFields = everyField.filter(name => name !== 'representative' && name !== 'phone')

/** The record with this number, in Directus's columns. */
export const directusValues = (index: number, total: number): JsonObject => {
  const { place, ...rest } = permitValues(index, total) as RecordValues & JsonObject
  const { municipality, town, rest: number } = place as Readonly<Record<'municipality' | 'town' | 'rest', string>>
  return { ...rest, placeMunicipality: municipality, placeTown: town, placeRest: number }
}

/** The settings that are not as they ship, each with its reason. */
const settings = (databaseUrl: string, port: number, password: string): Headers => ({
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: String(port),
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  SECRET: randomBytes(32).toString('base64url'),
  ADMIN_EMAIL: 'admin@example.jp',
  ADMIN_PASSWORD: password,
  DB_CLIENT: 'pg',
  DB_CONNECTION_STRING: databaseUrl,
  // As many connections as the platform's pool of officers.
  DB_POOL__MAX: '16',
  // Nothing leaves the machine.
  TELEMETRY: 'false',
  // No line for each request.
  LOG_LEVEL: 'error',
  // It would refuse work (503) when the load takes the whole of its core.
  PRESSURE_LIMITER_ENABLED: 'false',
  // A token of the usual quarter of an hour could end in the middle of a round.
  ACCESS_TOKEN_TTL: '1d',
})

const api = (url: string, headers: Headers) => async (path: string, body: JsonObject) => {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as { readonly data?: Readonly<Record<string, string>> }
  if (!response.ok || !answer.data) throw new Error(`Directus: ${path} answered ${JSON.stringify(answer)}`)
  return answer.data
}

const bearer = async (url: string, email: string, password: string): Promise<Headers> => {
  const { access_token: token } = await api(url, {})('/auth/login', { email, password })
  return { authorization: `Bearer ${token}` }
}

const untilItAnswers = async (url: string): Promise<void> => {
  for (let tries = 0; tries < 150; tries += 1) {
    const answer = await fetch(`${url}/server/ping`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(200)
  }
  throw new Error('Directus did not answer within 30 seconds')
}

/** A table, two roles as the platform has them, and a person in each; made over the API as an administrator would. */
const furnish = async (
  url: string,
  password: string,
): Promise<{ readonly officer: Headers; readonly reader: Headers }> => {
  const post = api(url, await bearer(url, 'admin@example.jp', password))
  await post('/collections', {
    collection,
    // Activity and revision of every change, as it ships.
    meta: { accountability: 'all' },
    schema: {},
    fields: [
      { field: 'id', type: 'uuid', meta: { special: ['uuid'] }, schema: { is_primary_key: true, is_nullable: false } },
      ...columns.map(column => ({ ...column, meta: column.type === 'json' ? { special: ['cast-json'] } : {} })),
    ],
  })
  const ownRows = { tenant: { _eq: owner } }
  const person = async (name: string, actions: Readonly<Record<string, JsonObject>>): Promise<Headers> => {
    const { id: role = '' } = await post('/roles', { name })
    const { id: policy = '' } = await post('/policies', { name, admin_access: false, app_access: false })
    await post('/access', { role, policy })
    for (const [action, rules] of Object.entries(actions))
      await post('/permissions', { policy, collection, action, ...rules })
    const email = `${name}@example.jp`
    await post('/users', { email, password, role, status: 'active' })
    return bearer(url, email, password)
  }
  return {
    officer: await person('officer', {
      read: { fields: everyField, permissions: ownRows },
      create: {
        fields: everyField,
        presets: { tenant: owner },
        validation: { _and: [ownRows, { kind: { _in: ['collect', 'treat', 'dispose'] } }] },
      },
    }),
    reader: await person('reader', { read: { fields: openFields, permissions: ownRows } }),
  }
}

/** Enters the permits past Directus, which would take minutes; one more belongs to another organisation. */
const fill = async (
  sql: Sql,
  total: number,
): Promise<{ readonly ids: readonly string[]; readonly foreign: string }> => {
  const foreign = newId()
  const rows = Array.from({ length: total + 1 }, (_, at) => ({
    ...directusValues(at, total),
    id: at === total ? foreign : newId(),
    tenant: at === total ? newId() : owner,
  }))
  for (let from = 0; from < rows.length; from += 1000)
    await sql`
      insert into ${sql(collection)}
      select * from jsonb_populate_recordset(null::${sql(collection)}, ${JSON.stringify(rows.slice(from, from + 1000))}::text::jsonb)`
  await sql.unsafe('vacuum analyze')
  const step = Math.max(1, Math.floor(total / 500))
  return { ids: rows.filter((_, at) => at < total && at % step === 0).map(row => row.id), foreign }
}

/** The rules hold that the comparison counts on. */
const prove = async (url: string, people: { officer: Headers; reader: Headers }, own: string, foreign: string) => {
  const look = async (headers: Headers, id: string) => {
    const response = await fetch(`${url}/items/${collection}/${id}`, { headers })
    const { data } = (await response.json()) as { readonly data?: JsonObject }
    return { status: response.status, fields: Object.keys(data ?? {}).length }
  }
  const found = [
    await look(people.officer, own),
    await look(people.reader, own),
    await look(people.reader, foreign),
    await look({}, own),
  ]
  const said = found.map(({ status, fields }) => `${status}/${fields}`).join(' ')
  const wanted = `200/${everyField.length} 200/${openFields.length} 403/0 403/0`
  if (said !== wanted) throw new Error(`Directus's rules do not hold: ${said} and not ${wanted}`)
}

/** @param installed the folder with Directus in its `node_modules` */
export const startDirectus = async (site: Site, installed: string): Promise<DirectusSite> => {
  const address = { ...parseAddress(site.adminUrl), database: 'directus' }
  const admin = openPool(site.adminUrl, { max: 1 })
  await admin.unsafe(`create database directus template template0 locale_provider builtin builtin_locale 'C.UTF-8'`)
  await admin.end()
  const databaseUrl = formatAddress(address)
  const folder = join(site.folder, 'directus')
  mkdirSync(folder)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const password = randomBytes(12).toString('base64url')
  const environment = settings(databaseUrl, port, password)
  const apiFolder = join(installed, 'node_modules/@directus/api/dist')
  const began = performance.now()
  await promisify(execFile)(process.execPath, [join(apiFolder, 'cli/run.js'), 'bootstrap'], {
    cwd: folder,
    env: { ...process.env, ...environment },
    timeout: 180_000,
  })
  const sql = openPool(databaseUrl, { max: 1 })
  let child: Child<unknown> | undefined
  const stop = async () => {
    await sql.end({ timeout: 1 })
    await child?.stop()
  }
  try {
    child = await startChild('servers/directus.ts', { api: apiFolder, folder } satisfies DirectusTask, environment)
    await untilItAnswers(url)
    const people = await furnish(url, password)
    const { ids, foreign } = await fill(sql, site.rows)
    await prove(url, people, ids[0] ?? '', foreign)
    note(`Directus with ${site.rows} permits in ${((performance.now() - began) / 1000).toFixed(1)} s`)
    const traces = async () => {
      const [row] = await sql<{ created: number; activities: number; revisions: number }[]>`
        select
          (select count(*)::int from ${sql(collection)}) - ${site.rows + 1}::int as created,
          (select count(*)::int from directus_activity where collection = ${collection} and action = 'create') as activities,
          (select count(*)::int from directus_revisions where collection = ${collection}) as revisions`
      if (!row) throw new Error('no count')
      return row
    }
    return { url, ...people, ids, traces, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
