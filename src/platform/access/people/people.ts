import { hashPassword } from 'better-auth/crypto'
import { dayInJapan } from '../../../base/clock.ts'
import { ConflictError, InputError, NotFoundError, type Problem, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Sql, Transaction } from '../../database/connection.ts'
import { type Act, may } from '../actor.ts'
import { type EnterInLedger, personAdded, personChanged } from '../events.ts'
import type { Access } from '../service.ts'
import { checkPassword } from '../sign-in/password.ts'
import { asTenants } from '../tenancy.ts'

export type PersonStatus = 'active' | 'suspended' | 'left'

export interface PersonInput {
  readonly id?: string
  readonly staffNumber?: string
  readonly name: string
  readonly kana?: string
  readonly email: string
  /** Where they work from the day on. */
  readonly organisation: string
  readonly validFrom?: string
  readonly sample?: boolean
}

/** A person in a list, with where they work and what they may do on the day of the list. */
export interface PersonView {
  readonly id: string
  readonly tenant: string
  readonly staff_number: string | null
  readonly name: string
  readonly kana: string | null
  readonly email: string
  readonly status: PersonStatus
  readonly sample: boolean
  readonly organisation: string | null
  readonly roles: readonly string[]
}

export interface GivenPassword {
  readonly hash: string
  /** Whether the person must choose another one before anything opens: true unless everybody knows it anyway. */
  readonly mustChange: boolean
}

/** Writes a person with a sign-in; the caller has seen to the right and the password. */
export const insertPerson = async (
  tx: Transaction,
  input: PersonInput & { readonly id: string; readonly tenant: string; readonly validFrom: string },
  password: GivenPassword,
): Promise<void> => {
  const email = input.email.trim().toLowerCase()
  await tx`
    insert into musubi.person ${tx({
      tenant: input.tenant,
      id: input.id,
      staff_number: input.staffNumber ?? null,
      name: input.name,
      kana: input.kana ?? null,
      email,
      sample: input.sample ?? false,
    })}`
  await tx`
    insert into musubi.posting (tenant, id, person, organisation, valid_from)
    values (${input.tenant}, ${newId()}, ${input.id}, ${input.organisation}, ${input.validFrom})`
  await tx`
    insert into auth."user" (id, name, email, "emailVerified") values (${input.id}, ${input.name}, ${email}, true)`
  await tx`
    insert into auth.account (id, "accountId", "providerId", "userId", password, must_change)
    values (${newId()}, ${input.id}, 'credential', ${input.id}, ${password.hash}, ${password.mustChange})`
}

export const problemsOf = (input: Pick<PersonInput, 'name' | 'email'>): Problem[] => {
  const problems: Problem[] = []
  if (!input.name.trim())
    problems.push({ field: 'name', message: { ja: '氏名を入力してください。', en: 'Enter the name.' } })
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(input.email.trim()))
    problems.push({
      field: 'email',
      message: { ja: 'メールアドレスを入力してください。', en: 'Enter an e-mail address.' },
    })
  return problems
}

/** Registers a person of the actor's own body with a first password, which they must change at their first sign-in. */
export const addPerson = async (
  sql: Sql,
  enter: EnterInLedger,
  act: Act,
  input: PersonInput,
  password: string,
): Promise<string> => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
  const problems = problemsOf(input)
  const strength = checkPassword(password, input)
  if (!strength.ok) problems.push(...strength.problems)
  if (!act.actor.tenants.includes(input.organisation))
    problems.push({
      field: 'organisation',
      message: { ja: '自団体の組織を選んでください。', en: 'Choose an organisation of your own body.' },
    })
  if (problems.length > 0) throw new InputError(problems)
  const id = input.id ?? newId()
  const hash = await hashPassword(password)
  try {
    await asTenants(sql, act.actor.tenants, async tx => {
      const [organisation] = await tx<{ tenant: string }[]>`
        select tenant from musubi.organisation where id = ${input.organisation}`
      if (!organisation) throw new NotFoundError('organisation')
      const validFrom = input.validFrom ?? dayInJapan(act.clock.now())
      await insertPerson(tx, { ...input, id, tenant: organisation.tenant, validFrom }, { hash, mustChange: true })
      await enter(tx, {
        event: personAdded,
        tenant: organisation.tenant,
        actor: act.actor.person,
        person: id,
        body: { person: id, organisation: input.organisation, from: validFrom },
      })
    })
  } catch (error) {
    throw alreadyThere(error) ?? error
  }
  return id
}

