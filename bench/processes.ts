import { join } from 'node:path'
import { permit, permitValues } from './register.ts'
import type { PlatformAnswer, PlatformTask } from './servers/platform.ts'
import { type Child, startChild } from './tools/child.ts'
import { type Call, loads } from './tools/load.ts'
import type { BenchOptions } from './tools/options.ts'
import { atLeastShare, note } from './tools/report.ts'
import { freePort, type Machine, withMachine } from './tools/site.ts'
import { someIds } from './tools/some.ts'
import { median, spreadOf } from './tools/statistics.ts'

const counts = [1, 2, 4] as const
const connections = 32

/** One platform after the other, so that only the first migrates; all with the same keys. */
const startPlatforms = async (machine: Machine): Promise<readonly Child<PlatformAnswer>[]> => {
  const children: Child<PlatformAnswer>[] = []
  const environment = { DATABASE_URL: machine.adminUrl, MUSUBI_KEYS: join(machine.folder, 'keys') }
  for (let number = 1; number <= Math.max(...counts); number += 1) {
    const task: PlatformTask = {
      folder: join(machine.folder, `platform-${number}`),
      migrations: machine.migrations,
      publicPort: await freePort(),
      staffPort: await freePort(),
    }
    children.push(await startChild<PlatformAnswer>('servers/platform.ts', task, environment))
  }
  return children
}

/** The same calls over the same number of connections, shared out among so many processes. */
const measure = async (urls: readonly string[], calls: readonly Call[], seconds: number): Promise<number> => {
  const answers = await loads(urls.map(url => ({ url, calls, seconds, connections: connections / urls.length })))
  return answers.reduce((sum, { perSecond }) => sum + perSecond, 0)
}

const compareCounts = async (
  what: string,
  urls: readonly string[],
  calls: readonly Call[],
  { rounds, seconds }: BenchOptions,
): Promise<void> => {
  const speeds = new Map<number, number[]>(counts.map(count => [count, []]))
  await measure(urls, calls, 3 * seconds)
  for (let round = 0; round < rounds; round += 1)
    for (const count of counts) speeds.get(count)?.push(await measure(urls.slice(0, count), calls, seconds))
  const [one = []] = speeds.values()
  for (const count of counts) {
    const values = speeds.get(count) ?? []
    note(`${Math.round(median(values)).toString().padStart(6)} /s  ${what}, ${count} processes`)
    const share = spreadOf(values.map((value, round) => value / (one[round] ?? value)))
    // More processes are for going on when one dies; on a machine whose cores are busy they must not cost much.
    if (count > 1) atLeastShare(`${what}: ${count} processes on one database, of one`, share, 0.8)
  }
}

/** Requests a second with one, two and four processes of the platform on one database, on one machine. */
export const processes = (options: BenchOptions): Promise<void> =>
  withMachine(6000, async machine => {
    const children = await startPlatforms(machine)
    try {
      const answers = children.map(({ answer }) => answer)
      const path = `/api/v1/${permit.id}`
      const ids = await someIds(machine.urls, 500)
      const read = ids.map(id => ({ method: 'GET' as const, path: `${path}/${id}` }))
      await compareCounts(
        'public record',
        answers.map(({ publicUrl }) => publicUrl),
        read,
        options,
      )
      const [first] = answers
      if (!first) return
      const create = Array.from({ length: 100 }, (_, at) => ({
        method: 'POST' as const,
        path,
        // A session of one process counts in all of them.
        headers: { ...first.officer, 'content-type': 'application/json' },
        body: JSON.stringify({ ...permitValues(at, 1000), number: '{number}' }),
      }))
      await compareCounts(
        'create',
        answers.map(({ staffUrl }) => staffUrl),
        create,
        options,
      )
    } finally {
      for (const child of children.toReversed()) await child.stop()
    }
  })
