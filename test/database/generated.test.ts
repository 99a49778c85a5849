import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectRoot } from '../../src/base/root.ts'
import { refuseStale } from '../../src/commands/definitions.ts'
import { generatedFiles } from '../../src/commands/generate.ts'
import { migrationsFolder } from '../../src/commands/open-database.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { systems } from '../../src/systems/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'

let db: TestDatabase
const folder = mkdtempSync(join(tmpdir(), 'musubi-generated-'))
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(async () => {
  await db.drop()
  rmSync(folder, { recursive: true, force: true })
})

test('the migrations tell of the same tables as the definitions', () => refuseStale(systems, migrationsFolder))

test('what is committed in generated/ is what the definitions and migrations make: else run "npm run generate"', async () => {
  const files = Object.entries(await generatedFiles(region, systems, db.database, folder))
  expect(files.length).toBeGreaterThanOrEqual(5)
  for (const [path, text] of files) expect(readFileSync(join(projectRoot, path), 'utf8'), path).toBe(text)
})
