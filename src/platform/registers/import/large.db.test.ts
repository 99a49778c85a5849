import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TennisClub, tennisClub } from '../../../../test/tennis-club.ts'
import { projectRoot } from '../../../base/root.ts'

/** 200,000 rows took 321 MB and 4.1 times an insert of the same rows (two shared cores, others at work). */
const rows = Number(process.env['MUSUBI_TEST_ROWS'] ?? 40_000)
/** Megabytes: of the whole process, whatever the file's size. Half of it is the program itself. */
const memoryLimit = 400

let club: TennisClub
const folder = mkdtempSync(join(tmpdir(), 'musubi-large-'))
const path = join(folder, 'members.csv')

function* lines(): Generator<string> {
  yield '会員番号,氏名,ニックネーム,級,入会日,会費,備考\r\n'
  for (let at = 1; at <= rows; at += 1)
    yield `M${String(at).padStart(7, '0')},見本 ${at}号,みほん${at % 977},${(at % 3) + 1},${2000 + (at % 25)}-0${(at % 9) + 1}-1${at % 9},${at % 50_000},見本の備考です\r\n`
}
beforeAll(async () => {
  club = await tennisClub()
  await pipeline(Readable.from(lines()), createWriteStream(path))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await club?.drop()
})

const run = (...more: readonly string[]) =>
  new Promise<{ readonly signal: string | null; readonly last: string }>((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(projectRoot, 'test/import-process.ts'), club.db.url('app'), club.organisation, path, ...more],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('error', reject)
    child.on('close', (_, signal) => resolve({ signal, last: said.trimEnd().split('\n').at(-1) ?? '' }))
  })

const count = async (table: string) => {
  const { owner } = club.db.database
  const [row] = await owner`select count(*)::int as n from ${owner(table)}`
  return row?.['n']
}

test('a process that is killed in the middle leaves nothing behind', async () => {
  expect((await run(String(rows / 2))).signal).toBe('SIGKILL')
  expect(await count('register.club_member')).toBe(0)
  expect(await count('history.club_member')).toBe(0)
  expect(await count('ledger.entry')).toBe(0)
})

test('memory does not grow with the file, and the second time nothing changes', async () => {
  const first: unknown = JSON.parse((await run()).last)
  expect(first).toMatchObject({ written: true, rows, created: rows, problems: [] })
  expect(Reflect.get(Object(first), 'memory')).toBeLessThan(memoryLimit)
  expect(await count('history.club_member')).toBe(rows)
  const entries = Number(await count('ledger.entry'))
  const second: unknown = JSON.parse((await run()).last)
  expect(second).toMatchObject({ written: true, unchanged: rows, created: 0 })
  expect(await count('ledger.entry')).toBe(entries + 1)
})
