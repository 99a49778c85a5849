import {
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import { OperatorError } from '../../base/problem.ts'
import { makeAuthority, requestCertificate } from './authority.ts'
import { type Credentials, type Pairing, type SiteAddress, siteAddress } from './pairing-file.ts'

// Nothing secret travels: public halves, requests and certificates, proven by the code, which a person carries. The secret of the
// two comes out of a key agreement of which each keeps its private half, so that who learns the code later learns nothing.

const pem = z.string().max(8000)
const join = z.object({ site: siteAddress, agreement: pem, request: pem })
const welcome = z.object({ site: siteAddress, agreement: pem, ca: pem, cert: pem, ends: z.string() })

/** Milliseconds for which a code is good. */
export const codeLife = 15 * 60_000
const largest = 64 * 1024

const letters = 'abcdefghijklmnopqrstuvwxyz234567'
/** 130 random bits; nobody tries them all. */
const makeToken = (): string => Array.from(randomBytes(26), byte => letters[byte % 32]).join('')

const showHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** `10.0.1.1:8092/abcd…`: where the first site waits, and what proves the second one. */
export const parseCode = (code: string): { readonly host: string; readonly port: number; readonly token: string } => {
  const [, ipv6, name, port = '', token = ''] =
    /^(?:\[([^\]]+)\]|([^:/]+)):(\d{1,5})\/([a-z2-7]{26})$/.exec(code.trim()) ?? []
  const host = ipv6 ?? name
  if (!host)
    throw new OperatorError('This is no code of "musubi sites invite": it looks like 10.0.1.1:8092/ and 26 letters.')
  return { host, port: Number(port), token }
}

const proofOf = (token: string, what: 'join' | 'welcome', ...texts: readonly string[]): string => {
  const mac = createHmac('sha256', `musubi/site/pair/${token}`).update(what)
  for (const text of texts) mac.update(`\n${createHash('sha256').update(text).digest('hex')}`)
  return mac.digest('hex')
}
const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

const half = () => {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return { privateKey, agreement: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}
const agree = (privateKey: KeyObject, agreement: string, token: string, texts: readonly string[]): string => {
  const shared = diffieHellman({ privateKey, publicKey: createPublicKey(agreement) })
  const info = proofOf(token, 'welcome', ...texts)
  return Buffer.from(hkdfSync('sha256', shared, token, `musubi/site/secret/${info}`, 32)).toString('base64url')
}

export interface Paired {
  readonly pairing: Pairing
  readonly credentials: Credentials
}

export interface Invitation {
  readonly code: string
  /** The other site has joined. What it got is written here first by `keep`, so that the second never knows more. */
  readonly paired: Promise<Pairing>
  close(): Promise<void>
}

interface InviteOptions {
  readonly own: SiteAddress
  /** Where the second site finds this one for the pairing; 0 takes a free port. */
  readonly port: number
  readonly keep: (paired: Paired) => void
  readonly log: (line: string) => void
  readonly now?: () => Date
}

const bodyOf = async (request: IncomingMessage): Promise<string | undefined> =>
  Number(request.headers['content-length'] ?? largest + 1) > largest
    ? undefined
    : (await buffer(request)).toString('utf8')

/** Waits for one site that proves itself with the code. @throws OperatorError when the address cannot be listened on */
export const invite = async ({ own, port, keep, log, now = () => new Date() }: InviteOptions): Promise<Invitation> => {
  const token = makeToken()
  const began = now().getTime()
  const { promise: paired, resolve } = Promise.withResolvers<Pairing>()
  let used = false
  const admit = async (body: string): Promise<string> => {
    const { site, agreement, request } = join.parse(JSON.parse(body))
    const authority = await makeAuthority(now())
    const mine = await requestCertificate()
    const { privateKey, agreement: ours } = half()
    const answer = JSON.stringify({
      site: own,
      agreement: ours,
      ca: authority.ca,
      cert: await authority.issue(request, site.address),
      ends: authority.ends.toISOString(),
    } satisfies z.infer<typeof welcome>)
    const pairing: Pairing = {
      role: 'first',
      own,
      peer: site,
      secret: agree(privateKey, agreement, token, [body, answer]),
      at: now().toISOString(),
      ends: authority.ends.toISOString(),
    }
    const cert = await authority.issue(mine.request, own.address)
    keep({ pairing, credentials: { ca: authority.ca, cert, key: mine.key } })
    resolve(pairing)
    return answer
  }
  const answer = async (request: IncomingMessage): Promise<{ status: number; body: string; proof?: string }> => {
    const body = await bodyOf(request)
    if (request.method !== 'POST' || request.url !== '/pair' || body === undefined) return { status: 404, body: '' }
    if (!same(String(request.headers['x-musubi-proof'] ?? ''), proofOf(token, 'join', body))) {
      log(`a site at ${request.socket.remoteAddress} came with a wrong code`)
      return { status: 401, body: '' }
    }
    if (used || now().getTime() - began > codeLife) return { status: 410, body: '' }
    used = true
    const given = await admit(body)
    return { status: 200, body: given, proof: proofOf(token, 'welcome', body, given) }
  }
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body, proof }) => {
        if (proof) response.setHeader('x-musubi-proof', proof)
        response.writeHead(status, { connection: 'close' }).end(body)
      },
      error => {
        log(`the pairing failed: ${error instanceof Error ? error.message : error}`)
        response.writeHead(400, { connection: 'close' }).end()
      },
    )
  })
  await new Promise<void>((done, reject) => {
    server.once('error', error =>
      reject(new OperatorError(`The address ${own.address}:${port} cannot be listened on: ${error.message}`)),
    )
    server.listen(port, own.address, done)
  })
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  return {
    code: `${showHost(own.address)}:${bound}/${token}`,
    paired,
    close: () => new Promise(done => server.close(() => done())),
  }
}