/** A second person with the same address or number, as a problem at its field; the database's own words name the value. */
export const alreadyThere = (error: unknown): InputError | undefined => {
  if (!(error instanceof Error && 'code' in error && error.code === '23505' && 'constraint_name' in error))
    return undefined
  if (error.constraint_name === 'person_staff_number')
    return new InputError([
      {
        field: 'staffNumber',
        message: { ja: 'この職員番号はすでに登録されています。', en: 'This staff number is already registered.' },
      },
    ])
  return new InputError([
    {
      field: 'email',
      message: { ja: 'このメールアドレスはすでに登録されています。', en: 'This e-mail address is already registered.' },
    },
  ])
}

/** Whether anybody is registered at all, in any body. */
export const hasPeople = async ({ database }: Pick<Access, 'database'>): Promise<boolean> => {
  const [row] = await database.owner<{ some: boolean }[]>`select exists (select 1 from auth."user") as some`
  return row?.some ?? false
}

/** People whom the actor's organisations employ or grant anything, as of a day. */
export const listPeople = async (sql: Sql, act: Act): Promise<readonly PersonView[]> => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
  const day = dayInJapan(act.clock.now())
  return await asTenants(
    sql,
    act.actor.tenants,
    async tx =>
      await tx<PersonView[]>`
      select p.id, p.tenant, p.staff_number, p.name, p.kana, p.email, p.status, p.sample,
        (select t.organisation from musubi.posting t
          where t.person = p.id and not t.withdrawn and t.valid_from <= ${day} and (t.valid_to is null or t.valid_to >= ${day})
          order by t.valid_from desc limit 1) as organisation,
        coalesce((select array_agg(distinct g.role order by g.role) from musubi.grant g
          where g.person = p.id and not g.withdrawn and g.valid_from <= ${day}
            and (g.valid_to is null or g.valid_to >= ${day})), '{}') as roles
      from musubi.person p
      order by p.status <> 'active', p.kana nulls last, p.name, p.id`,
  )
}

/** Suspends a person, lets them in again, or notes that they left; their sessions end with the first two of these. */
export const setStatus = async (
  sql: Sql,
  enter: EnterInLedger,
  act: Act,
  input: { readonly person: string; readonly status: PersonStatus },
): Promise<void> => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
  if (input.person === act.actor.person)
    throw new ConflictError({
      ja: '自分自身の状態は変えられません。ほかの管理者に依頼してください。',
      en: 'You cannot change your own status; ask another administrator.',
    })
  await asTenants(sql, act.actor.tenants, async tx => {
    const [row] = await tx<{ tenant: string; status: PersonStatus }[]>`
      select tenant, status from musubi.person where id = ${input.person} and tenant = any (musubi.tenants()) for update`
    if (!row) throw new NotFoundError('person')
    if (row.status === input.status) return
    await tx`update musubi.person set status = ${input.status} where id = ${input.person}`
    if (input.status !== 'active') await tx`delete from auth.session where "userId" = ${input.person}`
    await enter(tx, {
      event: personChanged,
      tenant: row.tenant,
      actor: act.actor.person,
      person: input.person,
      ...(act.reason === undefined ? {} : { reason: act.reason }),
      body: { person: input.person, before: row.status, after: input.status },
    })
  })
}
