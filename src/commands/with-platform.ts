import { systemClock } from '../base/clock.ts'
import type { BackupSettings } from '../platform/backup/settings.ts'
import type { RegionDefinition } from '../platform/region.ts'
import type { SystemDefinition } from '../platform/system.ts'
import { type Built, buildPlatform } from './build-platform.ts'
import { refuseStale } from './definitions.ts'
import { migrationsFolder, openDatabase } from './open-database.ts'
import { checkSameKeys } from './same-keys.ts'
import { say } from './terminal.ts'

/** Runs a command over the data folder's platform, beside one that serves or alone; opens no listener. */
export const withPlatform = async (
  region: RegionDefinition,
  systems: readonly SystemDefinition[],
  folder: string,
  work: (built: Built) => Promise<number>,
  backup?: BackupSettings,
): Promise<number> => {
  await refuseStale(systems, migrationsFolder)
  const opened = await openDatabase(folder, { log: say, external: process.env.DATABASE_URL, looks: true })
  try {
    const { database } = opened
    const parts = { region, systems, database, folder, clock: systemClock, staffOrigin: 'http://localhost', backup }
    const built = await buildPlatform(parts)
    await checkSameKeys(database.owner, folder, built.services.registers.tools.secrets.tenants)
    return await work(built)
  } finally {
    await opened.close()
  }
}
