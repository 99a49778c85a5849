import type { Language } from '../base/bilingual.ts'
import { loadVerifiers, verifierPath } from '../platform/ledger/keys.ts'
import { outsideFolders } from '../platform/ledger/outside.ts'
import { exitCodeOf, printReport } from '../platform/ledger/report.ts'
import { verifyLedger } from '../platform/ledger/verify.ts'
import { verifyRecords } from '../platform/ledger/verify-records.ts'
import type { RegionDefinition } from '../platform/region.ts'
import { verifyFiles } from '../platform/registers/stored-files/verify.ts'
import { recordReader } from '../platform/registers/verify.ts'
import type { SystemDefinition } from '../platform/system.ts'
import { checkParameters } from './terminal.ts'
import { withPlatform } from './with-platform.ts'

/** `musubi verify`: proves the ledger against its checkpoints, the registers against the ledger, the files against their hashes. */
export const verify = async (
  parameters: readonly string[],
  region: RegionDefinition,
  systems: readonly SystemDefinition[],
  folder: string,
): Promise<number> => {
  checkParameters('verify', parameters, ['--en'])
  const language: Language = parameters.includes('--en') ? 'en' : 'ja'
  return withPlatform(region, systems, folder, async built => {
    const { owner } = built.services.database
    const ledger = await verifyLedger({
      owner,
      outside: outsideFolders(folder),
      verifiers: loadVerifiers(verifierPath(folder)),
    })
    const readers = built.services.registers.all().map(service => recordReader(service.register))
    const records = await verifyRecords(owner, readers)
    const { registers, files: store } = built.services
    const files = await verifyFiles(
      owner,
      registers.all().map(service => service.register),
      store,
      registers.tools.secrets,
    )
    for (const line of printReport(ledger, records, language, files)) process.stdout.write(`${line}\n`)
    return exitCodeOf(ledger, records, files)
  })
}
