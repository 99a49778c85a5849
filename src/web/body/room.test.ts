import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { route, start, urlencoded } from '../fixture.ts'
import { openListener } from '../open.ts'
import { createListener } from '../server.ts'
import { readBody } from './body.ts'
import { bodyRoom, CrowdedBodyError } from './room.ts'

const large = 200 * 1024
const sizes = (most: number, each = most) => ({ large: { most, each }, small: { most, each } })

/** A body that claims a length, and gives its bytes when it is told to. */
const slow = () => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start: one => {
      controller = one
    },
  })
  const headers = { 'content-length': String(large) }
  return {
    request: new Request('http://h/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit),
    send: (bytes: number) => controller?.enqueue(new Uint8Array(bytes)),
    end: () => controller?.close(),
  }
}
const small = (bytes: number) =>
  new Request('http://h/', {
    method: 'POST',
    body: 'a'.repeat(bytes),
    headers: { 'content-length': String(bytes) },
  })

test('bytes that have arrived count, a claim does not, until the request is answered', async () => {
  const room = bodyRoom(sizes(large))
  const [one, other, third] = [slow(), slow(), slow()]
  const [first, second] = [room.lease('a'), room.lease('b')]
  const reading = readBody(one.request, 1e6, first)
  one.send(large / 2)
  const beside = readBody(other.request, 1e6, second)
  other.send(large / 2)
  const crowded = readBody(third.request, 1e6, room.lease('c'))
  third.send(1)
  await expect(crowded).rejects.toThrow(CrowdedBodyError)
  for (const body of [one, other]) body.end()
  expect([(await reading).length, (await beside).length]).toEqual([large / 2, large / 2])
  expect(room.taken).toBe(large)
  for (const lease of [first, second, first]) lease.end()
  expect(room.taken).toBe(0)
  expect(() => first.take(1)).toThrow(CrowdedBodyError)
})

test('one address fills its own part only; small bodies have room where large ones have none', async () => {
  const room = bodyRoom({ large: { most: large, each: 100 }, small: { most: 30, each: 20 } })
  const [greedy, other] = [room.lease('a'), room.lease('b')]
  greedy.take(100)
  expect(() => room.lease('a').take(1)).toThrow(CrowdedBodyError)
  other.take(1)
  expect((await readBody(small(20), 100, greedy)).length).toBe(20)
  await expect(readBody(small(1), 100, room.lease('a'))).rejects.toThrow(CrowdedBodyError)
  expect((await readBody(small(10), 100, other)).length).toBe(10)
  await expect(readBody(small(1), 100, room.lease('c'))).rejects.toThrow(CrowdedBodyError)
  for (const lease of [greedy, other]) lease.end()
  expect(room.taken).toBe(0)
})

test('a body too large gives its room back', async () => {
  const room = bodyRoom(sizes(large))
  const lease = room.lease('a')
  const long = slow()
  const refused = readBody(long.request, large, lease)
  long.send(large)
  long.send(1)
  await expect(refused).rejects.toMatchObject({ status: 413 })
  lease.end()
  expect(room.taken).toBe(0)
})

test('who has no room is told to send it again', async () => {
  const crowded = route('POST', '/send', () => {
    throw new CrowdedBodyError('bodies')
  })
  const { ask } = start([{ ...crowded, machine: true }])
  const answer = await ask('/send', { method: 'POST', body: 'a=1', headers: urlencoded })
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '20'])
})

test('many small bodies of one address that never end keep no more memory than its part, and the next one is refused', async () => {
  const handled = route('POST', '/send', async request => {
    await request.form()
    return { kind: 'json', value: null }
  })
  const { options } = start([{ ...handled, machine: true }])
  const open = await openListener(createListener(options), 0, '127.0.0.1', 0)
  const post = (body: string, length = body.length) => {
    const socket = connect(open.port, '127.0.0.1')
    const answer = new Promise<string>(resolve => {
      socket.once('data', data => resolve(String(data).slice(0, 12)))
      socket.once('close', () => resolve('closed'))
    })
    socket.on('error', () => {})
    socket.write(
      `POST /send HTTP/1.1\r\nHost: x\r\nContent-Type: ${urlencoded['content-type']}\r\nContent-Length: ${length}\r\n\r\n${body}`,
    )
    return answer
  }
  // 8 MB are 128 claims of 64 kB; a probe may stand in the way of one.
  const held = Array.from({ length: 140 }, () => post('a=', 64 * 1024))
  const refused = 'HTTP/1.1 503'
  while ((await post('a=1')) !== refused);
  await open.close()
  const ends = await Promise.all(held)
  expect(ends.filter(answer => answer === 'closed').length).toBeGreaterThan(120)
  expect(ends.every(answer => answer === 'closed' || answer === refused)).toBe(true)
})
