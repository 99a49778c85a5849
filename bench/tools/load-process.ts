import autocannon from 'autocannon'
import { permitNumber } from '../register.ts'
import { serveTask } from './child.ts'
import type { Load, LoadAnswer, LoadTask } from './load.ts'

/** Bodies of creates need a number that no record has: the mark in the body is filled in for each request. */
let next = 0

const run = async ({ url, connections, seconds, calls }: Load): Promise<LoadAnswer> => {
  const requests = calls.map(call => {
    const { body } = call
    if (body === undefined || !body.includes('{number}')) return { ...call }
    const parts = body.split('{number}')
    return {
      ...call,
      setupRequest: (request: object) => {
        next += 1
        return { ...request, body: parts.join(permitNumber(next)) }
      },
    }
  })
  const result = await autocannon({ url, connections, duration: seconds, requests })
  return {
    perSecond: result['2xx'] / result.duration,
    good: result['2xx'],
    bad: result.non2xx + result.errors + result.timeouts,
    why: `${result.errors} errors, ${result.timeouts} timeouts, status ${JSON.stringify(result.statusCodeStats)}`,
    ms: { p50: result.latency.p50, p97: result.latency.p97_5, p99: result.latency.p99, max: result.latency.max },
    bytes: result.throughput.total / Math.max(1, result['2xx'] + result.non2xx),
  }
}

await serveTask<LoadTask>(async ({ loads, numbersFrom }) => {
  next = numbersFrom
  return { answer: await Promise.all(loads.map(run)) }
})
