import type { Bilingual } from '../../base/bilingual.ts'
import { DefinitionError } from '../../base/problem.ts'
import type { RoleDefinition } from './role.ts'

export interface PermissionDefinition {
  readonly id: string
  readonly title: Bilingual
  /** Of a register: its title, and the operation's alone, where permissions stand under their register. */
  readonly of?: { readonly register: Bilingual; readonly operation: Bilingual }
  /** May be given for the records of one's own organisation only. */
  readonly ownable?: boolean
  /** About what all organisations share: a role that has it can be held in the operating body only. */
  readonly operating?: true
}

/** What may be done with every register; the register's id stands in front: `club_booking.approve`. */
const registerOperations = {
  read: { ja: '閲覧', en: 'read' },
  readPersonal: { ja: '個人情報の閲覧', en: 'read personal data' },
  readSpecial: { ja: '要配慮個人情報・個人番号の閲覧', en: 'read special personal data' },
  create: { ja: '登録', en: 'create' },
  change: { ja: '変更', en: 'change' },
  remove: { ja: '削除', en: 'remove' },
  approve: { ja: '決裁', en: 'approve' },
  issue: { ja: '文書の発行', en: 'issue documents' },
  import: { ja: '取込', en: 'import' },
  export: { ja: '出力', en: 'export' },
} as const satisfies Record<string, Bilingual>

/** Those that may be limited to records of one's own organisation: what is written record by record. */
const ownable: ReadonlySet<string> = new Set(['create', 'change', 'remove', 'approve', 'issue', 'import'])

/** What may be done with the platform itself. */
const platformPermissions = [
  { id: 'ledger.read', title: { ja: '証跡の閲覧', en: 'Read the ledger' } },
  { id: 'access.manage', title: { ja: '利用者・組織・権限の管理', en: 'Manage people, organisations and roles' } },
  { id: 'sessions.end', title: { ja: '他の利用者のサインインの終了', en: "End other people's sessions" } },
  { id: 'messages.read', title: { ja: '送信メッセージの閲覧', en: 'Read outgoing messages' } },
  { id: 'moving.read', title: { ja: 'データ移行の閲覧', en: 'See moves' } },
  { id: 'moving.manage', title: { ja: 'データ移行の準備とリハーサル', en: 'Prepare and rehearse moving in' } },
  {
    id: 'moving.look',
    title: { ja: '移行ファイルの個人情報の閲覧', en: 'Read personal data of files to be moved in' },
  },
  { id: 'moving.approve', title: { ja: 'データ移行の切替の承認', en: 'Approve a cut-over' } },
  { id: 'backup.read', title: { ja: 'バックアップの状況の閲覧', en: 'See the state of the backups' }, operating: true },
  { id: 'service.read', title: { ja: 'サービス水準と利用量の閲覧', en: 'See service levels and use' } },
  { id: 'service.announce', title: { ja: '計画停止の予告', en: 'Announce maintenance' }, operating: true },
  { id: 'tenants.leave', title: { ja: '団体の退去の手続', en: 'Departures of bodies' }, operating: true },
  { id: 'plan.edit', title: { ja: '計画の指標の入力', en: "Enter the plan's figures" }, operating: true },
] as const satisfies readonly PermissionDefinition[]

const ofPlatform: ReadonlySet<string> = new Set(platformPermissions.map(({ id }) => id))

/** Whether it is about the platform itself, and about no register. */
export const isOfPlatform = (permission: string): boolean => ofPlatform.has(permission)

/** Permissions of the given registers and of the platform, in a fixed order. */
export const permissionsOf = (
  registers: readonly { readonly id: string; readonly title: Bilingual; readonly heldBy?: string }[],
): readonly PermissionDefinition[] => [
  ...platformPermissions,
  ...registers.flatMap(register =>
    Object.entries(registerOperations).map(([operation, title]) => ({
      id: `${register.id}.${operation}`,
      title: { ja: `${register.title.ja}の${title.ja}`, en: `${register.title.en}: ${title.en}` },
      of: { register: register.title, operation: title },
      ownable: register.heldBy !== undefined && ownable.has(operation),
    })),
  ),
]

