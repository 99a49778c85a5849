import type { Route } from '../routing/route.ts'
import type { PermissionDefinition, Roles } from './permissions.ts'
import type { RoleDefinition } from './role.ts'

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ')

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const bodies = { prefecture: '都道府県', municipality: '市区町村', business: '事業者' } as const

const who = (route: Route, roles: Roles): string => {
  if (route.access === 'everyone') return '誰でも / everyone'
  if (route.access === 'signed-in') return 'サインインした人 / signed in'
  const { permission } = route.access
  const held = [...roles.values()].flatMap(role =>
    role.permissions.includes(permission)
      ? [role.title.ja]
      : role.ownPermissions?.includes(permission)
        ? [`${role.title.ja}：自組織の記録のみ`]
        : [],
  )
  return `\`${permission}\` (${held.join('、') || 'なし / nobody'})`
}

const cellOf = (role: RoleDefinition, permission: string): string =>
  role.permissions.includes(permission) ? '○' : role.ownPermissions?.includes(permission) ? '△' : ''

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The text of `generated/permissions.md`: who may do what, from the declarations themselves. */
export const permissionsDocument = (
  roles: Roles,
  permissions: readonly PermissionDefinition[],
  routes: readonly Route[],
): string => {
  const all = [...roles.values()]
  const sorted = [...routes].sort(
    (a, b) => byText(a.zone, b.zone) || byText(a.path, b.path) || byText(a.method, b.method),
  )
  return `${[
    '# 権限 / Permissions',
    'Made from the declarations by `npm run generate`; not edited by hand. Nothing is allowed that is not listed here.',
    '## 役割 / Roles',
    table(
      ['id', '役割', 'Role', '持てる団体 / held in'],
      all.map(role => [
        `\`${role.id}\``,
        role.title.ja,
        role.title.en,
        role.heldIn.map(kind => bodies[kind]).join('、'),
      ]),
    ),
    '## 役割と権限 / Roles and permissions',
    '○ すべての記録 / all records、△ 役割を持つ組織の記録だけ / records of the organisation in which the role is held',
    table(
      ['permission', '権限', ...all.map(role => role.title.ja)],
      permissions.map(permission => [
        `\`${permission.id}\``,
        permission.title.ja,
        ...all.map(role => cellOf(role, permission.id)),
      ]),
    ),
    '## 経路 / Routes',
    table(
      ['zone', 'method', 'path', '呼べる人 / who', '証跡 / ledger'],
      sorted.map(route => [
        route.zone,
        route.method,
        `\`${route.path}\``,
        who(route, roles),
        route.ledger.map(event => `\`${event.id}\``).join(' '),
      ]),
    ),
  ].join('\n\n')}\n`
}
