import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { OperatorError } from '../../../base/problem.ts'
import { program } from './binaries.ts'
import type { Passwords } from './passwords.ts'
import type { Place } from './place.ts'
import { accessRules, type Reach, reachSettings, type Setup, setupSettings } from './setup.ts'

/**
 * The locale decides whether Japanese is indexed: with LC_CTYPE C trigrams of kanji are empty, without an error. The
 * builtin provider sorts by code point everywhere alike; systems without the locale C.UTF-8 (macOS) have en_US.UTF-8.
 */
const localeOf = (ctype: string) => [
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  `--lc-ctype=${ctype}`,
  '--encoding=UTF8',
]

const MB = 1024 * 1024

/** Written at each start, so that a newer version's tuning arrives; what an operator wants otherwise goes to local.conf. */
const settings = (setup: Setup, reach: Reach, memory = totalmem()): string => {
  const buffers = Math.round(Math.min(512, Math.max(64, memory / MB / 8)))
  return `# Written by Musubi at each start. Put your own settings into local.conf beside this file.
${reachSettings(reach)}max_connections = 100
shared_buffers = ${buffers}MB
effective_cache_size = ${Math.round(Math.max(128, memory / MB / 2))}MB
work_mem = 8MB
maintenance_work_mem = 64MB
# Nothing acknowledged is ever lost.
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
max_wal_senders = 8
max_wal_size = 1GB
checkpoint_completion_target = 0.9
random_page_cost = 1.1
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'ISO, YMD'
idle_in_transaction_session_timeout = '5min'
log_min_messages = warning
log_min_duration_statement = 2000
log_line_prefix = '%m [%p] %u '
# A statement in the log must not carry personal data.
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
cluster_name = 'musubi'
${setupSettings(setup, reach)}`
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** One statement a line, as the single-user server reads them. */
const firstStatements = (passwords: Passwords): string => `
alter role postgres password ${quote(passwords.admin)}
create role musubi_owner login password ${quote(passwords.owner)}
create role musubi_app login password ${quote(passwords.app)}
create role musubi_public login password ${quote(passwords.public)}
create database musubi owner musubi_owner
revoke all on database musubi from public
grant connect on database musubi to musubi_app, musubi_public
revoke connect on database postgres from public
`

const runInitdb = async (place: Place, folder: string): Promise<void> => {
  const { runner, binaries } = place
  const attempt = (ctype: string) => {
    const args = ['-D', folder, '-U', 'postgres', '--auth=trust', '--no-instructions', ...localeOf(ctype)]
    const { command, args: all } = runner.wrap(program(binaries, 'initdb'), args)
    return promisify(execFile)(command, all, { ...runner.identity, cwd: folder })
  }
  try {
    await attempt('C.UTF-8').catch(error => {
      if (!String(error.stderr).includes('invalid locale name')) throw error
      return attempt('en_US.UTF-8')
    })
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    const reason = output.split('\n').find(line => /error|fatal|could not/i.test(line)) ?? output
    throw new OperatorError(`PostgreSQL could not create its database in ${folder}: ${reason.trim()}`)
  }
}

const runFirstStatements = async (place: Place, folder: string, passwords: Passwords): Promise<void> => {
  const { runner, binaries } = place
  const { command, args } = runner.wrap(program(binaries, 'postgres'), ['--single', '-D', folder, 'postgres'])
  const server = spawn(command, args, { ...runner.identity, cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] })
  const output = text(server.stderr)
  const ended = once(server, 'close')
  server.stdin.end(firstStatements(passwords))
  const [code] = await ended
  const reason = (await output).split('\n').find(line => /ERROR|FATAL|PANIC/.test(line))
  if (code !== 0 || reason) {
    throw new OperatorError(`PostgreSQL could not create the roles of Musubi in ${folder}: ${reason ?? `code ${code}`}`)
  }
}

/**
 * Creates the database cluster. Everything happens in a folder beside it that gets its name last, so that a start that
 * was cut off leaves nothing that looks like a database.
 * @throws OperatorError with PostgreSQL's own reason (disk full, folder not writable)
 */
export const initialise = async (place: Place, passwords: Passwords): Promise<void> => {
  const folder = `${place.cluster}.new`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o700 })
  if (place.runner.owner !== undefined) chownSync(folder, place.runner.owner, place.runner.owner)
  await runInitdb(place, folder)
  appendFileSync(join(folder, 'postgresql.conf'), "\ninclude 'musubi.conf'\ninclude 'local.conf'\n")
  put(place, join(folder, 'local.conf'), '# Settings of your own; they win over musubi.conf.\n')
  writeSettings(place, {}, {}, folder)
  await runFirstStatements(place, folder, passwords)
  renameSync(folder, place.cluster)
}

export const isInitialised = (place: Place): boolean => existsSync(join(place.cluster, 'PG_VERSION'))

/** Files that the platform keeps in the cluster belong to the user that runs it. */
export const put = (place: Place, path: string, content: string): void => {
  writeFileSync(path, content, { mode: 0o600 })
  chmodSync(path, 0o600)
  if (place.runner.owner !== undefined) chownSync(path, place.runner.owner, place.runner.owner)
}

export const writeSettings = (place: Place, setup: Setup, reach: Reach = {}, folder = place.cluster): void => {
  if (reach.tls) {
    put(place, join(folder, 'site-cert.pem'), readFileSync(join(reach.tls, 'cert.pem'), 'utf8'))
    put(place, join(folder, 'site-key.pem'), readFileSync(join(reach.tls, 'key.pem'), 'utf8'))
    put(place, join(folder, 'site-ca.pem'), readFileSync(join(reach.tls, 'ca.pem'), 'utf8'))
  }
  put(place, join(folder, 'musubi.conf'), settings(setup, reach))
  put(place, join(folder, 'pg_hba.conf'), accessRules(reach))
}
