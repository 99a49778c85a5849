// Imports a file in a process of its own, so that a test can kill it or look at its memory.
// node import-process.ts <url of musubi_app> <organisation> <file>
import { openPool } from '../src/platform/database/pool.ts'
import { fileOfPath } from '../src/platform/registers/import/file.ts'
import { importRecords } from '../src/platform/registers/import/import.ts'
import { clubAct, clubOfficer, clubServices, everything } from './tennis-club.ts'

const [url = '', organisation = '', path = ''] = process.argv.slice(2)
const app = openPool(url, { max: 2 })
const close = async () => {
  await app.end()
}
const registers = clubServices({ app, owner: app, reader: app, close })
const started = Date.now()
const report = await importRecords(
  registers,
  registers.service('club_member'),
  clubAct(clubOfficer(organisation, everything)),
  fileOfPath('members.csv', path),
  { progress: rows => process.stdout.write(`${rows}\n`) },
)
const { written, rows, created, unchanged, problems } = report
const usage = process.resourceUsage()
const memory = usage.maxRSS / 1024
const cpu = (usage.userCPUTime + usage.systemCPUTime) / 1000
process.stdout.write(
  `${JSON.stringify({ written, rows, created, unchanged, problems, memory, cpu, ms: Date.now() - started })}\n`,
)
await close()
