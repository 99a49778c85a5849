import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'

/** What Musubi is registered as at the provider of the tests. */
export const oidcClient = { clientId: 'musubi', clientSecret: 'a client secret', title: '見本認証基盤' } as const

export interface OidcProvider {
  readonly issuer: string
  readonly discoveryUrl: string
  /** Lets somebody in, as if on the provider's page. @param asked the query of the authorisation request */
  grant(asked: URLSearchParams, email: string, change?: Readonly<Record<string, unknown>>): string
  stop(): Promise<void>
}

interface Granted {
  readonly claims: Readonly<Record<string, unknown>>
  readonly challenge: string | null
  readonly redirect: string | null
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

/**
 * A small identity provider: discovery, keys, a page on which one chooses who to be, and a token endpoint that gives each
 * code once, to its client, for the verifier of its challenge (PKCE) and the address that it was asked for.
 * @param people addresses on its page
 */
export const startOidcProvider = async (people: readonly string[] = []): Promise<OidcProvider> => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const granted = new Map<string, Granted>()
  let issuer = ''

  const idToken = (claims: Readonly<Record<string, unknown>>): string => {
    const text = `${part({ alg: 'RS256', kid: 'k', typ: 'JWT' })}.${part(claims)}`
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }
  const grant: OidcProvider['grant'] = (asked, email, change = {}) => {
    const code = randomUUID()
    const seconds = Math.floor(Date.now() / 1000)
    const claims = {
      iss: issuer,
      aud: oidcClient.clientId,
      sub: `subject of ${email}`,
      email,
      email_verified: true,
      name: 'a name',
      iat: seconds,
      exp: seconds + 60,
      nonce: asked.get('nonce') ?? undefined,
      ...change,
    }
    granted.set(code, { claims, challenge: asked.get('code_challenge'), redirect: asked.get('redirect_uri') })
    return code
  }
  const token = async (request: IncomingMessage): Promise<unknown> => {
    const body = await bodyOf(request)
    const basic = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString()
    const secret = body.get('client_secret') ?? decodeURIComponent(basic.split(':')[1] ?? '')
    const code = body.get('code') ?? ''
    const found = granted.get(code)
    granted.delete(code)
    const verifier = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    if (
      found === undefined ||
      secret !== oidcClient.clientSecret ||
      found.challenge !== verifier ||
      found.redirect !== body.get('redirect_uri')
    )
      return undefined
    return { access_token: 'access', token_type: 'Bearer', expires_in: 60, id_token: idToken(found.claims) }
  }
  /** Names of people as links, each of which is the way back. */
  const choice = (asked: URLSearchParams): string => {
    const links = people.map(email => {
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.searchParams.set('code', grant(asked, email))
      back.searchParams.set('state', asked.get('state') ?? '')
      return `<li><a href="${back.href.replaceAll('&', '&amp;')}">${email}</a></li>`
    })
    return `<!doctype html><html lang="ja"><title>${oidcClient.title}</title><h1>${oidcClient.title}</h1><ul>${links.join('')}</ul></html>`
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer)
    if (pathname === '/authorize') {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(choice(searchParams))
      return
    }
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
      '/token': () => token(request),
    }
    const answer = await answers[pathname]?.()
    response.statusCode = answer === undefined ? 400 : 200
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer ?? { error: 'invalid_grant' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    grant,
    stop: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
