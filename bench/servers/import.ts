import type { RoleUrls } from '../../src/platform/database/connect.ts'
import { connect } from '../../src/platform/database/connect.ts'
import { fileOfPath } from '../../src/platform/registers/import/file.ts'
import { importRecords } from '../../src/platform/registers/import/import.ts'
import { permit } from '../register.ts'
import { serveTask } from '../tools/child.ts'
import { actOf, registersOver } from '../tools/fill.ts'

export interface ImportTask {
  readonly urls: RoleUrls
  readonly path: string
}

export interface ImportAnswer {
  readonly created: number
  readonly ms: number
  /** Most memory of the whole process at any time. */
  readonly megabytes: number
}

/** Imports a file in a process of its own, so that its memory can be told. */
await serveTask<ImportTask>(async ({ urls, path }) => {
  const database = await connect(urls)
  const registers = registersOver(database)
  const began = performance.now()
  const report = await importRecords(registers, registers.service(permit.id), actOf(), fileOfPath('permits.csv', path))
  const ms = performance.now() - began
  await database.close()
  if (!report.written) throw new Error(`nothing was imported: ${JSON.stringify(report.problems.slice(0, 3))}`)
  const answer: ImportAnswer = { created: report.created, ms, megabytes: process.resourceUsage().maxRSS / 1024 }
  return { answer }
})
