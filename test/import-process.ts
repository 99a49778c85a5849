// Imports a file in a process of its own, to be killed or looked at for its memory. It kills itself: a signal of the test
// may come when all is done.
// node import-process.ts <url of musubi_app> <organisation> <file> [<row at which it is killed>]
import { openPool } from '../src/platform/database/pool.ts'
import { fileOfPath } from '../src/platform/registers/import/file.ts'
import { importRecords } from '../src/platform/registers/import/import.ts'
import { clubAct, clubOfficer, clubServices, everything } from './tennis-club.ts'

const [url = '', organisation = '', path = '', killedAt = 'Infinity'] = process.argv.slice(2)
const app = openPool(url, { max: 2 })
const close = async () => {
  await app.end()
}
const registers = clubServices({ app, owner: app, reader: app, lists: app, close })
const started = Date.now()
const report = await importRecords(
  registers,
  registers.service('club_member'),
  clubAct(clubOfficer(organisation, everything)),
  fileOfPath('members.csv', path),
  {
    progress: rows => {
      if (rows >= Number(killedAt)) process.kill(process.pid, 'SIGKILL')
    },
  },
)
const { written, rows, created, unchanged, problems } = report
const usage = process.resourceUsage()
const memory = usage.maxRSS / 1024
const cpu = (usage.userCPUTime + usage.systemCPUTime) / 1000
process.stdout.write(
  `${JSON.stringify({ written, rows, created, unchanged, problems, memory, cpu, ms: Date.now() - started })}\n`,
)
await close()
