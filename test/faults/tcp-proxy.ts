import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * What happens to the bytes between the two sides.
 * `pass`: they arrive. `refuse`: nobody listens any more; open connections are reset. `stall`: a black hole; connections are
 * taken, stay open, and nothing arrives in either direction, also not later. `deaf`: what the client sends arrives, and the
 * answers are lost: the other side does its work and nobody hears of it.
 */
export type Weather = 'pass' | 'refuse' | 'stall' | 'deaf'

export interface TcpProxy {
  readonly port: number
  weather(): Weather
  /** Connections that saw a black hole never work again, as on a network that forgot them; new ones do. */
  set(weather: Weather): Promise<void>
  /** Resets every open connection; new ones work. @returns how many there were */
  cut(): number
  /** Calls back with the bytes that a client sends, as they come. @returns ends it */
  watch(listener: (bytes: Buffer) => void): () => void
  /** Connections taken since the beginning. */
  taken(): number
  open(): number
  close(): Promise<void>
}

interface At {
  readonly host: string
  readonly port: number
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
  lost: boolean
}

const listen = async (server: ReturnType<typeof createServer>, { host, port }: At): Promise<number> => {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return address.port
}

/** Stands between an application and a server of this machine, on a port of its own or where it is told to. */
export const tcpProxy = async (target: At, at: At = { host: '127.0.0.1', port: 0 }): Promise<TcpProxy> => {
  let weather: Weather = 'pass'
  let taken = 0
  const pairs = new Set<Pair>()
  const watchers = new Set<(bytes: Buffer) => void>()

  const end = (pair: Pair): void => {
    pairs.delete(pair)
    pair.client.resetAndDestroy()
    pair.server.resetAndDestroy()
  }

  const server = createServer(client => {
    taken += 1
    const pair: Pair = { client, server: connect(target.port, target.host), lost: weather === 'stall' }
    pairs.add(pair)
    for (const socket of [client, pair.server])
      socket
        .on('error', () => {})
        // A side of a lost connection that ends is not heard of on the other one.
        .on('close', () => {
          if (!pair.lost) end(pair)
        })
    client.on('data', bytes => {
      for (const watcher of watchers) watcher(bytes)
      // Asked again: a watcher may have changed the weather.
      if (!pair.lost) pair.server.write(bytes)
    })
    pair.server.on('data', bytes => {
      if (weather === 'deaf') pair.lost = true
      if (!pair.lost) client.write(bytes)
    })
  })
  const port = await listen(server, at)

  const cut = (): number => {
    const all = [...pairs]
    for (const pair of all) end(pair)
    return all.length
  }

  return {
    port,
    weather: () => weather,
    set: async next => {
      const before = weather
      weather = next
      if (next === 'stall') for (const pair of pairs) pair.lost = true
      if (next === 'refuse') {
        const closed = new Promise(done => server.close(done))
        cut()
        await closed
      } else if (before === 'refuse') await listen(server, { host: at.host, port })
    },
    cut,
    watch: listener => {
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
    taken: () => taken,
    open: () => pairs.size,
    close: async () => {
      const closed = weather === 'refuse' ? undefined : new Promise(done => server.close(done))
      cut()
      await closed
    },
  }
}
