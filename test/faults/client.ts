import { setTimeout as sleep } from 'node:timers/promises'
import { samplePassword } from '../../src/platform/access/sample.ts'
import type { Fate } from './journal.ts'

/** Milliseconds. Longer than the platform allows itself for any answer. */
const hanging = 60_000

export interface Reply {
  readonly fate: Fate
  readonly status: number
  readonly text: string
  readonly location: string
  readonly why: string
}

/** Someone who works over HTTP: never sends twice, and believes what the platform says. */
export interface Client {
  /** The same session, as if from another address: one address may only ask so often. */
  from(address: string): Client
  get(path: string): Promise<Response>
  json(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>
  form(path: string, values: Readonly<Record<string, string | File>>): Promise<Reply>
}

const markIn = (html: string): string => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''

/** "This submission has not been recorded", in the words of pages and of problems. */
const isDenied = (text: string): boolean => /今回の送信は記録されていません|has not been recorded/.test(text)

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error) return codeOf(error.cause)
  return 'code' in error ? String(error.code) : error.name
}

/** @param good statuses that acknowledge */
const judge = async (sent: Promise<Response>, good: readonly number[]): Promise<Reply> => {
  const none = { status: 0, text: '', location: '' }
  try {
    const response = await sent
    const text = await response.text()
    const { status } = response
    const location = response.headers.get('location') ?? ''
    const told = { status, text, location, why: String(status) }
    if (good.includes(status) && !location.startsWith('/sign-in')) return { ...told, fate: 'acknowledged' }
    const denied = status < 500 || (status === 503 && isDenied(text))
    return { ...told, fate: denied ? 'refused' : 'unknown', why: denied ? `${status} denied` : String(status) }
  } catch (error) {
    const why = codeOf(error)
    // Nobody listened: nothing was sent.
    return { ...none, fate: why === 'ECONNREFUSED' ? 'refused' : 'unknown', why }
  }
}

/** Signs in, again and again until it works; once for each account, since too many attempts lock it. */
const signIn = async (site: string, email: string, until: AbortSignal): Promise<Client> => {
  const jar = new Map<string, string>()
  const ask = async (address: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(site + path, {
      redirect: 'manual',
      ...init,
      headers: {
        cookie: [...jar].map(pair => pair.join('=')).join('; '),
        origin: site,
        'sec-fetch-site': 'same-origin',
        'x-forwarded-for': address,
        ...Object.fromEntries(new Headers(init.headers)),
      },
      signal: AbortSignal.timeout(hanging),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1)
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }
  const first = '10.9.9.9'
  let csrf = ''
  const enter = async (): Promise<void> => {
    const mark = markIn(await (await ask(first, '/sign-in')).text())
    const body = new URLSearchParams({ csrf: mark, email, password: samplePassword })
    const sent = await ask(first, '/sign-in', { method: 'POST', body })
    if (sent.status !== 303) throw new Error(`${email} could not sign in: ${sent.status}`)
    csrf = markIn(await (await ask(first, '/account')).text())
    if (csrf === '') throw new Error('no mark for forms')
  }
  let entering: Promise<void> | undefined
  const enterAtLast = async (): Promise<void> => {
    for (;;) {
      try {
        return await enter()
      } catch (error) {
        if (until.aborted) throw error
      }
      await sleep(1000)
    }
  }
  await enterAtLast()
  /** A session that is no more is begun anew; what was refused for it is not sent again. */
  const kept = async (reply: Promise<Reply>): Promise<Reply> => {
    const told = await reply
    if (told.status === 401 || told.location.startsWith('/sign-in')) {
      entering ??= enterAtLast().finally(() => {
        entering = undefined
      })
      await entering
    }
    return told
  }
  const clientFrom = (address: string): Client => ({
    from: clientFrom,
    get: path => ask(address, path),
    json: (method, path, body, more = {}) =>
      kept(
        judge(
          ask(address, path, {
            method,
            headers: { 'content-type': 'application/json', 'x-csrf': csrf, ...more },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }),
          [200, 201, 202],
        ),
      ),
    form: (path, values) => {
      const files = Object.values(values).some(value => typeof value !== 'string')
      const body = files ? new FormData() : new URLSearchParams()
      body.set('csrf', csrf)
      for (const [name, value] of Object.entries(values)) {
        if (typeof value === 'string') body.set(name, value)
        else if (body instanceof FormData) body.set(name, value)
      }
      return kept(judge(ask(address, path, { method: 'POST', body }), [200, 303]))
    },
  })
  return clientFrom(first)
}

export interface People {
  readonly officer: Client
  /** Approves what the officer proposed. */
  readonly chief: Client
  /** Of a municipality: sees special values. */
  readonly municipal: Client
  /** Enters people. */
  readonly administrator: Client
}

export const signInAll = async (site: string, until: AbortSignal): Promise<People> => ({
  officer: await signIn(site, 'tanto@example.jp', until),
  chief: await signIn(site, 'kacho@example.jp', until),
  municipal: await signIn(site, 'shicho@example.jp', until),
  administrator: await signIn(site, 'kanri@example.jp', until),
})
