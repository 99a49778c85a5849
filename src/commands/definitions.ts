import { OperatorError } from '../base/problem.ts'
import { isStale } from '../platform/database/schema/generate.ts'
import type { TableSpec } from '../platform/database/schema/spec.ts'
import { allCodes } from '../platform/kind-context.ts'
import { checkRegisters } from '../platform/registers/check.ts'
import { tableSpecsOf } from '../platform/registers/table.ts'
import type { SystemDefinition } from '../platform/system.ts'

/** The tables that the systems' registers ask for. @throws DefinitionError */
export const specsOf = (systems: readonly SystemDefinition[]): readonly TableSpec[] =>
  tableSpecsOf(
    checkRegisters(
      systems.flatMap(system => system.registers),
      allCodes(systems.flatMap(system => system.codes ?? [])),
    ).values(),
  )

/** Before the database is touched: code and migrations must tell of the same tables. @throws OperatorError */
export const refuseStale = async (systems: readonly SystemDefinition[], migrations: string): Promise<void> => {
  if (await isStale(specsOf(systems), migrations))
    throw new OperatorError(
      'The definitions of the registers were changed, and no migration was made for it: run "npm run generate", read the new file in migrations/ and start again.',
    )
}
