import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { projectRoot } from '../src/base/root.ts'
import type { Database, Sql } from '../src/platform/database/connection.ts'
import { migrate } from '../src/platform/database/migrate.ts'
import { openPool } from '../src/platform/database/pool.ts'

/** The database's roles, and `admin`: the superuser of the tests, for looking behind row security. */
export type TestRole = 'owner' | 'app' | 'public' | 'admin'

export interface TestDatabase {
  readonly database: Database
  url(role: TestRole): string
  /** Closes the pools and removes the database. */
  drop(): Promise<void>
}

const migrations = join(projectRoot, 'migrations')
const password = 'musubi-test'

const urlOf = (name: string, role: TestRole): string => {
  const url = new URL(inject('databaseServer'))
  url.pathname = `/${name}`
  if (role !== 'admin') {
    url.username = `musubi_${role}`
    url.password = password
  }
  return url.href
}

/** Runs work on the server's own database, one worker at a time. */
const administer = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
  const sql = openPool(inject('databaseServer'), { max: 1, name: 'musubi-test-admin' })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const exclusively = async <T>(sql: Sql, work: () => Promise<T>, lock = 20110311): Promise<T> => {
  await sql`select pg_advisory_lock(${lock})`
  try {
    return await work()
  } finally {
    await sql`select pg_advisory_unlock(${lock})`
  }
}

/** Work that only one worker of the run does at a time, with files that all of them share. */
export const inTurn = <T>(work: () => Promise<T>): Promise<T> => administer(sql => exclusively(sql, work, 20110312))

const createRoles = async (sql: Sql): Promise<void> => {
  for (const role of ['musubi_owner', 'musubi_app', 'musubi_public']) {
    const [found] = await sql`select 1 from pg_roles where rolname = ${role}`
    if (!found) await sql.unsafe(`create role ${role} login password '${password}'`)
  }
}

const create = async (sql: Sql, name: string, template = 'template0'): Promise<void> => {
  const locale = template === 'template0' ? `locale_provider builtin builtin_locale 'C.UTF-8' lc_ctype 'C.UTF-8'` : ''
  await sql.unsafe(`create database ${name} owner musubi_owner template ${template} ${locale}`)
  await sql.unsafe(`revoke all on database ${name} from public`)
  await sql.unsafe(`grant connect on database ${name} to musubi_app, musubi_public`)
}

const migrationFiles = (): string[] =>
  existsSync(migrations)
    ? readdirSync(migrations)
        .filter(file => file.endsWith('.sql'))
        .sort()
    : []

/** A database with the migrations of this tree, made once per server and then copied. */
const templateDatabase = async (sql: Sql): Promise<string> => {
  const hash = createHash('sha256')
  for (const file of migrationFiles()) hash.update(file).update(readFileSync(join(migrations, file)))
  const name = `musubi_template_${hash.digest('hex').slice(0, 12)}`
  const [found] = await sql`select datistemplate from pg_database where datname = ${name}`
  if (found?.datistemplate) return name
  if (found) await sql.unsafe(`drop database ${name} with (force)`)
  await create(sql, name)
  const owner = openPool(urlOf(name, 'owner'), { max: 1 })
  try {
    await migrate(owner, migrations)
  } finally {
    await owner.end({ timeout: 1 })
  }
  await sql.unsafe(`alter database ${name} is_template true`)
  return name
}

const open = async (migrated: boolean): Promise<TestDatabase> => {
  const name = `musubi_test_${randomBytes(6).toString('hex')}`
  await administer(sql =>
    exclusively(sql, async () => {
      await createRoles(sql)
      await create(sql, name, migrated ? await templateDatabase(sql) : undefined)
    }),
  )
  const pool = (role: TestRole) => openPool(urlOf(name, role), { max: 8, name: `musubi-test-${role}` })
  const [owner, app, reader] = [pool('owner'), pool('app'), pool('public')]
  const lists = openPool(urlOf(name, 'public'), { max: 4, name: 'musubi-test-lists', forValues: true })
  const close = async () => {
    await Promise.all([owner, app, reader, lists].map(sql => sql.end({ timeout: 2 })))
  }
  return {
    database: { owner, app, reader, lists, close },
    url: role => urlOf(name, role),
    drop: async () => {
      await close()
      await administer(sql => sql.unsafe(`drop database ${name} with (force)`))
    },
  }
}

/** A new database with the project's migrations, for one test file. `drop` it in `afterAll`. */
export const freshDatabase = (): Promise<TestDatabase> => open(true)

/** A new database without any of the platform's schemas. */
export const emptyDatabase = (): Promise<TestDatabase> => open(false)
