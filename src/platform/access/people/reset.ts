import { hashPassword } from 'better-auth/crypto'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../../base/problem.ts'
import { type Act, may } from '../actor.ts'
import { credentialChanged } from '../events.ts'
import type { Access } from '../service.ts'
import { checkPassword } from '../sign-in/password.ts'
import { asTenants } from '../tenancy.ts'

/** Gives a colleague a new password, which they must change at their next sign-in, takes their other factors away and ends their sessions. */
export const resetCredentials = async (
  access: Access,
  act: Act,
  input: { readonly person: string; readonly password: string },
): Promise<void> => {
  const { actor } = act
  if (!may(actor, 'access.manage')) throw new RefusedError('access.manage')
  if (input.person === actor.person)
    throw new ConflictError({
      ja: '自分のパスワードはマイアカウントで変更してください。',
      en: 'Change your own password on your account page.',
    })
  const hash = await hashPassword(input.password.slice(0, 1000))
  await asTenants(access.database.app, actor.tenants, async tx => {
    const [person] = await tx<{ tenant: string; name: string; email: string }[]>`
      select tenant, name, email from musubi.person where id = ${input.person} and tenant = any (musubi.tenants())`
    if (!person) throw new NotFoundError('person')
    const strength = checkPassword(input.password, person)
    if (!strength.ok) throw new InputError(strength.problems)
    await tx`
      update auth.account set password = ${hash}, must_change = true, "updatedAt" = now()
      where "userId" = ${input.person} and "providerId" = 'credential'`
    await tx`update auth."user" set "twoFactorEnabled" = false, "updatedAt" = now() where id = ${input.person}`
    await tx`delete from auth."twoFactor" where "userId" = ${input.person}`
    await tx`delete from auth.passkey where "userId" = ${input.person}`
    await tx`delete from auth.session where "userId" = ${input.person}`
    await access.enter(tx, {
      event: credentialChanged,
      tenant: person.tenant,
      actor: actor.person,
      person: input.person,
      body: { changed: 'all', to: true, by: 'administrator' },
    })
  })
  access.sessions.forgetAll()
}
