import { permit } from './register.ts'
import type { BenchOptions } from './tools/options.ts'
import { atLeastShare } from './tools/report.ts'
import { compare, type Side } from './tools/rounds.ts'
import { withSite } from './tools/site.ts'
import { someIds } from './tools/some.ts'

const api = `/api/v1/${permit.id}`

/** One record over the API, against a handler that only runs the same SELECT and prints the row. */
export const read = (options: BenchOptions): Promise<void> =>
  withSite(6000, async site => {
    const ids = await someIds(site.urls, 500)
    const side = (name: string, url: string, path: string, headers: Readonly<Record<string, string>> = {}): Side => ({
      name,
      url,
      calls: ids.map(id => ({ method: 'GET', path: `${path}/${id}`, headers })),
    })
    const { publicUrl, staffUrl, officer, reader } = site.platform
    const rounds = { ...options, connections: 32 }
    const [open] = await compare(
      side('bare handler, public columns', site.bareUrl, '/public'),
      [side('public record', publicUrl, api)],
      rounds,
    )
    if (open) atLeastShare('one public record over the API, of a bare handler', open, 0.6)
    const [signedIn, personal] = await compare(
      side('bare handler, whole row', site.bareUrl, '/row'),
      [
        side('signed in', staffUrl, api, { cookie: reader.cookie }),
        side('signed in, personal data, ledger entry', staffUrl, api, { cookie: officer.cookie }),
      ],
      rounds,
    )
    if (signedIn) atLeastShare('signed-in read: session, access check, row security', signedIn, 0.33)
    if (personal) atLeastShare('signed-in read of a personal record with its ledger entry', personal, 0.2)
  })
