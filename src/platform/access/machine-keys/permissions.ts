import { isOfPlatform } from '../permissions.ts'
import type { RoleDefinition } from '../role.ts'

/** What a machine can do by the API. To approve is for people: that is what approval is for. */
const operations: ReadonlySet<string> = new Set(['read', 'readPersonal', 'readSpecial', 'create', 'change', 'remove'])

/** The permissions for registers that a key can have of a role, those for own records among them. */
export const keyPermissions = (role: RoleDefinition): readonly string[] =>
  [...role.permissions, ...(role.ownPermissions ?? [])].filter(permission => {
    const [, operation = ''] = permission.split('.')
    return !isOfPlatform(permission) && operations.has(operation)
  })
