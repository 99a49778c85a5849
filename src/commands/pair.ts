import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { OperatorError } from '../base/problem.ts'
import { clusterOf } from '../platform/database/server/place.ts'
import { type SiteAddress, siteAddress, writePairing } from '../platform/sites/pairing-file.ts'
import { readSiteFile } from '../platform/sites/site-file.ts'
import { stopSignal } from './stop-signal.ts'
import { say } from './terminal.ts'

export const inviteUsage = `musubi sites invite --address <this machine> [--control 8090] [--database 5440] [--port 8092]
                             show a code with which another machine becomes the second site, once`

const options = {
  address: { type: 'string' },
  control: { type: 'string' },
  database: { type: 'string' },
} as const

interface Given {
  readonly address?: string | undefined
  readonly control?: string | undefined
  readonly database?: string | undefined
}

const ownAddress = ({ address, control = '8090', database = '5440' }: Given): SiteAddress => {
  const own = siteAddress.safeParse({ address, control: Number(control), database: Number(database) })
  if (!own.success)
    throw new OperatorError(
      'Say --address with the address of this machine as the other site reaches it, and --control and --database with ports where the usual ones are taken.',
    )
  return own.data
}

const has = (folder: string, name: string): boolean => existsSync(join(clusterOf(folder), name))

/** `musubi sites invite`: waits a quarter of an hour for one other machine. */
export const inviteSite = async (parameters: readonly string[], folder: string): Promise<number> => {
  const { values } = parseArgs({ args: [...parameters], options: { ...options, port: { type: 'string' } } })
  const own = ownAddress(values)
  if (has(folder, 'standby.signal'))
    throw new OperatorError(`${folder} holds the copy of another site: invite from the site that serves.`)
  mkdirSync(folder, { recursive: true })
  const { codeLife, invite } = await import('../platform/sites/pairing.ts')
  const stop = stopSignal()
  const invitation = await invite({
    own,
    port: Number(values.port ?? 8092),
    keep: ({ pairing, credentials }) => writePairing(folder, pairing, credentials),
    log: say,
  })
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), codeLife)
  try {
    process.stdout.write(`on the other machine:  musubi standby --join ${invitation.code} --address <that machine>\n`)
    say(`good for one machine and ${codeLife / 60_000} minutes; waiting …`)
    const how = await Promise.race([invitation.paired, late, stop.asked])
    if (how === undefined) return 130
    if (how === 'late')
      throw new OperatorError('Nobody joined within a quarter of an hour; the code is worth nothing now.')
    process.stdout.write(`paired with ${how.peer.address}; the certificates end on ${how.ends.slice(0, 10)}\n`)
    say('start the platform now, or again where it runs: "musubi up". It makes the copy by itself.')
    return 0
  } finally {
    clearTimeout(timer)
    await invitation.close()
  }
}

/** `musubi standby --join`: makes this folder the second site. @throws OperatorError when the first one does not take it */
export const joinAs = async (code: string, given: Given, folder: string): Promise<void> => {
  const own = ownAddress(given)
  if (has(folder, 'PG_VERSION') && !has(folder, 'standby.signal') && !readSiteFile(folder))
    throw new OperatorError(`${folder} holds a database of its own: the second site begins with an empty folder.`)
  mkdirSync(folder, { recursive: true })
  const { joinSite } = await import('../platform/sites/pairing.ts')
  const { pairing, credentials } = await joinSite(code, own)
  writePairing(folder, pairing, credentials)
  say(`paired with ${pairing.peer.address}; the certificates end on ${pairing.ends.slice(0, 10)}`)
}

export const joinOptions = options
