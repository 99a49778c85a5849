import type { Bilingual } from '../../../base/bilingual.ts'
import { addDays, isDay } from '../../../base/calendar/days.ts'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Sql, Transaction } from '../../database/connection.ts'
import { type Act, may } from '../actor.ts'
import { type EnterInLedger, organisationChanged } from '../events.ts'
import { asTenants } from '../tenancy.ts'

export type OrganisationKind = 'prefecture' | 'department' | 'municipality' | 'business'

/** An organisation as stored. `tenant` is the body that it is, or is part of. */
export interface OrganisationRow {
  readonly tenant: string
  readonly id: string
  readonly kind: OrganisationKind
  readonly parent: string | null
  readonly code: string | null
  readonly corporate_number: string | null
  readonly name_ja: string
  readonly name_en: string
  readonly kana: string | null
  readonly valid_from: string | null
  readonly valid_to: string | null
  readonly successor: string | null
  readonly sample: boolean
}

export interface OrganisationInput {
  readonly id?: string
  readonly kind: OrganisationKind
  readonly parent?: string
  readonly code?: string
  readonly corporateNumber?: string
  readonly name: Bilingual
  readonly kana?: string
  readonly validFrom?: string
  readonly validTo?: string
  readonly successor?: string
  readonly sample?: boolean
}

/** Every organisation: bodies in the order of their codes, each followed by its departments as they were entered. */
export const listOrganisations = async (sql: Sql | Transaction): Promise<readonly OrganisationRow[]> =>
  await sql<OrganisationRow[]>`
    select o.* from musubi.organisation o join musubi.organisation body on body.id = o.tenant
    order by body.kind = 'business', body.code nulls last, body.name_ja, o.tenant, o.kind = 'department', o.id`

/** Writes one; the caller has seen to the right. @param tenant the body, for a department */
export const insertOrganisation = async (
  tx: Sql | Transaction,
  input: OrganisationInput & { readonly id: string },
  tenant: string = input.id,
): Promise<void> => {
  await tx`
    insert into musubi.organisation ${tx({
      tenant,
      id: input.id,
      kind: input.kind,
      parent: input.parent ?? null,
      code: input.code ?? null,
      corporate_number: input.corporateNumber ?? null,
      name_ja: input.name.ja,
      name_en: input.name.en,
      kana: input.kana ?? null,
      valid_from: input.validFrom ?? null,
      valid_to: input.validTo ?? null,
      successor: input.successor ?? null,
      sample: input.sample ?? false,
    })} on conflict (id) do nothing`
}

export interface DepartmentInput {
  readonly parent: string
  readonly name: Bilingual
  readonly kana?: string
  readonly validFrom: string
}

const wrong = (field: string, ja: string, en: string) => new InputError([{ field, message: { ja, en } }])

/** Adds a department to the actor's own body. */
export const addDepartment = async (
  sql: Sql,
  enter: EnterInLedger,
  act: Act,
  input: DepartmentInput,
): Promise<string> => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
  if (!input.name.ja.trim()) throw wrong('name', '名称を入力してください。', 'Enter the name.')
  if (!input.name.en.trim()) throw wrong('nameEn', '英語の名称を入力してください。', 'Enter the English name.')
  if (!isDay(input.validFrom)) throw wrong('validFrom', '日付を入力してください。', 'Enter a date.')
  if (!act.actor.tenants.includes(input.parent))
    throw wrong('parent', '自団体の組織を選んでください。', 'Choose an organisation of your own body.')
  const id = newId()
  await asTenants(sql, act.actor.tenants, async tx => {
    const [parent] = await tx<{ tenant: string }[]>`select tenant from musubi.organisation where id = ${input.parent}`
    if (!parent) throw new NotFoundError('organisation')
    await insertOrganisation(tx, { ...input, kind: 'department', id }, parent.tenant)
    await enter(tx, {
      event: organisationChanged,
      tenant: parent.tenant,
      actor: act.actor.person,
      body: { organisation: id, parent: input.parent, from: input.validFrom },
    })
  })
  return id
}

/** Closes a department from a day on; what it had goes to its successor. */
export const endDepartment = async (
  sql: Sql,
  enter: EnterInLedger,
  act: Act,
  input: { readonly organisation: string; readonly from: string; readonly successor?: string },
): Promise<void> => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
  if (!isDay(input.from)) throw wrong('from', '日付を入力してください。', 'Enter a date.')
  await asTenants(sql, act.actor.tenants, async tx => {
    const [row] = await tx<OrganisationRow[]>`
      select * from musubi.organisation where id = ${input.organisation} and kind = 'department'
        and tenant = any (musubi.tenants()) for update`
    if (!row) throw new NotFoundError('organisation')
    if (row.valid_to !== null)
      throw new ConflictError({
        ja: 'この組織はすでに廃止されています。',
        en: 'This organisation has already been closed.',
      })
    const [working] = await tx`
      select 1 from musubi.posting where organisation = ${row.id} and not withdrawn and (valid_to is null or valid_to >= ${input.from}) limit 1`
    if (working)
      throw wrong(
        'organisation',
        'この組織には廃止日以降も所属する人がいます。先に異動を登録してください。',
        'People still belong to it on that day. Enter their transfers first.',
      )
    if (input.successor !== undefined) {
      const [successor] = await tx`
        select 1 from musubi.organisation where id = ${input.successor} and tenant = ${row.tenant} and id <> ${row.id}`
      if (!successor) throw wrong('successor', '同じ団体の組織を選んでください。', 'Choose one of the same body.')
    }
    const last = addDays(input.from, -1)
    await tx`
      update musubi.organisation set valid_to = ${last}, successor = ${input.successor ?? null} where id = ${row.id}`
    await enter(tx, {
      event: organisationChanged,
      tenant: row.tenant,
      actor: act.actor.person,
      body: { organisation: row.id, to: last, successor: input.successor ?? null },
    })
  })
}
