import { scryptSync } from 'node:crypto'
import { OperatorError } from '../../base/problem.ts'
import { type Address, describeAddress, formatAddress, parseAddress } from './address.ts'
import { checkVersion, type RoleUrls, tryFirst } from './connect.ts'
import type { Sql } from './connection.ts'
import { openPool } from './pool.ts'

const roles = ['owner', 'app', 'public'] as const
type Role = (typeof roles)[number]

/**
 * Passwords of the three roles on a server that is not ours. They follow from the password in DATABASE_URL, so that
 * every platform on the same database knows them and none has to be kept or copied; whoever has that password could
 * set them anyway. Roles belong to the whole server, so the database's name has no part in them: a second database on the
 * same server, opened by the same administrator, leaves the first one's sign-ins alone. A URL without a password (certificate, peer) gives roles without one, for pg_hba.conf to decide.
 */
const passwordOf = (address: Address, role: Role): string =>
  address.password === '' ? '' : scryptSync(address.password, `musubi/${role}`, 24).toString('base64url')

const urlsOf = (address: Address): RoleUrls => {
  const url = (role: Role) => formatAddress({ ...address, user: `musubi_${role}`, password: passwordOf(address, role) })
  return { owner: url('owner'), app: url('app'), public: url('public') }
}

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`
const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Does the server let the role in with our password? Other errors than a refusal are thrown. */
const canSignIn = async (url: string): Promise<boolean> => {
  const sql = openPool(url, { max: 1 })
  try {
    await sql`select 1`
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === '28P01' || code === '28000' || code === '42501') return false
    throw error
  } finally {
    await sql.end({ timeout: 0 })
  }
}

interface Facts {
  readonly name: string
  readonly ctype: string
  readonly encoding: string
  readonly existing: string[]
}

/** The statements that are still missing on the server; none when everything is ready. */
const missing = async (sql: Sql, address: Address, urls: RoleUrls, facts: Facts): Promise<string[]> => {
  const statements: string[] = []
  const database = quoteName(facts.name)
  for (const role of roles) {
    const name = `musubi_${role}`
    const password = passwordOf(address, role)
    const login = `login${password ? ` password ${quoteText(password)}` : ''}`
    const rights = role === 'owner' ? 'connect, create, temporary' : 'connect'
    const exists = facts.existing.includes(name)
    const [granted] = exists
      ? await sql`select bool_and(has_database_privilege(${name}, current_database(), r)) as all
          from unnest(string_to_array(${rights}, ', ')) r`
      : []
    if (!exists) statements.push(`create role ${name} ${login};`)
    if (!granted?.all) statements.push(`grant ${rights} on database ${database} to ${name};`)
    if (exists && !(await canSignIn(urls[role]))) statements.push(`alter role ${name} ${login};`)
  }
  return statements
}

const checkLocale = (facts: Facts, url: string): void => {
  if (facts.encoding !== 'UTF8' || facts.ctype === 'C' || facts.ctype === 'POSIX') {
    throw new OperatorError(
      `The database ${describeAddress(url)} has encoding ${facts.encoding} and LC_CTYPE ${facts.ctype}, with which Japanese cannot be searched; create it with: create database ${quoteName(facts.name)} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8';`,
    )
  }
}

/**
 * Makes the three roles on the server of DATABASE_URL when its user may, and returns their URLs.
 * Nothing is changed when everything is there, so that the user of DATABASE_URL can be one with few rights.
 * @throws OperatorError with exactly the SQL that the administrator must run, when the user may not
 */
export const prepareRoles = async (databaseUrl: string): Promise<RoleUrls> => {
  const address = parseAddress(databaseUrl)
  const urls = urlsOf(address)
  const sql = openPool(databaseUrl, { max: 1, name: 'musubi-setup' })
  try {
    await checkVersion(sql, databaseUrl)
    // Of two platforms that start at once one makes the roles, and the other then looks; the lock ends with this connection.
    await sql`select pg_advisory_lock(hashtext('musubi.roles'))`
    const [facts] = await tryFirst(
      databaseUrl,
      sql<Facts[]>`
        select datname as name, datctype as ctype, pg_encoding_to_char(encoding) as encoding,
          array(select rolname::text from pg_roles where rolname like 'musubi\\_%') as existing
        from pg_database where datname = current_database()`,
    )
    if (!facts) throw new OperatorError(`The database ${describeAddress(databaseUrl)} does not describe itself.`)
    checkLocale(facts, databaseUrl)
    const statements = await tryFirst(databaseUrl, missing(sql, address, urls, facts))
    if (statements.length > 0) await run(sql, statements, databaseUrl)
    return urls
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const run = async (sql: Sql, statements: readonly string[], url: string): Promise<void> => {
  try {
    await sql.begin(async transaction => {
      for (const statement of statements) await transaction.unsafe(statement)
      // A grant without the right to give it is only a warning: look.
      const [row] = await transaction`
        select has_database_privilege('musubi_owner', current_database(), 'create') as create`
      if (!row?.create) throw Object.assign(new Error('not granted'), { code: '42501' })
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code !== '42501') throw error
    throw new OperatorError(
      `The user of DATABASE_URL may not create the roles of Musubi; an administrator must run this once on ${describeAddress(url)}:\n\n${statements.join('\n')}\n`,
    )
  }
}
