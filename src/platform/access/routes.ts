import type { MenuEntry, Route } from '../routing/route.ts'
import { machineKeyRoutes } from './machine-keys/routes.tsx'
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

const managed = { zone: 'staff', permission: 'access.manage', management: 'people' } as const

export const accessMenu: readonly MenuEntry[] = [
  {
    ...managed,
    title: peopleTitle,
    path: '/people',
    order: 900,
    text: {
      ja: '利用者を登録し、権限を決め、パスワードを再設定します。',
      en: 'Enter people, say what they may do, set passwords anew.',
    },
  },
  {
    ...managed,
    title: organisationsTitle,
    path: '/organisations',
    order: 910,
    text: {
      ja: '県、市町村、所属と事業者の一覧です。',
      en: 'The prefecture, municipalities, departments and businesses.',
    },
  },
  {
    ...managed,
    title: transfersTitle,
    path: '/transfers',
    order: 920,
    text: {
      ja: '４月１日などの異動を、一つのファイルでまとめて確かめてから入力します。',
      en: 'Enter the transfers of a day as one file, checked first.',
    },
  },
  {
    ...managed,
    title: machineKeysTitle,
    path: '/machine-keys',
    order: 930,
    text: {
      ja: '他のシステムがAPIを使うための鍵を作り、承認し、止めます。',
      en: 'Make, release and end the keys with which other systems use the API.',
    },
  },
]
