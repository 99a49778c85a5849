import { dayInJapan } from '../../../base/clock.ts'
import type { Problem } from '../../../base/problem.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import { organisationChanged } from '../events.ts'
import { idOf, pageProps, problemsIn, t, value } from '../pages/common.ts'
import { OrganisationsPage, organisationsTitle } from '../pages/organisations.tsx'
import { organisationChoices } from '../pages/people.tsx'
import type { Access } from '../service.ts'
import { addDepartment, endDepartment, listOrganisations } from './organisations.ts'

export const organisationRoutes = (access: Access): readonly Route[] => {
  const { app } = access.database
  const managed = { zone: 'staff', access: { permission: 'access.manage' } } as const
  const page = async (
    request: RouteRequest,
    problems: readonly Problem[] = [],
    given: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> => {
    const organisations = await listOrganisations(app)
    const { tenants } = request.actor
    const today = dayInJapan(request.act().clock.now())
    const departments = organisations.filter(row => row.kind === 'department' && row.valid_to === null)
    return {
      kind: 'page',
      title: organisationsTitle,
      wide: true,
      status: problems.length > 0 ? 422 : 200,
      body: (
        <OrganisationsPage
          {...pageProps(request, problems)}
          organisations={organisations}
          own={tenants}
          choices={organisationChoices(organisations, tenants, today, request.language)}
          departments={organisationChoices(departments, tenants, today, request.language)}
          given={given}
          today={today}
        />
      ),
    }
  }
  return [
    { ...managed, method: 'GET', path: '/organisations', ledger: [], handle: request => page(request) },
    {
      ...managed,
      method: 'POST',
      path: '/organisations',
      ledger: [organisationChanged],
      handle: async request => {
        const form = await request.form()
        const given = Object.fromEntries(
          ['name', 'nameEn', 'parent', 'validFrom'].map(name => [name, value(form, name)]),
        )
        try {
          await addDepartment(app, access.enter, request.act(), {
            parent: value(form, 'parent'),
            name: { ja: value(form, 'name'), en: value(form, 'nameEn') },
            validFrom: value(form, 'validFrom'),
          })
        } catch (error) {
          return await page(request, problemsIn(error), given)
        }
        access.sessions.forgetAll()
        return {
          kind: 'redirect',
          to: '/organisations',
          notice: t('部署を登録しました。', 'The department was added.'),
        }
      },
    },
    {
      ...managed,
      method: 'POST',
      path: '/organisations/end',
      ledger: [organisationChanged],
      handle: async request => {
        const form = await request.form()
        const given = Object.fromEntries(['organisation', 'from', 'successor'].map(name => [name, value(form, name)]))
        const successor = value(form, 'successor')
        try {
          await endDepartment(app, access.enter, request.act(), {
            organisation: idOf(value(form, 'organisation')),
            from: value(form, 'from'),
            ...(successor ? { successor: idOf(successor) } : {}),
          })
        } catch (error) {
          return await page(request, problemsIn(error), given)
        }
        return {
          kind: 'redirect',
          to: '/organisations',
          notice: t('部署を廃止しました。', 'The department was closed.'),
        }
      },
    },
  ]
}
