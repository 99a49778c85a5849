import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openListener } from './open.ts'

const sockets: Socket[] = []
/** A connection of a client's own, with everything that came over it. */
const dial = async (port: number): Promise<{ readonly socket: Socket; text(): string; ended: Promise<void> }> => {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  let text = ''
  socket.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  socket.on('error', () => {})
  const ended = new Promise<void>(resolve => socket.once('close', () => resolve()))
  await new Promise<void>(resolve => socket.once('connect', () => resolve()))
  return { socket, text: () => text, ended }
}
const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

test('a request under way is answered to its end; who asks on and on is told that it is the last of the connection, and does not hold it open', async () => {
  const answer = Promise.withResolvers<Response>()
  const arrived = Promise.withResolvers<void>()
  const open = await openListener(
    {
      fetch: () => {
        arrived.resolve()
        return answer.promise.then(given => given.clone())
      },
    },
    0,
    '127.0.0.1',
  )
  const client = await dial(open.port)
  client.socket.on('data', () => client.socket.write(request))
  client.socket.write(request)
  await arrived.promise
  const closed = open.close()
  answer.resolve(new Response('all of it'))
  await closed
  await client.ended
  expect(client.text()).toMatch(/connection: close[\s\S]*all of it/i)
})

test('who never sends the rest of a request is cut off in the end', async () => {
  const open = await openListener({ fetch: async given => new Response(await given.text()) }, 0, '127.0.0.1', 20)
  const head = await dial(open.port)
  head.socket.write('GET / HTTP/1.1\r\nHost: x\r\n')
  const body = await dial(open.port)
  body.socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf')
  await open.close()
  await Promise.all([head.ended, body.ended])
  expect(sockets.every(socket => socket.destroyed)).toBe(true)
})
