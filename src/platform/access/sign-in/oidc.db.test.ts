import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts'
import { type OidcProvider, oidcClient, startOidcProvider } from '../../../../test/oidc-provider.ts'
import { type AccessFixture, accessFixture, headersOf } from '../fixture.ts'
import { cookiesOf, routeCaller } from '../route-fixture.ts'

let test: TestDatabase
let fixture: AccessFixture
let provider: OidcProvider
beforeAll(async () => {
  provider = await startOidcProvider()
  test = await freshDatabase()
  const { discoveryUrl } = provider
  fixture = await accessFixture(test.database, { settings: { oidc: { ...oidcClient, discoveryUrl } } })
})
afterAll(async () => {
  await provider.stop()
  await test.drop()
})

/** Goes to the provider and comes back as the person of this address. */
const throughProvider = async (email: string, change: Readonly<Record<string, unknown>> = {}) => {
  const { signIn } = fixture.access
  const away = await signIn.oidcAddress(headersOf([]))
  if (!away) throw new Error('no provider')
  const url = new URL(away.to)
  expect(url.origin).toBe(provider.issuer)
  expect(url.searchParams.get('code_challenge_method')).toBe('S256')
  expect(url.searchParams.get('redirect_uri')).toBe('http://localhost:8081/sign-in/auth/callback/oidc')
  const code = provider.grant(url.searchParams, email, change)
  const query = new URLSearchParams({ code, state: url.searchParams.get('state') ?? '' })
  return await signIn.withOidc(query, headersOf(away.cookies))
}

it('lets a registered person in, and enters it', async () => {
  const result = await throughProvider('tanto@example.jp')
  if (result.kind !== 'signed-in') throw new Error(JSON.stringify(result))
  expect((await fixture.access.sessions.resolveActor(headersOf(result.cookies))).name).toBe('見本 太郎')
  expect(fixture.entries.at(-1)).toMatchObject({ event: { id: 'session.started' }, body: { way: 'oidc' } })
})

it('does not ask for another password who came in without one', async () => {
  const { owner } = test.database
  const mark = (must: boolean) => owner`
    update auth.account a set must_change = ${must} from auth."user" u
    where u.id = a."userId" and u.email = 'tanto@example.jp' and a."providerId" = 'credential'`
  await mark(true)
  const result = await throughProvider('tanto@example.jp')
  if (result.kind !== 'signed-in') throw new Error(result.kind)
  const actor = await fixture.access.sessions.resolveActor(headersOf(result.cookies))
  expect(actor.mustChangePassword).toBeUndefined()
  expect(actor.permissions.has('permit.read')).toBe(true)
  await mark(false)
})

it('makes no account for someone who is not registered', async () => {
  expect(await throughProvider('stranger@example.jp')).toMatchObject({ kind: 'refused' })
  expect(await test.database.owner`select 1 from auth."user" where email = 'stranger@example.jp'`).toHaveLength(0)
  expect(fixture.entries.at(-1)?.event.id).toBe('session.refused')
})

it('refuses an answer for another client, an unverified address, and a state that is not ours', async () => {
  expect(await throughProvider('kacho@example.jp', { aud: 'another' })).toMatchObject({ kind: 'refused' })
  expect(await throughProvider('kacho@example.jp', { email_verified: false })).toMatchObject({ kind: 'refused' })
  const forged = new URLSearchParams({ code: 'code', state: 'x' })
  expect(await fixture.access.signIn.withOidc(forged, headersOf([]))).toMatchObject({ kind: 'refused' })
})

it('comes back to the page and the language in which one left, and to no other site', async () => {
  const { call } = routeCaller(() => fixture)
  const path = '/sign-in/auth/callback/oidc'
  const back = async (next: string, language: 'ja' | 'en') => {
    const away = await call('GET', '/sign-in/oidc', { language, query: `next=${encodeURIComponent(next)}` })
    if (away.kind !== 'redirect') throw new Error(away.kind)
    const asked = new URL(away.to).searchParams
    const code = provider.grant(asked, 'tanto@example.jp')
    const query = String(new URLSearchParams({ code, state: asked.get('state') ?? '' }))
    const headers = headersOf(cookiesOf(away))
    const first = await call('GET', path, { headers, query })
    if (language === 'ja') return first
    expect(first).toMatchObject({ kind: 'redirect', to: `/en${path}?${query}` })
    return call('GET', path, { headers, query, language })
  }
  const japanese = await back('/permits?kind=1&q=見本', 'ja')
  expect(japanese).toMatchObject({ kind: 'redirect', to: '/permits?kind=1&q=見本' })
  expect(cookiesOf(japanese).join()).toMatch(/musubi\.way-back=; Path=\/; Max-Age=0/)
  expect(await back('/permits', 'en')).toMatchObject({ kind: 'redirect', to: '/permits' })
  expect(await back('//evil.example', 'en')).toMatchObject({ kind: 'redirect', to: '/' })
  expect(await back(`/${'x'.repeat(5000)}`, 'en')).toMatchObject({ kind: 'redirect', to: '/' })
})
