import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { fixedClock } from '../../base/clock.ts'
import type { Actor } from './actor.ts'
import { type AccessFixture, accessFixture, actOf, headersOf, roles, settings } from './fixture.ts'
import { organisationId } from './keys.ts'
import { personId, samplePassword } from './sample.ts'
import { makeSessions, visitor } from './session.ts'
import { actFor, endSessions, listSessions, removeOld, signOut } from './sessions/service.ts'

let test: TestDatabase
let fixture: AccessFixture
let now = Date.now()
beforeAll(async () => {
  test = await freshDatabase()
  fixture = await accessFixture(test.database, { now: () => now })
})
afterAll(() => test.drop())
beforeEach(() => {
  now = Date.now()
  fixture.access.sessions.forgetAll()
  fixture.entries.length = 0
})

const signIn = async (email = 'tanto@example.jp'): Promise<Headers> => {
  const result = await fixture.access.signIn.withPassword({ email, password: samplePassword }, headersOf([]))
  if (result.kind !== 'signed-in') throw new Error(result.kind)
  return headersOf(result.cookies)
}
const resolve = (headers: Headers) => fixture.access.sessions.resolveActor(headers)
const add = (seconds: number) => {
  now += seconds * 1000
}
/** Another process: knows nothing of what this one ends, except through the database. */
const otherProcess = () => makeSessions(test.database, roles, settings, fixture.access.clock, () => now)

describe('who sends a request', () => {
  it('is the visitor, who may do nothing, without a cookie', async () => {
    const actor = await resolve(new Headers())
    expect(actor).toBe(visitor)
    expect(actor.permissions.size).toBe(0)
    expect(actor.tenants).toEqual([])
  })

  it('is nobody when the cookie was tampered with, signed by another key, or stands twice', async () => {
    const headers = await signIn()
    const cookie = headers.get('cookie') ?? ''
    const value = decodeURIComponent(/musubi\.session_token=([^;]*)/.exec(cookie)?.[1] ?? '')
    const [token = '', signature = ''] = value.split('.')
    const of = (text: string) => new Headers({ cookie: `musubi.session_token=${encodeURIComponent(text)}` })
    expect((await resolve(of(value))).kind).toBe('person')
    const forged = createHmac('sha256', 'another secret').update(token).digest('base64')
    const other = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    for (const text of [token, `${token}.`, `${token}.${forged}`, `${other}.${signature}`, `.${signature}`, '%', ''])
      expect(await resolve(of(text)), text).toBe(visitor)
    expect(await resolve(new Headers({ cookie: 'musubi.session_token=%E0%A4%A' }))).toBe(visitor)
    expect(await resolve(new Headers({ cookie: `musubi.session_token=x; ${cookie}` }))).toBe(visitor)
  })

  it('asks the database once for many requests at once, and again after five seconds', async () => {
    const headers = await signIn()
    const actors = await Promise.all(Array.from({ length: 50 }, () => resolve(headers)))
    expect(new Set(actors).size).toBe(1)
    add(4)
    expect(await resolve(headers)).toBe(actors[0])
    add(2)
    expect(await resolve(headers)).not.toBe(actors[0])
  })

  it('does not remember a failure of the database, and does not take it for a visitor', async () => {
    const broken = makeSessions({ app: test.database.reader }, roles, settings, fixture.access.clock)
    await expect(broken.resolveActor(await signIn())).rejects.toThrow()
  })
})

