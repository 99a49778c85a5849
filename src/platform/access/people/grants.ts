import { addDays, isDay } from '../../../base/calendar/days.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { ConflictError, InputError, NotFoundError, type Problem, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Sql, Transaction } from '../../database/connection.ts'
import { type Act, may } from '../actor.ts'
import { type EnterInLedger, grantEnded, grantGiven } from '../events.ts'
import type { Roles } from '../permissions.ts'
import { asTenants } from '../tenancy.ts'
import type { OrganisationKind } from './organisations.ts'

export interface GrantRow {
  readonly tenant: string
  readonly id: string
  readonly person: string
  readonly organisation: string
  readonly role: string
  readonly valid_from: string
  readonly valid_to: string | null
  readonly granted_by: string | null
  readonly granted_at: string
  readonly ended_at: string | null
  readonly withdrawn: boolean
}

export interface GrantInput {
  readonly person: string
  readonly organisation: string
  readonly role: string
  /** First and last day on which it holds. */
  readonly validFrom: string
  readonly validTo?: string
}

/** Whether people of this kind of body may hold a role; a department counts as its body. */
export const mayHold = (roles: Roles, role: string, body: OrganisationKind): boolean =>
  body !== 'department' && (roles.get(role)?.heldIn.includes(body) ?? false)

/** Writes a grant; the caller has seen to the right. */
export const insertGrant = async (
  tx: Transaction,
  input: GrantInput & { readonly id?: string; readonly tenant: string; readonly transfer?: string },
  grantedBy: string | null,
): Promise<string> => {
  const id = input.id ?? newId()
  await tx`
    insert into musubi.grant ${tx({
      tenant: input.tenant,
      id,
      person: input.person,
      organisation: input.organisation,
      role: input.role,
      valid_from: input.validFrom,
      valid_to: input.validTo ?? null,
      granted_by: grantedBy,
      transfer: input.transfer ?? null,
    })}`
  return id
}

/**
 * Ends a grant: `from` is the first day on which it holds no more. One that has not begun by then is withdrawn.
 * @returns the last day, or null when it never holds
 */
export const closeGrant = async (
  tx: Transaction,
  grant: Pick<GrantRow, 'id' | 'valid_from'>,
  from: string,
  endedBy: string | null,
): Promise<string | null> => {
  if (grant.valid_from >= from) {
    await tx`update musubi.grant set withdrawn = true, ended_by = ${endedBy}, ended_at = now() where id = ${grant.id}`
    return null
  }
  const last = addDays(from, -1)
  await tx`
    update musubi.grant set valid_to = least(coalesce(valid_to, ${last}::date), ${last}::date), ended_by = ${endedBy},
      ended_at = now() where id = ${grant.id}`
  return last
}

/** Nobody gives themselves a right, or takes away the last one by which it could be given back. */
const notOneself = (act: Act, person: string): void => {
  if (person === act.actor.person)
    throw new ConflictError({
      ja: '自分の役割は変えられません。ほかの管理者に依頼してください。',
      en: 'You cannot change your own roles; ask another administrator.',
    })
}

/** Grants a role in one of the actor's organisations, to a person of any body. */
export const giveGrant = async (
  sql: Sql,
  enter: EnterInLedger,
  roles: Roles,
  act: Act,
  input: GrantInput,
): Promise<string> => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
  notOneself(act, input.person)
  const problems: Problem[] = []
  if (!roles.has(input.role))
    problems.push({ field: 'role', message: { ja: '役割を選んでください。', en: 'Choose a role.' } })
  if (!isDay(input.validFrom))
    problems.push({ field: 'validFrom', message: { ja: '開始日を入力してください。', en: 'Enter the first day.' } })
  if (input.validTo !== undefined && (!isDay(input.validTo) || input.validTo < input.validFrom))
    problems.push({
      field: 'validTo',
      message: { ja: '終了日は開始日以降の日付にしてください。', en: 'The last day must not be before the first.' },
    })
  if (!act.actor.tenants.includes(input.organisation))
    problems.push({
      field: 'organisation',
      message: { ja: '自団体の組織を選んでください。', en: 'Choose an organisation of your own body.' },
    })
  if (problems.length > 0) throw new InputError(problems)
  return await asTenants(sql, act.actor.tenants, async tx => {
    const [body] = await tx<{ tenant: string; kind: OrganisationKind }[]>`
      select o.tenant, b.kind from musubi.organisation o join musubi.organisation b on b.id = o.tenant
      where o.id = ${input.organisation}`
    const [person] = await tx`select 1 from auth.person_by_id(${input.person})`
    if (!body || !person) throw new NotFoundError('organisation or person')
    if (!mayHold(roles, input.role, body.kind))
      throw new InputError([
        {
          field: 'role',
          message: {
            ja: 'この役割はこの種類の団体では使えません。',
            en: 'People of this kind of body cannot hold this role.',
          },
        },
      ])
    const [same] = await tx`
      select 1 from musubi.grant where person = ${input.person} and organisation = ${input.organisation}
        and role = ${input.role} and not withdrawn
        and daterange(valid_from, valid_to, '[]') && daterange(${input.validFrom}::date, ${input.validTo ?? null}::date, '[]')`
    if (same)
      throw new ConflictError({
        ja: 'この期間には、同じ役割がすでに付与されています。',
        en: 'The same role is already granted for some of these days.',
      })
    const id = await insertGrant(tx, { ...input, tenant: body.tenant }, act.actor.person)
    await enter(tx, {
      event: grantGiven,
      tenant: body.tenant,
      actor: act.actor.person,
      person: input.person,
      ...(act.reason === undefined ? {} : { reason: act.reason }),
      body: {
        grant: id,
        role: input.role,
        organisation: input.organisation,
        from: input.validFrom,
        to: input.validTo ?? null,
      },
    })
    return id
  })
}

/** Ends a grant of one of the actor's organisations; by default today is the first day without it. */
export const endGrant = async (
  sql: Sql,
  enter: EnterInLedger,
  act: Act,
  input: { readonly grant: string; readonly from?: string },
): Promise<void> => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
  const from = input.from ?? dayInJapan(act.clock.now())
  if (!isDay(from))
    throw new InputError([{ field: 'from', message: { ja: '日付を入力してください。', en: 'Enter a date.' } }])
  await asTenants(sql, act.actor.tenants, async tx => {
    const [row] = await tx<GrantRow[]>`
      select * from musubi.grant where id = ${input.grant} and not withdrawn
        and (valid_to is null or valid_to >= ${from}) for update`
    if (!row) throw new NotFoundError('grant')
    notOneself(act, row.person)
    const last = await closeGrant(tx, row, from, act.actor.person)
    await enter(tx, {
      event: grantEnded,
      tenant: row.tenant,
      actor: act.actor.person,
      person: row.person,
      ...(act.reason === undefined ? {} : { reason: act.reason }),
      body: { grant: row.id, role: row.role, last },
    })
  })
}

/** Grants of a person that the actor's organisations gave, the newest first. */
export const grantsOf = async (sql: Sql, act: Act, person: string): Promise<readonly GrantRow[]> => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
  return await asTenants(
    sql,
    act.actor.tenants,
    async tx =>
      await tx<GrantRow[]>`
      select * from musubi.grant where person = ${person} order by valid_from desc, id desc`,
  )
}