interface Reply {
  readonly status: number
  readonly proof: string
  readonly body: string
}

const post = (host: string, port: number, proof: string, body: string): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body), 'x-musubi-proof': proof }
    const sent = httpRequest({ host, port, method: 'POST', path: '/pair', headers }, response => {
      buffer(response).then(
        bytes =>
          resolve({
            status: response.statusCode ?? 0,
            proof: String(response.headers['x-musubi-proof'] ?? ''),
            body: bytes.toString('utf8'),
          }),
        reject,
      )
    })
    sent.setTimeout(20_000, () => sent.destroy(new Error('it does not answer')))
    sent.on('error', reject)
    sent.end(body)
  })

const refusals: Readonly<Record<number, string>> = {
  401: 'the code is wrong',
  410: 'the code was used already, or is older than a quarter of an hour',
}

/** Joins the site that showed the code. @throws OperatorError that says why it was not taken */
export const joinSite = async (code: string, own: SiteAddress, now = new Date()): Promise<Paired> => {
  const { host, port, token } = parseCode(code)
  const mine = await requestCertificate()
  const { privateKey, agreement } = half()
  const body = JSON.stringify({ site: own, agreement, request: mine.request } satisfies z.infer<typeof join>)
  const reply = await post(host, port, proofOf(token, 'join', body), body).catch(error => {
    throw new OperatorError(`${host}:${port} cannot be reached for the pairing: ${error.message}`)
  })
  if (reply.status !== 200)
    throw new OperatorError(`${host}:${port} did not take this site: ${refusals[reply.status] ?? 'see its terminal'}.`)
  if (!same(reply.proof, proofOf(token, 'welcome', body, reply.body)))
    throw new OperatorError(
      `${host}:${port} answered without knowing the code: someone stands between. Nothing was kept.`,
    )
  const given = welcome.parse(JSON.parse(reply.body))
  const pairing: Pairing = {
    role: 'second',
    own,
    peer: given.site,
    secret: agree(privateKey, given.agreement, token, [body, reply.body]),
    at: now.toISOString(),
    ends: given.ends,
  }
  return { pairing, credentials: { ca: given.ca, cert: given.cert, key: mine.key } }
}
