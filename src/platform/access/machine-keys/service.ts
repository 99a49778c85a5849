import { randomBytes } from 'node:crypto'
import { addDays, isDay } from '../../../base/calendar/days.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { ConflictError, InputError, NotFoundError, type Problem, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import { type Act, may } from '../actor.ts'
import { machineKeyMade, machineKeyReleased, machineKeyRevoked } from '../events.ts'
import { mayHold } from '../people/grants.ts'
import type { OrganisationKind } from '../people/organisations.ts'
import type { Access } from '../service.ts'
import { asTenants } from '../tenancy.ts'
import { keyPermissions } from './permissions.ts'
import { hashOfKey, keyPrefix } from './resolve.ts'

export interface MachineKeyInput {
  readonly name: string
  /** Why it looks; stands in the ledger with every look that gives no other reason. */
  readonly purpose: string
  readonly organisation: string
  readonly role: string
  readonly permissions: readonly string[]
  /** Last day. */
  readonly validTo: string
}

/** A key as the list shows it; the key itself is nowhere. */
export interface MachineKeyView {
  readonly id: string
  readonly name: string
  readonly purpose: string
  readonly organisation: string
  readonly role: string
  readonly permissions: readonly string[]
  readonly hint: string
  readonly valid_to: string
  readonly made_by: string
  readonly made_by_name: string | null
  readonly released_at: string | null
  readonly released_by_name: string | null
  readonly revoked_at: string | null
  readonly used_at: string | null
}

type Keyed = Pick<Access, 'database' | 'enter' | 'roles' | 'machineKeys'>

/** Days from today that a key may last. A machine that is forgotten stops by itself. */
export const longestDays = 366

const textProblem = (field: string, ja: string, en: string, value: string, most: number): readonly Problem[] =>
  value !== '' && value.length <= most ? [] : [{ field, message: { ja, en } }]

const problemsOf = (access: Keyed, act: Act, input: MachineKeyInput): readonly Problem[] => {
  const today = dayInJapan(act.clock.now())
  const role = access.roles.get(input.role)
  const possible = role ? keyPermissions(role) : []
  const wrongDay = !isDay(input.validTo) || input.validTo < today || input.validTo > addDays(today, longestDays)
  return [
    ...textProblem(
      'name',
      '名前を100字以内で入力してください。',
      'Enter a name of at most 100 characters.',
      input.name,
      100,
    ),
    ...textProblem(
      'purpose',
      '利用目的を200字以内で入力してください。',
      'Enter a purpose of at most 200 characters.',
      input.purpose,
      200,
    ),
    ...(role ? [] : [{ field: 'role', message: { ja: '役割を選んでください。', en: 'Choose a role.' } }]),
    ...(input.permissions.length > 0 && input.permissions.every(permission => possible.includes(permission))
      ? []
      : [
          {
            field: 'permissions',
            message: {
              ja: '許可する操作を役割の中から選んでください。',
              en: 'Choose what it may do, of what the role has.',
            },
          },
        ]),
    ...(act.actor.tenants.includes(input.organisation)
      ? []
      : [
          {
            field: 'organisation',
            message: { ja: '自団体の組織を選んでください。', en: 'Choose an organisation of your own body.' },
          },
        ]),
    ...(wrongDay
      ? [
          {
            field: 'validTo',
            message: {
              ja: '有効期限は今日から1年以内の日にしてください。',
              en: 'The last day must be within a year from today.',
            },
          },
        ]
      : []),
  ]
}

/**
 * Makes a key for a machine. It opens nothing before someone else releases it.
 * @returns the key, which is told this once
 * @throws RefusedError, InputError
 */
export const makeMachineKey = async (
  access: Keyed,
  act: Act,
  input: MachineKeyInput,
): Promise<{ readonly id: string; readonly key: string }> => {
  if (!may(act.actor, 'access.manage') || act.actor.person === null) throw new RefusedError('access.manage')
  const { person } = act.actor
  const problems = problemsOf(access, act, input)
  if (problems.length > 0) throw new InputError(problems)
  const key = `${keyPrefix}${randomBytes(32).toString('base64url')}`
  const id = newId()
  await asTenants(access.database.app, act.actor.tenants, async tx => {
    const [body] = await tx<{ tenant: string; kind: OrganisationKind }[]>`
      select o.tenant, b.kind from musubi.organisation o join musubi.organisation b on b.id = o.tenant
      where o.id = ${input.organisation}`
    // For the body that the maker acts for: a right never goes from one body to another.
    if (!body || body.tenant !== act.actor.organisation || !mayHold(access.roles, input.role, body.kind))
      throw new InputError([
        {
          field: 'role',
          message: { ja: 'この役割はこの団体では使えません。', en: 'This role cannot be held in this organisation.' },
        },
      ])
    const { name, purpose, organisation, role, permissions, validTo } = input
    await tx`
      insert into musubi.machine_key (tenant, id, organisation, name, purpose, role, permissions, hash, hint, valid_to, made_by, made_at)
      values (${body.tenant}, ${id}, ${organisation}, ${name}, ${purpose}, ${role}, ${[...permissions]}::text[], ${hashOfKey(key)},
        ${key.slice(0, keyPrefix.length + 4)}, ${validTo}, ${person}, ${act.clock.now().toISOString()})`
    await access.enter(tx, {
      event: machineKeyMade,
      tenant: body.tenant,
      actor: person,
      body: { key: id, organisation, role, permissions: [...permissions], purpose, validTo },
    })
  })
  return { id, key }
}

