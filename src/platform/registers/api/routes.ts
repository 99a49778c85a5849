import type { Language } from '../../../base/bilingual.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { InputError, NotFoundError } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import type { Act } from '../../access/actor.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import { proposalMade, recordChanged, recordCreated, recordRead, recordRemoved, recordsListed } from '../events.ts'
import type { RecordValues } from '../field.ts'
import { withMoment } from '../query.ts'
import type { Registers } from '../registers.ts'
import type { Change, ListPage, RegisterService } from '../service.ts'
import { foreignFiles } from '../upload.ts'
import { isPersonal, permission, type RegisterPermission, visibleFields } from '../visibility.ts'
import { readJsonRecord } from './input.ts'
import { dataOfRow, recordJson } from './json.ts'
import { labelsAsked, labelsOf } from './labels.ts'

const apiPath = (service: RegisterService) => `/api/v1/${service.register.id}`

const openData = { 'access-control-allow-origin': '*' } as const

/** @param act null for the public */
const pageJson = async (
  registers: Registers,
  act: Act | null,
  service: RegisterService,
  page: ListPage,
  request: RouteRequest,
): Promise<Json> => {
  const { register } = service
  const language = labelsAsked(request.query)
  const labels = language && (await labelsOf(registers, act, page.fields, page.rows, language))
  const { today } = service.context()
  const link = (name: 'after' | 'before', cursor: string | null) => {
    if (cursor === null) return null
    const query = new URLSearchParams(request.query)
    query.delete('after')
    query.delete('before')
    query.set(name, cursor)
    return `${request.origin}${apiPath(service)}?${query}`
  }
  return {
    records: page.rows.map((row, at) => ({
      ...recordJson(register, row, page.fields, dataOfRow(page.fields, row), today),
      ...(labels ? { labels: labels[at] ?? {} } : {}),
    })),
    next: link('after', page.next),
    previous: link('before', page.previous),
  }
}

const badQuery = (problems: InputError['problems']): Outcome => ({
  kind: 'problem',
  status: 400,
  title: { ja: '検索条件を読み取れません', en: 'The query cannot be read' },
  problems,
})

const limits = { usual: 50, most: 1000 } as const

const publicApi = (registers: Registers, service: RegisterService): readonly Route[] => {
  const { register } = service
  if (!register.published) return []
  const visible = new Set(register.publicFields.map(field => field.id))
  return [
    {
      method: 'GET',
      path: apiPath(service),
      zone: 'public',
      access: 'everyone',
      ledger: [],
      machine: true,
      handle: async request => {
        const query = service.readQuery(withMoment(request.query, request.act().clock.now()), visible, limits)
        if (!query.ok) return badQuery(query.problems)
        return {
          kind: 'json',
          value: await pageJson(registers, null, service, await service.publishedList(query.value), request),
          headers: openData,
        }
      },
    },
    {
      method: 'GET',
      path: `${apiPath(service)}/:id`,
      zone: 'public',
      access: 'everyone',
      ledger: [],
      machine: true,
      handle: async request => {
        const id = request.params['id'] ?? ''
        const value = isId(id) ? await service.publishedJson(id) : null
        if (!value) throw new NotFoundError(register.id)
        const language = labelsAsked(request.query)
        const row = language && (await service.published(id))
        const [labels] = row ? await labelsOf(registers, null, register.publicFields, [row], language) : []
        return { kind: 'json', value: labels ? { ...value, labels } : value, headers: openData }
      },
    },
  ]
}

/** A header holds ASCII only, so that a reason in Japanese comes percent-encoded. */
const reasonOf = ({ headers }: RouteRequest): string | undefined => {
  const text = headers.get('x-reason') ?? undefined
  try {
    return text && decodeURIComponent(text)
  } catch {
    return text
  }
}

const written = (change: Change): JsonObject => ({ id: change.id, version: change.version })

/** Writes, or proposes where the register wants a second officer: 202 with the proposal's id. */
const finish = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
  change: Change,
  status: number,
): Promise<Outcome> => {
  const act = request.act(reasonOf(request))
  const foreign = foreignFiles(service.register.fields, change.values, new Set(change.changed))
  if (foreign.length) throw new InputError(foreign)
  if (service.needsApproval(change.operation)) {
    const { title } = service.register.definition
    const proposal = await registers.approvals.propose(act, title, [change], change)
    return { kind: 'json', status: 202, value: { proposal, id: change.id } }
  }
  await service.write(act, [change])
  return { kind: 'json', status, value: written(change), headers: { location: `${apiPath(service)}/${change.id}` } }
}

