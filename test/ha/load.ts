import { setTimeout as sleep } from 'node:timers/promises'
import { samplePassword } from '../../src/platform/access/sample.ts'

/**
 * Writers that know nothing of the cluster: each sends a record of its own over the API once, never again, and notes here,
 * outside of everything that is destroyed, what the platform answered and when.
 */
export interface Acknowledged {
  readonly name: string
  readonly id: string
  /** Milliseconds of `performance.now()`. */
  readonly at: number
}

export interface Load {
  readonly acknowledged: readonly Acknowledged[]
  /** Sent and not acknowledged: such a record may be there once or not at all. */
  readonly uncertain: ReadonlySet<string>
  /** How often which answer came that was no acknowledgement, since the last call. */
  takeRefusals(): ReadonlyMap<string, number>
  /** Times of the public page's good answers. */
  readonly read: readonly number[]
  stop(): Promise<void>
}

/** Milliseconds between two writes, and between two looks at a public page; below the listeners' limit for one address. */
const pace = { write: 50, read: 250 }
/** Milliseconds. Longer than any person waits. */
const patience = 30_000

type Session = Readonly<Record<string, string>>

const jarOf = (response: Response, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> => {
  const jar = new Map(before)
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
  }
  return jar
}
const written = (jar: ReadonlyMap<string, string>): string =>
  [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
const markIn = async (response: Response): Promise<string> => {
  const mark = /name="csrf" value="([^"]+)"/.exec(await response.text())?.[1]
  if (!mark) throw new Error(`no form mark in ${response.url}: ${response.status}`)
  return mark
}

/** Signs in as a browser does. */
const signIn = async (url: string): Promise<Session> => {
  const site = { 'sec-fetch-site': 'same-origin' }
  const form = await fetch(`${url}/sign-in`)
  const jar = jarOf(form)
  const sent = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...site, cookie: written(jar) },
    body: new URLSearchParams({
      email: 'tanto@example.jp',
      password: samplePassword,
      next: '/',
      csrf: await markIn(form),
    }),
  })
  if (sent.status !== 303) throw new Error(`sign-in answered ${sent.status}`)
  const session = jarOf(sent, jar)
  const page = await fetch(`${url}/account`, { headers: { cookie: written(session) } })
  return { ...site, cookie: written(jarOf(page, session)), 'x-csrf': await markIn(page) }
}

const record = (name: string): string =>
  JSON.stringify({
    name,
    nameKana: 'ミホン',
    type: 'group',
    state: 'active',
    activities: ['8'],
    address: { municipality: '041017', town: '本町三丁目', rest: '8番1号' },
  })

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return error.name === 'TimeoutError' ? 'no answer' : error.message
}

export const startLoad = async (publicUrl: string, staffUrl: string, mark: string): Promise<Load> => {
  const session = await signIn(staffUrl)
  const acknowledged: Acknowledged[] = []
  const uncertain = new Set<string>()
  const read: number[] = []
  let refusals = new Map<string, number>()
  const refuse = (what: string): void => {
    refusals.set(what, (refusals.get(what) ?? 0) + 1)
  }
  const under = new Set<Promise<void>>()
  let stopping = false

  const write = async (name: string): Promise<void> => {
    uncertain.add(name)
    try {
      const response = await fetch(`${staffUrl}/api/v1/npo`, {
        method: 'POST',
        headers: { ...session, 'content-type': 'application/json' },
        body: record(name),
        signal: AbortSignal.timeout(patience),
      })
      const text = await response.text()
      if (response.status !== 201) return refuse(String(response.status))
      const { id }: { id: string } = JSON.parse(text)
      acknowledged.push({ name, id, at: performance.now() })
      uncertain.delete(name)
    } catch (error) {
      refuse(reasonOf(error))
    }
  }
  const look = async (): Promise<void> => {
    try {
      const response = await fetch(`${publicUrl}/npos`, { signal: AbortSignal.timeout(patience) })
      await response.arrayBuffer()
      if (response.ok) read.push(performance.now())
    } catch {
      // Counted by its absence.
    }
  }
  const repeat = async (every: number, work: (turn: number) => Promise<void>): Promise<void> => {
    const began = performance.now()
    for (let turn = 0; !stopping; turn += 1) {
      const one: Promise<void> = work(turn).finally(() => under.delete(one))
      under.add(one)
      await sleep(Math.max(0, began + (turn + 1) * every - performance.now()))
    }
  }
  const running = [repeat(pace.write, turn => write(`見本 ${mark}-${turn}`)), repeat(pace.read, look)]
  return {
    acknowledged,
    uncertain,
    read,
    takeRefusals() {
      const taken = refusals
      refusals = new Map()
      return taken
    },
    async stop() {
      stopping = true
      await Promise.all(running)
      await Promise.all(under)
    },
  }
}