/** Roles by id, made sure to name only permissions that exist. */
export type Roles = ReadonlyMap<string, RoleDefinition>

/** @throws DefinitionError naming role and permission */
export const checkRoles = (
  roles: readonly RoleDefinition[],
  permissions: readonly Pick<PermissionDefinition, 'id' | 'ownable' | 'operating'>[],
): Roles => {
  const known = new Set(permissions.map(permission => permission.id))
  const limitable = new Set(permissions.filter(one => one.ownable).map(one => one.id))
  const operating = new Set(permissions.filter(one => one.operating).map(one => one.id))
  const checked = new Map<string, RoleDefinition>()
  for (const role of roles) {
    if (checked.has(role.id)) throw new DefinitionError(`role ${role.id}: declared twice`)
    if (role.heldIn.length === 0) throw new DefinitionError(`role ${role.id}: heldIn names no kind of organisation`)
    const unknown = role.permissions.find(permission => !known.has(permission))
    if (unknown !== undefined) throw new DefinitionError(`role ${role.id}: no such permission: ${unknown}`)
    const shared = role.permissions.find(permission => operating.has(permission))
    if (shared !== undefined && role.heldIn.some(kind => kind !== 'prefecture'))
      throw new DefinitionError(
        `role ${role.id}: ${shared} is about what all organisations share, so that heldIn can name the prefecture only`,
      )
    const notOwn = role.ownPermissions?.find(permission => !limitable.has(permission))
    if (notOwn !== undefined)
      throw new DefinitionError(
        `role ${role.id}: ${notOwn} cannot be limited to own records: only writing can, in a register with heldBy`,
      )
    const both = role.ownPermissions?.find(permission => role.permissions.includes(permission))
    if (both !== undefined)
      throw new DefinitionError(`role ${role.id}: ${both} is given for all records and for own ones`)
    checked.set(role.id, role)
  }
  return checked
}

export interface GrantPeriod {
  readonly role: string
  /** First and last day on which it holds, YYYY-MM-DD; no last day: until it is ended. */
  readonly validFrom: string
  readonly validTo?: string | null
}

const nothing: ReadonlySet<string> = new Set()
const unions = new WeakMap<Roles, Map<string, ReadonlySet<string>>>()

/** Permissions of several roles together. A role that is no longer declared gives nothing. */
export const permissionsOfRoles = (held: readonly string[], roles: Roles): ReadonlySet<string> => {
  if (held.length === 0) return nothing
  const memory = unions.get(roles) ?? new Map<string, ReadonlySet<string>>()
  unions.set(roles, memory)
  const key = [...new Set(held)].sort().join(' ')
  const found = memory.get(key)
  if (found) return found
  const union = new Set(held.flatMap(role => roles.get(role)?.permissions ?? []))
  // The key is made of roles that people hold, but not without end.
  if (memory.size < 10_000) memory.set(key, union)
  return union
}

/**
 * What roles allow for the records of the organisations in which they are held: permission → their ids. What is allowed
 * for all records is not in it.
 * @param all what the same person may do with all records
 */
export const ownPermissionsOf = (
  grants: readonly { readonly role: string; readonly offices: readonly string[] }[],
  roles: Roles,
  all: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const own = new Map<string, Set<string>>()
  for (const { role, offices } of grants)
    for (const permission of roles.get(role)?.ownPermissions ?? []) {
      if (all.has(permission)) continue
      const ids = own.get(permission) ?? new Set<string>()
      for (const office of offices) ids.add(office)
      own.set(permission, ids)
    }
  return own
}

/** What grants allow on a day (YYYY-MM-DD, Japan): the union of their roles; nothing when none holds. */
export const effectivePermissions = (grants: readonly GrantPeriod[], roles: Roles, day: string): ReadonlySet<string> =>
  permissionsOfRoles(
    grants
      .filter(grant => grant.validFrom <= day && (grant.validTo == null || day <= grant.validTo))
      .map(grant => grant.role),
    roles,
  )
