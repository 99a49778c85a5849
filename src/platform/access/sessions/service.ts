import { dayInJapan } from '../../../base/clock.ts'
import { NotFoundError, RefusedError } from '../../../base/problem.ts'
import type { Sql } from '../../database/connection.ts'
import { type Act, may } from '../actor.ts'
import { actingChanged, type EnterInLedger, sessionEnded, signedOut } from '../events.ts'
import type { Sessions } from '../session.ts'
import type { AccessSettings } from '../settings.ts'
import { asTenants } from '../tenancy.ts'

/** A session as its owner sees it; the token stays in the database. */
export interface SessionView {
  readonly id: string
  readonly started: string
  readonly seen: string
  readonly address: string | null
  readonly browser: string | null
  readonly current: boolean
}

type Times = Pick<AccessSettings, 'idle' | 'absolute'>

/** Sessions of a person that still work, the one used last first. One's own, or with `sessions.end` a colleague's. */
export const listSessions = async (
  sql: Sql,
  times: Times,
  act: Act,
  person: string,
): Promise<readonly SessionView[]> => {
  const { actor } = act
  if (actor.person === null) throw new RefusedError('sessions.end')
  return await asTenants(sql, actor.tenants, async tx => {
    if (person !== actor.person) {
      if (!may(actor, 'sessions.end')) throw new RefusedError('sessions.end')
      const [colleague] = await tx`select 1 from musubi.person where id = ${person} and tenant = any (musubi.tenants())`
      if (!colleague) throw new NotFoundError('person')
    }
    return await tx<SessionView[]>`
      select id, "createdAt" as started, seen, "ipAddress" as address, "userAgent" as browser,
        id = ${actor.session ?? null} as current
      from auth.session
      where "userId" = ${person} and entered
        and "createdAt" > now() - make_interval(secs => ${times.absolute}) and seen > now() - make_interval(secs => ${times.idle})
      order by seen desc, id`
  })
}

/** Signs the actor out. */
export const signOut = async (sql: Sql, enter: EnterInLedger, sessions: Sessions, act: Act): Promise<void> => {
  const { actor } = act
  const { session, person } = actor
  if (session === undefined || person === null) return
  await asTenants(sql, actor.tenants, async tx => {
    const [gone] = await tx`delete from auth.session where id = ${session} returning id`
    if (!gone) return
    await enter(tx, { event: signedOut, tenant: actor.organisation, actor: person, body: { session } })
  })
  sessions.forget(session)
}

/** Ends one session, or all of a person's except the actor's own. @returns how many ended */
export const endSessions = async (
  sql: Sql,
  enter: EnterInLedger,
  sessions: Sessions,
  act: Act,
  which: { readonly person: string; readonly session?: string },
): Promise<number> => {
  const { actor } = act
  if (actor.person === null) throw new RefusedError('sessions.end')
  const own = which.person === actor.person
  if (!own && !may(actor, 'sessions.end')) throw new RefusedError('sessions.end')
  const ended = await asTenants(sql, actor.tenants, async tx => {
    const [person] = own
      ? await tx<{ tenant: string }[]>`select tenant from auth.person_by_id(${which.person})`
      : await tx<{ tenant: string }[]>`
          select tenant from musubi.person where id = ${which.person} and tenant = any (musubi.tenants())`
    if (!person) throw new NotFoundError('person')
    const rows = await tx<{ id: string }[]>`
      delete from auth.session where "userId" = ${which.person}
        and ${which.session === undefined ? tx`id is distinct from ${actor.session ?? null}` : tx`id = ${which.session}`}
      returning id`
    if (rows.length > 0)
      await enter(tx, {
        event: sessionEnded,
        tenant: actor.organisation,
        actor: actor.person,
        person: which.person,
        body: { sessions: rows.map(row => row.id) },
      })
    return rows.map(row => row.id)
  })
  for (const id of ended) sessions.forget(id)
  if (which.session !== undefined && ended.length === 0) throw new NotFoundError('session')
  return ended.length
}

/**
 * Chooses the body that the actor acts for. Entered for the body that is left and for the new one, so that the auditors of
 * both find it.
 * @throws NotFoundError when the body has granted the actor nothing today
 */
export const actFor = async (
  sql: Sql,
  enter: EnterInLedger,
  sessions: Sessions,
  act: Act,
  body: string,
): Promise<void> => {
  const { session, person, organisation } = act.actor
  if (session === undefined || person === null) throw new RefusedError('signed-in')
  if (body === organisation) return
  const today = dayInJapan(act.clock.now())
  await asTenants(sql, [organisation, body], async tx => {
    const [granted] = await tx`select 1 from auth.grants_of(${person}, ${today}) where tenant = ${body}`
    if (!granted) throw new NotFoundError('organisation')
    await tx`update auth.session set acting = ${body} where id = ${session}`
    for (const tenant of [organisation, body])
      await enter(tx, {
        event: actingChanged,
        tenant,
        actor: person,
        body: { session, from: organisation, to: body },
      })
  })
  sessions.forget(session)
}

/** Removes what can no longer be used; for a daily job. */
export const removeOld = async (sql: Sql, times: Times): Promise<number> => {
  const gone = await sql`
    delete from auth.session
    where "createdAt" < now() - make_interval(secs => ${times.absolute}) or seen < now() - make_interval(secs => ${times.idle})`
  await sql`delete from auth.verification where "expiresAt" < now()`
  await sql`delete from auth.failure where since < now() - interval '1 day' and coalesce(locked_until, since) < now()`
  return gone.count
}
