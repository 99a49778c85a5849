import { dayInJapan } from '../../../base/clock.ts'
import { NotFoundError, type Problem } from '../../../base/problem.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { FormInput, Route, RouteRequest } from '../../routing/route.ts'
import { may } from '../actor.ts'
import {
  credentialChanged,
  grantEnded,
  grantGiven,
  personAdded,
  personChanged,
  personEdited,
  sessionEnded,
} from '../events.ts'
import { idOf, pageProps, problemsIn, secretValue, t, value } from '../pages/common.ts'
import { EditPersonPage, editPersonTitle } from '../pages/edit-person.tsx'
import {
  NewPersonPage,
  newPersonTitle,
  organisationChoices,
  PeoplePage,
  PersonPage,
  peopleTitle,
} from '../pages/people.tsx'
import type { Access } from '../service.ts'
import { endSessions, listSessions } from '../sessions/service.ts'
import { editPerson, markOf } from './edit.ts'
import { endGrant, giveGrant, grantsOf, mayHold } from './grants.ts'
import { listOrganisations } from './organisations.ts'
import { addPerson, listPeople, setStatus } from './people.ts'
import { resetCredentials } from './reset.ts'

const given = (form: FormInput, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map(name => [name, value(form, name)]))

/** Administration of people and of what they may do. */
export const peopleRoutes = (access: Access): readonly Route[] => {
  const { roles, enter } = access
  const { app } = access.database
  const managed = { zone: 'staff', access: { permission: 'access.manage' } } as const

  const newPerson = async (
    request: RouteRequest,
    typed: Readonly<Record<string, string>> = {},
    problems: readonly Problem[] = [],
  ): Promise<Outcome> => {
    const rows = await listOrganisations(app)
    const today = dayInJapan(request.act().clock.now())
    return {
      kind: 'page',
      title: newPersonTitle,
      crumbs: [{ title: peopleTitle, path: '/people' }, { title: newPersonTitle }],
      status: problems.length > 0 ? 422 : 200,
      body: (
        <NewPersonPage
          {...pageProps(request, problems)}
          organisations={organisationChoices(rows, request.actor.tenants, today, request.language)}
          given={typed}
        />
      ),
    }
  }

  const person = async (
    request: RouteRequest,
    problems: readonly Problem[] = [],
    typed: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> => {
    const act = request.act()
    const id = idOf(request.params.id)
    const found = (await listPeople(app, act)).find(one => one.id === id)
    if (!found) throw new NotFoundError('person')
    const organisations = await listOrganisations(app)
    const today = dayInJapan(act.clock.now())
    const body = organisations.find(row => row.id === act.actor.organisation)
    const employed = act.actor.tenants.includes(found.tenant)
    const seesSessions = employed && id !== act.actor.person && may(act.actor, 'sessions.end')
    return {
      kind: 'page',
      title: { ja: found.name, en: found.name },
      crumbs: [{ title: peopleTitle, path: '/people' }, { title: { ja: found.name, en: found.name } }],
      status: problems.length > 0 ? 422 : 200,
      body: (
        <PersonPage
          {...pageProps(request, problems)}
          person={found}
          own={id === act.actor.person}
          employed={employed}
          ledger={may(act.actor, 'ledger.read')}
          grants={await grantsOf(app, act, id)}
          sessions={seesSessions ? await listSessions(app, access.settings, act, id) : []}
          organisations={organisations}
          choices={organisationChoices(organisations, act.actor.tenants, today, request.language)}
          roles={roles}
          roleChoices={[...roles.values()]
            .filter(role => body && mayHold(roles, role.id, body.kind))
            .map(role => ({ value: role.id, label: role.title[request.language] }))}
          today={today}
          given={typed}
        />
      ),
    }
  }

  const edit = async (
    request: RouteRequest,
    problems: readonly Problem[] = [],
    typed: Readonly<Record<string, string>> = {},
  ): Promise<Outcome> => {
    const act = request.act()
    const id = idOf(request.params.id)
    const found = (await listPeople(app, act)).find(one => one.id === id && act.actor.tenants.includes(one.tenant))
    if (!found) throw new NotFoundError('person')
    const { name, email } = found
    return {
      kind: 'page',
      title: editPersonTitle,
      crumbs: [
        { title: peopleTitle, path: '/people' },
        { title: { ja: name, en: name }, path: `/people/${id}` },
        { title: editPersonTitle },
      ],
      status: problems.length > 0 ? 422 : 200,
      body: (
        <EditPersonPage
          {...pageProps(request, problems)}
          person={id}
          mark={markOf(found)}
          given={{ name, kana: found.kana ?? '', email, reason: '', ...typed }}
        />
      ),
    }
  }

  /** Does something to the person of the path, and shows the page again when that cannot be. */
  const change = async (
    request: RouteRequest,
    work: (form: FormInput, id: string) => Promise<unknown>,
    notice: { ja: string; en: string },
    names: readonly string[] = [],
  ): Promise<Outcome> => {
    const form = await request.form()
    const id = idOf(request.params.id)
    try {
      await work(form, id)
    } catch (error) {
      return await person(request, problemsIn(error), given(form, names))
    }
    access.sessions.forgetAll()
    return { kind: 'redirect', to: `/people/${id}`, notice }
  }

  return [
    {
      ...managed,
      method: 'GET',
      path: '/people',
      ledger: [],
      handle: async request => ({
        kind: 'page',
        title: peopleTitle,
        wide: true,
        body: (
          <PeoplePage
            language={request.language}
            people={await listPeople(app, request.act())}
            organisations={await listOrganisations(app)}
            roles={roles}
          />
        ),
      }),
    },
    { ...managed, method: 'GET', path: '/people/new', ledger: [], handle: request => newPerson(request) },
    {
      ...managed,
      method: 'POST',
      path: '/people/new',
      ledger: [personAdded],
      handle: async request => {
        const form = await request.form()
        const typed = given(form, ['name', 'kana', 'staffNumber', 'email', 'organisation'])
        const [kana, staffNumber] = [value(form, 'kana'), value(form, 'staffNumber')]
        try {
          const id = await addPerson(
            app,
            enter,
            request.act(),
            {
              name: value(form, 'name'),
              ...(kana ? { kana } : {}),
              ...(staffNumber ? { staffNumber } : {}),
              email: value(form, 'email'),
              organisation: value(form, 'organisation'),
            },
            secretValue(form, 'password'),
          )
          return {
            kind: 'redirect',
            to: `/people/${id}`,
            notice: t('利用者を登録しました。', 'The person is registered.'),
          }
        } catch (error) {
          return await newPerson(request, typed, problemsIn(error))
        }
      },
    },
    { ...managed, method: 'GET', path: '/people/:id', ledger: [], handle: request => person(request) },
    { ...managed, method: 'GET', path: '/people/:id/edit', ledger: [], handle: request => edit(request) },
    {
      ...managed,
      method: 'POST',
      path: '/people/:id/edit',
      ledger: [personEdited],
      handle: async request => {
        const form = await request.form()
        const id = idOf(request.params.id)
        const [name, kana, email] = [value(form, 'name'), value(form, 'kana'), value(form, 'email')]
        const reason = value(form, 'reason')
        try {
          await editPerson(access, request.act(reason || undefined), {
            person: id,
            name,
            kana,
            email,
            mark: value(form, 'mark'),
          })
        } catch (error) {
          return await edit(request, problemsIn(error), { name, kana, email, reason })
        }
        access.sessions.forgetAll()
        return { kind: 'redirect', to: `/people/${id}`, notice: t('変更しました。', 'The change is made.') }
      },
    },
    {
      ...managed,
      method: 'POST',
      path: '/people/:id/grants',
      ledger: [grantGiven],
      handle: request =>
        change(
          request,
          (form, id) => {
            const validTo = value(form, 'validTo')
            return giveGrant(app, enter, roles, request.act(), {
              person: id,
              organisation: value(form, 'organisation'),
              role: value(form, 'role'),
              validFrom: value(form, 'validFrom'),
              ...(validTo ? { validTo } : {}),
            })
          },
          t('役割を付与しました。', 'The role is granted.'),
          ['role', 'organisation', 'validFrom', 'validTo'],
        ),
    },
    {
      ...managed,
      method: 'POST',
      path: '/people/:id/grants/end',
      ledger: [grantEnded],
      handle: request =>
        change(
          request,
          form => endGrant(app, enter, request.act(), { grant: idOf(value(form, 'grant')) }),
          t('役割を終了しました。', 'The role was ended.'),
        ),
    },
    {
      ...managed,
      method: 'POST',
      path: '/people/:id/status',
      ledger: [personChanged],
      handle: request =>
        change(
          request,
          (form, id) => {
            const status = value(form, 'status')
            const reason = value(form, 'reason')
            if (status !== 'active' && status !== 'suspended' && status !== 'left') throw new NotFoundError('status')
            return setStatus(app, enter, request.act(reason || undefined), { person: id, status })
          },
          t('状態を変更しました。', 'The status was changed.'),
        ),
    },
    {
      ...managed,
      method: 'POST',
      path: '/people/:id/reset',
      ledger: [credentialChanged],
      handle: request =>
        change(
          request,
          (form, id) =>
            resetCredentials(access, request.act(), { person: id, password: secretValue(form, 'password') }),
          t('パスワードを再設定しました。', 'The password was reset.'),
        ),
    },
    {
      zone: 'staff',
      access: { permission: 'sessions.end' },
      method: 'POST',
      path: '/people/:id/sessions/end',
      ledger: [sessionEnded],
      handle: request =>
        change(
          request,
          (form, id) => {
            const session = value(form, 'session')
            return endSessions(app, enter, access.sessions, request.act(), {
              person: id,
              ...(session ? { session: idOf(session) } : {}),
            })
          },
          t('サインインを終了しました。', 'The session was ended.'),
        ),
    },
  ]
}
