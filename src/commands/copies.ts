import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { OperatorError } from '../base/problem.ts'
import { projectRoot } from '../base/root.ts'
import { urlOf } from '../platform/database/server/index.ts'
import { isHeld } from '../platform/database/server/lock.ts'
import { type LocalAgent, openAgent } from '../platform/sites/agent.ts'
import { agentOperations, type Control, openControl } from '../platform/sites/control.ts'
import { createKeeper } from '../platform/sites/keeper.ts'
import type { Keeper } from '../platform/sites/keeper-view.ts'
import { type RemoteAgent, remoteAgent } from '../platform/sites/remote.ts'
import { keepSiteFile, readSiteFile } from '../platform/sites/site-file.ts'
import { type CopiesSettings, readCopiesSettings } from './copies-settings.ts'
import { findControl } from './find-control.ts'

/** Where the copy of a trial lies: beside the data folder, so that losing the one leaves the other. */
export const besideOf = (folder: string): string =>
  readSiteFile(folder)?.beside ?? join(dirname(resolve(folder)), `${basename(folder)}-standby`)

/** Milliseconds for a process of our own to answer. */
const patience = 20_000

const waitForControl = async (folder: string, ended: () => boolean): Promise<RemoteAgent> => {
  for (const until = Date.now() + patience; Date.now() < until && !ended(); ) {
    const found = await findControl(folder)
    if (found) return found
    await sleep(100)
  }
  const log = join(folder, 'standby.log')
  throw new OperatorError(
    `The copy in ${folder} did not start: ${readFileSync(log, 'utf8').trim().split('\n').at(-1)} (its log: ${log}).`,
  )
}

/** The copy's own process; it outlives a killed platform, and the next start finds it. */
const startBeside = async (folder: string, secret: string): Promise<RemoteAgent> => {
  const running = await findControl(folder)
  if (running) return running
  mkdirSync(folder, { recursive: true })
  keepSiteFile(folder, secret)
  const { DATABASE_URL: _, MUSUBI_KEYS: __, MUSUBI_STANDBY: ___, ...inherited } = process.env
  const log = openSync(join(folder, 'standby.log'), 'a', 0o600)
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'musubi.mjs'), 'standby'], {
    env: {
      ...inherited,
      MUSUBI_DATA: folder,
      MUSUBI_SITES_SECRET: secret,
      MUSUBI_CONTROL: '127.0.0.1:0',
      MUSUBI_SITE_NAME: process.env.MUSUBI_STANDBY_NAME || '写しの拠点',
      MUSUBI_SITE_PLACE: process.env.MUSUBI_STANDBY_PLACE ?? '',
    },
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  return waitForControl(folder, () => ended)
}

/** A process that only holds the copy gives a promoted folder over to the platform that starts on it. */
const takeOverFolder = async (folder: string): Promise<void> => {
  const holder = await findControl(folder)
  if (!holder) return
  await holder.call('release', undefined).catch(error => {
    if (error instanceof OperatorError && !error.message.includes('no such operation')) throw error
  })
  holder.close()
  // Its answer comes before its end; whoever still holds the folder then is told of by the lock itself.
  for (const until = Date.now() + patience; Date.now() < until && isHeld(folder); ) await sleep(50)
}

export interface Copies {
  readonly keeper: Keeper
  readonly home: LocalAgent
  url(role: 'owner' | 'app' | 'public'): string
  stop(): Promise<void>
}

/** Whether this start has a second site: asked for, configured, or remembered in the folder. */
const wanted = (folder: string, standby: boolean, settings: CopiesSettings): boolean => {
  const file = readSiteFile(folder)
  if (standby || settings.standby || file?.beside) return true
  if (file?.mode === 'together')
    throw new OperatorError(
      'This folder is one of two sites and does not know whether the other one went on without it: name the other one in MUSUBI_STANDBY.',
    )
  return false
}

const operationsOf = (home: LocalAgent, keeper: Keeper) => {
  const order = z.object({ reason: z.string().min(1), acceptLoss: z.boolean().optional() })
  return {
    ...agentOperations(home),
    keeper: async () => keeper.state(),
    degrade: async (given: unknown) => keeper.degrade(order.parse(given).reason),
    failover: async (given: unknown) => {
      const { reason, acceptLoss = false } = order.parse(given)
      return keeper.promote(reason, acceptLoss)
    },
  }
}

/** Opens both sites and decides which one serves. @returns undefined when there is only one */
export const openCopies = async (
  folder: string,
  { standby, log }: { readonly standby: boolean; readonly log: (line: string) => void },
): Promise<Copies | undefined> => {
  const settings = readCopiesSettings(folder)
  await takeOverFolder(folder)
  if (!wanted(folder, standby, settings)) return undefined
  const home = openAgent(folder, { ...settings, log })
  const { secret } = home.file()
  let control: Control | undefined
  let keeper: Keeper | undefined
  try {
    const beside = settings.standby ? undefined : (settings.besideFolder ?? besideOf(folder))
    if (beside) home.change({ beside })
    const away = settings.standby
      ? remoteAgent({ url: settings.standby, secret, tls: settings.tls })
      : await startBeside(beside ?? '', secret)
    keeper = createKeeper({ home, away, address: settings.address, apart: settings.apart, ends: settings.ends, log })
    await keeper.begin()
    control = await openControl(home, operationsOf(home, keeper), { ...settings.control, tls: settings.tls })
    const opened = { keeper, control }
    return {
      keeper,
      home,
      url: role => urlOf(role, home.server.passwords(), 5432),
      stop: async () => {
        await opened.control.close()
        await opened.keeper.stop()
        await home.close()
        if (beside) {
          const other = await findControl(beside)
          await other?.call('end', undefined).catch(() => {})
          other?.close()
        }
      },
    }
  } catch (error) {
    await control?.close()
    await keeper?.stop()
    await home.close()
    throw error
  }
}