const versionOf = (request: RouteRequest, body: unknown): number => {
  const header = request.headers.get('if-match')?.replaceAll('"', '')
  const inBody = typeof body === 'object' && body !== null && 'version' in body ? body.version : undefined
  const version = Number(header ?? inBody)
  if (!Number.isInteger(version) || version < 1)
    throw new InputError([
      {
        field: 'version',
        message: {
          ja: '読み取ったときの版（version）を送ってください。',
          en: 'Send the version that you read, as "version" or If-Match.',
        },
      },
    ])
  return version
}

const staffJson = async (
  registers: Registers,
  service: RegisterService,
  act: Act,
  id: string,
  language: Language | null,
): Promise<JsonObject> => {
  if (language === null) return service.getJson(act, id)
  const { row, fields } = await service.get(act, id)
  const [labels] = await labelsOf(registers, act, fields, [row], language)
  const json = recordJson(service.register, row, fields, dataOfRow(fields, row), service.context().today)
  return { ...json, labels: labels ?? {} }
}

const staffApi = (registers: Registers, service: RegisterService): readonly Route[] => {
  const { register } = service
  const path = apiPath(service)
  const needs = (what: RegisterPermission) => ({ permission: permission(register.id, what) })
  const personal = register.fields.some(isPersonal)
  const empty = (): RecordValues => Object.fromEntries(register.fields.map(field => [field.id, null]))
  return [
    {
      method: 'GET',
      path,
      zone: 'staff',
      access: needs('read'),
      ledger: personal ? [recordsListed] : [],
      handle: async request => {
        const fields = visibleFields(register, request.actor)
        const query = service.readQuery(
          withMoment(request.query, request.act().clock.now()),
          new Set(fields.filter(field => field.class !== 'special').map(field => field.id)),
          limits,
        )
        if (!query.ok) return badQuery(query.problems)
        return {
          kind: 'json',
          value: await pageJson(
            registers,
            request.act(),
            service,
            await service.list(
              request.act(),
              query.value,
              fields.map(field => field.id),
            ),
            request,
          ),
        }
      },
    },
    {
      method: 'GET',
      path: `${path}/:id`,
      zone: 'staff',
      access: needs('read'),
      ledger: personal ? [recordRead] : [],
      handle: async request => {
        const id = request.params['id'] ?? ''
        if (!isId(id)) throw new NotFoundError(register.id)
        const act = request.act(reasonOf(request))
        const value = await staffJson(registers, service, act, id, labelsAsked(request.query))
        return { kind: 'json', value, headers: { etag: `"${value['version']}"` } }
      },
    },
    {
      method: 'POST',
      path,
      zone: 'staff',
      access: needs('create'),
      ledger: [recordCreated, proposalMade],
      handle: async request => {
        const patch = readJsonRecord(
          register,
          visibleFields(register, request.actor),
          await request.json(),
          service.context(),
        )
        return finish(
          registers,
          service,
          request,
          service.draftCreate(request.act(), { ...empty(), ...patch } as RecordValues),
          201,
        )
      },
    },
    {
      method: 'PATCH',
      path: `${path}/:id`,
      zone: 'staff',
      access: needs('change'),
      ledger: [recordChanged, proposalMade],
      handle: async request => {
        const body = await request.json()
        const patch = readJsonRecord(register, visibleFields(register, request.actor), body, service.context())
        const change = await service.draftChange(
          request.act(),
          request.params['id'] ?? '',
          versionOf(request, body),
          patch,
        )
        return finish(registers, service, request, change, 200)
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:id`,
      zone: 'staff',
      access: needs('remove'),
      ledger: [recordRemoved, proposalMade],
      handle: async request => {
        const change = await service.draftRemove(request.act(), request.params['id'] ?? '', versionOf(request, null))
        return finish(registers, service, request, change, 200)
      },
    },
  ]
}

/** `/api/v1/<register>`: open data on the public listener, everything the actor may do on the staff one. */
export const apiRoutes = (registers: Registers, service: RegisterService): readonly Route[] => [
  ...publicApi(registers, service),
  ...staffApi(registers, service),
]
