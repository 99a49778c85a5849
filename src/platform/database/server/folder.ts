import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { OperatorError } from '../../../base/problem.ts'
import { findBinaries } from './binaries.ts'
import { type Cloned, cloneCluster } from './clone.ts'
import { type ControlData, readControlData } from './control-data.ts'
import { initialise, isInitialised, put, writeSettings } from './initialise.ts'
import { lockFolder } from './lock.ts'
import { keepPasswords, type Passwords } from './passwords.ts'
import { choosePlace } from './place.ts'
import { findRunning, type Running, reloadServer, startServer, stopServer } from './process.ts'
import { prepareReplicaRole } from './replica-role.ts'
import type { Reach, Setup, Upstream } from './setup.ts'
import { giveTo } from './user.ts'
import { type Watch, watchServer } from './watch.ts'

/** What lies in the folder: nothing, a copy that follows another server, or a database that others may follow. */
export type Content = 'nothing' | 'copy' | 'database'

export interface ServerFolder {
  readonly folder: string
  content(): Content
  control(): ControlData | undefined
  passwords(): Passwords
  /** Port of the running server; none when it is stopped. */
  port(): number | undefined
  pid(): number
  /** Starts the database, creating it where there is none. */
  start(setup: Setup): Promise<{ readonly running: Running; readonly created: boolean }>
  /** Follows another server: with the copy that is there, or with one made now. A database of our own is set aside. */
  follow(upstream: Upstream, setup: Setup, anew?: boolean): Promise<Cloned | undefined>
  /** Changes what a running server is to the others, without a restart. */
  configure(setup: Setup): void
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  /** Stops the server and frees the folder. */
  close(): Promise<void>
  /** Frees the folder and leaves the server running, for the next process, which adopts it. */
  handOver(): Promise<void>
}

export interface FolderOptions {
  /** Lines for the operator's terminal. */
  readonly log: (line: string) => void
  /** Folders for data and binaries when root cannot run PostgreSQL in the data folder; the first usable one is taken. */
  readonly shelters?: readonly string[] | undefined
  readonly reach?: Reach
}

/** Takes a data folder for this process. @throws OperatorError when another process has it */
export const openServerFolder = (path: string, { log, shelters, reach = {} }: FolderOptions): ServerFolder => {
  const folder = resolve(path)
  mkdirSync(folder, { recursive: true })
  const lock = lockFolder(folder)
  const born = statSync(folder)
  const logPath = join(folder, 'postgres.log')
  const place = (() => {
    try {
      return choosePlace(folder, findBinaries(), log, shelters)
    } catch (error) {
      lock.release()
      throw error
    }
  })()
  let watch: Watch | undefined
  let running: Running | undefined

  const content = (): Content => {
    if (!isInitialised(place)) return 'nothing'
    return existsSync(join(place.cluster, 'standby.signal')) ? 'copy' : 'database'
  }
  const run = async (): Promise<Running> => {
    running = await startServer(place, logPath, reach.port || undefined)
    if (reach.port && running.port !== reach.port)
      log(`Port ${reach.port} of the database was taken: it answers on ${running.port}, where other sites do not look.`)
    watch = watchServer(place, logPath, running, log)
    // It has the settings that its first platform started it with.
    if (running.adopted) reloadServer(running.pid)
    return running
  }
  const stop = async (mode: 'fast' | 'immediate' = 'fast'): Promise<void> => {
    const pid = await watch?.end()
    watch = undefined
    running = undefined
    if (pid !== undefined) await stopServer(pid, mode)
  }
  const configure = (setup: Setup): void => {
    writeSettings(place, setup, reach)
    if (watch) reloadServer(watch.pid())
  }
  const setAside = (): void => {
    const day = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15)
    const aside = `${place.cluster}.aside-${day}`
    renameSync(place.cluster, aside)
    log(`the database that was here is kept in ${aside}; remove it when nobody misses anything`)
  }

  /**
   * Who deleted the folder under this process took the lock along; and whoever needed the folder first made it anew, perhaps
   * so that the server's user may not enter.
   */
  const reclaim = (): void => {
    lock.renew()
    if (statSync(folder).ino !== born.ino) chmodSync(folder, born.mode & 0o777)
  }

  return {
    folder,
    content,
    control: () => readControlData(place.cluster),
    passwords: () => keepPasswords(folder),
    port: () => running?.port,
    pid: () => watch?.pid() ?? 0,
    start: async setup => {
      const passwords = keepPasswords(folder)
      const created = !isInitialised(place)
      if (created) await initialise(place, passwords)
      else giveTo(place.runner, place.cluster)
      if (content() === 'copy')
        throw new OperatorError(
          `${folder} holds a copy of another site's database, which goes on there: promote it first ("musubi sites promote").`,
        )
      writeSettings(place, setup, reach)
      const started = await run()
      if (!setup.readOnly) await prepareReplicaRole(started.port, passwords, setup.site)
      return { running: started, created }
    },
    follow: async (upstream, setup, anew = false) => {
      reclaim()
      const before = content()
      await stop(before === 'copy' ? 'fast' : 'immediate')
      const left = findRunning(place.cluster)
      if (left) await stopServer(left.pid, 'immediate')
      if (before === 'copy' && content() === 'database')
        throw new OperatorError(`${folder} was promoted at this moment and follows nobody.`)
      // What only followed holds nothing of its own.
      if (anew && content() === 'copy') rmSync(place.cluster, { recursive: true, force: true })
      if (content() === 'database') setAside()
      const cloned = content() === 'nothing' ? await cloneCluster(place, { upstream, setup, reach, log }) : undefined
      put(place, join(place.cluster, 'standby.signal'), '')
      giveTo(place.runner, place.cluster)
      writeSettings(place, { ...setup, follow: upstream }, reach)
      await run()
      return cloned
    },
    configure,
    stop,
    close: async () => {
      await stop()
      lock.release()
    },
    handOver: async () => {
      await watch?.end()
      watch = undefined
      lock.release()
    },
  }
}
