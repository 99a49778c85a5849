import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../src/base/root.ts'
import {
  applicationsOf,
  type Cluster,
  checkCluster,
  databasePort,
  machinesOf,
  maxConnections,
  type Node,
  processPorts,
  type Secrets,
  timings,
} from './cluster.ts'

/** A file of a node: where it goes, and whether it holds a secret. */
export interface RenderedFile {
  readonly path: string
  readonly text: string
  readonly secret: boolean
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1)
const indented = (lines: readonly string[], by: number): string => lines.map(line => ' '.repeat(by) + line).join('\n')

/** Japanese is indexed only under an LC_CTYPE that knows its letters; the built-in provider needs no library's version. */
const initdb = (version: number): readonly string[] => [
  '- encoding: UTF8',
  '- lc-collate: C',
  '- lc-ctype: C.UTF-8',
  ...(version >= 17 ? ['- locale-provider: builtin', '- builtin-locale: C.UTF-8'] : []),
  '- data-checksums',
]
const databaseLocale = (version: number): string =>
  `lc_collate 'C' lc_ctype 'C.UTF-8'${version >= 17 ? " locale_provider builtin builtin_locale 'C.UTF-8'" : ''}`

/** The cluster's own machines and nobody else. */
const hba = (cluster: Cluster): readonly string[] => [
  ...cluster.nodes.map(({ address }) => `- host replication replicator ${address}/32 scram-sha-256`),
  ...machinesOf(cluster).map(({ address }) => `- host all all ${address}/32 scram-sha-256`),
]

const applicationServers = (cluster: Cluster, port: 'publicPort' | 'staffPort'): readonly string[] =>
  applicationsOf(cluster).flatMap(({ name, address }) =>
    numbers(cluster.processes).map(
      process => `server ${name}-${process} ${address}:${processPorts(process)[port]} check`,
    ),
  )

const bind = (cluster: Cluster, node: Node, port: number, plain: number): string =>
  cluster.certificate
    ? `${node.address}:${port} ssl crt ${cluster.certificate} alpn h2,http/1.1`
    : `${node.address}:${plain}`

const valuesOf = (cluster: Cluster, node: Node, secrets: Secrets): Readonly<Record<string, string>> => ({
  ...secrets,
  cluster: cluster.cluster,
  name: node.name,
  address: node.address,
  ttl: String(timings.ttl),
  loopWait: String(timings.loopWait),
  retryTimeout: String(timings.retryTimeout),
  maxConnections: String(maxConnections(cluster)),
  databasePort: String(databasePort),
  binaries: cluster.postgres.binaries,
  data: cluster.postgres.data,
  home: '/var/lib/postgresql',
  sockets: '/var/run/postgresql',
  etcdSection: cluster.etcdInterface === 2 ? 'etcd' : 'etcd3',
  etcdV2: String(cluster.etcdInterface === 2),
  etcdReason:
    cluster.etcdInterface === 2
      ? '# Not etcd3 with Patroni before 3.1: a leader that was frozen takes the lock back from its successor.'
      : '# Not with Patroni before 3.1: there a leader that was frozen takes the lock back from its successor.',
  etcdData: `/var/lib/etcd/${cluster.cluster}`,
  watchdog: cluster.watchdog,
  publicOrigin: cluster.publicOrigin,
  staffOrigin: cluster.staffOrigin,
  health: '/',
  etcdClients: cluster.nodes.map(({ address }) => `'${address}:2379'`).join(', '),
  etcdPeers: cluster.nodes.map(({ name, address }) => `${name}=http://${address}:2380`).join(','),
  initdb: indented(initdb(cluster.postgres.version), 4),
  databaseLocale: databaseLocale(cluster.postgres.version),
  hba: indented(hba(cluster), 4),
  databaseServers: indented(
    cluster.nodes.map(({ name, address }) => `server ${name} ${address}:5432 check port 8008`),
    2,
  ),
  publicServers: indented(applicationServers(cluster, 'publicPort'), 2),
  staffServers: indented(applicationServers(cluster, 'staffPort'), 2),
  publicBind: bind(cluster, node, 443, 8000),
  staffBind: bind(cluster, node, 8443, 8001),
})

const template = (name: string): string => readFileSync(join(projectRoot, 'deploy', 'templates', name), 'utf8')

/** @throws Error that names a mark without a value */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`no value for {{${name}}}`)
    return value
  })

/**
 * Every file of a node. @param other values in place of the usual ones (folders of a test)
 * @throws OperatorError when the cluster's description does not hold together
 */
export const renderNode = (
  cluster: Cluster,
  node: Node,
  secrets: Secrets,
  other: Readonly<Record<string, string>> = {},
): readonly RenderedFile[] => {
  const values = { ...valuesOf(checkCluster(cluster), node, secrets), ...other }
  const file = (path: string, name: string, more: Readonly<Record<string, string>> = {}): RenderedFile => {
    const source = template(name)
    return { path, text: fill(source, { ...values, ...more }), secret: /\{\{\w+Password\}\}/.test(source) }
  }
  const database = [
    file('etc/patroni/config.yml', 'patroni.yml'),
    file('etc/default/etcd', 'etcd'),
    file('etc/musubi/bootstrap.sql', 'bootstrap.sql'),
    file('etc/systemd/system/patroni.service.d/restart.conf', 'restart.conf'),
    file('etc/systemd/system/etcd.service.d/restart.conf', 'restart.conf'),
  ]
  const application = [
    file('etc/haproxy/haproxy.cfg', 'haproxy.cfg'),
    file('etc/musubi/musubi.env', 'musubi.env'),
    ...numbers(cluster.processes).map(process => {
      const { publicPort, staffPort } = processPorts(process)
      return file(`etc/musubi/process-${process}.env`, 'musubi-process.env', {
        process: String(process),
        publicPort: String(publicPort),
        staffPort: String(staffPort),
      })
    }),
    file('etc/systemd/system/musubi@.service', 'musubi@.service'),
  ]
  return [
    ...(cluster.nodes.includes(node) ? database : []),
    ...(applicationsOf(cluster).includes(node) ? application : []),
  ]
}
