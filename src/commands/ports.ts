import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { OperatorError } from '../base/problem.ts'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program; choose another one',
  EACCES: 'may not be opened by this user; choose one above 1023',
}

const open = async (port: number, host: string): Promise<void> => {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  } finally {
    probe.close()
  }
}

/**
 * A free port that is still free when the listeners open, some seconds later: from below those that systems give to
 * connections that go out (32768 and up on Linux, 49152 and up elsewhere), of which a start makes many.
 */
const chooseFree = async (host: string): Promise<number> => {
  for (let left = 50; ; left -= 1) {
    const port = randomInt(20_000, 32_768)
    try {
      await open(port, host)
      return port
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!taken || left === 0) throw error
    }
  }
}

/**
 * Looks before the database starts whether a port can be had, so that a mistake is said at once and by the name of the
 * variable that mends it.
 * @param port 0 takes a free one
 * @returns the port
 * @throws OperatorError
 */
export const checkPort = async (variable: string, port: number, host: string): Promise<number> => {
  try {
    if (port === 0) return await chooseFree(host)
    await open(port, host)
    return port
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const reason = reasons[code]
    throw new OperatorError(
      reason
        ? `Port ${port} ${reason} with ${variable}.`
        : `HOST=${host} is no address of this machine that can be listened on (${code}).`,
    )
  }
}
