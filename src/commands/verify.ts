import type { Language } from '../base/bilingual.ts'
import { systemClock } from '../base/clock.ts'
import { loadVerifiers, verifierPath } from '../platform/ledger/keys.ts'
import { outsideFolders } from '../platform/ledger/outside.ts'
import { exitCodeOf, printReport } from '../platform/ledger/report.ts'
import { verifyLedger } from '../platform/ledger/verify.ts'
import { verifyRecords } from '../platform/ledger/verify-records.ts'
import type { RegionDefinition } from '../platform/region.ts'
import { recordReader } from '../platform/registers/verify.ts'
import type { SystemDefinition } from '../platform/system.ts'
import { buildPlatform } from './build-platform.ts'
import { refuseStale } from './definitions.ts'
import { migrationsFolder, openDatabase } from './open-database.ts'
import { checkParameters, say } from './terminal.ts'

/** `musubi verify`: proves the ledger against its checkpoints, and the registers against the ledger. */
export const verify = async (
  parameters: readonly string[],
  region: RegionDefinition,
  systems: readonly SystemDefinition[],
  folder: string,
): Promise<number> => {
  checkParameters('verify', parameters, ['--en'])
  const language: Language = parameters.includes('--en') ? 'en' : 'ja'
  await refuseStale(systems, migrationsFolder)
  const opened = await openDatabase(folder, { log: say, external: process.env.DATABASE_URL, looks: true })
  try {
    const { database } = opened
    const built = await buildPlatform({
      region,
      systems,
      database,
      folder,
      clock: systemClock,
      staffOrigin: 'http://localhost',
    })
    const ledger = await verifyLedger({
      owner: database.owner,
      outside: outsideFolders(folder),
      verifiers: loadVerifiers(verifierPath(folder)),
    })
    const records = await verifyRecords(
      database.owner,
      built.services.registers.all().map(service => recordReader(service.register)),
    )
    for (const line of printReport(ledger, records, language)) process.stdout.write(`${line}\n`)
    return exitCodeOf(ledger, records)
  } finally {
    await opened.close()
  }
}
