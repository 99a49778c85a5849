import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts'
import { type AccessFixture, accessFixture, headersOf } from '../fixture.ts'
import { samplePassword } from '../sample.ts'
import { visitor } from '../session.ts'

let test: TestDatabase
let fixture: AccessFixture
beforeAll(async () => {
  test = await freshDatabase()
  fixture = await accessFixture(test.database)
})
afterAll(() => test.drop())

const good = { email: 'tanto@example.jp', password: samplePassword }

describe('password', () => {
  it('signs in, and the cookie makes the person', async () => {
    const result = await fixture.access.signIn.withPassword(good, headersOf([]))
    expect(result.kind).toBe('signed-in')
    if (result.kind !== 'signed-in') return
    const actor = await fixture.access.sessions.resolveActor(headersOf(result.cookies))
    expect(actor.name).toBe('見本 太郎')
    expect([...actor.permissions].sort()).toEqual(['permit.change', 'permit.read'])
    expect(fixture.entries.at(-1)?.event.id).toBe('session.started')
    expect(result.cookies.join()).toMatch(/HttpOnly/)
    expect(actor).not.toBe(visitor)
  })
})
