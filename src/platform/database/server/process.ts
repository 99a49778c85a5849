import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatorError } from '../../../base/problem.ts'
import { commandOf, isAlive } from './alive.ts'
import { program } from './binaries.ts'
import type { Place } from './place.ts'

export interface Running {
  readonly pid: number
  readonly port: number
  /** Another platform process, dead by now, had started it. */
  readonly adopted: boolean
}

/** Milliseconds between two looks at the server. */
const interval = 15
/** Recovery after a power failure replays the log, at most `max_wal_size` of it. */
const startLimit = 10 * 60_000
const logLimit = 10 * 1024 * 1024

interface PidFile {
  readonly pid: number
  readonly port: number
  readonly state: string
}

/** postmaster.pid: process id, data folder, start, port, socket folder, address, shared memory, state. */
const readPidFile = (cluster: string): PidFile | undefined => {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return Number.isInteger(pid) && pid > 0
      ? { pid, port: Number(lines[3] ?? 0), state: (lines[7] ?? '').trim() }
      : undefined
  } catch {
    return undefined
  }
}

/** Is the process in the file a living PostgreSQL on this very folder, and not another with a used-again id? */
const isServerOf = (pid: number, cluster: string): boolean =>
  isAlive(pid) && commandOf(pid).includes(resolve(cluster)) && /postgres/.test(commandOf(pid))

/** The server that runs on the folder, if any, whoever started it. */
export const findRunning = (cluster: string): PidFile | undefined => {
  const file = readPidFile(cluster)
  return file && isServerOf(file.pid, cluster) ? file : undefined
}

/**
 * PostgreSQL refuses to start when the id in postmaster.pid lives, even as another program of the same user (usual after
 * a container starts again). The id is then made one that cannot live; the rest of the file stays, since PostgreSQL
 * finds by it whether backends of a killed server still hold the data.
 */
const disownPidFile = (cluster: string): void => {
  const file = readPidFile(cluster)
  if (!file || !isAlive(file.pid) || isServerOf(file.pid, cluster)) return
  const path = join(cluster, 'postmaster.pid')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, '2147483647'))
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise(done => probe.close(done))
  if (address === null || typeof address === 'string') throw new OperatorError('This machine gives no free port.')
  return address.port
}

const openLog = (path: string): number => {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > logLimit) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}

const tail = (path: string, from: number): string => readFileSync(path).subarray(from).toString('utf8')

/** PostgreSQL's own words for what went wrong, without time and process id. */
const complaints = (log: string): string =>
  log
    .split('\n')
    .filter(line => /FATAL|PANIC|ERROR|could not|invalid|unrecognized/.test(line))
    .map(line => line.replace(/^.*?(?:LOG|FATAL|PANIC|ERROR|WARNING): +/, ''))
    .join('; ')

type Launch = { readonly running: Running } | { readonly failure: string }

const launch = async (place: Place, logPath: string, port: number): Promise<Launch> => {
  const { runner, binaries, cluster } = place
  disownPidFile(cluster)
  const log = openLog(logPath)
  const from = statSync(logPath).size
  // A socket's path may have 107 bytes; the address 127.0.0.1 is always there.
  const sockets = Buffer.byteLength(`${resolve(cluster)}/.s.PGSQL.${port}`) < 104 ? resolve(cluster) : ''
  const options = ['-D', resolve(cluster), '-p', String(port), '-c', `unix_socket_directories=${sockets}`]
  const { command, args } = runner.wrap(program(binaries, 'postgres'), options)
  // `detached` gives it a session of its own: Ctrl-C and a closed terminal reach the platform only, which first lets
  // requests end and then stops the server.
  const server = spawn(command, args, {
    ...runner.identity,
    cwd: cluster,
    detached: true,
    stdio: ['ignore', log, log],
  })
  let ended = false
  server.once('exit', () => {
    ended = true
  })
  server.once('error', () => {
    ended = true
  })
  server.unref()
  closeSync(log)
  const deadline = Date.now() + startLimit
  while (!ended && Date.now() < deadline) {
    const file = readPidFile(cluster)
    if (file && file.pid === server.pid && file.state === 'ready')
      return { running: { pid: file.pid, port, adopted: false } }
    await sleep(interval)
  }
  if (!ended) return { failure: `it was not ready after ${startLimit / 60_000} minutes` }
  return { failure: complaints(tail(logPath, from)) }
}

/** Backends of a killed server notice within moments that they are orphans; until then they hold the data. */
const isPassing = (failure: string): boolean => /shared memory block|lock file "postmaster.pid"/.test(failure)
const isPortTaken = (failure: string): boolean =>
  /could not bind|could not create any TCP|Address already/.test(failure)

/**
 * Starts the server, or adopts the one that a killed platform left.
 * * busy port: another one is tried;
 * * orphans of a killed server: waited for, up to 20 s;
 * * a server in the middle of stopping: waited for, then started anew.
 * @param port wanted, so that existing pools find a server that was restarted; any free one otherwise
 * @throws OperatorError with PostgreSQL's own reason and where its log is
 */
export const startServer = async (place: Place, logPath: string, port?: number): Promise<Running> => {
  const deadline = Date.now() + 20_000
  let wanted = port ?? (await freePort())
  for (;;) {
    const running = await adopt(place)
    if (running) return running
    const result = await launch(place, logPath, wanted)
    if ('running' in result) return result.running
    const late = Date.now() > deadline
    if (isPortTaken(result.failure) && !late) wanted = await freePort()
    else if (isPassing(result.failure) && !late) await sleep(100)
    else {
      const reason = result.failure || 'it ended without a word'
      throw new OperatorError(`PostgreSQL did not start on ${place.cluster}: ${reason} (its log: ${logPath}).`)
    }
  }
}

const adopt = async ({ cluster }: Place): Promise<Running | undefined> => {
  const deadline = Date.now() + startLimit
  for (;;) {
    const file = findRunning(cluster)
    if (!file) return undefined
    if (file.state === 'ready') return { pid: file.pid, port: file.port, adopted: true }
    if (Date.now() > deadline) {
      throw new OperatorError(
        `The PostgreSQL server left on ${cluster} (process ${file.pid}) neither starts nor stops; end it first.`,
      )
    }
    await sleep(interval)
  }
}

const signals = { smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT', reload: 'SIGHUP' } as const

const signal = (pid: number, mode: keyof typeof signals): void => {
  try {
    process.kill(pid, signals[mode])
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

const gone = async (pid: number, limit: number): Promise<boolean> => {
  const deadline = Date.now() + limit
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await sleep(interval)
  }
  return true
}

/** Reads its settings again. */
export const reloadServer = (pid: number): void => signal(pid, 'reload')

/**
 * `smart` lets clients end by themselves, `fast` rolls their transactions back. When neither ends in time, `immediate`
 * does, and the next start replays the log: nothing that was acknowledged is lost.
 */
export const stopServer = async (
  pid: number,
  mode: 'smart' | 'fast' | 'immediate' = 'fast',
  limit = 30_000,
): Promise<void> => {
  signal(pid, mode)
  if (await gone(pid, limit)) return
  if (mode === 'smart') return stopServer(pid, 'fast', limit)
  signal(pid, 'immediate')
  await gone(pid, limit)
}
