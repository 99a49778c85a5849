import { afterAll, describe, expect, inject, test } from 'vitest'
import { emptyDatabase } from '../../../test/database.ts'
import { OperatorError } from '../../base/problem.ts'
import { formatAddress, parseAddress } from './address.ts'
import { connect } from './connect.ts'
import { openPool } from './pool.ts'
import { prepareRoles } from './roles.ts'

const fresh = await emptyDatabase()
afterAll(() => fresh.drop())
const urls = (change: (url: string) => string = url => url) => ({
  owner: change(fresh.url('owner')),
  app: change(fresh.url('app')),
  public: change(fresh.url('public')),
})

const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    error => error,
  )
  expect(error).toBeInstanceOf(OperatorError)
  return error.message
}

test('three pools, three roles', async () => {
  const database = await connect(urls())
  const users = await Promise.all(
    [database.owner, database.app, database.reader].map(sql => sql`select current_user as u`),
  )
  expect(users.map(([row]) => row?.u)).toEqual(['musubi_owner', 'musubi_app', 'musubi_public'])
  await database.close()
})

describe('one sentence without the password', () => {
  const cases: [string, (url: string) => string, RegExp][] = [
    ['nothing listens', url => url.replace(/:\d+\//, ':1/'), /nothing answers there/],
    ['unknown host', url => url.replace(/@[^/]+/, '@no-such-host.invalid'), /host name/],
    ['no such database', url => url.replace(/\/[^/]+$/, '/none'), /no such database/],
    ['no such user', url => url.replace(/musubi_\w+:/, 'musubi_nobody:'), /does not let this user in|password/],
  ]
  test.each(cases)('%s', async (_, change, expected) => {
    const message = await refusal(connect(urls(change)))
    expect(message).toMatch(expected)
    expect(message).not.toContain('musubi-test')
    expect(message.split('\n')).toHaveLength(1)
  })

  test('a URL that is none', async () => {
    expect(await refusal(prepareRoles('mysql://u:secret@h/d'))).not.toContain('secret')
  })
})

test('of several hosts the one that answers and accepts changes is used', async () => {
  const { hosts } = parseAddress(fresh.url('app'))
  const url = formatAddress({ ...parseAddress(fresh.url('app')), hosts: `127.0.0.1:1,${hosts}` })
  const sql = openPool(url, { max: 1 })
  expect((await sql`select 1 as one`)[0]?.one).toBe(1)
  await sql.end()
})

test('addresses survive a round trip, strange passwords too', () => {
  const address = { user: 'u', password: 'a@b:c/d%', hosts: 'h1:1,h2:2', database: 'd', options: '?sslmode=require' }
  expect(parseAddress(formatAddress(address))).toEqual(address)
})

describe('roles on a server of somebody else', () => {
  // Roles belong to the whole server, and other tests use them: all that is tried here is rolled back or harmless.
  test('a user who may not is told exactly what the administrator must run', async () => {
    const admin = openPool(inject('databaseServer'), { max: 1 })
    const { database, hosts } = parseAddress(fresh.url('admin'))
    await admin`drop role if exists modest`
    await admin`create role modest login password 'modest-secret'`
    await admin.unsafe(`grant connect on database ${database} to modest`)
    await admin.unsafe(`revoke create on database ${database} from musubi_owner`)
    await admin.unsafe(`alter database ${database} owner to current_user`)
    try {
      const url = formatAddress({ user: 'modest', password: 'modest-secret', hosts, database, options: '' })
      const message = await refusal(prepareRoles(url))
      expect(message).toContain(`grant connect, create, temporary on database "${database}" to musubi_owner;`)
      expect(message).not.toContain('modest-secret')
      const lines = message.split('\n').filter(line => line.endsWith(';'))
      const run = openPool(fresh.url('admin'), { max: 1 })
      for (const line of lines) await run.unsafe(line)
      await run.end()
      const ready = await prepareRoles(url)
      expect(parseAddress(ready.app).user).toBe('musubi_app')
      const connected = await connect(ready)
      await connected.close()
    } finally {
      await admin.unsafe(`revoke all on database ${database} from modest`)
      await admin`drop role modest`
      await admin.end()
    }
  })
})
