import { request } from 'node:http'
import { describe, expect, inject, test } from 'vitest'

const publicUrl = inject('publicUrl')

/** Bytes that come over the line, as a browser asks for them, and the time until the last one. */
const fetched = (path: string): Promise<{ readonly status: number; readonly bytes: number; readonly ms: number }> =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    const headers = { accept: 'text/html', 'accept-encoding': 'br, gzip' }
    const asked = request(`${publicUrl}${path}`, { headers }, answer => {
      let bytes = 0
      answer.on('data', (part: Buffer) => {
        bytes += part.length
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes, ms: performance.now() - began }))
    })
    asked.on('error', reject)
    asked.end()
  })

/** Pages of the public site that show the most. */
const pages = [
  '/',
  '/plan',
  '/data',
  `/search?q=${encodeURIComponent('見本')}`,
  '/waste/permits',
  `/waste/permits?q=${encodeURIComponent('青葉')}&kind=0`,
  '/waste/operators',
  '/waste/facilities?view=map',
  `/waste/valid?day=${encodeURIComponent('令和7年4月1日')}`,
  '/pharmacies?hours.openAt=now',
  '/npos',
]

describe.each(pages)('%s', path => {
  test('weighs 50 kB at most and is made in 200 ms', async () => {
    const tries = []
    for (let at = 0; at < 5; at += 1) tries.push(await fetched(path))
    expect(tries.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(Math.max(...tries.map(({ bytes }) => bytes))).toBeLessThanOrEqual(50_000)
    // The quickest of five: what the page costs, not what the machine does beside it.
    expect(Math.min(...tries.map(({ ms }) => ms))).toBeLessThanOrEqual(200)
  })
})
