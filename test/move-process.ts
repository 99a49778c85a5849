// Carries out the due plan of a move in a process of its own, to be killed. It kills itself: a signal of the test may come
// when the group is done.
// node move-process.ts <url of musubi_app> <organisation> <file folder> [<group, from 1> <row at which it is killed>]

import { openPool } from '../src/platform/database/pool.ts'
import { movingTools } from '../src/platform/moving/fixture.ts'
import { runDue } from '../src/platform/moving/service/cut-over.ts'
import { clubAct, clubOfficer, clubServices } from './tennis-club.ts'

const [url = '', organisation = '', folder = '', killedIn = '0', killedAt = '0'] = process.argv.slice(2)
const app = openPool(url, { max: 2 })
const registers = clubServices({
  app,
  owner: app,
  reader: app,
  lists: app,
  close: async () => {
    await app.end()
  },
})
let group = 1
let before = 0
const act = clubAct({ ...clubOfficer(organisation, []), kind: 'system', person: null })
await runDue(
  movingTools(registers, folder),
  act,
  (_, error) => {
    throw error
  },
  rows => {
    // They are counted anew in each group.
    if (rows < before) group += 1
    before = rows
    if (group === Number(killedIn) && rows >= Number(killedAt)) process.kill(process.pid, 'SIGKILL')
  },
)
await app.end()
