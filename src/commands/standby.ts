import { OperatorError } from '../base/problem.ts'
import { openAgent } from '../platform/sites/agent.ts'
import { agentOperations, openControl } from '../platform/sites/control.ts'
import { readCopiesSettings } from './copies-settings.ts'
import { stopSignal } from './stop-signal.ts'
import { checkParameters, say } from './terminal.ts'

/** `musubi standby`: holds a copy for a platform that runs elsewhere, until it is told to stop or to hand it over. */
export const standby = async (parameters: readonly string[], folder: string): Promise<number> => {
  checkParameters('standby', parameters, [])
  const settings = readCopiesSettings()
  const stop = stopSignal()
  const agent = openAgent(folder, { ...settings, log: say })
  let handOver = false
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  try {
    await agent.resume()
    const control = await openControl(
      agent,
      {
        ...agentOperations(agent),
        /** The platform starts on this folder: the server goes on, this process ends. */
        release: async () => {
          if (agent.server.content() === 'copy') throw new OperatorError('This folder holds a copy; promote it first.')
          handOver = true
          setTimeout(end, 50)
        },
        end: async () => {
          setTimeout(end, 50)
        },
      },
      { ...settings.control, tls: settings.tls },
    )
    process.stdout.write(`ready  control ${control.url}\n`)
    await Promise.race([stop.asked, ended])
    await control.close()
  } finally {
    if (handOver) await agent.handOver()
    else await agent.close()
  }
  return 0
}
