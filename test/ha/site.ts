import type { ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, processPorts, type Secrets } from '../../deploy/cluster.ts'
import { type RenderedFile, renderNode } from '../../deploy/templates.ts'
import { projectRoot } from '../../src/base/root.ts'
import { hubAddress, type Machine, makeMachine, makeNetwork, startProgram } from './machines.ts'
import { run } from './shell.ts'

/** One member of the cluster as its Patroni describes it. */
interface Member {
  readonly name: string
  readonly role: string
  readonly state: string
  readonly timeline?: number
  readonly lag?: number | string
}

export interface Site {
  readonly folder: string
  readonly machines: readonly Machine[]
  readonly publicUrl: string
  readonly staffUrl: string
  readonly databaseUrl: (user: 'postgres' | 'musubi_setup') => string
  /** Who leads, and who holds the copy that every answer waits for. @throws Error when nobody says so */
  roles(): Promise<{ readonly leader: Machine; readonly sync: Machine; readonly other: Machine }>
  etcdLeader(): Machine
  /** Starts etcd and Patroni of a machine where they do not run. */
  power(machine: Machine): void
  switchover(): Promise<void>
  restartProxy(): Promise<void>
  killApplication(process: number): void
  startApplications(): Promise<void>
  /** @throws Error when a process ended that nobody killed */
  checkApplications(): void
  /** Waits until three members run on one timeline with a synchronous copy, and both processes answer. */
  healthy(seconds?: number): Promise<void>
}

const secrets: Secrets = {
  superuserPassword: 'super-for-the-trial',
  replicationPassword: 'replica-for-the-trial',
  rewindPassword: 'rewind-for-the-trial',
  setupPassword: 'setup-for-the-trial',
}

