// Carries out the due plan of a move in a process of its own, so that a test can kill it.
// node move-process.ts <url of musubi_app> <organisation> <file folder>

import { openPool } from '../src/platform/database/pool.ts'
import { movingTools } from '../src/platform/moving/fixture.ts'
import { runDue } from '../src/platform/moving/service/cut-over.ts'
import { clubAct, clubOfficer, clubServices } from './tennis-club.ts'

const [url = '', organisation = '', folder = ''] = process.argv.slice(2)
const app = openPool(url, { max: 2 })
const registers = clubServices({
  app,
  owner: app,
  reader: app,
  close: async () => {
    await app.end()
  },
})
const act = clubAct({ ...clubOfficer(organisation, []), kind: 'system', person: null })
await runDue(
  movingTools(registers, folder),
  act,
  (_, error) => {
    throw error
  },
  rows => process.stdout.write(`${rows}\n`),
)
await app.end()
