import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import type { Json } from '../../base/json.ts'
import { NotFoundError, OperatorError } from '../../base/problem.ts'
import { writeWhole } from '../database/private-file.ts'
import { isObjectName } from '../files/objects.ts'
import type { LocalAgent } from './agent.ts'
import { isSigned, signAnswer } from './signature.ts'

/** What may be asked of a site by name; the arguments are as they came. */
export type Operations = Readonly<Record<string, (given: unknown) => Promise<unknown>>>

const upstream = z.object({ host: z.string(), port: z.number().int(), password: z.string(), slot: z.string() })

const mode = z.enum(['forming', 'together', 'alone'])
/** The step of the site that the order was decided on. */
const found = z.number().int()
const memory = z.object({
  mode,
  alone: z.object({ at: z.string(), reason: z.string() }).nullable(),
  peer: z.string().nullable(),
})

/** What every site answers to the other one. */
export const agentOperations = (agent: LocalAgent): Operations => ({
  status: () => agent.status(),
  follow: async given => {
    const order = z.object({ upstream, anew: z.boolean(), found }).parse(given)
    await agent.follow(order.upstream, order.anew, order.found)
  },
  requireCopies: async given => {
    const order = z.object({ sites: z.array(z.string()), found }).parse(given)
    await agent.requireCopies(order.sites, order.found)
  },
  remember: async given => {
    const order = z.object({ memory, found }).parse(given)
    return agent.remember(order.memory, order.found)
  },
  told: async given => agent.told(mode.parse(given)),
  promote: async given => {
    const order = z.object({ reason: z.string(), acceptLoss: z.boolean(), found }).parse(given)
    return agent.promote(order.reason, order.acceptLoss, order.found)
  },
  putKeys: async given => agent.putKeys(z.string().parse(given)),
  getKeys: () => agent.getKeys(),
  takeKeys: async given => agent.takeKeys(z.string().parse(given)),
  listFiles: async given => {
    const found: unknown[] = []
    for await (const object of agent.files.list(z.string().parse(given))) found.push(object)
    return found
  },
  lookFile: async given => agent.files.look(z.string().parse(given)),
  removeFile: async given => agent.files.remove(z.string().parse(given)),
})

export interface Control {
  readonly url: string
  close(): Promise<void>
}

export interface ControlOptions {
  readonly host: string
  readonly port: number
  /** Folder with `cert.pem` and `key.pem`. */
  readonly tls?: string | undefined
}

const largest = 80 * 1024 * 1024
/** Milliseconds between two looks whether the note is still there. */
const noteInterval = 1000

interface Answer {
  readonly status: number
  readonly body: Uint8Array | string
}

const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value ?? null) })

const fileAnswer = async (agent: LocalAgent, method: string, name: string, body: Buffer): Promise<Answer> => {
  if (method === 'GET') return { status: 200, body: await agent.files.get(name) }
  await agent.files.put(name, body)
  return json(null)
}

const perform = async (agent: LocalAgent, operations: Operations, request: IncomingMessage, body: Buffer) => {
  const { method = 'GET', url = '/' } = request
  const name = url.startsWith('/files/') ? url.slice('/files/'.length) : ''
  try {
    if (isObjectName(name) && (method === 'GET' || method === 'PUT')) return await fileAnswer(agent, method, name, body)
    const operation = method === 'POST' ? operations[url.slice(1)] : undefined
    if (!operation) return json({ error: 'no such operation' }, 404)
    return json(await operation(body.length > 0 ? (JSON.parse(body.toString('utf8')) as Json) : undefined))
  } catch (error) {
    if (error instanceof NotFoundError) return json({ error: error.message }, 404)
    const status = error instanceof OperatorError ? 409 : 500
    return json({ error: error instanceof Error ? error.message : String(error) }, status)
  }
}

/**
 * Listens for the other site and for commands on this folder. Every request and every answer is signed with the secret
 * of the two; without TLS the bytes of files can be read on the way, which `standby` and `up` refuse off this machine.
 * The address is noted in the folder for the commands of this machine.
 */
export const openControl = async (
  agent: LocalAgent,
  operations: Operations,
  { host, port, tls }: ControlOptions,
): Promise<Control> => {
  const secret = () => agent.file().secret
  const answer = async (request: IncomingMessage): Promise<Answer & { readonly signature: string }> => {
    const signature = String(request.headers['x-musubi-signature'] ?? '')
    if (Number(request.headers['content-length'] ?? 0) > largest)
      return { ...json({ error: 'too large' }, 413), signature }
    const body = await buffer(request)
    if (!isSigned(secret(), signature, request.method ?? '', request.url ?? '', body))
      return { ...json({ error: 'not signed with the secret of this site, or the clocks differ' }, 401), signature }
    return { ...(await perform(agent, operations, request, body)), signature }
  }
  const handler: Parameters<typeof createServer>[1] = (request, response) => {
    answer(request).then(
      ({ status, body, signature }) => {
        response.setHeader('x-musubi-answer', signAnswer(secret(), signature, status, body))
        response.writeHead(status).end(body)
      },
      () => response.destroy(),
    )
  }
  const server: Server = tls
    ? createTlsServer({ cert: readFileSync(join(tls, 'cert.pem')), key: readFileSync(join(tls, 'key.pem')) }, handler)
    : createServer(handler)
  await new Promise<void>((resolve, reject) => {
    server.once('error', error =>
      reject(new OperatorError(`The control port ${host}:${port} cannot be opened: ${error.message}`)),
    )
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  const url = `${tls ? 'https' : 'http'}://${host}:${bound}`
  const note = join(agent.server.folder, 'control.json')
  const leaveNote = (): void => writeWhole(note, `${JSON.stringify({ url })}\n`, 0o600)
  leaveNote()
  // Who deleted the folder took the note along; commands must find the process that has lived on and made a copy anew.
  const watch = setInterval(() => {
    if (existsSync(agent.server.folder) && !existsSync(note)) leaveNote()
  }, noteInterval)
  watch.unref()
  return {
    url,
    close: async () => {
      clearInterval(watch)
      rmSync(note, { force: true })
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}
