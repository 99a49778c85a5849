import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

const programs = {
  '/usr/bin/patroni': 'patroni',
  '/usr/bin/etcd': 'etcd-server',
  '/usr/sbin/haproxy': 'haproxy',
  '/usr/sbin/ip': 'iproute2',
  '/usr/bin/nsenter': 'util-linux',
  '/usr/bin/setpriv': 'util-linux',
} as const

const debian = '/usr/lib/postgresql'

/** The newest PostgreSQL of Debian's packages. */
export const installedPostgres = (): { readonly version: number; readonly binaries: string } | undefined => {
  const versions = existsSync(debian)
    ? readdirSync(debian)
        .map(Number)
        .filter(version => version >= 15)
    : []
  const version = Math.max(...versions)
  const binaries = `${debian}/${version}/bin`
  return existsSync(`${binaries}/postgres`) ? { version, binaries } : undefined
}

/** What is not there, as an administrator would put it right; empty when the trials can run. */
export const missingParts = (): readonly string[] => {
  if (process.platform !== 'linux') return ['Linux']
  const packages: string[] = Object.entries(programs).flatMap(([path, name]) => (existsSync(path) ? [] : [name]))
  if (!installedPostgres()) packages.push('postgresql')
  const parts = packages.length ? [`apt-get install ${[...new Set(packages)].join(' ')}`] : []
  if (process.getuid?.() !== 0) parts.push('to be root (the nodes are network namespaces)')
  else if (spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'true']).status !== 0)
    parts.push('leave to make network namespaces (unshare)')
  return parts
}

const firstLine = (program: string, ...parameters: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(program, parameters, { encoding: 'utf8' })
  return `${stdout}${stderr}`.split('\n')[0]?.trim() ?? ''
}

export const versions = (binaries: string): string =>
  [
    firstLine(`${binaries}/postgres`, '--version'),
    firstLine('/usr/bin/patroni', '--version'),
    firstLine('/usr/bin/etcd', '--version'),
    firstLine('/usr/sbin/haproxy', '-v'),
    `Node ${process.version}`,
  ].join('; ')
