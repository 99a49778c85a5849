import { permit, permitValues } from './register.ts'
import type { BenchOptions } from './tools/options.ts'
import { atLeastShare } from './tools/report.ts'
import { compare, type Side } from './tools/rounds.ts'
import { withSite } from './tools/site.ts'

/** Creates over the API: validation, row, revision and ledger entry, against a handler that inserts the three rows. */
export const create = (options: BenchOptions): Promise<void> =>
  withSite(1000, async site => {
    const bodies = Array.from({ length: 100 }, (_, at) =>
      JSON.stringify({ ...permitValues(at, 1000), number: '{number}' }),
    )
    const side = (name: string, url: string, path: string, headers: Readonly<Record<string, string>> = {}): Side => ({
      name,
      url,
      calls: bodies.map(body => ({
        method: 'POST',
        path,
        headers: { ...headers, 'content-type': 'application/json' },
        body,
      })),
    })
    const { staffUrl, officer } = site.platform
    const [share] = await compare(
      side('bare handler: row and two audit rows', site.bareUrl, '/create'),
      [side('create', staffUrl, `/api/v1/${permit.id}`, officer)],
      { ...options, connections: 32 },
    )
    if (share) atLeastShare('create with validation, history and ledger, of a bare audited insert', share, 0.5)
  })
