import { createHash } from 'node:crypto'
import { addDays } from '../../../base/calendar/days.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { canonicalJson } from '../../../base/json.ts'
import { ConflictError, InputError, NotFoundError, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import type { Sql, Transaction } from '../../database/connection.ts'
import { type Act, may } from '../actor.ts'
import { type EnterInLedger, grantEnded, grantGiven, transfersEntered } from '../events.ts'
import { closeGrant, insertGrant } from '../people/grants.ts'
import type { OrganisationKind, OrganisationRow } from '../people/organisations.ts'
import type { Roles } from '../permissions.ts'
import { asTenants } from '../tenancy.ts'
import { planTransfers, type TransferPlan, type TransferState } from './plan.ts'
import { readTransfers, type TransferInput } from './read.ts'

export interface TransferRow {
  readonly id: string
  readonly state: 'draft' | 'entered' | 'discarded'
  readonly file_name: string
  readonly file_hash: string
  readonly people: number
  readonly read_at: string
  readonly entered_at: string | null
}

export interface TransferPreview {
  readonly transfer: TransferRow
  readonly plan: TransferPlan
  readonly state: TransferState
  /** Of the plan as shown: what is confirmed is exactly this. */
  readonly mark: string
}

const stateOf = async (tx: Transaction, body: string, lock: boolean): Promise<TransferState> => {
  const organisations = await tx<
    OrganisationRow[]
  >`select * from musubi.organisation where tenant = ${body} order by id`
  const people = await tx<TransferState['people'][number][]>`
    select id, staff_number, email, name, status from musubi.person where tenant = ${body} order by id
    ${lock ? tx`for update` : tx``}`
  const postings = await tx<TransferState['postings'][number][]>`
    select id, person, organisation, valid_from, valid_to from musubi.posting
    where tenant = ${body} and not withdrawn order by id`
  const grants = await tx<TransferState['grants'][number][]>`
    select id, person, organisation, role, valid_from, valid_to from musubi.grant
    where tenant = ${body} and not withdrawn order by id`
  const kind: OrganisationKind = organisations.find(one => one.id === body)?.kind ?? 'business'
  return { body, kind, organisations, people, postings, grants }
}

const markOf = (plan: TransferPlan): string =>
  createHash('sha256')
    .update(
      canonicalJson(
        plan.changes.map(change => ({
          ...change,
          postings: change.postings.map(posting => ({ ...posting })),
        })),
      ),
    )
    .digest('hex')

const demand = (act: Act) => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
}

/**
 * Keeps a file of transfers as a draft, so that it can be looked at before it counts.
 * @throws InputError when the file cannot be read
 */
export const draftTransfers = async (
  sql: Sql,
  act: Act,
  file: { readonly name: string; readonly bytes: Uint8Array },
): Promise<string> => {
  demand(act)
  const rows = await readTransfers(file.bytes)
  if (!rows.ok) throw new InputError(rows.problems)
  const hash = createHash('sha256').update(file.bytes).digest('hex')
  const id = newId()
  await asTenants(sql, act.actor.tenants, async tx => {
    const [same] = await tx`
      select 1 from musubi.transfer
      where tenant = ${act.actor.organisation} and file_hash = ${hash} and state = 'entered'`
    if (same)
      throw new InputError([
        {
          field: 'file',
          message: {
            ja: 'このファイルの異動はすでに登録されています。',
            en: 'The transfers of this file have already been entered.',
          },
        },
      ])
    await tx`
      insert into musubi.transfer (tenant, id, file_name, file_hash, rows, read_by)
      values (${act.actor.organisation}, ${id}, ${file.name.slice(0, 200)}, ${hash},
        ${tx.json(rows.value.map(row => ({ ...row })))}, ${act.actor.person})`
  })
  return id
}

const find = async (tx: Transaction, body: string, id: string, lock: boolean) => {
  const [row] = await tx<(TransferRow & { rows: TransferInput[] })[]>`
    select id, state, file_name, file_hash, people, read_at, entered_at, rows from musubi.transfer
    where id = ${id} and tenant = ${body} ${lock ? tx`for update` : tx``}`
  if (!row) throw new NotFoundError('transfer')
  return row
}

/** What a draft would change, and everything that is wrong with it. */
export const previewTransfers = async (sql: Sql, roles: Roles, act: Act, id: string): Promise<TransferPreview> => {
  demand(act)
  return await asTenants(sql, act.actor.tenants, async tx => {
    const { rows, ...transfer } = await find(tx, act.actor.organisation, id, false)
    const state = await stateOf(tx, act.actor.organisation, false)
    const plan = planTransfers(rows, state, roles, dayInJapan(act.clock.now()))
    return { transfer, plan, state, mark: markOf(plan) }
  })
}