const write = (folder: string, files: readonly RenderedFile[]): void => {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** As systemd reads an EnvironmentFile. */
const environmentOf = (files: readonly RenderedFile[], path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (files.find(file => file.path === path)?.text ?? '')
      .split('\n')
      .filter(line => /^[A-Z]/.test(line))
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

const getJson = async (url: string): Promise<unknown> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
  return response.json()
}

const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

export const until = async (what: string, seconds: number, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + seconds * 1000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}`)
    await sleep(250)
  }
}

/** Three nodes of the recipe's own files, and one machine with HAProxy and two processes of the platform. */
export const makeSite = async (folder: string, postgres: { version: number; binaries: string }): Promise<Site> => {
  makeNetwork()
  const machines = [1, 2, 3].map(number => makeMachine(number, folder))
  const application = { name: 'application', address: hubAddress }
  const publicUrl = `http://${hubAddress}:8000`
  const staffUrl = `http://${hubAddress}:8001`
  const cluster: Cluster = {
    cluster: 'trial',
    postgres: { ...postgres, data: '' },
    etcdInterface: 2,
    nodes: machines.map(({ name, address }) => ({ name, address })),
    applications: [application],
    processes: 2,
    publicOrigin: publicUrl,
    staffOrigin: staffUrl,
    watchdog: 'off',
  }
  const dataOf = (machine: Machine): string => join(machine.folder, 'data')
  const filesOf = new Map(
    machines.map((machine, at) => {
      const files = renderNode(cluster, cluster.nodes[at] ?? machine, secrets, {
        data: dataOf(machine),
        home: machine.folder,
        sockets: machine.folder,
        etcdData: join(machine.folder, 'etcd'),
      })
      write(machine.folder, files)
      run('chown', '-R', 'postgres:postgres', machine.folder)
      return [machine.name, files] as const
    }),
  )
  const applicationFolder = join(folder, 'application')
  const applicationFiles = renderNode(cluster, application, secrets)
  mkdirSync(applicationFolder)
  write(applicationFolder, applicationFiles)
  // One store of files for both processes: a folder that each sees as its own, in place of a bucket.
  mkdirSync(join(applicationFolder, 'files'))
  for (const number of [1, 2]) {
    mkdirSync(join(applicationFolder, `data-${number}`))
    symlinkSync(join('..', 'files'), join(applicationFolder, `data-${number}`, 'files'))
  }

  const power = (machine: Machine): void => {
    if (machine.processes('etcd').length === 0)
      machine.start('etcd', ['/usr/bin/etcd'], {
        env: environmentOf(filesOf.get(machine.name) ?? [], 'etc/default/etcd'),
      })
    if (machine.processes('patroni').length === 0)
      machine.start('patroni', ['/usr/bin/patroni', join(machine.folder, 'etc/patroni/config.yml')], {
        user: 'postgres',
      })
  }

  const members = async (): Promise<readonly Member[]> => {
    for (const { address } of machines) {
      try {
        const value = await getJson(`http://${address}:8008/cluster`)
        if (typeof value === 'object' && value !== null && 'members' in value && Array.isArray(value.members))
          return value.members
      } catch {
        // The next one is asked.
      }
    }
    return []
  }
  const machineOf = (role: string, all: readonly Member[]): Machine => {
    const member = all.find(one => one.role === role)
    const machine = machines.find(({ name }) => name === member?.name)
    if (!machine) throw new Error(`no ${role} among ${JSON.stringify(all)}`)
    return machine
  }
  const roles = async () => {
    const all = await members()
    const [leader, sync] = [machineOf('leader', all), machineOf('sync_standby', all)]
    const other = machines.find(machine => machine !== leader && machine !== sync)
    if (!other) throw new Error('no third machine')
    return { leader, sync, other }
  }
  const settled = async (): Promise<boolean> => {
    const all = await members()
    const running = all.filter(({ state }) => state === 'running' || state === 'streaming')
    return (
      running.length === machines.length &&
      new Set(running.map(({ timeline }) => timeline)).size === 1 &&
      ['leader', 'sync_standby'].every(role => running.filter(one => one.role === role).length === 1) &&
      machines.every(machine => machine.processes('etcd').length > 0)
    )
  }

  let proxy: ChildProcess | undefined
  const startProxy = (): void => {
    proxy = startProgram(applicationFolder, 'haproxy', [
      '/usr/sbin/haproxy',
      '-db',
      '-f',
      join(applicationFolder, 'etc/haproxy/haproxy.cfg'),
    ])
  }
  const processes = new Map<number, ChildProcess>()
  const startApplications = async (): Promise<void> => {
    for (const number of [1, 2]) {
      const before = processes.get(number)
      if (before && before.exitCode === null && before.signalCode === null) continue
      processes.set(
        number,
        startProgram(
          applicationFolder,
          `musubi-${number}`,
          [process.execPath, join(projectRoot, 'bin/musubi.mjs'), 'up'],
          {
            ...environmentOf(applicationFiles, 'etc/musubi/musubi.env'),
            ...environmentOf(applicationFiles, `etc/musubi/process-${number}.env`),
            MUSUBI_KEYS: join(applicationFolder, 'keys'),
            MUSUBI_DATA: join(applicationFolder, `data-${number}`),
            // Sample sign-ins, in a network that nobody else can reach.
            MUSUBI_SAMPLE_ANYWHERE: 'yes',
          },
        ),
      )
    }
    for (const number of [1, 2])
      await until(`process ${number}`, 240, () =>
        answers(`http://${hubAddress}:${processPorts(number).publicPort}/npos`),
      )
  }
  /** A node that was cut off may stand as settled for a second by what it last knew, before it finds that another leads. */
  const staysSettled = async (): Promise<boolean> => {
    for (let looks = 0; looks < 4; looks += 1) {
      if (!(await settled())) return false
      await sleep(1000)
    }
    return settled()
  }
  const healthy = async (seconds = 180): Promise<void> => {
    await until('a settled cluster', seconds, staysSettled)
    await until('the public pages', 60, () => answers(`${publicUrl}/npos`))
    await until('the staff pages', 60, () => answers(`${staffUrl}/sign-in`))
  }
  const databaseUrl = (user: 'postgres' | 'musubi_setup', database = 'musubi') =>
    `postgres://${user}:${user === 'postgres' ? secrets.superuserPassword : secrets.setupPassword}@127.0.0.1:5000/${database}`

  for (const machine of machines) power(machine)
  startProxy()
  await until('a settled cluster', 120, settled)
  const { leader } = await roles()
  run(
    'setpriv',
    '--reuid=postgres',
    '--regid=postgres',
    '--clear-groups',
    join(postgres.binaries, 'psql'),
    '-v',
    'ON_ERROR_STOP=1',
    '-h',
    leader.folder,
    '-f',
    join(leader.folder, 'etc/musubi/bootstrap.sql'),
  )
  await startApplications()

  return {
    folder,
    machines,
    publicUrl,
    staffUrl,
    databaseUrl: user => databaseUrl(user),
    roles,
    power,
    healthy,
    startApplications,
    etcdLeader() {
      const endpoints = machines.map(({ address }) => `${address}:2379`).join(',')
      const text = run('etcdctl', '--endpoints', endpoints, 'endpoint', 'status', '-w', 'simple')
      const line = text.split('\n').find(one => one.split(', ')[4] === 'true')
      return machines.find(({ address }) => line?.startsWith(`${address}:`)) ?? machines[0] ?? raise('no machine')
    },
    async switchover() {
      const { leader, sync } = await roles()
      await fetch(`http://${leader.address}:8008/switchover`, {
        method: 'POST',
        body: JSON.stringify({ leader: leader.name, candidate: sync.name }),
      })
    },
    async restartProxy() {
      const ended = new Promise(resolve => proxy?.once('exit', resolve))
      proxy?.kill('SIGKILL')
      await ended
      await sleep(1000)
      startProxy()
    },
    checkApplications() {
      for (const [number, { exitCode, signalCode }] of processes)
        if (exitCode !== null || signalCode !== null)
          throw new Error(`process ${number} of the platform ended by itself`)
    },
    killApplication: number => void processes.get(number)?.kill('SIGKILL'),
  }
}

const raise = (message: string): never => {
  throw new Error(message)
}

export const removeData = (machine: Machine): void =>
  rmSync(join(machine.folder, 'data'), { recursive: true, force: true })
