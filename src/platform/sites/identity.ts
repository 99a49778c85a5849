import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import type { SiteIdentity } from './definition.ts'

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8').trim() : '')

const short = (text: string): string => createHash('sha256').update(`musubi/site/${text}`).digest('hex').slice(0, 16)

const deviceOf = (folder: string): number =>
  existsSync(folder) || dirname(folder) === folder
    ? (statSync(folder, { throwIfNoEntry: false })?.dev ?? 0)
    : deviceOf(dirname(folder))

/**
 * The machine that runs, by the id of its running kernel: containers and data folders on one machine share it, whatever
 * names they were given. Where the system does not say (macOS), the machine's id or name stands in.
 */
export const measureIdentity = (folder: string): SiteIdentity => {
  const host = short(read('/proc/sys/kernel/random/boot_id') || read('/etc/machine-id') || hostname())
  return { host, device: short(`${host}/${deviceOf(folder)}`) }
}

/** One fire, one flood, one broken disk takes both. */
export const shareFate = (a: SiteIdentity, b: SiteIdentity): 'device' | 'host' | undefined =>
  a.device === b.device ? 'device' : a.host === b.host ? 'host' : undefined
