import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatorError } from '../../../base/problem.ts'
import { program } from '../../database/server/binaries.ts'
import type { Place } from '../../database/server/place.ts'
import { findRunning, stopServer } from '../../database/server/process.ts'
import { giveTo } from '../../database/server/user.ts'

export interface RecoveryTarget {
  /** Lines for the server's settings; none: to the end of the log. */
  readonly settings: readonly string[]
  /** Stop at the target and answer questions, instead of going on as a server of its own. */
  readonly pause?: boolean
}

export interface RecoveredServer {
  readonly pid: number
  readonly port: number
  stop(): Promise<void>
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
/** A shell's word inside a setting in which `%` begins a placeholder. */
const shellWord = (path: string): string => `'${path.replaceAll('%', '%%').replaceAll("'", `'\\''`)}'`

const begin = '# begin of a restore by Musubi'
const end = '# end of a restore by Musubi'

const autoConf = (cluster: string): string => join(cluster, 'postgresql.auto.conf')

/** The cluster's own settings without those of a recovery. */
const ownSettings = (cluster: string): string => {
  const text = readFileSync(autoConf(cluster), 'utf8')
  const from = text.indexOf(begin)
  return from < 0 ? text : text.slice(0, from)
}

/** What root writes into the cluster belongs to the user that runs on it. */
const put = ({ runner }: Place, path: string, text: string): void => {
  writeFileSync(path, text, { mode: 0o600 })
  if (runner.owner !== undefined) chownSync(path, runner.owner, runner.owner)
}

/**
 * `postgresql.auto.conf` is read last and so wins over what the copied cluster brings along. A copied cluster may be told
 * to wait for a standby that is not here: it must not while it recovers.
 */
const writeRecovery = (place: Place, log: string, { settings, pause }: RecoveryTarget): void => {
  const { cluster } = place
  const lines = [
    begin,
    `restore_command = ${quote(`cp ${shellWord(join(log, '%f')).replaceAll('%%f', '%f')} "%p"`)}`,
    `recovery_target_timeline = 'latest'`,
    ...settings,
    ...(settings.length > 0 ? [`recovery_target_action = '${pause ? 'pause' : 'promote'}'`] : []),
    // A server that may answer while it recovers calls itself ready before it is one of its own.
    `hot_standby = ${pause ? 'on' : 'off'}`,
    `archive_mode = off`,
    `primary_conninfo = ''`,
    `synchronous_standby_names = ''`,
    end,
  ]
  put(place, autoConf(cluster), `${ownSettings(cluster)}${lines.join('\n')}\n`)
  put(place, join(cluster, 'recovery.signal'), '')
}

/** Takes the settings of the recovery out again, once it is over. */
export const endRecovery = (cluster: string): void => {
  writeFileSync(autoConf(cluster), ownSettings(cluster), { mode: 0o600 })
  rmSync(join(cluster, 'recovery.signal'), { force: true })
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise(done => probe.close(done))
  if (address === null || typeof address === 'string') throw new OperatorError('This machine gives no free port.')
  return address.port
}

/** PostgreSQL's own words, without time and process id. */
const complaints = (path: string, from: number): string =>
  readFileSync(path)
    .subarray(from)
    .toString('utf8')
    .split('\n')
    .filter(line => /FATAL|PANIC/.test(line))
    .map(line => line.replace(/^.*?(?:FATAL|PANIC): +/, ''))
    .join('; ')

const beforeTarget = /recovery ended before configured recovery target was reached/

interface RecoverOptions {
  readonly place: Place
  /** Folder with the fetched log. */
  readonly log: string
  readonly serverLog: string
  readonly target: RecoveryTarget
}

const launch = async ({ place, serverLog }: RecoverOptions): Promise<RecoveredServer | string> => {
  const { runner, binaries, cluster } = place
  const port = await freePort()
  const from = statSync(serverLog, { throwIfNoEntry: false })?.size ?? 0
  const log = openSync(serverLog, 'a', 0o600)
  const options = ['-D', resolve(cluster), '-p', String(port), '-c', 'unix_socket_directories=']
  const { command, args } = runner.wrap(program(binaries, 'postgres'), options)
  const server = spawn(command, args, { ...runner.identity, cwd: cluster, detached: true, stdio: ['ignore', log, log] })
  let ended = false
  const over = (): void => {
    ended = true
  }
  server.once('exit', over)
  server.once('error', over)
  server.unref()
  closeSync(log)
  // No limit of time: a long log takes long, and the server says itself when it cannot go on.
  while (!ended) {
    const found = findRunning(cluster)
    if (found && found.pid === server.pid && found.state === 'ready') {
      const { pid } = found
      return { pid, port, stop: () => stopServer(pid) }
    }
    await sleep(20)
  }
  return complaints(serverLog, from) || 'it ended without a word'
}

/**
 * Lets PostgreSQL replay the log up to the target. A moment at which nothing was written any more is the end of the log,
 * which PostgreSQL calls an error; it is then told so.
 * @throws OperatorError with PostgreSQL's own reason and the place of its log
 */
export const recover = async (options: RecoverOptions): Promise<RecoveredServer> => {
  const { place, log, serverLog, target } = options
  giveTo(place.runner, place.cluster)
  giveTo(place.runner, log)
  const attempt = (of: RecoveryTarget) => {
    writeRecovery(place, log, of)
    return launch(options)
  }
  let result = await attempt(target)
  const byTime = target.settings.some(line => line.startsWith('recovery_target_time '))
  if (typeof result === 'string' && byTime && beforeTarget.test(result)) result = await attempt({ settings: [] })
  if (typeof result !== 'string') return result
  throw new OperatorError(`PostgreSQL could not restore ${place.cluster}: ${result} (its log: ${serverLog}).`)
}
