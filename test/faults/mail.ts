import { once } from 'node:events'
import { createServer } from 'node:net'

/** A mail server that takes everything and keeps what came in memory, outside of everything that is destroyed. */
export interface MailSink {
  readonly url: string
  /** How often a message arrived, by its `Message-ID`. */
  arrived(id: string): number
  close(): void
}

export const mailSink = async (): Promise<MailSink> => {
  const arrived = new Map<string, number>()
  const server = createServer(socket => {
    let letter: string[] | undefined
    let rest = ''
    const take = (line: string): string | undefined => {
      if (letter === undefined) {
        if (line === 'DATA') letter = []
        return line === 'DATA' ? '354 go on' : line === 'QUIT' ? '221 bye' : '250 ok'
      }
      if (line !== '.') {
        letter.push(line)
        return undefined
      }
      const [, id = ''] = /^message-id: <(.+)@musubi>$/im.exec(letter.join('\n')) ?? []
      arrived.set(id, (arrived.get(id) ?? 0) + 1)
      letter = undefined
      return '250 taken'
    }
    socket.write('220 mihon\r\n')
    socket.setEncoding('utf8').on('data', chunk => {
      const lines = (rest + chunk).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const answer = take(line)
        if (answer) socket.write(`${answer}\r\n`)
      }
    })
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}?ignoreTLS=true`,
    arrived: id => arrived.get(id) ?? 0,
    close: () => void server.close(),
  }
}
