import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Node } from '../../deploy/cluster.ts'
import { run } from './shell.ts'

/**
 * A machine as far as a fault can tell: a network of its own behind a cable that can be pulled, and processes that can be
 * killed at one moment. The whole test lives in namespaces of its own, so that nothing of it stays behind.
 */
export interface Machine extends Node {
  readonly folder: string
  start(name: string, command: readonly string[], options?: StartOptions): ChildProcess
  /** Ids of the processes with one of these names; of all without names. */
  processes(...names: readonly string[]): readonly number[]
  kill(signal: NodeJS.Signals, ...names: readonly string[]): void
  /** Frames vanish without a word, as in a cut cable behind a switch. */
  cut(): void
  join(): void
}

export interface StartOptions {
  readonly user?: string
  readonly env?: Readonly<Record<string, string>>
}

const bridge = 'musubi0'
export const hubAddress = '10.99.0.1'
const addressOf = (number: number): string => `10.99.0.${10 + number}`

/** The switch between the machines; the tests themselves and the application live at its own address. */
export const makeNetwork = (): void => {
  run('ip', 'link', 'set', 'lo', 'up')
  run('mkdir', '-p', '/run/netns')
  run('mount', '-t', 'tmpfs', 'tmpfs', '/run/netns')
  run('ip', 'link', 'add', bridge, 'type', 'bridge')
  run('ip', 'address', 'add', `${hubAddress}/24`, 'dev', bridge)
  run('ip', 'link', 'set', bridge, 'up')
}

const nameOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}

const environment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', HOME: '/tmp', ETCDCTL_API: '3' }

/** Starts a program whose words go to a file. */
export const startProgram = (
  folder: string,
  name: string,
  [program = '', ...parameters]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess => {
  const log = openSync(join(folder, `${name}.log`), 'a')
  const child = spawn(program, parameters, {
    cwd: folder,
    env: { ...environment, ...env },
    stdio: ['ignore', log, log],
  })
  child.on('error', error => process.stderr.write(`${name}: ${error.message}\n`))
  return child
}

export const makeMachine = (number: number, parent: string): Machine => {
  const name = `node${number}`
  const address = addressOf(number)
  const cable = `cable${number}`
  const folder = join(parent, name)
  mkdirSync(folder)
  run('ip', 'netns', 'add', name)
  run('ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  run('ip', 'link', 'set', cable, 'master', bridge, 'up')
  run('ip', '-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0')
  run('ip', '-n', name, 'link', 'set', 'lo', 'up')
  run('ip', '-n', name, 'link', 'set', 'eth0', 'up')
  const processes = (...names: readonly string[]): readonly number[] =>
    run('ip', 'netns', 'pids', name)
      .split('\n')
      .filter(line => line !== '')
      .map(Number)
      .filter(pid => names.length === 0 || names.includes(nameOf(pid)))
  return {
    name,
    address,
    folder,
    processes,
    start(program, command, { user, env } = {}) {
      const as = user ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'] : []
      return startProgram(folder, program, ['nsenter', `--net=/run/netns/${name}`, ...as, ...command], env)
    },
    kill(signal, ...names) {
      for (const pid of processes(...names)) {
        try {
          process.kill(pid, signal)
        } catch {
          // It ended by itself in the meantime.
        }
      }
    },
    cut: () => void run('ip', 'link', 'set', cable, 'nomaster'),
    join: () => void run('ip', 'link', 'set', cable, 'master', bridge),
  }
}