/**
 * Enters a draft as it was shown: all of it or, when anything has changed since or anything is wrong, nothing.
 * @param mark of the preview that was confirmed
 */
export const enterTransfers = async (
  sql: Sql,
  enter: EnterInLedger,
  roles: Roles,
  act: Act,
  input: { readonly id: string; readonly mark: string },
): Promise<number> => {
  demand(act)
  const { actor } = act
  const tenant = actor.organisation
  return await asTenants(sql, actor.tenants, async tx => {
    const transfer = await find(tx, tenant, input.id, true)
    if (transfer.state !== 'draft')
      throw new ConflictError({
        ja: 'この異動はすでに処理されています。',
        en: 'These transfers have already been dealt with.',
      })
    const state = await stateOf(tx, tenant, true)
    const plan = planTransfers(transfer.rows, state, roles, dayInJapan(act.clock.now()))
    if (plan.problems.length > 0) throw new InputError(plan.problems)
    if (markOf(plan) !== input.mark)
      throw new ConflictError({
        ja: '確認した後に登録内容が変わりました。もう一度内容を確かめてください。',
        en: 'Something changed after the preview. Please check it again.',
      })
    const grantsById = new Map(state.grants.map(grant => [grant.id, grant]))
    const postingsById = new Map(state.postings.map(posting => [posting.id, posting]))
    for (const change of plan.changes) {
      const last = addDays(change.day, -1)
      for (const id of change.endsPostings) {
        const begun = (postingsById.get(id)?.valid_from ?? '') < change.day
        await (begun
          ? tx`update musubi.posting set valid_to = ${last} where id = ${id}`
          : tx`update musubi.posting set withdrawn = true where id = ${id}`)
      }
      for (const id of change.endsGrants) {
        const grant = grantsById.get(id)
        if (!grant) continue
        const lastDay = await closeGrant(tx, grant, change.day, actor.person)
        await enter(tx, {
          event: grantEnded,
          tenant,
          actor: actor.person,
          person: change.person,
          body: { grant: id, role: grant.role, last: lastDay, transfer: transfer.id },
        })
      }
      for (const posting of change.postings) {
        await tx`
          insert into musubi.posting (tenant, id, person, organisation, valid_from, transfer)
          values (${tenant}, ${newId()}, ${change.person}, ${posting.organisation}, ${change.day}, ${transfer.id})`
        for (const role of posting.roles) {
          const grant = {
            tenant,
            person: change.person,
            organisation: posting.organisation,
            role,
            validFrom: change.day,
          }
          const id = await insertGrant(tx, { ...grant, transfer: transfer.id }, actor.person)
          await enter(tx, {
            event: grantGiven,
            tenant,
            actor: actor.person,
            person: change.person,
            body: {
              grant: id,
              role,
              organisation: posting.organisation,
              from: change.day,
              to: null,
              transfer: transfer.id,
            },
          })
        }
      }
    }
    await tx`
      update musubi.transfer set state = 'entered', rows = '[]', people = ${plan.changes.length},
        entered_by = ${actor.person}, entered_at = now() where id = ${transfer.id}`
    await enter(tx, {
      event: transfersEntered,
      tenant,
      actor: actor.person,
      ...(act.reason === undefined ? {} : { reason: act.reason }),
      body: { transfer: transfer.id, file: transfer.file_hash, people: plan.changes.length },
    })
    return plan.changes.length
  })
}

export const discardTransfers = async (sql: Sql, act: Act, id: string): Promise<void> => {
  demand(act)
  await asTenants(sql, act.actor.tenants, async tx => {
    const [row] = await tx`
      update musubi.transfer set state = 'discarded', rows = '[]'
      where id = ${id} and tenant = ${act.actor.organisation} and state = 'draft' returning id`
    if (!row) throw new NotFoundError('transfer')
  })
}

/** Files of the actor's body, the newest first. */
export const listTransfers = async (sql: Sql, act: Act): Promise<readonly TransferRow[]> => {
  demand(act)
  return await asTenants(
    sql,
    act.actor.tenants,
    async tx =>
      await tx<TransferRow[]>`
      select id, state, file_name, file_hash, people, read_at, entered_at from musubi.transfer
      where tenant = ${act.actor.organisation} and state <> 'discarded' order by read_at desc limit 50`,
  )
}
