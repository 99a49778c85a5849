import { dayInJapan } from '../../../base/clock.ts'
import type { Problem } from '../../../base/problem.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { FormInput, Route, RouteRequest } from '../../routing/route.ts'
import { may } from '../actor.ts'
import { machineKeyMade, machineKeyReleased, machineKeyRevoked } from '../events.ts'
import { idOf, pageProps, problemsIn, t, value } from '../pages/common.ts'
import {
  MachineKeyMadePage,
  MachineKeysPage,
  machineKeyMadeTitle,
  machineKeysTitle,
  NewMachineKeyPage,
  newMachineKeyTitle,
  stateOf,
} from '../pages/machine-keys.tsx'
import { organisationChoices } from '../pages/people.tsx'
import { mayHold } from '../people/grants.ts'
import { listOrganisations } from '../people/organisations.ts'
import type { Access } from '../service.ts'
import { keyPermissions } from './permissions.ts'
import { listMachineKeys, makeMachineKey, mayRelease, releaseMachineKey, revokeMachineKey } from './service.ts'

const crumb = { title: machineKeysTitle, path: '/machine-keys' }

/** Keys by which other systems use the staff API. */
export const machineKeyRoutes = (access: Access): readonly Route[] => {
  const { app } = access.database
  const managed = { zone: 'staff', access: { permission: 'access.manage' } } as const
  const titles = new Map(access.permissions.map(permission => [permission.id, permission.title]))

  const list = async (request: RouteRequest, problems: readonly Problem[] = []): Promise<Outcome> => {
    const act = request.act()
    const { language } = request
    const [keys, organisations] = await Promise.all([listMachineKeys(access, act), listOrganisations(app)])
    const today = dayInJapan(act.clock.now())
    const names = new Map(organisations.map(row => [row.id, language === 'ja' ? row.name_ja : row.name_en]))
    return {
      kind: 'page',
      title: machineKeysTitle,
      status: problems.length > 0 ? 409 : 200,
      body: (
        <MachineKeysPage
          {...pageProps(request, problems)}
          manages={may(act.actor, 'access.manage')}
          keys={keys.map(key => ({
            key,
            state: stateOf(key, today),
            organisation: names.get(key.organisation) ?? '',
            permissions: key.permissions.map(id => titles.get(id)?.[language] ?? id),
            releasable: mayRelease(access, act, key),
          }))}
        />
      ),
    }
  }

  const form = async (
    request: RouteRequest,
    roleId: string,
    problems: readonly Problem[] = [],
    sent?: FormInput,
  ): Promise<Outcome> => {
    const organisations = await listOrganisations(app)
    const { actor, language } = request
    const body = organisations.find(row => row.id === actor.organisation)
    const roles = [...access.roles.values()].filter(
      role => body && mayHold(access.roles, role.id, body.kind) && keyPermissions(role).length > 0,
    )
    const role = roles.find(one => one.id === roleId)
    const possible = new Set(role ? keyPermissions(role) : [])
    const own = organisations.filter(row => row.tenant === actor.organisation)
    const today = dayInJapan(request.act().clock.now())
    const given = Object.fromEntries(
      ['name', 'purpose', 'organisation', 'validTo'].map(name => [name, sent ? value(sent, name) : '']),
    )
    return {
      kind: 'page',
      title: newMachineKeyTitle,
      crumbs: [crumb, { title: newMachineKeyTitle }],
      status: problems.length > 0 ? 422 : 200,
      body: (
        <NewMachineKeyPage
          {...pageProps(request, problems)}
          roles={roles}
          role={role}
          possible={access.permissions.filter(permission => possible.has(permission.id))}
          organisations={organisationChoices(own, actor.tenants, today, language)}
          given={given}
          chosen={sent?.values['permissions'] ?? []}
        />
      ),
    }
  }

  return [
    {
      zone: 'staff',
      access: 'signed-in',
      method: 'GET',
      path: '/machine-keys',
      ledger: [],
      handle: request => list(request),
    },
    {
      ...managed,
      method: 'GET',
      path: '/machine-keys/new',
      ledger: [],
      handle: request => form(request, request.query.get('role') ?? ''),
    },
    {
      ...managed,
      method: 'POST',
      path: '/machine-keys',
      ledger: [machineKeyMade],
      handle: async request => {
        const sent = await request.form()
        const name = value(sent, 'name')
        try {
          const { key } = await makeMachineKey(access, request.act(), {
            name,
            purpose: value(sent, 'purpose'),
            organisation: value(sent, 'organisation'),
            role: value(sent, 'role'),
            permissions: [...new Set(sent.values['permissions'] ?? [])],
            validTo: value(sent, 'validTo'),
          })
          return {
            kind: 'page',
            title: machineKeyMadeTitle,
            crumbs: [crumb, { title: machineKeyMadeTitle }],
            body: <MachineKeyMadePage language={request.language} name={name} secret={key} />,
          }
        } catch (error) {
          return await form(request, value(sent, 'role'), problemsIn(error), sent)
        }
      },
    },
    {
      zone: 'staff',
      access: 'signed-in',
      method: 'POST',
      path: '/machine-keys/:id/release',
      ledger: [machineKeyReleased],
      handle: async request => {
        try {
          await releaseMachineKey(access, request.act(), idOf(request.params['id']))
        } catch (error) {
          return await list(request, problemsIn(error))
        }
        return { kind: 'redirect', to: '/machine-keys', notice: t('鍵を承認しました。', 'The key was released.') }
      },
    },
    {
      ...managed,
      method: 'POST',
      path: '/machine-keys/:id/revoke',
      ledger: [machineKeyRevoked],
      handle: async request => {
        await revokeMachineKey(access, request.act(), idOf(request.params['id']))
        return { kind: 'redirect', to: '/machine-keys', notice: t('鍵を取り消しました。', 'The key was revoked.') }
      },
    },
  ]
}
