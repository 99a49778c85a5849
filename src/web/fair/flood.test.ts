import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Actor } from '../../platform/access/actor.ts'
import { officer, page, route, start } from '../fixture.ts'
import { openListener } from '../open.ts'
import { createListener } from '../server.ts'
import { fairGate } from './fair.ts'

/** Over real connections: what one organisation's flood does to the others' requests. */
const atOnce = 4
const mayWait = 20
const floodConnections = 60
const quietBodies = 8
/** Connections of each of the others, one request after the other on each. */
const quietConnections = 2
const quietRequests = 6

interface Passed {
  readonly organisation: string
  /** Requests of the flood that began between its arrival and its own begin. */
  readonly floodBefore: number
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const openFlooded = async (isFair: boolean) => {
  const passed: Passed[] = []
  let floodBegun = 0
  let running = 0
  let most = 0
  const arrived = new Map<string, number>()
  const gate = fairGate({ atOnce, waiting: () => mayWait, patience: Number.POSITIVE_INFINITY })
  // Without the gate the same number of requests goes on at once, in the order in which they came.
  const line: (() => void)[] = []
  const enter = async () => {
    if (running >= atOnce) await new Promise<void>(resolve => line.push(resolve))
    running += 1
    most = Math.max(most, running)
  }
  const leave = () => {
    running -= 1
    line.shift()?.()
  }
  const { options } = start(
    [
      route(
        'GET',
        '/work',
        async ({ headers, actor }) => {
          if (isFair) {
            running += 1
            most = Math.max(most, running)
          } else await enter()
          const floodBefore = floodBegun - (arrived.get(headers.get('x-number') ?? '') ?? 0)
          if (actor.organisation === 'flood') floodBegun += 1
          passed.push({ organisation: actor.organisation, floodBefore })
          await sleep(2)
          if (isFair) running -= 1
          else leave()
          return page('done')
        },
        { zone: 'staff', access: 'signed-in' },
      ),
    ],
    {
      zone: 'staff',
      ...(isFair ? { fair: gate } : {}),
      resolveActor: (headers): Actor => {
        arrived.set(headers.get('x-number') ?? '', floodBegun)
        return { ...officer, organisation: headers.get('cookie') ?? '' }
      },
    },
  )
  const open = await openListener(createListener(options), 0, '127.0.0.1')
  closers.push(() => open.close())
  return { port: open.port, passed, gate, mostAtOnce: () => most }
}

interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
}

let number = 0
const ask = (port: number, agent: Agent, organisation: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    number += 1
    const headers = { cookie: organisation, 'x-number': String(number) }
    request({ port, host: '127.0.0.1', path: '/work', agent, headers }, response => {
      response.resume()
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }),
      )
    })
      .on('error', reject)
      .end()
  })

/** The flood goes on from before the first until after the last request of the others. */
const flooded = async (isFair: boolean) => {
  const listener = await openFlooded(isFair)
  let over = false
  const flood = new Agent({ keepAlive: true, maxSockets: floodConnections })
  const flooding = Array.from({ length: floodConnections }, async () => {
    const answers: Answer[] = []
    while (!over) {
      const answer = await ask(listener.port, flood, 'flood')
      answers.push(answer)
      // Who is refused asks again at once, and not faster than a machine can be refused.
      if (answer.status === 503) await sleep(1)
    }
    return answers
  })
  // The flood stands in its queue before anybody else comes.
  while (listener.passed.length < 2 * atOnce) await sleep(1)
  const quiet = await Promise.all(
    Array.from({ length: quietBodies * quietConnections }, async (_, at) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const answers: Answer[] = []
      for (let n = 0; n < quietRequests; n += 1)
        answers.push(await ask(listener.port, agent, `quiet ${at % quietBodies}`))
      agent.destroy()
      return answers
    }),
  )
  over = true
  const ofFlood = (await Promise.all(flooding)).flat()
  flood.destroy()
  const behind = listener.passed.filter(one => one.organisation !== 'flood').map(one => one.floodBefore)
  return { ...listener, ofFlood, quiet: quiet.flat(), behind, longest: Math.max(...behind) }
}

test('a flood over many connections fails by its own share; the others fail never and wait for few of its requests', async () => {
  const { ofFlood, quiet, behind, longest, gate, mostAtOnce } = await flooded(true)
  expect(quiet.map(one => one.status)).toEqual(Array.from({ length: quiet.length }, () => 200))
  expect(behind).toHaveLength(quietBodies * quietConnections * quietRequests)
  // In turn: one of the flood for each of its own that stands before it, one for its own turn, and those that slots let in
  // between its arrival and its place in the queue.
  expect(longest).toBeLessThanOrEqual(quietConnections + 1 + atOnce)
  const refused = ofFlood.filter(one => one.status === 503)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.every(one => Number(one.retryAfter) > 0)).toBe(true)
  expect(ofFlood.every(one => one.status === 200 || one.status === 503)).toBe(true)
  // The flood is served too, as much as anybody who keeps asking.
  expect(ofFlood.some(one => one.status === 200)).toBe(true)
  expect(mostAtOnce()).toBeLessThanOrEqual(atOnce)
  expect([gate.running, gate.waiting]).toEqual([0, 0])
})

test('in the order in which requests come the same flood stands before everybody: this test would see it', async () => {
  const { longest } = await flooded(false)
  expect(longest).toBeGreaterThan(5 * (quietConnections + 1 + atOnce))
})
