import { join } from 'node:path'
import { permit, permitValues, rareWords } from './register.ts'
import type { Crowd, CrowdAnswer, Deed, PeopleTask } from './servers/people.ts'
import type { PlatformAnswer, PlatformTask, SignedIn } from './servers/platform.ts'
import { tenantSizes } from './tenant-sizes.ts'
import { runChild, startChild } from './tools/child.ts'
import { fillPermits } from './tools/fill.ts'
import { newNumbers } from './tools/load.ts'
import type { BenchOptions } from './tools/options.ts'
import { atMost, note } from './tools/report.ts'
import { freePort, withMachine } from './tools/site.ts'
import { idsOfTenant } from './tools/some.ts'
import { median } from './tools/statistics.ts'

const rows = 500
const api = `/api/v1/${permit.id}`

/** What an officer does: mostly looks, searches a list, and enters something now and then. */
const deedsOf = (staffUrl: string, officer: SignedIn, ids: readonly string[]): readonly Deed[] => {
  const page = { cookie: officer.cookie, accept: 'text/html', 'accept-encoding': 'gzip, deflate, br' }
  const get = (path: string, headers: Readonly<Record<string, string>> = page): Deed => ({
    method: 'GET',
    url: staffUrl + path,
    headers,
  })
  const list = `/registers/${permit.id}`
  const words = rareWords.slice(0, 2).map(({ word }) => get(`${list}?${new URLSearchParams({ q: word })}`))
  const records = ids.slice(0, 10).map(id => get(`${list}/${id}`))
  const data = ids.slice(10, 14).map(id => get(`${api}/${id}`, { cookie: officer.cookie }))
  const creates = [0, 1].map(
    (at): Deed => ({
      method: 'POST',
      url: staffUrl + api,
      headers: { ...officer, 'content-type': 'application/json' },
      body: JSON.stringify({ ...permitValues(at, rows), number: '{number}' }),
    }),
  )
  return [get('/'), get(list), get(list), ...words, ...records, ...data, ...creates]
}

const runPeople = (crowds: readonly Crowd[], seconds: number): Promise<readonly CrowdAnswer[]> => {
  const task: PeopleTask = { crowds, seconds, numbersFrom: newNumbers() }
  return runChild<readonly CrowdAnswer[]>('servers/people.ts', task)
}

interface Outcome {
  /** 95 of 100 requests of the body that fares worst, and of the one in the middle, took at most so many milliseconds. */
  readonly worst: number
  readonly middle: number
  readonly lost: number
}

const outcomeOf = (what: string, answers: readonly CrowdAnswer[]): Outcome => {
  const all = answers.map(one => one.p95)
  const outcome = {
    worst: Math.max(...all),
    middle: median(all),
    lost: answers.reduce((sum, one) => sum + one.busy + one.failed, 0),
  }
  const done = answers.reduce((sum, one) => sum + one.done, 0)
  const p50 = median(answers.map(one => one.p50))
  note(
    `${what}: ${answers.length} bodies, ${done} answers; p50 ${p50.toFixed(0)} ms, p95 ${outcome.middle.toFixed(0)} ms (best ${Math.min(...all).toFixed(0)}, worst ${outcome.worst.toFixed(0)} ms); ${outcome.lost} refused or failed`,
  )
  return outcome
}

/** All municipalities at work at once, and the same while a script of one of them never pauses. */
const crowds = async ({ seconds }: BenchOptions): Promise<void> =>
  withMachine(0, async machine => {
    const task: PlatformTask = {
      folder: join(machine.folder, 'platform'),
      migrations: machine.migrations,
      publicPort: await freePort(),
      staffPort: await freePort(),
      municipalities: true,
    }
    const platform = await startChild<PlatformAnswer>('servers/platform.ts', task, { DATABASE_URL: machine.adminUrl })
    try {
      const { staffUrl, municipal } = platform.answer
      for (const { organisation } of municipal) await fillPermits(machine.urls, rows, organisation)
      const bodies: Crowd[] = []
      for (const [at, { organisation, officer }] of municipal.entries()) {
        const ids = await idsOfTenant(machine.urls, organisation, 14)
        bodies.push({ name: `body ${at}`, people: 4, pause: 1000, deeds: deedsOf(staffUrl, officer, ids) })
      }
      const [first, ...others] = bodies
      if (!first) return
      const flood: Crowd = { ...first, name: 'flood', people: 64, pause: 0 }
      await runPeople(bodies, 2 * seconds)
      const calm = outcomeOf('calm', await runPeople(bodies, 5 * seconds))
      // In one process with the others, so that they begin and end together.
      const [flooding, ...beside] = await runPeople([flood, ...others], 5 * seconds)
      const flooded = outcomeOf('beside a flood', beside)
      if (flooding)
        note(
          `the flood: ${Math.round(flooding.done / (5 * seconds))} answers /s, ${flooding.busy} refused, p95 ${flooding.p95.toFixed(0)} ms`,
        )
      note(
        `p95 of the body in the middle beside the flood: ${(flooded.middle / calm.middle).toFixed(1)} × the calm one`,
      )
      const name = `${bodies.length} bodies, four people each`
      atMost(`${name}: p95 of the body that fares worst`, calm.worst, 300, 'ms')
      atMost(
        `${name}, one of them with a flood of 64 without a pause: p95 of the worst of the others`,
        flooded.worst,
        1000,
        'ms',
      )
      atMost(`${name}, one with the flood: requests of the others refused or failed`, flooded.lost, 0, 'requests')
    } finally {
      await platform.stop()
    }
  })

/** What many organisations cost each other: at work at once, and by their number alone. */
export const tenants = async (options: BenchOptions): Promise<void> => {
  await crowds(options)
  await tenantSizes(options)
}