/** Keys of the actor's body, the newest first. Whoever is signed in there may know of them. */
export const listMachineKeys = async (access: Keyed, act: Act): Promise<readonly MachineKeyView[]> => {
  const { organisation } = act.actor
  if (act.actor.person === null) throw new RefusedError('signed-in')
  return asTenants(access.database.app, [organisation], async tx => {
    const rows = await tx<(MachineKeyView & { readonly released_by: string | null })[]>`
      select id, name, purpose, organisation, role, permissions, hint, valid_to, made_by, released_at, released_by,
        revoked_at, used_at
      from musubi.machine_key where tenant = ${organisation} order by revoked_at is not null, id desc`
    const people = [...new Set(rows.flatMap(row => [row.made_by, ...(row.released_by ? [row.released_by] : [])]))]
    const named = await tx<{ id: string; name: string }[]>`select id, name from musubi.person_names(${people}::uuid[])`
    const names = new Map(named.map(one => [one.id, one.name]))
    return rows.map(row => ({
      ...row,
      made_by_name: names.get(row.made_by) ?? null,
      released_by_name: row.released_by ? (names.get(row.released_by) ?? null) : null,
    }))
  })
}

type KeyToRelease = Pick<MachineKeyView, 'made_by' | 'organisation' | 'role' | 'permissions'>

/**
 * Who may let a key work: not its maker, and only one who may do all of it: nobody gives what they do not have. Who may
 * write their own office's records only releases a key that is limited in the same way to that office.
 */
export const mayRelease = ({ roles }: Pick<Access, 'roles'>, { actor }: Act, key: KeyToRelease): boolean =>
  actor.kind === 'person' &&
  actor.person !== key.made_by &&
  key.permissions.every(
    permission =>
      may(actor, permission) ||
      (roles.get(key.role)?.ownPermissions?.includes(permission) === true &&
        actor.own?.get(permission)?.has(key.organisation) === true),
  )

/** How many keys wait for this person: those that `mayRelease` is true of, and that would still open something. */
export const countReleasable = async (access: Pick<Access, 'database' | 'roles'>, act: Act): Promise<number> => {
  const { actor } = act
  if (actor.kind !== 'person') return 0
  const waiting = await asTenants(
    access.database.app,
    [actor.organisation],
    tx => tx<KeyToRelease[]>`
      select made_by, organisation, role, permissions from musubi.machine_key
      where tenant = ${actor.organisation} and released_at is null and revoked_at is null
        and valid_to >= ${dayInJapan(act.clock.now())}`,
  )
  return waiting.filter(key => mayRelease(access, act, key)).length
}

/** @throws NotFoundError, RefusedError, ConflictError where it is released or revoked already */
export const releaseMachineKey = async (access: Keyed, act: Act, id: string): Promise<void> => {
  const { organisation, person } = act.actor
  await asTenants(access.database.app, [organisation], async tx => {
    const [key] = await tx<(KeyToRelease & { open: boolean })[]>`
      select made_by, organisation, role, permissions, released_at is null and revoked_at is null as open
      from musubi.machine_key where id = ${id} and tenant = ${organisation} for update`
    if (!key) throw new NotFoundError('machine key')
    if (!mayRelease(access, act, key)) throw new RefusedError('machine-key.release')
    if (!key.open)
      throw new ConflictError({
        ja: 'この鍵はすでに承認されたか、取り消されています。',
        en: 'This key was released or revoked already.',
      })
    await tx`
      update musubi.machine_key set released_by = ${person}, released_at = ${act.clock.now().toISOString()} where id = ${id}`
    await access.enter(tx, { event: machineKeyReleased, tenant: organisation, actor: person, body: { key: id } })
  })
  access.machineKeys.forgetAll()
}

/** Ends a key for good: at once in this process, within `reuse` seconds in others. */
export const revokeMachineKey = async (access: Keyed, act: Act, id: string): Promise<void> => {
  if (!may(act.actor, 'access.manage')) throw new RefusedError('access.manage')
  const { organisation, person } = act.actor
  await asTenants(access.database.app, [organisation], async tx => {
    const [gone] = await tx`
      update musubi.machine_key set revoked_by = ${person}, revoked_at = ${act.clock.now().toISOString()}
      where id = ${id} and tenant = ${organisation} and revoked_at is null returning id`
    if (!gone) throw new NotFoundError('machine key')
    await access.enter(tx, { event: machineKeyRevoked, tenant: organisation, actor: person, body: { key: id } })
  })
  access.machineKeys.forgetAll()
}
