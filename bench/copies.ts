import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { permit, permitValues } from './register.ts'
import type { PlatformAnswer, PlatformTask } from './servers/platform.ts'
import { type Child, startChild } from './tools/child.ts'
import type { BenchOptions } from './tools/options.ts'
import { atLeastShare } from './tools/report.ts'
import { compare, type Side } from './tools/rounds.ts'
import { freePort, ownMigrations, tempName } from './tools/site.ts'

const bodies = Array.from({ length: 100 }, (_, at) => JSON.stringify({ ...permitValues(at, 1000), number: '{number}' }))

const side = (name: string, { staffUrl, officer }: PlatformAnswer): Side => ({
  name,
  url: staffUrl,
  calls: bodies.map(body => ({
    method: 'POST',
    path: `/api/v1/${permit.id}`,
    headers: { ...officer, 'content-type': 'application/json' },
    body,
  })),
})

/**
 * Creates with revision and ledger entry, each acknowledged when it is durable at both sites, against the same platform
 * with one site. Both sites share this machine's cores and disk, which a real second site would bring along; what a real
 * one adds, the way there and back of each group of commits, is not in this figure.
 */
export const copies = async (options: BenchOptions): Promise<void> => {
  const folder = mkdtempSync(tempName())
  const children: Child<PlatformAnswer>[] = []
  const start = async (name: string, standby: boolean): Promise<PlatformAnswer> => {
    const task: PlatformTask = {
      folder: join(folder, name),
      migrations: join(folder, 'migrations'),
      publicPort: await freePort(),
      staffPort: await freePort(),
      standby,
    }
    const child = await startChild<PlatformAnswer>('servers/platform.ts', task)
    children.push(child)
    return child.answer
  }
  try {
    await ownMigrations(join(folder, 'migrations'))
    const one = await start('one', false)
    const two = await start('two', true)
    const [share] = await compare(side('create, one site', one), [side('create, durable at two sites', two)], {
      ...options,
      connections: 32,
    })
    if (share) atLeastShare('create that is durable at two sites, of one site', share, 0.55)
  } finally {
    for (const child of children.toReversed()) await child.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
