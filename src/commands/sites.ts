import { parseArgs } from 'node:util'
import { OperatorError } from '../base/problem.ts'
import type { Promotion } from '../platform/sites/definition.ts'
import type { KeeperState } from '../platform/sites/keeper-view.ts'
import { readPairing, tlsFolder } from '../platform/sites/pairing-file.ts'
import { siteLines } from '../platform/sites/report.ts'
import { besideOf } from './copies.ts'
import { findControl } from './find-control.ts'
import { inviteSite, inviteUsage } from './pair.ts'

export const sitesUsage = `musubi sites [--en] [degrade | promote] [--reason <text>] [--accept-loss]
                             how the copies stand; go on with one site; make the copy the first site
  ${inviteUsage}`

const needReason = (reason: string | undefined, what: string): string => {
  if (!reason?.trim()) throw new OperatorError(`"musubi sites ${what}" needs --reason <text>: it stands in the ledger.`)
  return reason.trim()
}

/** `musubi sites`: asks the process that has the folder, or the copy beside it when that is all that is left. */
export const sites = async (parameters: readonly string[], folder: string): Promise<number> => {
  if (parameters[0] === 'invite') return inviteSite(parameters.slice(1), folder)
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      reason: { type: 'string' },
      'accept-loss': { type: 'boolean' },
      json: { type: 'boolean' },
      en: { type: 'boolean' },
    },
  })
  const tls = process.env.MUSUBI_SITES_TLS || (readPairing(folder) && tlsFolder(folder))
  const found = (await findControl(folder, tls)) ?? (await findControl(besideOf(folder), tls))
  if (!found)
    throw new OperatorError(
      `Nothing runs on ${folder} that knows of a second site; start with "musubi up --standby" or "musubi standby".`,
    )
  const keeper = await found.call('keeper', undefined).then(
    state => state as KeeperState,
    () => undefined,
  )
  try {
    switch (positionals[0]) {
      case undefined:
        if (values.json) process.stdout.write(`${JSON.stringify(keeper ?? (await found.status()))}\n`)
        else
          for (const line of siteLines(keeper ?? (await found.status()), new Date(), values.en ? 'en' : 'ja'))
            process.stdout.write(`${line}\n`)
        return 0
      case 'degrade':
        if (!keeper) throw new OperatorError('The platform does not run on this folder: only the copy answers.')
        await found.call('degrade', { reason: needReason(values.reason, 'degrade') }, 20_000)
        process.stdout.write('one site goes on alone until both copies agree again\n')
        return 0
      case 'promote': {
        const order = { reason: needReason(values.reason, 'promote'), acceptLoss: values['accept-loss'] ?? false }
        const promotion = keeper
          ? ((await found.call('failover', order, 75_000)) as Promotion)
          : await found.promote(order.reason, order.acceptLoss, (await found.status()).step)
        process.stdout.write(`promoted in ${promotion.ms ?? '?'} ms; it goes on alone until a second copy agrees\n`)
        return 0
      }
      default:
        throw new OperatorError(`"musubi sites" does not know "${positionals[0]}"; it takes invite, degrade, promote.`)
    }
  } finally {
    found.close()
  }
}
