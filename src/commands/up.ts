import { OperatorError } from '../base/problem.ts'
import { hasPeople } from '../platform/access/people/people.ts'
import type { RegionDefinition } from '../platform/region.ts'
import type { SystemDefinition } from '../platform/system.ts'
import { administratorUsage } from './administrator.ts'
import { holdCopy } from './hold-copy.ts'
import { checkPort } from './ports.ts'
import { sampleSignIns, signInHint } from './sample.ts'
import { readSettings } from './settings.ts'
import { type Running, start } from './start.ts'
import { type StopSignal, stopSignal } from './stop-signal.ts'
import { checkParameters, say } from './terminal.ts'

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** The sample sign-ins share a password that everyone can read: not for a network, unless the operator says so. */
const refuseOpenSample = (host: string, sample: boolean): void => {
  if (!sample || isLoopback(host) || process.env.MUSUBI_SAMPLE_ANYWHERE === 'yes') return
  throw new OperatorError(
    `HOST=${host} would open the sample sign-ins, whose password is public, to the network: start with --no-sample, or set MUSUBI_SAMPLE_ANYWHERE=yes for a demonstration.`,
  )
}

/** `musubi up`: runs until it is told to stop. */
export const up = async (
  parameters: readonly string[],
  region: RegionDefinition,
  systems: readonly SystemDefinition[],
  folder: string,
  stop: StopSignal = stopSignal(),
): Promise<number> => {
  checkParameters('up', parameters, ['--no-sample', '--standby'])
  const began = performance.now()
  const sample = !parameters.includes('--no-sample')
  const settings = readSettings()
  refuseOpenSample(settings.host, sample)
  const { host } = settings
  if ((await holdCopy(folder, stop)) === 'ended') return 0
  const publicPort = await checkPort('PORT', settings.publicPort, host)
  const staffPort = await checkPort('STAFF_PORT', settings.staffPort, host)
  let running: Running
  try {
    running = await start({
      ...settings,
      publicPort,
      staffPort,
      region,
      systems,
      folder,
      sample,
      standby: parameters.includes('--standby'),
      signal: stop.signal,
    })
  } catch (error) {
    if (!stop.signal.aborted) throw error
    say('stopped before it was ready; the next start goes on from here')
    return 0
  }
  if (running.fromCopy) {
    process.stdout.write(`ready from copy  public ${running.publicUrl}  staff ${running.staffUrl}\n`)
    await stop.asked
    await running.stop()
    return 0
  }
  if (sample) {
    say('sample sign-ins:')
    for (const line of sampleSignIns(running.built, { region, systems })) say(line)
  }
  if (!sample && !(await hasPeople(running.built.access)))
    say(`nobody can sign in yet; register the first administrator: ${administratorUsage}`)
  say(`data: ${folder}; started in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  const hint = sample ? `  ${signInHint(running.built, { region, systems })}` : ''
  process.stdout.write(`ready  public ${running.publicUrl}  staff ${running.staffUrl}${hint}\n`)
  await stop.asked
  await running.stop()
  // What was left behind may hold the process; nothing of it is needed any more.
  setTimeout(() => process.exit(), 5_000).unref()
  return 0
}