describe('the end of a session', () => {
  it('holds at once here and within ten seconds in another process', async () => {
    const headers = await signIn()
    const other = otherProcess()
    expect((await other.resolveActor(headers)).kind).toBe('person')
    await signOut(
      test.database.app,
      fixture.access.enter,
      fixture.access.sessions,
      actOf(fixture.access, await resolve(headers)),
    )
    await new Promise(done => setTimeout(done, 0))
    expect(await resolve(headers)).toBe(visitor)
    add(10)
    expect(await other.resolveActor(headers)).toBe(visitor)
    expect(fixture.entries.map(entry => entry.event.id)).toEqual(['session.started', 'session.closed'])
  })

  it('comes after 30 idle minutes, and not while it is used', async () => {
    const headers = await signIn()
    for (let minute = 0; minute < 90; minute += 10) {
      expect((await resolve(headers)).kind, `minute ${minute}`).toBe('person')
      add(600)
    }
    add(21 * 60)
    expect(await resolve(headers)).toBe(visitor)
  })

  it('comes twelve hours after its start however much it is used', async () => {
    const headers = await signIn()
    for (let minute = 0; minute < 12 * 60 - 5; minute += 20) {
      expect((await resolve(headers)).kind).toBe('person')
      add(1200)
    }
    add(600)
    expect(await resolve(headers)).toBe(visitor)
  })

  it('does not cost a write per request', async () => {
    const headers = await signIn()
    const seen = async () =>
      (
        await test.database.owner`select seen from auth.session where id = ${(await resolve(headers)).session ?? null}`
      )[0]?.seen
    const first = await seen()
    for (let n = 0; n < 5; n += 1) {
      add(6)
      await resolve(headers)
    }
    expect(await seen()).toBe(first)
    add(60)
    await resolve(headers)
    expect(await seen()).not.toBe(first)
  })

  it('comes with suspension', async () => {
    const headers = await signIn('kansa@example.jp')
    expect((await resolve(headers)).kind).toBe('person')
    await test.database.owner`update musubi.person set status = 'suspended' where id = ${personId('auditor')}`
    add(6)
    expect(await resolve(headers)).toBe(visitor)
    await test.database.owner`update musubi.person set status = 'active' where id = ${personId('auditor')}`
  })
})

describe('sessions are seen and ended', () => {
  it('by their owner: lists them without tokens, ends one, ends the others', async () => {
    const [here, there, third] = [await signIn(), await signIn(), await signIn()]
    const act = actOf(fixture.access, await resolve(here))
    const listed = await listSessions(test.database.app, settings, act, personId('officer'))
    expect(listed.filter(session => session.current)).toHaveLength(1)
    expect(Object.keys(listed[0] ?? {}).sort()).toEqual(['address', 'browser', 'current', 'id', 'seen', 'started'])
    const target = (await resolve(there)).session ?? ''
    const end = (which: { person: string; session?: string }) =>
      endSessions(test.database.app, fixture.access.enter, fixture.access.sessions, act, which)
    expect(await end({ person: personId('officer'), session: target })).toBe(1)
    expect(fixture.entries.at(-1)).toMatchObject({ event: { id: 'session.ended' }, body: { sessions: [target] } })
    await end({ person: personId('officer') })
    add(6)
    expect([(await resolve(here)).kind, (await resolve(there)).kind, (await resolve(third)).kind]).toEqual([
      'person',
      'visitor',
      'visitor',
    ])
  })

  it('by an administrator of the same body only', async () => {
    const officer = await signIn()
    const municipal = await signIn('shicho@example.jp')
    const administrator = actOf(fixture.access, await resolve(await signIn('kanri@example.jp')))
    const end = (act: typeof administrator, which: { person: string; session?: string }) =>
      endSessions(test.database.app, fixture.access.enter, fixture.access.sessions, act, which)
    await expect(end(actOf(fixture.access, await resolve(officer)), { person: personId('chief') })).rejects.toThrow(
      /not permitted/,
    )
    await expect(
      end(actOf(fixture.access, await resolve(officer)), {
        person: personId('officer'),
        session: (await resolve(municipal)).session ?? '',
      }),
    ).rejects.toThrow('session')
    await expect(end(administrator, { person: personId('municipal') })).rejects.toThrow('person')
    await expect(listSessions(test.database.app, settings, administrator, personId('municipal'))).rejects.toThrow(
      'person',
    )
    await end(administrator, { person: personId('officer') })
    add(6)
    expect((await resolve(officer)).kind).toBe('visitor')
    expect((await resolve(municipal)).kind).toBe('person')
  })
})

