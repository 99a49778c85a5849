import type { BenchOptions } from './tools/options.ts'
import { atLeastShare, atMost, note } from './tools/report.ts'
import { compare } from './tools/rounds.ts'
import { withSite } from './tools/site.ts'

const query = `?${new URLSearchParams({ q: '環境', kind: 'collect', 'expiresOn.from': '2026-01-01' })}`
/** What a browser of today says that it understands. */
const headers = { accept: 'text/html', 'accept-encoding': 'gzip, deflate, br' }

/** The public list, searched and filtered, as HTML; the peer runs the same two queries and prints the rows as JSON. */
export const page = (options: BenchOptions): Promise<void> =>
  withSite(6000, async site => {
    const path = `/bench/permits${query}`
    const answer = await fetch(site.platform.publicUrl + path, {
      headers: { ...headers, 'accept-encoding': 'identity' },
    })
    const html = await answer.text()
    const links = html.match(/href="\/bench\/permits\/[0-9a-f-]{36}"/g)?.length ?? 0
    if (links !== 50) throw new Error(`the page shows ${links} records and not 50`)
    const packed = await fetch(site.platform.publicUrl + path, { headers })
    const encoding = packed.headers.get('content-encoding')
    const size = await transferred(site.platform.publicUrl + path)
    note(`page: ${html.length} characters, ${size} bytes as ${encoding}`)
    const [share] = await compare(
      { name: 'bare handler, JSON', url: site.bareUrl, calls: [{ method: 'GET', path: `/list${query}`, headers }] },
      [{ name: 'page', url: site.platform.publicUrl, calls: [{ method: 'GET', path, headers }] }],
      { ...options, connections: 32 },
    )
    if (share) atLeastShare('public page of 50 of 6,000 permits, of a bare handler printing JSON', share, 0.3)
    atMost('the same page as transferred', size / 1000, 50, 'kB')
  })

/** `fetch` unpacks; the bytes on the wire are counted by hand. */
const transferred = async (url: string): Promise<number> => {
  const { get } = await import('node:http')
  return new Promise((resolve, reject) => {
    get(url, { headers }, response => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength
      })
      response.on('end', () => resolve(bytes))
      response.on('error', reject)
    }).on('error', reject)
  })
}
