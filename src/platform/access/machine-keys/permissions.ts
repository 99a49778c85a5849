import type { RoleDefinition } from '../role.ts'

/** What a machine can do by the API. To approve is for people: that is what approval is for. */
const operations: ReadonlySet<string> = new Set(['read', 'readPersonal', 'readSpecial', 'create', 'change', 'remove'])

/** The permissions of a role that a key can have, those for own records among them. */
export const keyPermissions = (role: RoleDefinition): readonly string[] =>
  [...role.permissions, ...(role.ownPermissions ?? [])].filter(permission => {
    const [register = '', operation = '', ...rest] = permission.split('.')
    return register !== '' && rest.length === 0 && operations.has(operation)
  })
