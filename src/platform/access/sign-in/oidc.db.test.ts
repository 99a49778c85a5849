import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts'
import { type AccessFixture, accessFixture, headersOf } from '../fixture.ts'

// A small identity provider in this process: discovery, keys and the token endpoint.

let test: TestDatabase
let fixture: AccessFixture
let server: Server
let issuer = ''
let key: KeyObject
let claims: Record<string, unknown> = {}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const idToken = () => {
  const text = `${part({ alg: 'RS256', kid: 'k', typ: 'JWT' })}.${part(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

beforeAll(async () => {
  key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  server = createServer((request, response) => {
    const answers: Record<string, () => unknown> = {
      '/.well-known/openid-configuration': () => ({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      }),
      '/keys': () => ({
        keys: [{ ...createPublicKey(key).export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }],
      }),
      '/token': () => ({ access_token: 'access', token_type: 'Bearer', expires_in: 60, id_token: idToken() }),
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answers[request.url ?? '']?.() ?? {}))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  test = await freshDatabase()
  fixture = await accessFixture(test.database, {
    settings: {
      oidc: {
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        clientId: 'musubi',
        clientSecret: 'a client secret',
        title: '見本認証基盤',
      },
    },
  })
})
afterAll(async () => {
  server.close()
  await test.drop()
})

/** Goes to the provider and comes back as the person of this address. */
const throughProvider = async (email: string, change: Record<string, unknown> = {}) => {
  const { signIn } = fixture.access
  const away = await signIn.oidcAddress(headersOf([]))
  if (!away) throw new Error('no provider')
  const url = new URL(away.to)
  expect(url.origin).toBe(issuer)
  expect(url.searchParams.get('code_challenge_method')).toBe('S256')
  expect(url.searchParams.get('redirect_uri')).toBe('http://localhost:8081/sign-in/auth/callback/oidc')
  const seconds = Math.floor(Date.now() / 1000)
  claims = {
    iss: issuer,
    aud: 'musubi',
    sub: `subject of ${email}`,
    email,
    email_verified: true,
    name: 'a name',
    iat: seconds,
    exp: seconds + 60,
    nonce: url.searchParams.get('nonce') ?? undefined,
    ...change,
  }
  const query = new URLSearchParams({ code: 'code', state: url.searchParams.get('state') ?? '' })
  return await signIn.withOidc(query, headersOf(away.cookies))
}

it('lets a registered person in, and enters it', async () => {
  const result = await throughProvider('tanto@example.jp')
  if (result.kind !== 'signed-in') throw new Error(JSON.stringify(result))
  expect((await fixture.access.sessions.resolveActor(headersOf(result.cookies))).name).toBe('見本 太郎')
  expect(fixture.entries.at(-1)).toMatchObject({ event: { id: 'session.started' }, body: { way: 'oidc' } })
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
