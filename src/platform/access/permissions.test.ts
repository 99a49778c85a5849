import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DefinitionError } from '../../base/problem.ts'
import { roles } from './fixture.ts'
import { checkRoles, effectivePermissions, permissionsOf } from './permissions.ts'
import { permissionsDocument } from './permissions-doc.ts'
import { platformRoles } from './roles.ts'

const permissions = permissionsOf([{ id: 'permit', title: { ja: '許可', en: 'Permit' } }])

describe('permissions', () => {
  it('are ten for each register and those of the platform', () => {
    const ids = permissions.map(permission => permission.id)
    expect(ids.filter(id => id.startsWith('permit.'))).toEqual(
      ['read', 'readPersonal', 'readSpecial', 'create', 'change', 'remove', 'approve', 'issue', 'import', 'export'].map(
        operation => `permit.${operation}`,
      ),
    )
    for (const id of ['ledger.read', 'access.manage', 'sessions.end', 'messages.read', 'plan.edit'])
      expect(ids).toContain(id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

it('nobody in a business sees or decides how the platform runs', () => {
  const held = platformRoles.filter(role => role.heldIn.includes('business')).flatMap(role => role.permissions)
  expect(held.toSorted()).toEqual(['access.manage', 'sessions.end'])
})

it('what is about all organisations is held in the operating body only, by no role of another', () => {
  const operating = permissions.filter(one => one.operating).map(one => one.id)
  expect(operating).toEqual(['backup.read', 'service.announce', 'tenants.leave', 'plan.edit'])
  const title = { ja: '係', en: 'Clerk' }
  for (const permission of operating)
    for (const kind of ['municipality', 'business'] as const)
      expect(() =>
        checkRoles([{ id: 'clerk', title, permissions: [permission], heldIn: ['prefecture', kind] }], permissions),
      ).toThrow(`clerk: ${permission}`)
})

describe('roles', () => {
  const role = {
    id: 'clerk',
    title: { ja: '係', en: 'Clerk' },
    permissions: ['permit.read'],
    heldIn: ['prefecture' as const],
  }
  it('name only permissions that exist', () => {
    expect(() => checkRoles([{ ...role, permissions: ['permit.raed'] }], permissions)).toThrow(DefinitionError)
    expect(() => checkRoles([{ ...role, permissions: ['permit.raed'] }], permissions)).toThrow(/clerk.*permit\.raed/)
    expect(() => checkRoles([role, role], permissions)).toThrow(/twice/)
    expect(() => checkRoles([{ ...role, heldIn: [] }], permissions)).toThrow(/heldIn/)
  })
  it('are limited to own records only where records say whose they are, and only in writing', () => {
    const held = permissionsOf([{ id: 'permit', title: { ja: '許可', en: 'Permit' }, heldBy: 'office' }])
    const own = (permission: string) => [{ ...role, ownPermissions: [permission] }]
    expect(checkRoles(own('permit.change'), held).get('clerk')?.ownPermissions).toEqual(['permit.change'])
    expect(() => checkRoles(own('permit.change'), permissions)).toThrow(/clerk.*permit\.change.*own records/)
    expect(() => checkRoles([{ ...role, permissions: [], ownPermissions: ['permit.read'] }], held)).toThrow(
      /own records/,
    )
    expect(() =>
      checkRoles([{ ...role, permissions: ['permit.change'], ownPermissions: ['permit.change'] }], held),
    ).toThrow(/all records and for own/)
  })
  it('say in the list of permissions what holds for own records only', () => {
    const held = permissionsOf([{ id: 'permit', title: { ja: '許可', en: 'Permit' }, heldBy: 'office' }])
    const text = permissionsDocument(checkRoles([{ ...role, ownPermissions: ['permit.change'] }], held), held, [])
    expect(text).toMatch(/`permit\.change` \| 許可の変更 \| △/)
    expect(text).toMatch(/`permit\.read` \| 許可の閲覧 \| ○/)
  })
})

describe('what grants allow', () => {
  const day = fc.integer({ min: 1, max: 28 }).map(n => `2026-04-${String(n).padStart(2, '0')}`)
  const grant = fc.record({
    role: fc.constantFrom(...roles.keys(), 'not_declared'),
    validFrom: day,
    validTo: fc.option(day, { nil: null }),
  })

  it('is nothing without a grant', () => {
    expect(effectivePermissions([], roles, '2026-04-01').size).toBe(0)
  })

  it('is exactly what one of the grants of that day allows', () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 6 }), day, (grants, today) => {
        const allowed = effectivePermissions(grants, roles, today)
        for (const { id } of permissions) {
          const expected = grants.some(
            one =>
              one.validFrom <= today &&
              (one.validTo === null || today <= one.validTo) &&
              roles.get(one.role)?.permissions.includes(id),
          )
          expect(allowed.has(id)).toBe(expected)
        }
      }),
    )
  })
})

it('the document shows who may what, and which route asks for it', () => {
  const text = permissionsDocument(roles, permissions, [
    {
      method: 'GET',
      path: '/people',
      zone: 'staff',
      access: { permission: 'access.manage' },
      ledger: [],
      handle: () => ({ kind: 'redirect', to: '/' }),
    },
  ])
  expect(text).toContain('| staff | GET | `/people` | `access.manage` (利用者管理者、事業者の利用者管理者) |  |')
  expect(text).toMatch(/\| `permit\.approve` \| 許可の決裁 \|(?: [ ○]? ?\|)+/)
  const line = text.split('\n').find(one => one.startsWith('| `permit.approve`')) ?? ''
  expect(line.match(/○/g)).toHaveLength(1)
})