describe('what an actor may do', () => {
  const grant = (person: string, organisation: string, role: string, from: string, to: string | null = null) =>
    test.database.owner`
      insert into musubi.grant (tenant, id, person, organisation, role, valid_from, valid_to)
      select o.tenant, gen_random_uuid(), ${personId(person)}, o.id, ${role}, ${from}, ${to}
      from musubi.organisation o where o.id = ${organisationId(organisation)}`
  const onDay = (day: string) =>
    makeSessions(test.database, roles, { ...settings, reuse: 0 }, fixedClock(`${day}T00:00:00+09:00`), () => now)

  it('holds from the first to the last day of a grant, in Japan', async () => {
    const headers = await signIn('kacho@example.jp')
    await grant('chief', 'waste', 'permit_officer', '2026-04-10', '2026-04-20')
    const may = async (day: string) => (await onDay(day).resolveActor(headers)).permissions.has('permit.change')
    expect(await may('2026-04-09')).toBe(false)
    expect(await may('2026-04-10')).toBe(true)
    expect(await may('2026-04-20')).toBe(true)
    expect(await may('2026-04-21')).toBe(false)
    const lastMoment = makeSessions(test.database, roles, settings, fixedClock('2026-04-20T14:59:59Z'), () => now)
    expect((await lastMoment.resolveActor(headers)).permissions.has('permit.change')).toBe(true)
    expect([...(await onDay('2026-04-15').resolveActor(headers)).permissions].sort()).toEqual([
      'permit.approve',
      'permit.change',
      'permit.read',
      'tenants.leave',
    ])
  })

  it('sees the own body with all its departments, and nobody else', async () => {
    const actor = await resolve(await signIn())
    expect(actor.organisation).toBe(organisationId('ken'))
    expect([...actor.tenants].sort()).toEqual(['ken', 'waste', 'health'].map(organisationId).sort())
    const city = await resolve(await signIn('shicho@example.jp'))
    expect(city.organisation).toBe(organisationId('shi'))
    expect(city.tenants).toEqual([organisationId('shi')])
  })

  it('never carries a right from one body to another', async () => {
    const headers = await signIn()
    await grant('officer', 'machi', 'permit_reader', '2026-01-01')
    await grant('officer', 'shi', 'permit_officer', '2026-01-01')
    const actor = await resolve(headers)
    // In the town only reading is granted, at home also changing: the town's rows are not seen along.
    expect(actor.tenants).toContain(organisationId('shi'))
    expect(actor.tenants).not.toContain(organisationId('machi'))
    const { access, entries } = fixture
    const choose = (who: Actor, body: string) =>
      actFor(test.database.app, access.enter, access.sessions, actOf(access, who), organisationId(body))
    entries.length = 0
    await choose(actor, 'machi')
    const change = { session: actor.session, from: organisationId('ken'), to: organisationId('machi') }
    expect(entries).toEqual(
      ['ken', 'machi'].map(body =>
        expect.objectContaining({
          event: expect.objectContaining({ id: 'acting.changed' }),
          tenant: organisationId(body),
          actor: personId('officer'),
          body: change,
        }),
      ),
    )
    add(6)
    const acting = await resolve(headers)
    expect(acting.organisation).toBe(organisationId('machi'))
    expect([...acting.permissions]).toEqual(['permit.read'])
    expect(acting.tenants).toContain(organisationId('machi'))
    entries.length = 0
    // A department is no body, and what has granted nothing cannot be acted for; staying where one is changes nothing.
    for (const none of ['health', 'nowhere']) await expect(choose(acting, none)).rejects.toThrow('organisation')
    await choose(acting, 'machi')
    expect(entries).toEqual([])
    await choose(acting, 'ken')
    add(6)
    expect((await resolve(headers)).organisation).toBe(organisationId('ken'))
  })

  it('gives what is limited to own records for the office of the grant and for those that it succeeded', async () => {
    const headers = await signIn('kacho@example.jp')
    const own = async () => (await onDay('2026-05-01').resolveActor(headers)).own?.get('permit.change')
    expect(await own()).toBeUndefined()
    await grant('chief', 'health', 'permit_branch', '2026-04-01')
    expect([...((await own()) ?? [])]).toEqual([organisationId('health')])
    expect((await onDay('2026-05-01').resolveActor(headers)).permissions.has('permit.change')).toBe(false)
    const before = organisationId('before')
    await test.database.owner`
      insert into musubi.organisation (tenant, id, kind, parent, name_ja, name_en, valid_to, successor)
      values (${organisationId('ken')}, ${before}, 'department', ${organisationId('ken')}, '旧保健課', 'Former',
        '2026-03-31', ${organisationId('health')})`
    expect([...((await own()) ?? [])].sort()).toEqual([organisationId('health'), before].sort())
    // Who may change every record is not limited by a role that is.
    await grant('chief', 'waste', 'permit_officer', '2026-04-01')
    expect(await own()).toBeUndefined()
    await test.database.owner`delete from musubi.grant where person = ${personId('chief')} and role <> 'permit_chief'`
    await test.database.owner`delete from musubi.organisation where id = ${before}`
  })

  it('gives nothing for a role that nobody declares any more', async () => {
    const headers = await signIn('kansa@example.jp')
    await grant('auditor', 'ken', 'abolished_role', '2026-01-01')
    expect([...(await resolve(headers)).permissions]).toEqual(['ledger.read'])
  })
})

