import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool } from '../../src/platform/database/pool.ts'
import { type EmbeddedServer, startEmbedded } from '../../src/platform/database/server/index.ts'
import { preparedFolder } from '../platform/prepared.ts'
import { cleanUp, interrupt, musubi, up } from '../platform/process.ts'

let folder = ''
beforeAll(async () => {
  folder = await preparedFolder('sample')
  const running = await up([], { env: { MUSUBI_DATA: folder } })
  // What a running platform is asked: it is joined, not disturbed.
  const asked = await verify()
  expect(asked.text).toContain('Everything fits.')
  expect(asked.code).toBe(0)
  expect(await interrupt(running)).toBe(0)
})
afterAll(cleanUp)

const verify = async (): Promise<{ readonly code: number; readonly text: string }> => {
  const command = musubi(['verify', '--en'], { env: { MUSUBI_DATA: folder } })
  const code = await command.ended
  return { code, text: command.stdout() + command.stderr() }
}

/** What somebody with every right on the database can do while nobody looks. */
const behindTheBack = async <T>(work: (sql: ReturnType<typeof openPool>) => Promise<T>): Promise<T> => {
  const server: EmbeddedServer = await startEmbedded(folder, { log: () => {} })
  const sql = openPool(server.url('admin'), { max: 1 })
  try {
    await sql`set session_replication_role = replica`
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
    await server.stop()
  }
}

test('an untouched log and untouched registers: exit code 0', async () => {
  const { code, text } = await verify()
  expect(text).not.toMatch(/\n {4}at /)
  expect(code).toBe(0)
})

test('export and import as commands: what was given out comes back and changes nothing', async () => {
  const file = join(dirname(folder), 'actions.csv')
  const env = { MUSUBI_DATA: folder }
  const out = musubi(['export', 'waste_action', '--format', 'csv', '--out', file], { env })
  expect(await out.ended, out.stderr()).toBe(0)
  expect(out.stderr()).toMatch(/^waste_action: \d+ records\n$/)
  const back = musubi(['import', 'waste_action', file, '--reason', '見本の確認'], { env })
  expect(await back.ended, back.stderr()).toBe(0)
  expect(back.stderr()).toMatch(/ 0 new, 0 changed, \d\d+ unchanged, 0 with problems\n$/)
})

test.each([
  [['export', 'waste_actions'], 'There is no register "waste_actions". Registers: '],
  [['export', 'waste_action', '--formt', 'csv'], "Unknown option '--formt'"],
  [['import', 'waste_action', '/nowhere.csv'], 'The file /nowhere.csv cannot be read.'],
])('%s is refused with one sentence', async (parameters, sentence) => {
  const command = musubi(parameters, { env: { MUSUBI_DATA: folder } })
  expect(await command.ended).toBe(1)
  expect(command.stderr().startsWith(`musubi: ${sentence}`), command.stderr()).toBe(true)
  expect(command.stderr().trimEnd().split('\n')).toHaveLength(1)
})

test('a row that was altered is found: exit code 1, with register and record', async () => {
  const [row] = await behindTheBack(
    sql => sql<{ id: string; name: string }[]>`
      update register.waste_operator set name = name || '改' where id = (select min(id::text)::uuid from register.waste_operator)
      returning id, name`,
  )
  const { code, text } = await verify()
  expect(code).toBe(1)
  expect(text).toContain('waste_operator')
  expect(text).toContain(row?.id)
  await behindTheBack(sql => sql`update register.waste_operator set name = left(name, -1) where id = ${row?.id ?? ''}`)
  expect((await verify()).code).toBe(0)
})

test('an entry that was altered is found and named', async () => {
  const [entry] = await behindTheBack(
    sql => sql<{ id: string }[]>`
      update ledger.entry set content = replace(content, '"', '" ') where id = (select entry from ledger.leaf where seq = 3) returning id`,
  )
  const { code, text } = await verify()
  expect(code).toBe(1)
  expect(text).toContain(entry?.id)
  await behindTheBack(
    sql => sql`update ledger.entry set content = replace(content, '" ', '"') where id = ${entry?.id ?? ''}`,
  )
})

test('a file that was altered in the store is named with the record that refers to it', async () => {
  const names = readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true })
  const [drawing] = names.filter(entry => entry.isFile() && !entry.parentPath.endsWith('.incoming'))
  const path = join(drawing?.parentPath ?? '', drawing?.name ?? '')
  const whole = readFileSync(path)
  writeFileSync(path, whole.subarray(0, -1))
  const { code, text } = await verify()
  writeFileSync(path, whole)
  expect(code).toBe(1)
  expect(text).toMatch(
    / {2}file: Register waste_facility, record [0-9a-f-]{36} \(drawing, version 1\): file [0-9a-f]{64} was altered/,
  )
  expect(text).toMatch(/Files: read 1, to which \d+ places refer\./)
})

test('a tail that was cut off, with every trace of it in the database, is found by the checkpoints outside', async () => {
  await behindTheBack(async sql => {
    const [tree] = await sql<{ size: number }[]>`select size::int as size from ledger.tree`
    const keep = (tree?.size ?? 0) - 2
    await sql`delete from ledger.entry where id in (select entry from ledger.leaf where seq >= ${keep})`
    await sql`delete from ledger.leaf where seq >= ${keep}`
    await sql`delete from ledger.checkpoint where size > ${keep}`
    await sql`update ledger.tree set size = ${keep}`
  })
  const { code, text } = await verify()
  expect(code).toBe(1)
  expect(text).toMatch(/checkpoint/)
})

test('an unknown option is refused', async () => {
  const command = musubi(['verify', '--all'])
  expect(await command.ended).toBe(1)
  expect(command.stderr()).toBe('musubi: "musubi verify" does not know "--all"; it takes --en.\n')
})

test('help', async () => {
  const command = musubi(['help'])
  expect(await command.ended).toBe(0)
  expect(command.stdout()).toMatch(/musubi up (.*\n)*.*musubi verify/)
})
