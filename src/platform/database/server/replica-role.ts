import { openPool } from '../pool.ts'
import type { Passwords } from './passwords.ts'

/** The only functions of the server that a copy is made with; files outside the data folder stay out of reach. */
const functions = [
  'pg_backup_start(text, boolean)',
  'pg_backup_stop(boolean)',
  'pg_ls_dir(text)',
  'pg_ls_dir(text, boolean, boolean)',
  'pg_stat_file(text, boolean)',
  'pg_read_binary_file(text, bigint, bigint, boolean)',
]

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * The role that copies: it may stream the log and read the database's own files, which is the whole database, and may
 * change nothing. Made by the superuser at each start that finds it missing, in commits that wait for nobody.
 */
export const prepareReplicaRole = async (port: number, passwords: Passwords, site?: string): Promise<void> => {
  if (site === undefined) return
  const sql = openPool(`postgres://postgres:${passwords.admin}@127.0.0.1:${port}/musubi`, {
    max: 1,
    name: 'musubi-setup',
  })
  try {
    await sql`select set_config('synchronous_commit', 'local', false)`
    const [role] = await sql`select 1 from pg_roles where rolname = 'musubi_replica'`
    const verb = role ? 'alter' : 'create'
    await sql.unsafe(`${verb} role musubi_replica login replication password ${quote(passwords.replica)}`)
    await sql.unsafe('grant connect on database musubi to musubi_replica')
    for (const name of functions) await sql.unsafe(`grant execute on function pg_catalog.${name} to musubi_replica`)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
