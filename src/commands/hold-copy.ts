import { OperatorError } from '../base/problem.ts'
import { type LocalAgent, openAgent } from '../platform/sites/agent.ts'
import { agentOperations, openControl } from '../platform/sites/control.ts'
import type { Promotion } from '../platform/sites/definition.ts'
import { remoteAgent } from '../platform/sites/remote.ts'
import { whoServes } from '../platform/sites/who-serves.ts'
import { type CopiesSettings, readCopiesSettings } from './copies-settings.ts'
import type { StopSignal } from './stop-signal.ts'
import { say } from './terminal.ts'

/** `promoted`: this site serves from now on; `ended`: told to stop, or another process goes on with the folder. */
type End = 'promoted' | 'ended'

/** Milliseconds between two looks whether the log flows: from the last one on, a failover is measured. */
const lookInterval = 500

/** Holds the copy in the folder until it is promoted, handed to another process, or told to stop. */
export const hold = async (agent: LocalAgent, settings: CopiesSettings, stop: StopSignal): Promise<End> => {
  const { promise: ended, resolve: end } = Promise.withResolvers<'promoted' | 'release' | 'end'>()
  let ending: 'promoted' | 'release' | 'end' = 'end'
  /** The answer is sent first. */
  const soon = (how: 'promoted' | 'release' | 'end'): void => {
    setTimeout(() => end(how), 50)
  }
  const answers = agentOperations(agent)
  const serves = settings.apart && settings.standby !== undefined
  const known = agent.file().promoted?.at
  const look = setInterval(() => {
    agent.status().then(
      // One that took longer than the person waited who ordered it.
      ({ promoted }) => promoted && promoted.at !== known && serves && soon('promoted'),
      () => {},
    )
  }, lookInterval)
  try {
    const control = await openControl(
      agent,
      {
        ...answers,
        promote: async given => {
          const promotion = (await answers['promote']?.(given)) as Promotion
          // Where the platform cannot reach a database on another machine, it goes on beside this one.
          if (serves) soon('promoted')
          return promotion
        },
        /** The platform starts on this folder: the server goes on, this process ends. */
        release: async () => {
          if (agent.server.content() === 'copy') throw new OperatorError('This folder holds a copy; promote it first.')
          soon('release')
        },
        end: async () => soon('end'),
      },
      { ...settings.control, tls: settings.tls },
    )
    process.stdout.write(`ready  control ${control.url}\n`)
    ending = await Promise.race([stop.asked.then(() => 'end' as const), ended])
    await control.close()
  } finally {
    clearInterval(look)
    if (ending === 'end') await agent.close()
    else await agent.handOver()
  }
  return ending === 'promoted' ? 'promoted' : 'ended'
}

/** Whether the other site serves, so that this one can only hold its copy. */
const mustHold = async (agent: LocalAgent, { standby = '', tls, joined }: CopiesSettings): Promise<boolean> => {
  const here = await agent.status()
  if (here.content === 'copy' || (here.content === 'nothing' && joined)) return true
  const away = remoteAgent({ url: standby, secret: agent.file().secret, tls })
  try {
    const there = await away.status().catch(() => null)
    return there?.content === 'database' && whoServes(here, there) === 'away'
  } finally {
    away.close()
  }
}

/**
 * Of two sites on two machines both start the same way: the one that the other one serves for holds the copy, and goes on as
 * the platform when it is promoted. An old first site does not start its database again before it knows.
 */
export const holdCopy = async (folder: string, stop: StopSignal): Promise<'serve' | 'ended'> => {
  const settings = readCopiesSettings(folder)
  if (!settings.apart || !settings.standby) return 'serve'
  const agent = openAgent(folder, { ...settings, log: say })
  let holds = false
  try {
    holds = await mustHold(agent, settings)
    if (holds) {
      say('the other site serves; this one holds its copy until it is promoted ("musubi sites promote")')
      if (agent.server.content() === 'copy') await agent.resume()
    }
  } catch (error) {
    await agent.close()
    throw error
  }
  // A promotion whose process died on the way ended when the folder was opened again.
  if (!holds || (agent.server.content() === 'database' && agent.server.port() !== undefined)) {
    await agent.close()
    return 'serve'
  }
  if ((await hold(agent, settings, stop)) === 'ended') return 'ended'
  say('promoted: this site serves from now on')
  return 'serve'
}
