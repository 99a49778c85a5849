import { readFileSync } from 'node:fs'
import { Agent, request as plainRequest } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import { NotFoundError, OperatorError, UnavailableError } from '../../base/problem.ts'
import { requireObjectName } from '../files/objects.ts'
import type { Promotion, SiteAgent, SiteStatus } from './definition.ts'
import { isAnswerTo, signRequest } from './signature.ts'

export interface RemoteOptions {
  /** `http://` or `https://` and address of the other site's control port. */
  readonly url: string
  readonly secret: string
  /** Folder with `ca.pem`, the authority of the sites' own certificates. */
  readonly tls?: string | undefined
}

interface Answer {
  readonly status: number
  readonly body: Buffer
}

const stored = z.object({ name: z.string(), size: z.number(), at: z.coerce.date() })

const unavailable = (error: unknown): never => {
  throw new UnavailableError(error instanceof Error ? error.message : String(error), { cause: error })
}

/** Milliseconds for what only looks; a promotion and a copy take longer. */
const quick = 2_000

export interface RemoteAgent extends SiteAgent {
  readonly host: string
  call(operation: string, given: unknown, ms?: number): Promise<unknown>
  close(): void
}

/** The other site, over its control port. Every call throws when it does not answer in time. */
export const remoteAgent = ({ url, secret, tls }: RemoteOptions): RemoteAgent => {
  const { hostname, port, protocol } = new URL(url)
  const secure = protocol === 'https:'
  const ca = secure && tls ? readFileSync(join(tls, 'ca.pem')) : undefined
  const agent = secure ? new TlsAgent({ keepAlive: true, ...(ca ? { ca } : {}) }) : new Agent({ keepAlive: true })
  const send = (method: string, path: string, body: Uint8Array | string, ms: number): Promise<Answer> => {
    const signature = signRequest(secret, method, path, body)
    return new Promise((resolve, reject) => {
      const options = {
        hostname,
        port,
        method,
        path,
        agent,
        headers: { 'x-musubi-signature': signature, 'content-length': Buffer.byteLength(body) },
      }
      const sent = (secure ? tlsRequest : plainRequest)(options, response => {
        buffer(response).then(bytes => {
          const status = response.statusCode ?? 0
          const given = String(response.headers['x-musubi-answer'] ?? '')
          if (isAnswerTo(secret, signature, status, bytes, given)) resolve({ status, body: bytes })
          else reject(new OperatorError(`${url} answered without the secret of this site.`))
        }, reject)
      })
      sent.setTimeout(ms, () => sent.destroy(Object.assign(new Error(`${url} does not answer`), { code: 'ETIMEDOUT' })))
      sent.on('error', reject)
      sent.end(body)
    })
  }
  const call = async (operation: string, given: unknown, ms = quick): Promise<unknown> => {
    const { status, body } = await send('POST', `/${operation}`, given === undefined ? '' : JSON.stringify(given), ms)
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (status === 200) return value
    const reason = typeof value === 'object' && value && 'error' in value ? String(value.error) : `status ${status}`
    throw new OperatorError(reason)
  }
  return {
    host: hostname,
    call,
    close: () => agent.destroy(),
    status: async () => (await call('status', undefined)) as SiteStatus,
    follow: async (upstream, anew, found) => {
      await call('follow', { upstream, anew, found }, 6 * 3_600_000)
    },
    requireCopies: async (sites, found) => {
      await call('requireCopies', { sites, found })
    },
    remember: async (memory, found) => Number(await call('remember', { memory, found })),
    told: async mode => {
      await call('told', mode)
    },
    promote: async (reason, acceptLoss, found) =>
      (await call('promote', { reason, acceptLoss, found }, 70_000)) as Promotion,
    putKeys: async sealed => {
      await call('putKeys', sealed)
    },
    getKeys: async () => String(await call('getKeys', undefined)),
    takeKeys: async sealed => {
      await call('takeKeys', sealed)
    },
    files: {
      place: url,
      put: async (name, bytes) => {
        const { status } = await send('PUT', `/files/${requireObjectName(name)}`, bytes, 30_000).catch(unavailable)
        if (status !== 200) throw new UnavailableError(`${url} did not keep object ${name} (status ${status})`)
      },
      get: async name => {
        const { status, body } = await send('GET', `/files/${requireObjectName(name)}`, '', 30_000).catch(unavailable)
        if (status === 404) throw new NotFoundError(`object ${name}`)
        if (status !== 200) throw new UnavailableError(`${url} does not give object ${name} (status ${status})`)
        return body
      },
      look: async name => {
        const found = await call('lookFile', name)
        return found === null ? null : stored.parse(found)
      },
      async *list(prefix = '') {
        yield* z.array(stored).parse(await call('listFiles', prefix, 60_000))
      },
      remove: async name => {
        await call('removeFile', name)
      },
      check: async () => {
        await call('status', undefined)
      },
    },
  }
}
