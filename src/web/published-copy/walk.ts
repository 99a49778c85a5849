import { setTimeout as sleep } from 'node:timers/promises'
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
export const walkOnce = async (
  { listener, copy, origin, pause = 0 }: WalkOptions,
  signal: AbortSignal,
): Promise<number> => {
  const known = new Set(['/', '/en'])
  for await (const address of copy.addresses()) known.add(address)
  // A set goes on over what is added while it is read.
  for (const address of known) {
    if (signal.aborted) break
    const response = await listener.fetch(
      new Request(origin + address, { headers: { accept: 'text/html', [copy.mark.header]: copy.mark.value } }),
    )
    const html = response.headers.get('content-type')?.startsWith('text/html') ? await response.text() : ''
    // The database is away or busy: what is known is not looked at again now.
    if (response.status === 503 || response.status === 429) break
    for (const link of linksOf(html)) {
      const next = keptAddress(link)
      if (next !== undefined && isPage(next)) known.add(next)
    }
    if (pause > 0) await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
  }
  return known.size
}

export const startWalk = (options: WalkOptions): Walk => {
  const { delay = 60_000, interval = 6 * 60 * 60_000, pause = 100 } = options
  const ended = new AbortController()
  const { signal } = ended
  const wait = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
  const loop = async (): Promise<void> => {
    await wait(delay)
    while (!signal.aborted) {
      await walkOnce({ ...options, pause }, signal).catch(() => 0)
      await options.copy.settled()
      await wait(interval)
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
