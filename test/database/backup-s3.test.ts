import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openPool } from '../../src/platform/database/pool.ts'
import {
  afterCleanUp,
  cleanUp,
  interrupt,
  musubi,
  newFolder,
  serverOf,
  serverUrl,
  until,
  up,
} from '../platform/process.ts'
import { startS3 } from '../s3-server.ts'

afterEach(cleanUp)

const run = async (parameters: readonly string[], env: Readonly<Record<string, string>>) => {
  const command = musubi(parameters, { env })
  return { code: await command.ended, out: command.stdout(), err: command.stderr() }
}

test('files and backups in buckets: backed up, proven and pruned, and brought back on an empty machine by commands alone', async () => {
  const folder = newFolder()
  const keys = join(dirname(folder), 'keys.sealed')
  const files = await startS3(['files'])
  const store = await startS3(['backups'], 100)
  afterCleanUp(async () => {
    await files.close()
    await store.close()
  })
  const env = {
    MUSUBI_DATA: folder,
    MUSUBI_FILES_BUCKET: 'files',
    MUSUBI_FILES_ENDPOINT: files.endpoint,
    MUSUBI_FILES_KEY_ID: files.credentials.accessKeyId,
    MUSUBI_FILES_SECRET: files.credentials.secretAccessKey,
    MUSUBI_BACKUP: 's3://backups/miyagi',
    MUSUBI_BACKUP_ENDPOINT: store.endpoint,
    MUSUBI_BACKUP_KEY_ID: store.credentials.accessKeyId,
    MUSUBI_BACKUP_SECRET: store.credentials.secretAccessKey,
    MUSUBI_BACKUP_SECONDS: '1',
    MUSUBI_KEYS_PASSPHRASE: 'five words are enough here',
  }
  const running = await up(['--no-sample'], { env })
  expect((await run(['backup'], env)).out).toMatch(/^backup \d{8}T/)
  await run(['backup', 'keys', '--to', keys], env)
  expect([...store.objects.keys()].every(name => name.startsWith('backups/miyagi/'))).toBe(true)
  const refused = await run(['backup'], { ...env, MUSUBI_BACKUP_SECRET: 'another' })
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.err).toMatch(/^musubi: The place for backups \S+ backups\/miyagi\/ cannot be used: refused [^\n]+\n$/)

  const sql = openPool(serverUrl(folder, 'owner'), { max: 1 })
  await sql`insert into musubi.setting (name, value) values ('after the backup', 'true')`
  const [{ lsn = '' } = {}] = await sql<{ lsn: string }[]>`select pg_current_wal_flush_lsn()::text as lsn`
  await until(
    'the log to be shipped',
    async () =>
      (
        await sql`select 1 from pg_replication_slots where slot_name = 'musubi_backup' and restart_lsn >= ${lsn}::pg_lsn`
      ).length > 0,
  )
  await sql.end({ timeout: 1 })
  const proof = await run(['backup', 'prove', '--json'], env)
  expect(JSON.parse(proof.out)).toMatchObject({ good: true, problems: [] })
  expect((await run(['backup', 'prune'], env)).out).toMatch(/^removed 0 backups, .* 1 backups stay/)
  const server = serverOf(folder) ?? 0
  running.child.kill('SIGKILL')
  await running.ended
  process.kill(server, 'SIGKILL')

  const target = join(dirname(folder), 'other')
  const there = { ...env, MUSUBI_DATA: target }
  const restored = await run(['restore', '--from', 's3://backups/miyagi', '--keys', keys, '--data', target], there)
  expect(restored.out).toContain('restored backup')
  expect((await run(['verify', '--en'], there)).out).toContain('Everything fits.')
  const again = await up(['--no-sample'], { env: there })
  const other = openPool(serverUrl(target, 'owner'), { max: 1 })
  expect(await other`select 1 from musubi.setting where name = 'after the backup'`).toHaveLength(1)
  await other.end({ timeout: 1 })
  expect(await interrupt(again)).toBe(0)
})
