import { parseArgs } from 'node:util'
import type { RegionDefinition } from '../platform/region.ts'
import { openAgent } from '../platform/sites/agent.ts'
import type { SystemDefinition } from '../platform/system.ts'
import { readCopiesSettings } from './copies-settings.ts'
import { hold } from './hold-copy.ts'
import { joinAs, joinOptions } from './pair.ts'
import { stopSignal } from './stop-signal.ts'
import { say } from './terminal.ts'
import { up } from './up.ts'

export const standbyUsage = `musubi standby [--join <code> --address <this machine>]
                             hold the copy of a platform on another machine, and go on as the platform when promoted`

/** `musubi standby`: holds a copy for a platform that runs elsewhere, until it is told to stop, hand it over or serve. */
export const standby = async (
  parameters: readonly string[],
  region: RegionDefinition,
  systems: readonly SystemDefinition[],
  folder: string,
): Promise<number> => {
  const { values } = parseArgs({ args: [...parameters], options: { join: { type: 'string' }, ...joinOptions } })
  if (values.join !== undefined) await joinAs(values.join, values, folder)
  const settings = readCopiesSettings(folder)
  const stop = stopSignal()
  const goOn = () => up(['--no-sample'], region, systems, folder, stop)
  if (settings.apart && settings.standby) return goOn()
  const agent = openAgent(folder, { ...settings, log: say })
  try {
    await agent.resume()
  } catch (error) {
    await agent.close()
    throw error
  }
  await hold(agent, settings, stop)
  return 0
}
