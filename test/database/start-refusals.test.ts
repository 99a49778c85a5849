import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { projectRoot } from '../../src/base/root.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { startEmbedded } from '../../src/platform/database/server/index.ts'
import { externalServer } from '../platform/external.ts'
import { preparedFolder } from '../platform/prepared.ts'
import { type CommandOptions, cleanUp, interrupt, newFolder, refusalOf, serverOf, up } from '../platform/process.ts'

afterEach(cleanUp)

/** What every refusal has: a code, one sentence, no stack, no server left behind. */
const refused = async (sentence: RegExp, env: Readonly<Record<string, string>>, options: CommandOptions = {}) => {
  const { code, lines } = await refusalOf(['up', '--no-sample'], { ...options, env })
  expect(lines).toEqual([expect.stringMatching(sentence)])
  expect(code).toBe(1)
}

const busyPort = async (): Promise<{ port: number; free(): void }> => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, free: () => server.close() }
}

describe('one sentence and a code, for', () => {
  test('a second start on the same folder', async () => {
    const folder = await preparedFolder('empty')
    const running = await up(['--no-sample'], { env: { MUSUBI_DATA: folder } })
    await refused(new RegExp(`^musubi: Musubi already runs on .*process ${running.pid}`), { MUSUBI_DATA: folder })
    expect(await interrupt(running)).toBe(0)
  })

  test.each(['PORT', 'STAFF_PORT'])('a busy %s, before the database starts', async variable => {
    const busy = await busyPort()
    const folder = newFolder()
    await refused(new RegExp(`^musubi: Port ${busy.port} is in use .* with ${variable}\\.$`), {
      MUSUBI_DATA: folder,
      [variable]: String(busy.port),
    })
    expect(serverOf(folder)).toBeUndefined()
    busy.free()
  })

  test.each([
    ['PORT', 'abc', /^musubi: PORT=abc is not a port/],
    ['STAFF_PORT', '99999', /^musubi: STAFF_PORT=99999 is not a port/],
    ['HOST', '192.0.2.1', /^musubi: HOST=192\.0\.2\.1 is no address of this machine/],
    ['MUSUBI_LOG', 'loud', /^musubi: MUSUBI_LOG=loud is none of/],
    ['DATABASE_URL', 'mysql://x', /^musubi: DATABASE_URL is not of the form/],
    [
      'DATABASE_URL',
      'postgres://u:secret@127.0.0.1:1/m',
      /^musubi: The database 127\.0\.0\.1:1\/m as u cannot be used/,
    ],
  ])('%s=%s', async (variable, value, sentence) => {
    await refused(sentence, { MUSUBI_DATA: newFolder(), [variable]: value })
  })

  test('sample sign-ins on an address that a network reaches', async () => {
    const { code, lines } = await refusalOf(['up'], { env: { MUSUBI_DATA: newFolder(), HOST: '0.0.0.0' } })
    expect(code).toBe(1)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^musubi: HOST=0\.0\.0\.0 would open the sample sign-ins/)
  })

  test('an unknown option, and an unknown command', async () => {
    const option = await refusalOf(['up', '--smaple'])
    expect(option).toEqual({
      code: 1,
      lines: ['musubi: "musubi up" does not know "--smaple"; it takes --no-sample, --standby.'],
    })
    const command = await refusalOf(['pu'])
    expect(command.code).toBe(2)
    expect(command.lines).toEqual([expect.stringMatching(/no command "pu"/)])
  })

  test('a data folder that is below a file', async () => {
    await refused(/^musubi: The data folder .* cannot be used: a part of its path is a file/, {
      MUSUBI_DATA: join(projectRoot, 'package.json', 'data'),
    })
  })

  test.runIf(process.getuid?.() === 0)('a data folder in which this user may not write', async () => {
    const folder = newFolder()
    mkdirSync(folder, { mode: 0o755 })
    await refused(
      /^musubi: The data folder .* cannot be used: this user may not write there/,
      { MUSUBI_DATA: folder },
      {
        uid: 65534,
        root: reachableCheckout(),
      },
    )
  })

  test.each([
    [
      'a migration that was changed',
      `update musubi.migration set sha256 = repeat('0', 64) where name = '0010_ledger'`,
      /^musubi: Migration 0010_ledger was changed/,
    ],
    [
      'a database that is newer than the code',
      `insert into musubi.migration (name, sha256) values ('9999_later', '')`,
      /^musubi: The database is newer than this version .*9999_later/,
    ],
  ])('%s', async (_, statement, sentence) => {
    const folder = await preparedFolder('migrated')
    const server = await startEmbedded(folder, { log: () => {} })
    const sql = openPool(server.url('admin'), { max: 1 })
    await sql.unsafe(statement)
    await sql.end({ timeout: 1 })
    await server.stop()
    await refused(sentence, { MUSUBI_DATA: folder })
    expect(serverOf(folder)).toBeUndefined()
  })
})

