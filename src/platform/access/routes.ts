import type { MenuEntry, Route } from '../routing/route.ts'
import { machineKeyRoutes } from './machine-keys/routes.tsx'
import { accountTitle } from './pages/account.tsx'
import { machineKeysTitle } from './pages/machine-keys.tsx'
import { organisationsTitle } from './pages/organisations.tsx'
import { peopleTitle } from './pages/people.tsx'
import { transfersTitle } from './pages/transfers.tsx'
import { organisationRoutes } from './people/organisation-routes.tsx'
import { peopleRoutes } from './people/routes.tsx'
import type { Access } from './service.ts'
import { accountRoutes } from './sign-in/account-routes.tsx'
import { signInRoutes } from './sign-in/routes.tsx'
import { transferRoutes } from './transfers/routes.tsx'

/** Everything that this block answers, on the staff listener. */
export const accessRoutes = (access: Access): readonly Route[] => [
  ...signInRoutes(access),
  ...accountRoutes(access),
  ...peopleRoutes(access),
  ...organisationRoutes(access),
  ...transferRoutes(access),
  ...machineKeyRoutes(access),
]

export const accessMenu: readonly MenuEntry[] = [
  { zone: 'staff', title: peopleTitle, path: '/people', permission: 'access.manage', order: 900 },
  { zone: 'staff', title: organisationsTitle, path: '/organisations', permission: 'access.manage', order: 910 },
  { zone: 'staff', title: transfersTitle, path: '/transfers', permission: 'access.manage', order: 920 },
  { zone: 'staff', title: machineKeysTitle, path: '/machine-keys', permission: 'access.manage', order: 930 },
  { zone: 'staff', title: accountTitle, path: '/account', order: 990 },
]
