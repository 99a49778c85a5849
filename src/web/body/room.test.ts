import { expect, test } from 'vitest'
import { route, start, urlencoded } from '../fixture.ts'
import { readBody } from './body.ts'
import { bodyRoom, CrowdedBodyError } from './room.ts'

const large = 200 * 1024
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

test('bytes that have arrived count, a claim does not, and their room is free afterwards', async () => {
  const room = bodyRoom(large)
  const [one, other, third] = [slow(), slow(), slow()]
  const reading = readBody(one.request, 1e6, room)
  one.send(large / 2)
  const beside = readBody(other.request, 1e6, room)
  other.send(large / 2)
  const crowded = readBody(third.request, 1e6, room)
  third.send(1)
  await expect(crowded).rejects.toThrow(CrowdedBodyError)
  for (const body of [one, other]) body.end()
  expect([(await reading).length, (await beside).length]).toEqual([large / 2, large / 2])
  const again = slow()
  const after = readBody(again.request, 1e6, room)
  again.send(large)
  again.end()
  expect((await after).length).toBe(large)
})

test('a small body gets through however crowded it is; a body too large gives its room back', async () => {
  const room = bodyRoom(0)
  const small = new Request('http://h/', { method: 'POST', body: 'a=1', headers: { 'content-length': '3' } })
  expect((await readBody(small, 100, room)).length).toBe(3)
  const roomy = bodyRoom(large)
  const long = slow()
  const refused = readBody(long.request, large, roomy)
  long.send(large)
  long.send(1)
  await expect(refused).rejects.toMatchObject({ status: 413 })
  roomy.take(large)
})

test('a visitor whose body finds no room is told to send it again', async () => {
  const crowded = route('POST', '/send', () => {
    throw new CrowdedBodyError('bodies')
  })
  const { ask } = start([{ ...crowded, machine: true }])
  const answer = await ask('/send', { method: 'POST', body: 'a=1', headers: urlencoded })
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '20'])
})
