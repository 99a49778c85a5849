import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

const isFree = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)))
  })

/** Ports that nothing listens on, below those that the system gives to connections meanwhile. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const found = new Set<number>()
  while (found.size < count) {
    const port = randomInt(20_000, 32_000)
    if (!found.has(port) && (await isFree(port))) found.add(port)
  }
  return [...found]
}
