import { NotFoundError } from '../../../base/problem.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import { fileRead } from '../events.ts'
import { servedType } from '../kinds/content.ts'
import { publicList, staffList } from '../pages/paths.ts'
import type { Register, RegisterField } from '../register.ts'
import type { RegisterService } from '../service.ts'
import { isPersonal, permission } from '../visibility.ts'
import type { Download, Downloads } from './service.ts'

/**
 * What somebody uploaded is saved, never shown in a page of ours: sandboxed, with a type of the known ones and no other
 * reading of its bytes (`nosniff` is on every answer).
 */
export const downloadOutcome = ({ file, bytes }: Download): Outcome => ({
  kind: 'file',
  type: servedType(file.type),
  name: file.name,
  bytes,
  headers: { etag: `"${file.sha256}"`, 'content-security-policy': "default-src 'none'; sandbox" },
})

const isFileField = ({ field }: RegisterField): boolean => field.kind === 'file'

/** `?version=3`; null for the record as it is. @throws NotFoundError for what is no version */
const versionOf = (request: RouteRequest): number | null => {
  const text = request.query.get('version')
  if (text === null) return null
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new NotFoundError(`version ${text}`)
  return Number(text)
}

const openRoutes = (downloads: Downloads, service: RegisterService): readonly Route[] => {
  const { register } = service
  if (!register.published || !register.publicFields.some(isFileField)) return []
  const handle = async (request: RouteRequest) => {
    const { id = '', field = '' } = request.params
    return downloadOutcome(await downloads.published(service, id, field))
  }
  const open = { method: 'GET', zone: 'public', access: 'everyone', ledger: [], handle } as const
  return [
    { ...open, path: `${publicList(register)}/:id/files/:field` },
    { ...open, path: `${apiFiles(register)}/:field`, machine: true },
  ]
}

const apiFiles = (register: Register): string => `/api/v1/${register.id}/:id/files`

const staffRoutes = (downloads: Downloads, { register }: RegisterService): readonly Route[] => {
  const fields = register.fields.filter(isFileField)
  if (fields.length === 0) return []
  const held = {
    method: 'GET',
    zone: 'staff',
    access: { permission: permission(register.id, 'read') },
    ledger: fields.some(isPersonal) ? [fileRead] : [],
    handle: async (request: RouteRequest) => {
      const { id = '', field = '' } = request.params
      return downloadOutcome(await downloads.held(request.act(), register, id, field, versionOf(request)))
    },
  } as const
  return [
    { ...held, path: `${staffList(register)}/:id/files/:field` },
    { ...held, path: `${apiFiles(register)}/:field` },
  ]
}

/** Where the files of a register's records are fetched, from its declaration alone: on its pages and in the API. */
export const downloadRoutes = (downloads: Downloads, service: RegisterService): readonly Route[] => [
  ...openRoutes(downloads, service),
  ...staffRoutes(downloads, service),
]

/** The file of a change that is not decided yet. Which register it is of decides who may have it. */
export const proposedFileRoute = (downloads: Downloads, proposals: string): Route => ({
  method: 'GET',
  path: `${proposals}/:id/files/:register/:record/:field`,
  zone: 'staff',
  access: 'signed-in',
  ledger: [fileRead],
  handle: async request => {
    const { id = '', register = '', record = '', field = '' } = request.params
    return downloadOutcome(await downloads.proposed(request.act(), id, register, record, field))
  },
})
