import { hashPassword } from 'better-auth/crypto'
import { dayInJapan } from '../../../base/clock.ts'
import { InputError, NotFoundError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Act } from '../actor.ts'
import { grantGiven, personAdded } from '../events.ts'
import type { RoleDefinition } from '../role.ts'
import { administrator, businessAdministrator, operator } from '../roles.ts'
import type { Access } from '../service.ts'
import { randomPassword } from '../sign-in/random-password.ts'
import { asTenants } from '../tenancy.ts'
import { insertGrant } from './grants.ts'
import type { OrganisationKind } from './organisations.ts'
import { alreadyThere, insertPerson, type PersonInput, problemsOf } from './people.ts'

export interface Appointed {
  readonly person: string
  /** To be handed over and changed at the first sign-in; kept nowhere. */
  readonly password: string
}

/** Who runs a platform looks after its machines as well, until the two are given to two people. */
const rolesOf = (kind: OrganisationKind): readonly RoleDefinition[] =>
  kind === 'business' ? [businessAdministrator] : kind === 'prefecture' ? [administrator, operator] : [administrator]

/**
 * Makes somebody the administrator of a body, from the machine itself: the first one of an empty platform, or another one
 * when nobody can sign in any more. Whoever may run the command holds the database anyway; the ledger tells of it.
 * @throws InputError at a field; NotFoundError when there is no such organisation
 */
export const appointAdministrator = async (access: Access, act: Act, input: PersonInput): Promise<Appointed> => {
  const problems = problemsOf(input)
  if (problems.length > 0) throw new InputError(problems)
  const person = newId()
  const password = randomPassword()
  const hash = await hashPassword(password)
  const from = dayInJapan(act.clock.now())
  try {
    await asTenants(access.database.app, act.actor.tenants, async tx => {
      const [body] = await tx<{ tenant: string; kind: OrganisationKind }[]>`
        select o.tenant, body.kind from musubi.organisation o join musubi.organisation body on body.id = o.tenant
        where o.id = ${input.organisation}`
      if (!body) throw new NotFoundError('organisation')
      const { tenant } = body
      const about = { tenant, actor: act.actor.person, person, ...(act.reason ? { reason: act.reason } : {}) }
      await insertPerson(tx, { ...input, id: person, tenant, validFrom: from }, { hash, mustChange: true })
      await access.enter(tx, {
        ...about,
        event: personAdded,
        body: { person, organisation: input.organisation, from },
      })
      for (const { id: role } of rolesOf(body.kind)) {
        const held = { person, organisation: input.organisation, role, validFrom: from }
        const grant = await insertGrant(tx, { ...held, tenant }, null)
        await access.enter(tx, {
          ...about,
          event: grantGiven,
          body: { grant, role, organisation: held.organisation, from, to: null },
        })
      }
    })
  } catch (error) {
    throw alreadyThere(error) ?? error
  }
  return { person, password }
}
