import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts'
import { type AccessFixture, accessFixture, actOf, headersOf, settings } from '../fixture.ts'
import { samplePassword } from '../sample.ts'
import { addPasskey, listPasskeys, passkeyRegistration, removePasskey } from './account.ts'

let test: TestDatabase
let fixture: AccessFixture
beforeAll(async () => {
  test = await freshDatabase()
  fixture = await accessFixture(test.database)
})
afterAll(() => test.drop())

const bytes = (length: number, value: Buffer): Buffer =>
  Buffer.concat([
    length < 24
      ? Buffer.from([0x40 | length])
      : length < 256
        ? Buffer.from([0x58, length])
        : Buffer.from([0x59, length >> 8, length & 0xff]),
    value,
  ])

/**
 * An authenticator as the WebAuthn standard has it (ES256, attestation "none"), in software.
 * @param verifies the flag by which it says that it has asked for a PIN or a finger
 */
const authenticator = (origin: string = settings.origin, verifies = 0x04) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  let counter = 0
  const head = (flags: number) => {
    const count = Buffer.alloc(4)
    counter += 1
    count.writeUInt32BE(counter)
    return Buffer.concat([createHash('sha256').update('localhost').digest(), Buffer.from([flags]), count])
  }
  const client = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const common = {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
  }
  return {
    create: (challenge: string) => {
      const [x, y] = [jwk.x, jwk.y].map(value => Buffer.from(value ?? '', 'base64url'))
      const cose = Buffer.concat([
        Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
        bytes(32, x ?? Buffer.alloc(0)),
        Buffer.from([0x22]),
        bytes(32, y ?? Buffer.alloc(0)),
      ])
      const data = Buffer.concat([head(0x41 | verifies), Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const attestation = Buffer.concat([
        Buffer.from([0xa3, 0x63]),
        Buffer.from('fmt'),
        Buffer.from([0x64]),
        Buffer.from('none'),
        Buffer.from([0x67]),
        Buffer.from('attStmt'),
        Buffer.from([0xa0, 0x68]),
        Buffer.from('authData'),
        bytes(data.length, data),
      ])
      return {
        ...common,
        response: {
          clientDataJSON: client('webauthn.create', challenge).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    get: (challenge: string, flag = verifies) => {
      const data = head(0x01 | flag)
      const clientData = client('webauthn.get', challenge)
      const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()])
      return {
        ...common,
        response: {
          clientDataJSON: clientData.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
        },
      }
    },
  }
}

const challengeOf = (options: unknown): string =>
  typeof options === 'object' && options !== null && 'challenge' in options ? String(options.challenge) : ''

const withCookies = (headers: Headers, cookies: readonly string[]): Headers =>
  headersOf([...(headers.get('cookie') ?? '').split('; '), ...cookies])

it('registers a passkey, signs in with it, refuses a replay and another site, and forgets it', async () => {
  const { access, entries } = fixture
  const { signIn, sessions } = access
  const first = await signIn.withPassword({ email: 'tanto@example.jp', password: samplePassword }, headersOf([]))
  if (first.kind !== 'signed-in') throw new Error(first.kind)
  const headers = headersOf(first.cookies)
  const act = actOf(access, await sessions.resolveActor(headers))
  const device = authenticator()

  const foreign = await passkeyRegistration(access, headers)
  const fromElsewhere = authenticator('https://evil.example').create(challengeOf(foreign.options))
  const add = (cookies: readonly string[], answer: unknown, password = samplePassword) =>
    addPasskey(access, act, withCookies(headers, cookies), { answer, name: '庁内の端末', password })
  expect(await add(foreign.cookies, fromElsewhere)).toMatchObject({ ok: false })

  // Somebody at an open session has no password; a device that was merely touched is one factor.
  for (const [name, one, password] of [
    ['password', device, 'not the password'],
    ['name', authenticator(settings.origin, 0), samplePassword],
  ] as const) {
    const challenge = await passkeyRegistration(access, headers)
    expect(challenge.options).toMatchObject({ authenticatorSelection: { userVerification: 'required' } })
    const refused = await add(challenge.cookies, one.create(challengeOf(challenge.options)), password)
    expect(refused).toMatchObject({ ok: false, problems: [{ field: name }] })
  }
  expect(await listPasskeys(access, act)).toEqual([])

  const asked = await passkeyRegistration(access, headers)
  const made = device.create(challengeOf(asked.options))
  expect(await add(asked.cookies, made)).toMatchObject({ ok: true })
  expect((await listPasskeys(access, act)).map(passkey => passkey.name)).toEqual(['庁内の端末'])
  expect(entries.at(-1)).toMatchObject({ event: { id: 'credential.changed' }, body: { changed: 'passkey', to: true } })

  const touched = await signIn.passkeyChallenge(headersOf([]))
  expect(touched.options).toMatchObject({ userVerification: 'required' })
  const weak = device.get(challengeOf(touched.options), 0)
  expect(await signIn.withPasskey(weak, headersOf(touched.cookies))).toMatchObject({ kind: 'refused' })

  const challenge = await signIn.passkeyChallenge(headersOf([]))
  const answer = device.get(challengeOf(challenge.options))
  const result = await signIn.withPasskey(answer, headersOf(challenge.cookies))
  if (result.kind !== 'signed-in') throw new Error(JSON.stringify(result))
  expect((await sessions.resolveActor(headersOf(result.cookies))).name).toBe('見本 太郎')
  expect(entries.at(-1)).toMatchObject({ event: { id: 'session.started' }, body: { way: 'passkey' } })

  expect(await signIn.withPasskey(answer, headersOf(challenge.cookies))).toMatchObject({ kind: 'refused' })
  const other = await signIn.passkeyChallenge(headersOf([]))
  expect(await signIn.withPasskey(answer, headersOf(other.cookies))).toMatchObject({ kind: 'refused' })
  const stranger = await signIn.passkeyChallenge(headersOf([]))
  expect(
    await signIn.withPasskey(authenticator().get(challengeOf(stranger.options)), headersOf(stranger.cookies)),
  ).toMatchObject({ kind: 'refused' })

  const [passkey] = await listPasskeys(access, act)
  await removePasskey(access, act, passkey?.id ?? '')
  const last = await signIn.passkeyChallenge(headersOf([]))
  expect(await signIn.withPasskey(device.get(challengeOf(last.options)), headersOf(last.cookies))).toMatchObject({
    kind: 'refused',
  })
})
