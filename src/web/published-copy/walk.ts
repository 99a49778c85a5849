import { setTimeout as sleep } from 'node:timers/promises'
import type { PublishedChanges } from '../../platform/registers/published-changes.ts'
import type { Listener } from '../server.ts'
import { keptAddress } from './address.ts'
import type { PublishedCopy } from './copy.ts'

export interface WalkOptions {
  readonly listener: Listener
  readonly copy: PublishedCopy
  /** As visitors type it. */
  readonly origin: string
  /** Milliseconds before the first walk, between two pages, and between two walks. */
  readonly delay?: number
  readonly pause?: number
  readonly interval?: number
  /** What changed in the registers, looked at this often between two walks. Default: each five minutes. */
  readonly changes?: readonly PublishedChanges[]
  readonly changesEvery?: number
}

export interface Walk {
  stop(): Promise<void>
}

const linksOf = (html: string): readonly string[] =>
  [...html.matchAll(/href="(\/[^"#]*)/g)].map(found => (found[1] ?? '').replaceAll('&amp;', '&'))

/** Pages that residents read; files, data and the assets of the site are other links. */
const isPage = (address: string): boolean =>
  !/^\/(?:assets|api|en\/api)\//.test(address) && !/\.\w{2,5}(?:$|\?)/.test(address)

/**
 * Asks for every public page in turn, beginning at the two front pages and following our own links, so that the copy is
 * whole and not only what happened to be visited. Slowly: a page costs some milliseconds. What is no longer published
 * answers 404 and leaves the copy.
 */
export const walkOnce = async (options: WalkOptions, signal: AbortSignal): Promise<number> => {
  const known = new Set(['/', '/en'])
  for await (const address of options.copy.addresses()) known.add(address)
  return follow(options, known, isPage, signal)
}

/** Asks for every known address, and for those of the links in them that are wanted. @returns how many were known at the end */
const follow = async (
  { listener, copy, origin, pause = 0 }: WalkOptions,
  known: Set<string>,
  wanted: (address: string) => boolean,
  signal: AbortSignal,
): Promise<number> => {
  // A set goes on over what is added while it is read.
  for (const address of known) {
    if (signal.aborted) break
    const response = await listener.fetch(
      new Request(origin + address, { headers: { accept: 'text/html', [copy.mark.header]: copy.mark.value } }),
    )
    const html = response.headers.get('content-type')?.startsWith('text/html') ? await response.text() : ''
    // The database is away or busy: what is known is not looked at again now.
    if (response.status === 503 || response.status === 429 || response.headers.has('x-musubi-copy-time')) break
    for (const link of linksOf(html)) {
      const next = keptAddress(link)
      if (next !== undefined && wanted(next)) known.add(next)
    }
    if (pause > 0) await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
  }
  return known.size
}

const languages = ['', '/en'] as const

/** Whether a link leads to another page of the same list. */
const isListPage = (path: string, address: string): boolean =>
  languages.some(prefix => address.split('?', 1)[0] === prefix + path)

/**
 * Asks anew for what changed since then: records (one that was withdrawn answers 404 and leaves the copy), the lists that
 * they stand in, and the pages that count them.
 */
export const walkChanges = async (options: WalkOptions, since: Date, signal: AbortSignal): Promise<number> => {
  const known = new Set<string>()
  const lists: string[] = []
  for (const { path, changedSince } of options.changes ?? []) {
    const ids = await changedSince(since)
    if (ids.length === 0) continue
    lists.push(path)
    for (const prefix of languages) {
      for (const id of ids) known.add(`${prefix}${path}/${id}`)
      known.add(prefix + path)
    }
  }
  if (known.size === 0) return 0
  for (const address of ['/', '/en', '/plan', '/en/plan', '/data', '/en/data']) known.add(address)
  return follow(options, known, address => lists.some(path => isListPage(path, address)), signal)
}

export const startWalk = (options: WalkOptions): Walk => {
  const { delay = 60_000, interval = 6 * 60 * 60_000, changesEvery = 5 * 60_000, pause = 100 } = options
  const ended = new AbortController()
  const { signal } = ended
  const wait = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
  const loop = async (): Promise<void> => {
    await wait(delay)
    let whole = Number.NEGATIVE_INFINITY
    let since = new Date()
    while (!signal.aborted) {
      const began = new Date()
      const due = performance.now() - whole >= interval
      const walk = due ? walkOnce({ ...options, pause }, signal) : walkChanges({ ...options, pause }, since, signal)
      const done = await walk.catch(() => undefined)
      if (due) whole = performance.now()
      // A minute more than needed: transactions that began earlier may have ended later.
      if (done !== undefined) since = new Date(began.getTime() - 60_000)
      await options.copy.settled()
      await wait(changesEvery)
    }
  }
  const running = loop()
  return {
    stop: async () => {
      ended.abort()
      await running
    },
  }
}
