import { resolve } from 'node:path'
import type { Bilingual } from '../base/bilingual.ts'
import { OperatorError } from '../base/problem.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What an operator may set for the web and mail side of the platform; the rest stands with the block that reads it. */
export interface Settings {
  readonly publicPort: number
  readonly staffPort: number
  readonly host: string
  readonly publicOrigin?: string
  readonly staffOrigin?: string
  /** How many proxies of the operator's own stand before the listeners. */
  readonly trustedProxies: number
  readonly logLevel: string
  /** Most megabytes of the copy of public pages; 0 keeps none. */
  readonly copyMegabytes: number
  /** Seconds that a request waits for a database that is away. */
  readonly patienceSeconds: number
  /** Seconds after which a page that has no answer says so. */
  readonly answerSeconds: number
  /** Where browsers fetch map pictures: nowhere unless the operator says so, since it tells that host who looks where. */
  readonly mapTiles?: { readonly url: string; readonly credit: Bilingual }
}

const whole = (environment: Environment, name: string, usual: number, most: number, what: string): number => {
  const text = environment[name]
  if (!text) return usual
  const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (!(number <= most))
    throw new OperatorError(`${name}=${text} is not ${what}: give a whole number from 0 to ${most}.`)
  return number
}

const origin = (environment: Environment, name: string): string | undefined => {
  const text = environment[name]
  if (!text) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, ''))
    throw new OperatorError(
      `${name}=${text} is not an origin: write scheme, host and port only, like https://example.jp.`,
    )
  return url.origin
}

const gsi = { ja: '地理院タイル（国土地理院）', en: 'GSI Tiles, Geospatial Information Authority of Japan' }

/** MUSUBI_MAP_TILES: `gsi` or an address with {z}, {x} and {y}; MUSUBI_MAP_CREDIT names the map's maker. */
const tiles = (environment: Environment): Settings['mapTiles'] => {
  const text = environment.MUSUBI_MAP_TILES
  if (!text) return undefined
  if (text === 'gsi') return { url: 'https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png', credit: gsi }
  const whole = ['{z}', '{x}', '{y}'].every(mark => text.includes(mark))
  if (!whole || !URL.canParse(text.replace(/[{}]/g, '')))
    throw new OperatorError(
      `MUSUBI_MAP_TILES=${text} is not an address of map pictures: write "gsi", or an address with {z}, {x} and {y} in it.`,
    )
  const credit = environment.MUSUBI_MAP_CREDIT || new URL(text.replace(/[{}]/g, '')).host
  return { url: text, credit: { ja: credit, en: credit } }
}

/** @throws OperatorError that names the variable and what was expected */
export const readSettings = (environment: Environment = process.env): Settings => {
  const publicOrigin = origin(environment, 'MUSUBI_PUBLIC_ORIGIN')
  const staffOrigin = origin(environment, 'MUSUBI_STAFF_ORIGIN')
  const mapTiles = tiles(environment)
  return {
    publicPort: whole(environment, 'PORT', 8080, 65_535, 'a port'),
    staffPort: whole(environment, 'STAFF_PORT', 8081, 65_535, 'a port'),
    host: environment.HOST || '127.0.0.1',
    logLevel: logLevel(environment),
    trustedProxies: whole(environment, 'MUSUBI_TRUSTED_PROXIES', 0, 16, 'a number of proxies'),
    copyMegabytes: whole(environment, 'MUSUBI_COPY_MB', 256, 999_999, 'a number of megabytes'),
    patienceSeconds: Math.max(1, whole(environment, 'MUSUBI_PATIENCE', 5, 60, 'a number of seconds')),
    answerSeconds: Math.max(1, whole(environment, 'MUSUBI_ANSWER_LIMIT', 60, 3600, 'a number of seconds')),
    ...(publicOrigin ? { publicOrigin } : {}),
    ...(staffOrigin ? { staffOrigin } : {}),
    ...(mapTiles ? { mapTiles } : {}),
  }
}

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** MUSUBI_LOG: which lines the log on stderr gets. @throws OperatorError */
export const logLevel = (environment: Environment = process.env): string => {
  const level = environment.MUSUBI_LOG || 'warn'
  if (!levels.includes(level)) throw new OperatorError(`MUSUBI_LOG=${level} is none of ${levels.join(', ')}.`)
  return level
}

/** MUSUBI_DATA, or `.musubi` in the folder where the command was given. */
export const dataFolder = (environment: Environment = process.env): string =>
  resolve(environment.MUSUBI_DATA || '.musubi')
