import { type DirectusSite, directus, directusValues, startDirectus } from './peers/directus.ts'
import { installPeer, PeerMissingError } from './peers/install.ts'
import { permit, permitValues } from './register.ts'
import type { BenchOptions } from './tools/options.ts'
import { factor, note, notMeasured } from './tools/report.ts'
import { compare, type Side } from './tools/rounds.ts'
import { type Site, withSite } from './tools/site.ts'
import { someIds } from './tools/some.ts'

const rows = 6000
const api = `/api/v1/${permit.id}`
const items = '/items/permits'
type Headers = Readonly<Record<string, string>>

const reads = (name: string, url: string, path: string, ids: readonly string[], headers: Headers): Side => ({
  name,
  url,
  calls: ids.map(id => ({ method: 'GET', path: `${path}/${id}`, headers })),
})

const creates = (name: string, url: string, path: string, headers: Headers, bodyOf: (at: number) => object): Side => ({
  name,
  url,
  calls: Array.from({ length: 100 }, (_, at) => ({
    method: 'POST',
    path,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ ...bodyOf(at), number: '{number}' }),
  })),
})

const compareWith = async (peer: DirectusSite, site: Site, options: BenchOptions): Promise<void> => {
  const { staffUrl, officer, reader } = site.platform
  const ids = await someIds(site.urls, 500)
  const rounds = { ...options, connections: 32 }
  const [read, personal] = await compare(
    reads('Directus, signed in, row and field rules', peer.url, items, peer.ids, peer.reader),
    [
      reads('signed in', staffUrl, api, ids, { cookie: reader.cookie }),
      reads('signed in, personal data, ledger entry', staffUrl, api, ids, { cookie: officer.cookie }),
    ],
    rounds,
  )
  if (read) factor('signed-in read, of Directus', read, 10, 'at least')
  if (personal)
    note(`a read of personal data with its ledger entry, of a read of Directus: ${personal.median.toFixed(1)} ×`)
  const [create] = await compare(
    // It answers with the id alone, as ours does.
    creates('Directus, activity and revision', peer.url, `${items}?fields=id`, peer.officer, at =>
      directusValues(at, rows),
    ),
    [creates('create with history and ledger', staffUrl, api, officer, at => permitValues(at, rows))],
    rounds,
  )
  if (create) factor('audited create, of Directus', create, 5, 'at least')
  const { created, activities, revisions } = await peer.traces()
  note(`Directus kept ${activities} activities and ${revisions} revisions of ${created} creates`)
  if (created === 0 || activities !== created || revisions !== created) throw new Error('creates without their audit')
}

/** The platform beside another product on the same database server. What is downloaded, is so only when asked for. */
export const peers = async (options: BenchOptions): Promise<void> => {
  try {
    const installed = await installPeer(directus)
    await withSite(rows, async site => {
      const peer = await startDirectus(site, installed)
      try {
        await compareWith(peer, site, options)
      } finally {
        await peer.stop()
      }
    })
  } catch (error) {
    if (!(error instanceof PeerMissingError)) throw error
    notMeasured('comparison with Directus', error.message)
  }
}
