import type { Bilingual } from '../../../base/bilingual.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { RefusedError } from '../../../base/problem.ts'
import type { Act } from '../actor.ts'
import type { Access } from '../service.ts'

export interface AccountView {
  readonly person: string
  readonly name: string
  readonly email: string
  /** Bodies that grant anything today, to choose from. */
  readonly bodies: readonly { readonly id: string; readonly name: Bilingual }[]
  readonly acting: string
  /** Titles of the roles held in the acting body today. */
  readonly roles: readonly Bilingual[]
}

/** What people may know about themselves. */
export const accountOf = async (access: Access, act: Act): Promise<AccountView> => {
  const { actor } = act
  if (actor.person === null) throw new RefusedError('signed-in')
  const { app } = access.database
  const [user] = await app<{ email: string }[]>`select email from auth."user" where id = ${actor.person}`
  const grants = await app<{ role: string; tenant: string; name_ja: string; name_en: string }[]>`
    select role, tenant, name_ja, name_en from auth.grants_of(${actor.person}, ${dayInJapan(act.clock.now())})`
  const bodies = new Map(grants.map(grant => [grant.tenant, { ja: grant.name_ja, en: grant.name_en }]))
  const held = new Set(grants.filter(grant => grant.tenant === actor.organisation).map(grant => grant.role))
  return {
    person: actor.person,
    name: actor.name,
    email: user?.email ?? '',
    bodies: [...bodies].map(([id, name]) => ({ id, name })),
    acting: actor.organisation,
    roles: [...held].flatMap(id => access.roles.get(id)?.title ?? []),
  }
}
