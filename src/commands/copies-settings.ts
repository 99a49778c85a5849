import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { OperatorError } from '../base/problem.ts'
import type { Reach } from '../platform/database/server/setup.ts'
import type { SitePlace } from '../platform/sites/definition.ts'
import { parsePlace } from '../platform/sites/distance.ts'
import { type Pairing, readPairing, tlsFolder } from '../platform/sites/pairing-file.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface CopiesSettings {
  readonly name: string
  readonly place: SitePlace | undefined
  readonly secret: string | undefined
  readonly tls: string | undefined
  readonly control: { readonly host: string; readonly port: number }
  readonly reach: Reach
  /** This machine as the other site reaches its database. */
  readonly address: string
  /** Control address of the other site. */
  readonly standby: string | undefined
  /** Folder of a copy on this machine. */
  readonly besideFolder: string | undefined
  readonly operators: readonly string[]
  /** The other site is on another machine: a platform serves beside its own database only. */
  readonly apart: boolean
  /** This site joined another one: it begins as a copy and never makes a database of its own. */
  readonly joined: boolean
  /** Until when the certificate of this site is good, ISO 8601. */
  readonly ends: string | undefined
}

const isLocal = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

const port = (name: string, text: string | undefined): number => {
  if (!text) return 0
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(number <= 65_535)) throw new OperatorError(`${name}=${text} is not a port.`)
  return number
}

const readPlace = (text: string | undefined): SitePlace | undefined => {
  if (!text) return undefined
  const place = parsePlace(text)
  if (!place)
    throw new OperatorError(
      `MUSUBI_SITE_PLACE=${text} is no place: write latitude and longitude, like 38.2688,140.8721.`,
    )
  return place
}

const list = (text: string | undefined): readonly string[] => (text ?? '').split(/[\s,]+/).filter(part => part !== '')

/** @throws OperatorError where data would leave the machine in clear without the operator having said so */
const refuseOpen = (
  hosts: readonly string[],
  { MUSUBI_SITES_TLS: tls, MUSUBI_SITES_PLAIN: plain }: Environment,
): void => {
  const far = hosts.find(host => !isLocal(host))
  if (far !== undefined && !tls && plain !== 'yes')
    throw new OperatorError(
      `Residents' data would travel to or from ${far} in clear: set MUSUBI_SITES_TLS to a folder with cert.pem, key.pem and ca.pem, or MUSUBI_SITES_PLAIN=yes where a tunnel of your own encrypts the way.`,
    )
}

const single = (address: string): string =>
  isIP(address) === 0 ? address : `${address}/${isIP(address) === 6 ? 128 : 32}`
const inUrl = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** What the pairing of two sites settled, as the variables that an operator could have set by hand. */
const fromPairing = (folder: string, { own, peer, secret }: Pairing): Environment => ({
  MUSUBI_SITES_SECRET: secret,
  MUSUBI_SITES_TLS: tlsFolder(folder),
  MUSUBI_CONTROL: `${own.address}:${own.control}`,
  MUSUBI_DATABASE_LISTEN: [...new Set(['127.0.0.1', own.address])].join(','),
  MUSUBI_DATABASE_PORT: String(own.database),
  MUSUBI_DATABASE_ADDRESS: own.address,
  MUSUBI_DATABASE_FROM: single(peer.address),
  MUSUBI_STANDBY: `https://${inUrl(peer.address)}:${peer.control}`,
})

const endOf = (path: string): string | undefined =>
  existsSync(path) ? new X509Certificate(readFileSync(path)).validToDate.toISOString() : undefined

const isSet = ([, text]: readonly [string, string | undefined]): boolean => text !== undefined && text !== ''

/**
 * The environment, which wins, and what the pairing settled.
 * @throws OperatorError that names the variable and what was expected
 */
export const readCopiesSettings = (folder: string, given: Environment = process.env): CopiesSettings => {
  const pairing = readPairing(folder)
  const environment: Environment = pairing
    ? { ...fromPairing(folder, pairing), ...Object.fromEntries(Object.entries(given).filter(isSet)) }
    : given
  const control = /^\[?(.*?)\]?(?::(\d+))?$/.exec(environment.MUSUBI_CONTROL || '127.0.0.1:0')
  const host = control?.[1] || '127.0.0.1'
  const listen = environment.MUSUBI_DATABASE_LISTEN || '127.0.0.1'
  const standby = environment.MUSUBI_STANDBY
  if (standby && !(URL.canParse(standby) && /^https?:$/.test(new URL(standby).protocol)))
    throw new OperatorError(
      `MUSUBI_STANDBY=${standby} is no address: write http:// or https://, host and port of the other site's control.`,
    )
  const tls = environment.MUSUBI_SITES_TLS ? resolve(environment.MUSUBI_SITES_TLS) : undefined
  refuseOpen([host, ...list(listen), ...(standby?.startsWith('http:') ? [new URL(standby).hostname] : [])], environment)
  const secret = environment.MUSUBI_SITES_SECRET || undefined
  if (secret !== undefined && secret.length < 20)
    throw new OperatorError('MUSUBI_SITES_SECRET is too short: take at least 20 characters, the same at both sites.')
  if (secret === undefined && (standby || !isLocal(host)))
    throw new OperatorError(
      'Two machines need one secret: set MUSUBI_SITES_SECRET to the same 20 characters or more at both sites.',
    )
  return {
    name: environment.MUSUBI_SITE_NAME || hostname(),
    place: readPlace(environment.MUSUBI_SITE_PLACE),
    secret,
    tls,
    control: { host, port: port('MUSUBI_CONTROL', control?.[2]) },
    reach: {
      listen,
      port: port('MUSUBI_DATABASE_PORT', environment.MUSUBI_DATABASE_PORT),
      from: list(environment.MUSUBI_DATABASE_FROM),
      ...(tls ? { tls } : {}),
    },
    address:
      environment.MUSUBI_DATABASE_ADDRESS || list(listen).find(one => !isLocal(one) && one !== '0.0.0.0') || hostname(),
    standby,
    besideFolder: environment.MUSUBI_STANDBY_DATA ? resolve(environment.MUSUBI_STANDBY_DATA) : undefined,
    operators: list(environment.MUSUBI_OPERATORS),
    apart: tls !== undefined || environment.MUSUBI_SITES_PLAIN === 'yes',
    joined: pairing?.role === 'second',
    ends: tls === undefined ? undefined : endOf(join(tls, 'cert.pem')),
  }
}
