import { OperatorError } from '../src/base/problem.ts'

export interface Node {
  readonly name: string
  readonly address: string
}

/** What an operator decides about a cluster; secrets are kept apart. */
export interface Cluster {
  readonly cluster: string
  readonly postgres: { readonly version: number; readonly binaries: string; readonly data: string }
  /**
   * Which of etcd's interfaces Patroni uses: 2 with Patroni before 3.1, 3 with later ones and with etcd 3.6. With the third,
   * Patroni 3.0.2 (Debian 12) takes the lock back without a look when it wakes after its lease has ended (mended by
   * https://github.com/patroni/patroni/pull/2693): in a trial a leader that had been frozen cost 273 acknowledged records.
   */
  readonly etcdInterface: 2 | 3
  /** Three or five: each has etcd and PostgreSQL under Patroni. */
  readonly nodes: readonly Node[]
  /** Machines with HAProxy and processes of the platform; without them the nodes have these too. */
  readonly applications?: readonly Node[]
  /** Processes of the platform on each of those machines. */
  readonly processes: number
  readonly publicOrigin: string
  readonly staffOrigin: string
  /** PEM with certificate and key; without it HAProxy speaks plain HTTP, for a proxy before it. */
  readonly certificate?: string
  readonly watchdog: 'off' | 'automatic' | 'required'
}

export interface Secrets {
  readonly superuserPassword: string
  readonly replicationPassword: string
  readonly rewindPassword: string
  readonly setupPassword: string
}

/** Seconds. Reasons and what they cost: `deploy/README.md`. */
export const timings = { ttl: 5, loopWait: 1, retryTimeout: 2 }

export const databasePort = 5000
/** Connections of one process: the pools of `connect.ts` and those of the jobs. */
const connectionsOfProcess = 34

export const processPorts = (process: number) => ({ publicPort: 8070 + 10 * process, staffPort: 8071 + 10 * process })

export const applicationsOf = (cluster: Cluster): readonly Node[] => cluster.applications ?? cluster.nodes
/** Every machine of the cluster, each once. */
export const machinesOf = ({ nodes, applications = [] }: Cluster): readonly Node[] => [
  ...nodes,
  ...applications.filter(({ name }) => !nodes.some(node => node.name === name)),
]

/** Room for every process, a second set of them while an upgrade goes on, and the cluster's own sessions. */
export const maxConnections = (cluster: Cluster): number =>
  Math.ceil((2 * applicationsOf(cluster).length * cluster.processes * connectionsOfProcess + 50) / 50) * 50

const isName = (text: unknown): boolean => typeof text === 'string' && /^[a-z][a-z0-9-]{0,40}$/.test(text)
const isAddress = (text: unknown): boolean => typeof text === 'string' && /^\d{1,3}(\.\d{1,3}){3}$/.test(text)

/** @throws OperatorError with what is wrong in the file */
export const checkCluster = (cluster: Cluster): Cluster => {
  const refuse = (reason: string): never => {
    throw new OperatorError(`The cluster's file: ${reason}`)
  }
  if (!isName(cluster.cluster)) refuse('"cluster" is no name of small letters, digits and hyphens.')
  if (!Array.isArray(cluster.nodes) || cluster.nodes.length < 3 || cluster.nodes.length % 2 === 0)
    refuse('"nodes" must be three, or five: with two, neither knows whether the other is away or itself.')
  const machines = machinesOf(cluster)
  for (const { name, address } of machines)
    if (!isName(name) || !isAddress(address)) refuse(`node ${name} ${address}: a name and an IPv4 address are needed.`)
  for (const what of ['name', 'address'] as const)
    if (new Set(machines.map(node => node[what])).size < machines.length) refuse(`two machines have the same ${what}.`)
  if (!(Number.isInteger(cluster.processes) && cluster.processes > 0 && cluster.processes < 20))
    refuse('"processes" is a number from 1 to 19.')
  if (![2, 3].includes(cluster.etcdInterface)) refuse('"etcdInterface" is 2 or 3.')
  if (!(cluster.postgres?.version >= 15)) refuse('"postgres.version" is 15 or more.')
  if (!['off', 'automatic', 'required'].includes(cluster.watchdog)) refuse('"watchdog" is off, automatic or required.')
  return cluster
}
