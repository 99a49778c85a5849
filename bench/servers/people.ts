import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../src/base/random.ts'
import { permitNumber } from '../register.ts'
import { serveTask } from '../tools/child.ts'
import { quantile } from '../tools/statistics.ts'

/** One thing that a person does. */
export interface Deed {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** `{number}` becomes a permit number that was not used before. */
  readonly body?: string
}

/**
 * People who each do one thing after the other, and think in between: a random time after each answer, most often a short one
 * and now and then a long one (exponential, as far as nobody knows of the others), the same in each run.
 */
export interface Crowd {
  readonly name: string
  readonly people: number
  /** Milliseconds between two deeds on average; 0 never pauses. */
  readonly pause: number
  readonly deeds: readonly Deed[]
}

export interface PeopleTask {
  readonly crowds: readonly Crowd[]
  readonly seconds: number
  readonly numbersFrom: number
}

export interface CrowdAnswer {
  readonly name: string
  readonly done: number
  /** Answered with 503: asked to come again. */
  readonly busy: number
  /** Any other answer than a success. */
  readonly failed: number
  /** Milliseconds of successes, from when each was due, not from when this process came round to sending it. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

const send = (agent: Agent, { method, url, headers }: Deed, body: string | undefined): Promise<number> =>
  new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, response => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(body)
  })

await serveTask<PeopleTask>(async ({ crowds, seconds, numbersFrom }) => {
  let next = numbersFrom
  const until = performance.now() + seconds * 1000
  const answers = await Promise.all(
    crowds.map(async ({ name, people, pause, deeds }): Promise<CrowdAnswer> => {
      const times: number[] = []
      let [busy, failed] = [0, 0]
      await Promise.all(
        Array.from({ length: people }, async (_, at) => {
          const random = createRandom(`${name} ${at}`)
          const agent = new Agent({ keepAlive: true, maxSockets: 1 })
          // What is due is never before the answer, and sleep may end late: the delay of a busy machine counts.
          const rest = async () => {
            const due = performance.now() - pause * Math.log(1 - random.next())
            if (pause > 0) await sleep(Math.max(0, Math.min(due, until) - performance.now()))
            return due
          }
          for (let due = await rest(); due < until; due = await rest()) {
            const deed = random.pick(deeds)
            next += 1
            const status = await send(agent, deed, deed.body?.replace('{number}', permitNumber(next))).catch(() => 0)
            if (status === 503) busy += 1
            else if (status < 200 || status > 299) failed += 1
            else times.push(performance.now() - due)
          }
          agent.destroy()
        }),
      )
      const of = (share: number) => (times.length > 0 ? quantile(times, share) : Number.NaN)
      return { name, done: times.length, busy, failed, p50: of(0.5), p95: of(0.95), p99: of(0.99), max: of(1) }
    }),
  )
  return { answer: answers }
})
