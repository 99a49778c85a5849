import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { actOf, actor, away, home } from '../registers/fixture.ts'
import { MessageService } from './service.ts'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const officer = actOf(actor(home, new Set(['messages.read'])))
const stranger = actOf(actor(away, new Set(['messages.read'])))
const message = (subject: string, occasion?: string) => ({
  tenant: home,
  recipient: 'mihon@example.jp',
  subject,
  body: `${subject}の本文`,
  ...(occasion ? { occasion } : {}),
})

/** A mail server that takes everything, or refuses every recipient. */
const mailServer = async (refuses: boolean): Promise<{ server: Server; url: string; received: string[] }> => {
  const received: string[] = []
  const server = createServer(socket => {
    let inData = false
    socket.write('220 mihon\r\n')
    socket.on('data', chunk => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        if (inData) {
          received.push(line)
          if (line === '.') {
            inData = false
            socket.write('250 taken\r\n')
          }
        } else if (line.startsWith('RCPT') && refuses) socket.write('550 <mihon@example.jp> is not here\r\n')
        else if (line === 'DATA') {
          inData = true
          socket.write('354 go on\r\n')
        } else if (line === 'QUIT') socket.end('221 bye\r\n')
        else socket.write('250 ok\r\n')
      }
    })
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { server, url: `smtp://127.0.0.1:${port}?ignoreTLS=true`, received }
}

describe('without a mail server', () => {
  test('messages are held where staff of the same body read them; the look is in the ledger', async () => {
    const messages = new MessageService(test_.database, { from: 'kara@example.jp' })
    expect(await messages.write(officer, message('期限のお知らせ'))).toBe(true)
    expect(await messages.send(officer)).toBe(0)
    const [held] = await messages.outbox(officer)
    expect(held).toMatchObject({ subject: '期限のお知らせ', state: 'held', sentAt: null })
    expect(await messages.outbox(stranger)).toEqual([])
    const looks = await test_.database.owner<
      { content: string }[]
    >`select content from ledger.entry where event = 'messages.read'`
    expect(looks).toHaveLength(1)
    expect(looks[0]?.content).toContain(held?.id)
    expect(looks[0]?.content).not.toContain('example.jp')
  })

  test('one occasion is written about once', async () => {
    const messages = new MessageService(test_.database, { from: 'kara@example.jp' })
    expect(await messages.write(officer, message('90日前', 'permit/1/90'))).toBe(true)
    expect(await messages.write(officer, message('90日前', 'permit/1/90'))).toBe(false)
  })
})

describe('with a mail server', () => {
  test('what waits is sent once, also when two processes send', async () => {
    const { server, url, received } = await mailServer(false)
    const messages = new MessageService(test_.database, { from: 'kara@example.jp', smtp: url })
    await messages.write(officer, message('Sent once'))
    const counts = await Promise.all([messages.send(officer), messages.send(officer)])
    server.close()
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1)
    expect(received.filter(line => line === 'Subject: Sent once')).toHaveLength(1)
    expect((await messages.outbox(officer))[0]).toMatchObject({ subject: 'Sent once', state: 'sent' })
  })

  test('a refusal is kept with its reason, without the address, and tried again later', async () => {
    const { server, url } = await mailServer(true)
    const messages = new MessageService(test_.database, { from: 'kara@example.jp', smtp: url })
    await messages.write(officer, message('Refused'))
    expect(await messages.send(officer)).toBe(0)
    server.close()
    const refused = (await messages.outbox(officer)).find(one => one.subject === 'Refused')
    expect(refused).toMatchObject({ state: 'waiting' })
    expect(refused?.problem).toContain('<address>')
    expect(refused?.problem).not.toContain('mihon@')
  })
})