describe('row security', () => {
  it('shows people and grants of the given organisations only, and none when none is given', async () => {
    const { app } = test.database
    expect(await app`select * from musubi.person`).toHaveLength(0)
    expect(await app`select * from musubi.grant`).toHaveLength(0)
    const city = await app.begin(async tx => {
      await tx`select set_config('musubi.tenants', ${organisationId('shi')}, true)`
      return await tx<{ id: string }[]>`select id from musubi.person where tenant = ${organisationId('shi')}`
    })
    expect(city.map(row => row.id)).toEqual([personId('municipal')])
    const hidden = await app.begin(async tx => {
      await tx`select set_config('musubi.tenants', ${organisationId('shi')}, true)`
      return await tx`select id from musubi.person where id = ${personId('chief')}`
    })
    expect(hidden).toHaveLength(0)
    await expect(
      app.begin(async tx => {
        await tx`select set_config('musubi.tenants', ${organisationId('shi')}, true)`
        await tx`
          insert into musubi.grant (tenant, id, person, organisation, role, valid_from)
          values (${organisationId('ken')}, gen_random_uuid(), ${personId('municipal')}, ${organisationId('ken')}, 'administrator', '2020-01-01')`
      }),
    ).rejects.toThrow(/row-level security/)
  })

  it('gives the public role nothing', async () => {
    const { reader } = test.database
    for (const table of [
      'musubi.person',
      'musubi.organisation',
      'musubi.grant',
      'auth.session',
      'auth.account',
      'auth."user"',
    ])
      await expect(reader.unsafe(`select * from ${table}`), table).rejects.toThrow(/permission denied/)
    await expect(reader`select * from auth.actor_of('x', '2026-01-01', now(), now())`).rejects.toThrow(
      /permission denied/,
    )
    await expect(reader`select * from musubi.person_names('{}')`).rejects.toThrow(/permission denied/)
  })
})

it('removes sessions that ended by themselves', async () => {
  const headers = await signIn('kansa@example.jp')
  const { session } = await resolve(headers)
  await test.database.owner`update auth.session set seen = now() - interval '31 minutes' where id = ${session ?? null}`
  expect(await removeOld(test.database.app, settings)).toBeGreaterThan(0)
  expect(await test.database.owner`select 1 from auth.session where id = ${session ?? null}`).toHaveLength(0)
})
