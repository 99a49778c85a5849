import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openPool } from '../../src/platform/database/pool.ts'
import { externalServer } from '../platform/external.ts'
import { preparedFolder } from '../platform/prepared.ts'
import {
  afterCleanUp,
  cleanUp,
  musubi,
  newFolder,
  refusalOf,
  serverOf,
  serverUrl,
  until,
  up,
} from '../platform/process.ts'
import { startS3 } from '../s3-server.ts'

afterEach(cleanUp)

const passphrase = 'five words are enough here'

const run = async (parameters: readonly string[], env: Readonly<Record<string, string>>) => {
  const command = musubi(parameters, { env })
  const code = await command.ended
  return { code, out: command.stdout(), err: command.stderr() }
}

describe('musubi backup and restore', () => {
  test('bring a killed platform back on an empty machine, from the bucket and the sealed keys alone', async () => {
    const folder = await preparedFolder('empty')
    const store = await startS3(['backups'])
    afterCleanUp(() => store.close())
    const place = 's3://backups/miyagi'
    const copy = join(dirname(folder), 'keys.sealed')
    const bucket = {
      MUSUBI_BACKUP_ENDPOINT: store.endpoint,
      MUSUBI_BACKUP_KEY_ID: store.credentials.accessKeyId,
      MUSUBI_BACKUP_SECRET: store.credentials.secretAccessKey,
    }
    const env = {
      ...bucket,
      MUSUBI_DATA: folder,
      MUSUBI_BACKUP: place,
      MUSUBI_BACKUP_SECONDS: '1',
      MUSUBI_KEYS_PASSPHRASE: passphrase,
    }
    const running = await up(['--no-sample'], { env })
    const made = await run(['backup'], env)
    expect(made.err).not.toContain('musubi:')
    expect(made.out).toMatch(/^backup \d{8}T\d{6}Z-[0-9a-f]{8}: .*\n.*useless without the keys/)
    expect([...store.objects.keys()].every(name => name.startsWith('backups/miyagi/'))).toBe(true)
    const denied = await refusalOf(['backup'], { env: { ...env, MUSUBI_BACKUP_SECRET: 'another' } })
    expect(denied.lines).toEqual([
      expect.stringMatching(/^musubi: The place for backups \S+ backups\/miyagi\/ cannot be used: refused .*\.$/),
    ])
    expect((await run(['backup', 'keys', '--to', copy], env)).out).toContain('sealed with a passphrase')
    expect(readFileSync(copy, 'utf8')).not.toContain(
      readFileSync(join(folder, 'keys', 'special.key'), 'utf8').slice(-40),
    )

    const sql = openPool(serverUrl(folder, 'owner'), { max: 1 })
    await sql`insert into musubi.setting (name, value) values ('after the backup', 'true')`
    const [{ lsn = '' } = {}] = await sql<{ lsn: string }[]>`select pg_current_wal_flush_lsn()::text as lsn`
    const shipped = async () =>
      (
        await sql`select 1 from pg_replication_slots where slot_name = 'musubi_backup' and restart_lsn >= ${lsn}::pg_lsn`
      ).length > 0
    await until('the log to be shipped by the running platform', shipped)
    await sql.end({ timeout: 1 })
    const server = serverOf(folder) ?? 0
    running.child.kill('SIGKILL')
    await running.ended
    process.kill(server, 'SIGKILL')
    await until('the end of the server', () => serverOf(folder) === undefined)
    renameSync(folder, `${folder}.lost`)

    const target = join(dirname(folder), 'other')
    const restore = ['restore', '--from', place, '--keys', copy, '--data', target]
    const wrong = await run(restore, { ...bucket, MUSUBI_KEYS_PASSPHRASE: 'another passphrase' })
    expect(wrong).toMatchObject({ code: 1 })
    expect(wrong.err).toMatch(/^musubi: The copy of the keys does not open: [^\n]+\n$/)
    expect(existsSync(target) ? readdirSync(target) : []).toEqual([])

    const restored = await run(restore, { ...bucket, MUSUBI_KEYS_PASSPHRASE: passphrase })
    expect(restored.err).toContain('PostgreSQL replays the log')
    expect(restored.out).toMatch(
      /restored backup \d{8}T\S+ into .*\n {2}last change: 20.*\n {2}uploaded files: 0\n {2}ledger: \d+ entries/,
    )
    expect((await run(['verify', '--en'], { MUSUBI_DATA: target })).out).toContain('Everything fits.')

    const again = await up(['--no-sample'], { env: { ...env, MUSUBI_DATA: target } })
    const there = openPool(serverUrl(target, 'owner'), { max: 1 })
    expect(await there`select 1 from musubi.setting where name = 'after the backup'`).toHaveLength(1)
    await there.end({ timeout: 1 })
    const proof = await run(['backup', 'prove', '--json'], { ...env, MUSUBI_DATA: target })
    expect(proof.err).toBe('database …\ndatabase done\nlog …\nlog done\n')
    expect(JSON.parse(proof.out)).toMatchObject({ good: true, problems: [] })
    expect((await run(['backup', 'list'], { ...env, MUSUBI_DATA: target })).out).toMatch(
      /^\d{8}T\S+ {2}epoch 1 {2}\d+\.\d MB\n$/,
    )
    again.child.kill('SIGINT')
    expect(await again.ended).toBe(0)

    // Files of the key folder are lost: nothing is made in their place, and the sealed copy brings them back.
    const keys = join(target, 'keys')
    const lost = readdirSync(keys)
      .filter(name => name.startsWith('tenant-'))
      .slice(0, 5)
    for (const name of lost) rmSync(join(keys, name))
    const without = { ...env, MUSUBI_DATA: target }
    const { code, lines } = await refusalOf(['up', '--no-sample'], { env: without })
    expect(code).toBe(1)
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^musubi: \\S+ lacks ${lost[0]} \\(\\S+\\), .* and 2 more, .*"musubi backup keys --from <copy>"`),
      ),
    ])
    expect(readdirSync(keys)).not.toContain(lost[0])
    const back = await run(['backup', 'keys', '--from', copy], without)
    expect(back.out).toBe(`put back: ${lost.join(', ')}\n`)
    expect((await run(['verify', '--en'], without)).out).toContain('Everything fits.')
  }, 300_000)

  test('refuse what cannot be, in one sentence', async () => {
    const folder = newFolder()
    const env = { MUSUBI_DATA: folder }
    expect(await refusalOf(['restore', '--from', '/x', '--keys', '/x'], { env })).toMatchObject({ code: 1 })
    const time = ['restore', '--from', '/x', '--keys', '/x', '--data', folder, '--to-time', '2026-11-23 10:00']
    expect((await refusalOf(time, { env })).lines).toEqual([
      'musubi: --to-time 2026-11-23 10:00 is not a moment: write it with its zone, like 2026-11-23T10:00+09:00.',
    ])
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'letter.txt'), 'x')
    expect((await refusalOf(['restore', '--from', '/x', '--keys', '/x', '--data', folder], { env })).lines).toEqual([
      `musubi: The folder ${folder} is not empty (letter.txt): a restore overwrites nothing. Name a new folder.`,
    ])
  })

  test('say of a server that is not the platform’s own who must back it up', async () => {
    const external = await externalServer()
    const env = { MUSUBI_DATA: newFolder(), DATABASE_URL: await external.database('other') }
    const running = await up(['--no-sample'], { env })
    const { code, lines } = await refusalOf(['backup', '--to', newFolder()], { env })
    expect(code).toBe(1)
    expect(lines.at(-1)).toContain('back it up with a tool of that server')
    running.child.kill('SIGINT')
    await running.ended
  })
})
