import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTables, home } from '../../../src/platform/registers/fixture.ts'
import { freshDatabase, type TestDatabase } from '../../database.ts'
import { definitions } from './club.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await freshDatabase()
  await createTables(db.database, definitions)
})
afterAll(() => db?.drop())

interface Relation {
  readonly name: string
  readonly kind: string
  readonly tenant: boolean
  readonly secured: boolean
  readonly forced: boolean
  readonly app: readonly string[]
  readonly visitor: boolean
  /** Commands that a policy for musubi_app (or everyone) covers: r, a, w, d, * */
  readonly policies: readonly string[]
  readonly conditions: readonly string[]
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

const relationOf = (row: Readonly<Record<string, unknown>>): Relation => ({
  name: String(row['name']),
  kind: String(row['kind']),
  tenant: row['tenant'] === true,
  secured: row['secured'] === true,
  forced: row['forced'] === true,
  app: texts(row['app']),
  visitor: row['visitor'] === true,
  policies: texts(row['policies']),
  conditions: texts(row['conditions']),
})

/** Every table and view outside the server's own schemas, with what the two serving roles may do. */
const relations = async (): Promise<readonly Relation[]> => {
  const rows = await db.database.owner`
    select n.nspname || '.' || c.relname as name, c.relkind as kind,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped) as tenant,
      c.relrowsecurity as secured, c.relforcerowsecurity as forced,
      array(select p from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p
        where has_table_privilege('musubi_app', c.oid, p) or (p in ('select', 'insert', 'update', 'references')
          and has_any_column_privilege('musubi_app', c.oid, p))) as app,
      has_any_column_privilege('musubi_public', c.oid, 'select, insert, update, references')
        or has_table_privilege('musubi_public', c.oid, 'delete, truncate, trigger') as visitor,
      array(select p.polcmd::text from pg_policy p where p.polrelid = c.oid
        and p.polroles && array[0::oid, 'musubi_app'::regrole::oid]) as policies,
      array(select coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid)) from pg_policy p
        where p.polrelid = c.oid and p.polroles && array[0::oid, 'musubi_app'::regrole::oid] and p.polcmd <> 'r') as conditions
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
      and n.nspname not like 'pg_toast%'
    order by 1`
  return rows.map(relationOf)
}

/** Tables without row security that the serving role may use, and why. */
const withoutRows: Readonly<Record<string, string>> = {
  'auth.account': 'before sign-in nobody has an organisation',
  'auth.failure': 'keyed hashes of failed sign-ins',
  'auth.passkey': 'before sign-in nobody has an organisation',
  'auth.session': 'before sign-in nobody has an organisation',
  'auth.twoFactor': 'before sign-in nobody has an organisation',
  'auth.used_code': 'keyed hashes of codes that were used',
  'auth.user': 'before sign-in nobody has an organisation',
  'auth.verification': 'before sign-in nobody has an organisation',
  'ledger.checkpoint': 'published',
  'ledger.leaf': 'hashes, published',
  'ledger.node': 'hashes, published',
  'ledger.tree': 'hashes, published',
  'musubi.backup': 'times and sizes of backups of the whole',
  'musubi.backup_proof': 'whether a backup of the whole was shown to restore',
  'musubi.migration': 'names of files',
  'musubi.service_place': 'when each process was last alive',
  'musubi.setting': 'what the platform remembers about itself, never personal data',
  'musubi.site': 'machines that hold a copy of the whole',
}

/** Tables that everyone's rows are read from on purpose. */
const readByAll = ['musubi.organisation', 'musubi.plan_statistic', 'musubi.plan_successor']

/** Policies for reading that are wider than one's own rows, and why: */
const seenByOthers = [
  // A mapping that its organisation shares with those that move in after it.
  'r musubi.move_mapping move_mapping_shared',
  // The list of bodies is public knowledge.
  'r musubi.organisation organisation_read',
  // Who holds a grant here is seen here, wherever they come from.
  'r musubi.person person_granted',
  // The plan's figures and departments are published.
  'r musubi.plan_statistic statistic_read',
  'r musubi.plan_successor successor_read',
]

const needed: Readonly<Record<string, string>> = { select: 'r', insert: 'a', update: 'w', delete: 'd' }

describe('row security', () => {
  test('stands on every table with a tenant, with a policy for every command that is granted', async () => {
    const tables = (await relations()).filter(one => one.tenant && one.kind !== 'v')
    expect(tables.length).toBeGreaterThan(20)
    const wrong = tables.flatMap(one => {
      const missing = one.app.filter(
        command => !needed[command] || !(one.policies.includes('*') || one.policies.includes(needed[command] ?? '')),
      )
      return [
        ...(one.secured ? [] : [`${one.name}: no row security`]),
        ...missing.map(command => `${one.name}: ${command} without a policy`),
        ...one.conditions
          .filter(text => !/musubi\.tenants\(\)/.test(text ?? ''))
          .map(text => `${one.name}: writes under ${text}`),
      ]
    })
    expect(wrong).toEqual([])
  })

  test('lets through the rows of the transaction’s organisations and no others, whatever the command', async () => {
    const own = '(tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))'
    const policies = await db.database.owner`
      select c.oid::regclass::text || ' ' || p.polname as name, p.polcmd::text as command, p.polpermissive as permissive,
        pg_get_expr(p.polqual, p.polrelid) as lets, pg_get_expr(p.polwithcheck, p.polrelid) as takes
      from pg_policy p join pg_class c on c.oid = p.polrelid
      where p.polroles && array[0::oid, 'musubi_app'::regrole::oid] order by 1`
    expect(policies.length).toBeGreaterThan(20)
    const wider = policies.filter(
      row => [row['lets'], row['takes']].some(text => text !== null && text !== own) || row['permissive'] !== true,
    )
    // Only reading: what is written is the organisation's own everywhere.
    expect(wider.map(row => `${row['command']} ${row['name']}`)).toEqual(seenByOthers)
  })

  test('is not gone round by a link: a row leads to rows of its own organisation', async () => {
    const links = await db.database.owner`
      select f.conrelid::regclass::text || ' ' || pg_get_constraintdef(f.oid) as link
      from pg_constraint f
      join pg_attribute a on a.attrelid = f.conrelid and a.attname = 'tenant'
      join pg_attribute b on b.attrelid = f.confrelid and b.attname = 'tenant'
      where f.contype = 'f' and not (a.attnum = any (f.conkey) and b.attnum = any (f.confkey))
        and f.confrelid not in (${'musubi.organisation'}::regclass, ${'musubi.person'}::regclass)
      order by 1`
    expect(links.map(row => row['link'])).toEqual([])
    const elsewhere = '01900000-0000-7000-8000-0000000000fe'
    const { owner, app } = db.database
    for (const [id, tenant] of [
      [elsewhere, elsewhere],
      [home, home],
    ] as const)
      await owner`insert into musubi.organisation (tenant, id, kind, name_ja, name_en)
        values (${tenant}, ${id}, 'business', '見本', 'Sample') on conflict do nothing`
    await owner`insert into musubi.transfer (tenant, id, file_name, file_hash, rows)
      values (${elsewhere}, ${elsewhere}, 'x', ${'0'.repeat(64)}, '[]')`
    await owner`insert into musubi.person (tenant, id, name, email) values (${home}, ${home}, '見本', 'a@example.jp')`
    const linked = app.begin(async tx => {
      await tx`select set_config('musubi.tenants', ${home}, true)`
      await tx`insert into musubi.posting (tenant, id, person, organisation, valid_from, transfer)
        values (${home}, gen_random_uuid(), ${home}, ${home}, '2027-04-01', ${elsewhere})`
    })
    await expect(linked).rejects.toMatchObject({ code: '23503' })
  })

  test('is forced on the registers and their history: the owner passes by a policy that can be seen', async () => {
    const tables = (await relations()).filter(one => one.kind === 'r' && /^(register|history)\./.test(one.name))
    expect(tables.length).toBeGreaterThan(5)
    expect(tables.filter(one => !one.forced).map(one => one.name)).toEqual([])
  })

  test('is absent only from a short list of tables that the serving role may use', async () => {
    const open = (await relations()).filter(one => one.kind !== 'v' && one.app.length > 0 && !one.secured)
    expect(open.map(one => one.name).sort()).toEqual(Object.keys(withoutRows).sort())
  })

  test('nobody who serves may change a history or the ledger, or empty any table', async () => {
    const all = await relations()
    const may = (name: RegExp, command: string) =>
      all.filter(one => one.kind === 'r' && name.test(one.name) && one.app.includes(command)).map(one => one.name)
    for (const command of ['update', 'delete']) expect(may(/^(history|ledger)\./, command)).toEqual([])
    for (const command of ['truncate', 'references', 'trigger']) expect(may(/./, command)).toEqual([])
    expect(may(/^register\./, 'delete')).toEqual([])
  })

  test('rows of another organisation cannot be read, changed or brought in, in any table', async () => {
    const { owner, app } = db.database
    const foreign = '01900000-0000-7000-8000-0000000000ff'
    const tables = (await relations()).filter(one => one.tenant && one.kind !== 'f' && one.app.includes('select'))
    const wrong: string[] = []
    for (const { name, kind, app: may } of tables) {
      if (readByAll.includes(name) || name.startsWith('published.')) continue
      const quoted = name
        .split('.')
        .map(part => `"${part}"`)
        .join('.')
      const [row] = await app.begin(async tx => {
        await tx`select set_config('musubi.tenants', ${home}, true)`
        return tx.unsafe(`select count(*)::int as n from ${quoted} where tenant <> '${home}'`)
      })
      if (row?.['n'] !== 0) wrong.push(`${name}: reads ${row?.['n']}`)
      if (kind === 'v' || !may.includes('insert')) continue
      // Row security speaks before the constraints do: a row of nothing but the foreign tenant is refused by it, or by a
      // column that is missing, and never taken.
      const refused = await app
        .begin(async tx => {
          await tx`select set_config('musubi.tenants', ${home}, true)`
          await tx.unsafe(`insert into ${quoted} (tenant) values ('${foreign}')`)
        })
        .then(
          () => 'taken',
          error => String(error.code),
        )
      if (!['42501', '23502'].includes(refused)) wrong.push(`${name}: insert ${refused}`)
    }
    expect(tables.length).toBeGreaterThan(20)
    expect(wrong).toEqual([])
    // The same with rows that are there: two organisations' clubs.
    await owner`insert into register.club (tenant, id, version, name, level) values
      (${home}, gen_random_uuid(), 1, 'ours', 'a'), (${foreign}, gen_random_uuid(), 1, 'theirs', 'a')`
    const [seen, changed, stolen] = await app.begin(async tx => {
      await tx`select set_config('musubi.tenants', ${home}, true)`
      return [
        (await tx`select name from register.club`).map(row => row['name']),
        (await tx`update register.club set name = 'x' where name = 'theirs' returning 1`).length,
        (await tx`select name from register.club_list where name = 'theirs'`.catch(() => [])).length,
      ]
    })
    expect([seen, changed, stolen]).toEqual([['ours'], 0, 0])
    const moved = app.begin(async tx => {
      await tx`select set_config('musubi.tenants', ${home}, true)`
      await tx`update register.club set tenant = ${foreign} where name = 'ours'`
    })
    await expect(moved).rejects.toMatchObject({ code: '42501' })
  })

  test('without the setting nothing is seen, and a setting that is no list of ids stops the query', async () => {
    const { app } = db.database
    expect(await app`select 1 from register.club`).toHaveLength(0)
    const spoofed = app.begin(async tx => {
      await tx`select set_config('musubi.tenants', ${`${home},*`}, true)`
      await tx`select 1 from register.club`
    })
    await expect(spoofed).rejects.toMatchObject({ code: '22P02' })
  })
})

/** What may be executed by whoever reads public pages. */
const publicFunctions = [
  'ledger.refuse_change',
  'musubi.bigrams',
  'musubi.expect_one',
  'musubi.open_at',
  'musubi.tenants',
  'published.hours_on',
  'published.open_at',
]

describe('the role of the public pages', () => {
  test('reads published views and nothing else, in any column', async () => {
    const visible = (await relations()).filter(one => one.visitor)
    expect(visible.map(one => one.name).filter(name => !name.startsWith('published.'))).toEqual([])
    expect(visible.every(one => one.kind === 'v')).toBe(true)
    const writes = await db.database.owner`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'published' and c.relkind in ('v', 'r', 'm')
        and (has_any_column_privilege('musubi_public', c.oid, 'insert, update, references')
          or has_table_privilege('musubi_public', c.oid, 'delete, truncate, trigger'))`
    expect(writes).toHaveLength(0)
  })

  test('sees of a register its public columns only, and a search text of public fields only', async () => {
    const columns = await db.database.owner`
      select column_name as name from information_schema.columns where table_schema = 'published' and table_name = 'club'`
    expect(columns.map(row => row['name'])).not.toContain('note')
    for (const table of [
      'register.club',
      'history.club',
      'ledger.entry',
      'musubi.person',
      'auth."user"',
      'register.club_list',
    ])
      await expect(db.database.reader.unsafe(`select 1 from ${table}`)).rejects.toThrow()
  })

  test('uses only schemas and functions of a short list', async () => {
    const schemas = await db.database.owner`
      select nspname as name from pg_namespace where has_schema_privilege('musubi_public', oid, 'usage')
        and nspname not like 'pg\_%' and nspname <> 'information_schema' order by 1`
    expect(schemas.map(row => row['name']).filter(name => name !== 'public')).toEqual(['musubi', 'published'])
    const functions = await db.database.owner`
      select distinct n.nspname || '.' || p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_%'
        and has_function_privilege('musubi_public', p.oid, 'execute') order by 1`
    expect(functions.map(row => row['name']).filter(name => !publicFunctions.includes(String(name)))).toEqual([])
  })

  test('cannot create anything', async () => {
    const [row] = await db.database.owner`
      select count(*)::int as n from pg_namespace
      where has_schema_privilege('musubi_public', oid, 'create') or has_schema_privilege('musubi_app', oid, 'create')`
    expect(row?.['n']).toBe(0)
  })
})

test('functions that run as their owner fix their search path and are nobody’s by default', async () => {
  const functions = await db.database.owner`
    select n.nspname || '.' || p.proname as name, coalesce(array_to_string(p.proconfig, ';'), '') as config,
      exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as open
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema') order by 1`
  expect(functions.length).toBeGreaterThan(5)
  expect(
    functions.filter(row => !/^search_path=pg_catalog(, pg_temp)?$/.test(row['config'])).map(row => row['name']),
  ).toEqual([])
  expect(functions.filter(row => row['open']).map(row => row['name'])).toEqual([])
})

test('neither serving role owns anything or passes row security', async () => {
  const rows = await db.database.owner`
    select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles
    where rolname in ('musubi_app', 'musubi_public')`
  for (const row of rows)
    expect(row).toMatchObject({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    })
  const owned = await db.database.owner`
    select 1 from pg_class where relowner in ('musubi_app'::regrole, 'musubi_public'::regrole)`
  expect(owned).toHaveLength(0)
})
