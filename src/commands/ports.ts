import { once } from 'node:events'
import { createServer } from 'node:net'
import { OperatorError } from '../base/problem.ts'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program; choose another one',
  EACCES: 'may not be opened by this user; choose one above 1023',
}

/**
 * Looks before the database starts whether a port can be had, so that a mistake is said at once and by the name of the
 * variable that mends it.
 * @param port 0 asks the system for a free one
 * @returns the port
 * @throws OperatorError
 */
export const checkPort = async (variable: string, port: number, host: string): Promise<number> => {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
    const address = probe.address()
    return typeof address === 'object' && address ? address.port : port
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const reason = reasons[code]
    throw new OperatorError(
      reason
        ? `Port ${port} ${reason} with ${variable}.`
        : `HOST=${host} is no address of this machine that can be listened on (${code}).`,
    )
  } finally {
    probe.close()
  }
}