describe('an external server', () => {
  test('wrong password, no such database, a locale that cannot search Japanese', async () => {
    const server = await externalServer()
    await server.run(`create database plain template template0 encoding 'UTF8' locale 'C'`)
    await server.run(`create role chief login superuser password 'right'`)
    const env = (url: string) => ({ DATABASE_URL: url, MUSUBI_DATA: newFolder() })
    await refused(/^musubi: .* cannot be used: the password is wrong\.$/, env(server.url('chief', 'wrong', 'plain')))
    await refused(/^musubi: .* there is no such database\.$/, env(server.url('chief', 'right', 'nowhere')))
    await refused(
      /^musubi: .* Japanese cannot be searched; create it with: /,
      env(server.url('chief', 'right', 'plain')),
    )
  })

  test('a user who may not create roles is told exactly the SQL; once it was run, the same user starts', async () => {
    const server = await externalServer()
    await server.database('town')
    await server.run(`create role clerk login password 'pen'`)
    const env = { DATABASE_URL: server.url('clerk', 'pen', 'town'), MUSUBI_DATA: newFolder() }
    const { code, lines } = await refusalOf(['up', '--no-sample'], { env })
    expect(code).toBe(1)
    expect(lines[0]).toMatch(/^musubi: The user of DATABASE_URL may not create the roles/)
    const statements = lines.slice(1).filter(line => line !== '')
    expect(statements.filter(line => line.startsWith('create role'))).toHaveLength(3)
    expect(statements.every(line => line.endsWith(';'))).toBe(true)
    await server.run(statements.join('\n'), 'town')
    const running = await up(['--no-sample'], { env })
    expect((await fetch(`${running.publicUrl}/plan`)).status).toBe(200)
    expect(await interrupt(running)).toBe(0)
  })
})

/** A checkout that another user can read: files copied, packages by a link. */
const reachableCheckout = (mode = 0o755): string => {
  const root = join(dirname(newFolder()), 'checkout')
  mkdirSync(root, { mode: 0o755 })
  for (const part of ['bin', 'src', 'migrations', 'package.json'])
    cpSync(join(projectRoot, part), join(root, part), { recursive: true })
  mkdirSync(join(root, 'dist'))
  chmodSync(join(root, 'dist'), 0o777)
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'))
  chmodSync(root, mode)
  return root
}

describe.runIf(process.getuid?.() === 0)('who starts it', () => {
  test('an ordinary user', async () => {
    const parent = dirname(newFolder())
    chmodSync(parent, 0o777)
    const folder = join(parent, 'data')
    const running = await up(['--no-sample'], {
      uid: 65534,
      root: reachableCheckout(),
      env: { MUSUBI_DATA: folder, HOME: parent },
    })
    expect((await fetch(`${running.publicUrl}/plan`)).status).toBe(200)
    expect(await interrupt(running)).toBe(0)
    expect(serverOf(folder)).toBeUndefined()
  })

  test('root, with the checkout and the data in a folder that only root may enter', async () => {
    const root = reachableCheckout(0o700)
    const folder = join(root, '.musubi')
    const running = await up(['--no-sample'], { root, env: { MUSUBI_DATA: folder } })
    expect((await fetch(`${running.publicUrl}/plan`)).status).toBe(200)
    expect(await interrupt(running)).toBe(0)
  })

  test('definitions that were changed without a migration are refused', async () => {
    const root = reachableCheckout()
    const file = join(root, 'src', 'systems', 'waste-operators', 'registers', 'vehicle.ts')
    const text = readFileSync(file, 'utf8')
    const changed = text.replace(/maxLength: \d+/, 'maxLength: 7')
    expect(changed).not.toBe(text)
    writeFileSync(file, changed)
    await refused(
      /^musubi: The definitions of the registers were changed, and no migration/,
      { MUSUBI_DATA: newFolder() },
      { root },
    )
  })
})
