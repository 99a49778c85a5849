import { createHash } from 'node:crypto'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../../base/problem.ts'
import { type Act, may } from '../actor.ts'
import { personEdited } from '../events.ts'
import type { Access } from '../service.ts'
import { asTenants } from '../tenancy.ts'
import { addressChanged } from './letters.ts'
import { alreadyThere, problemsOf } from './people.ts'

interface Details {
  readonly name: string
  readonly kana: string | null
  readonly email: string
}

/** Of what stood on the form when it was opened: a colleague's change meanwhile is not overwritten. */
export const markOf = ({ name, kana, email }: Details): string =>
  createHash('sha256')
    .update(JSON.stringify([name, kana ?? '', email]))
    .digest('base64url')

/**
 * Changes a colleague's name, reading and e-mail address. The address is what one signs in with: when it changes, every
 * session of the person ends (but not the administrator's own), and the old and the new address are both told, so that
 * a change that nobody wanted is noticed.
 */
export const editPerson = async (
  access: Access,
  act: Act,
  input: {
    readonly person: string
    readonly name: string
    readonly kana: string
    readonly email: string
    readonly mark: string
  },
): Promise<void> => {
  const { actor } = act
  if (!may(actor, 'access.manage')) throw new RefusedError('access.manage')
  const after: Details = {
    name: input.name.trim(),
    kana: input.kana.trim() || null,
    email: input.email.trim().toLowerCase(),
  }
  const problems = problemsOf(after)
  if (problems.length > 0) throw new InputError(problems)
  try {
    await asTenants(access.database.app, actor.tenants, async tx => {
      const [before] = await tx<(Details & { tenant: string })[]>`
        select tenant, name, kana, email from musubi.person
        where id = ${input.person} and tenant = any (musubi.tenants()) for update`
      if (!before) throw new NotFoundError('person')
      if (markOf(before) !== input.mark)
        throw new ConflictError({
          ja: '開いている間に、ほかの人がこの利用者を変更しました。内容を確かめて、もう一度変更してください。',
          en: 'Somebody else changed this person meanwhile. Look at the entries and change them again.',
        })
      const changed = (['name', 'kana', 'email'] as const).filter(item => before[item] !== after[item])
      if (changed.length === 0) return
      await tx`
        update musubi.person set name = ${after.name}, kana = ${after.kana}, email = ${after.email}
        where id = ${input.person}`
      await tx`
        update auth."user" set name = ${after.name}, email = ${after.email}, "updatedAt" = now()
        where id = ${input.person}`
      const moved = changed.includes('email')
      const ended = moved
        ? await tx<{ id: string }[]>`
            delete from auth.session where "userId" = ${input.person} and id is distinct from ${actor.session ?? null}
            returning id`
        : []
      await access.enter(tx, {
        event: personEdited,
        tenant: before.tenant,
        actor: actor.person,
        person: input.person,
        ...(act.reason === undefined ? {} : { reason: act.reason }),
        body: {
          person: input.person,
          changed,
          ...(moved ? { before: access.lockout.mark(before.email), after: access.lockout.mark(after.email) } : {}),
          ...(ended.length > 0 ? { sessions: ended.map(({ id }) => id) } : {}),
        },
      })
      if (moved)
        for (const letter of addressChanged(before.email, after.email, access.settings.origin))
          await access.announce(tx, act, { tenant: before.tenant, ...letter })
    })
  } catch (error) {
    throw alreadyThere(error) ?? error
  }
}
