import { systemClock } from '../../src/base/clock.ts'
import type { Act } from '../../src/platform/access/actor.ts'
import { organisationId } from '../../src/platform/access/keys.ts'
import { connect, type RoleUrls } from '../../src/platform/database/connect.ts'
import type { Database } from '../../src/platform/database/connection.ts'
import { createSecrets } from '../../src/platform/database/secrets.ts'
import { runStatements } from '../../src/platform/database/statement.ts'
import { allCodes, kindContexts } from '../../src/platform/kind-context.ts'
import { bulkStatement } from '../../src/platform/registers/bulk.ts'
import { checkRegisters } from '../../src/platform/registers/check.ts'
import { recordsImported } from '../../src/platform/registers/events.ts'
import { prepareRegister } from '../../src/platform/registers/register.ts'
import { Registers } from '../../src/platform/registers/registers.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { permit, permitValues } from '../register.ts'

/** The body that all permits belong to and the sample officers act for. */
export const owner = organisationId(region.prefecture.code)

const codes = allCodes([])

export const registersOver = (database: Database): Registers =>
  new Registers([...checkRegisters([permit], codes).values()].map(prepareRegister), {
    database,
    secrets: createSecrets([{ id: 1, bytes: Buffer.alloc(32, 7) }]),
    context: kindContexts(region, codes, systemClock),
  })

/** Everything may be done, for one body. @param tenants whose rows it sees */
export const actOf = (organisation = owner, tenants: readonly string[] = [organisation]): Act => ({
  actor: {
    kind: 'system',
    person: null,
    name: 'bench',
    organisation,
    tenants,
    permissions: new Set(['read', 'readPersonal', 'create', 'import'].map(what => `${permit.id}.${what}`)),
  },
  clock: systemClock,
  language: 'en',
})

/** Enters permits through the register's own checks, with history and ledger, a thousand at a time. */
export const fillPermits = async (urls: RoleUrls, total: number, organisation = owner): Promise<void> => {
  if (total === 0) return
  const database = await connect(urls)
  try {
    const registers = registersOver(database)
    const service = registers.service(permit.id)
    const act = actOf(organisation)
    for (let from = 0; from < total; from += 1000) {
      const changes = Array.from({ length: Math.min(1000, total - from) }, (_, at) =>
        service.draftCreate(act, permitValues(from + at, total)),
      )
      await runStatements(
        database.app,
        [organisation],
        [bulkStatement(act, changes, recordsImported, service.context())],
      )
    }
  } finally {
    await database.close()
  }
}
