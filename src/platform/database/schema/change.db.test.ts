import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase, type TestDatabase } from '../../../../test/database.ts'
import { projectRoot } from '../../../base/root.ts'
import { newId } from '../../../base/uuid.ts'
import type { Transaction } from '../connection.ts'
import { migrate, runMigration } from '../migrate.ts'
import { parseMigration } from '../migration-file.ts'
import { type Discard, planChange } from './change.ts'
import { changesToSql } from './change-sql.ts'
import { schemaDump } from './dump.ts'
import { column, courts, fillCourts } from './fixture.ts'
import { generateMigration } from './generate.ts'
import { lintMigration } from './lint.ts'
import type { TableColumn, TableSpec } from './spec.ts'
import { createIndex, createRegister, indexesOf } from './table.ts'

const tenant = newId()
const rows = 20_000
let db: TestDatabase
let folder: string
beforeAll(async () => {
  db = await emptyDatabase()
  folder = await mkdtemp(join(tmpdir(), 'musubi-courts-'))
  await copyFile(join(projectRoot, 'migrations/0001_platform.sql'), join(folder, '0001_platform.sql'))
  await generateMigration([courts], folder)
  const { owner } = db.database
  await migrate(owner, folder)
  await fillAtOnce()
  await owner.unsafe(`insert into history.court (tenant, id, version, at, operation, data, hash)
    select tenant, id, 1, now(), 'create', jsonb_build_object('name', name), '' from register.court`)
  await owner.unsafe('analyze register.court')
})
afterAll(async () => {
  await db?.drop()
  await rm(folder, { recursive: true, force: true })
})

/** Indexes are quicker built over all rows than kept row by row. */
const fillAtOnce = async (): Promise<void> => {
  const indexes = [...indexesOf(courts)]
  const statements = [
    ...indexes.map(([name]) => `drop index register."${name}"`),
    fillCourts(rows, tenant),
    ...indexes.map(([name, body]) => createIndex(courts, name, body)),
  ]
  await db.database.owner.unsafe(statements.join(';\n'))
}

const change = (name: string, to: Partial<TableColumn>): readonly TableColumn[] =>
  courts.columns.map(one => (one.name === name ? { ...one, ...to } : one))
const without = (name: string): TableSpec => ({
  ...courts,
  columns: courts.columns.filter(one => one.name !== name),
  filters: courts.filters.filter(one => one !== name),
  ...(courts.public && { public: { ...courts.public, columns: courts.public.columns.filter(one => one !== name) } }),
})

class RolledBack extends Error {}

/** Makes the change on the 20,000 rows, looks at the result, and takes it back. */
const trial = async (
  after: readonly TableSpec[],
  look: (tx: Transaction) => Promise<void> = async () => {},
  discards: readonly Discard[] = [],
): Promise<void> => {
  const sql = changesToSql(planChange([courts], after, discards))
  expect(lintMigration(sql)).toEqual([])
  await db.database.owner
    .begin(async tx => {
      await runMigration(tx, parseMigration('1001_trial', sql))
      await look(tx)
      throw new RolledBack()
    })
    .catch(error => {
      if (!(error instanceof RolledBack)) throw error
    })
}
const refused = (after: readonly TableSpec[], discards: readonly Discard[] = []): Promise<string> =>
  trial(after, undefined, discards).then(
    () => 'not refused',
    error => String(error.message),
  )
const one = async (tx: Transaction, query: string): Promise<unknown> => (await tx.unsafe(query).values())[0]?.[0]

describe('each change on 20,000 rows', () => {
  test('a new register', async () => {
    const clubs: TableSpec = { ...courts, register: 'club', search: null }
    await trial([courts, clubs], async tx => {
      expect(await one(tx, 'select count(*) from register.club')).toBe('0')
      expect(await one(tx, 'select count(*) from register.court')).toBe(String(rows))
    })
  })

  test('a new field, optional', async () => {
    const after = { ...courts, columns: [...courts.columns, column('phone', { class: 'internal' })] }
    await trial([after], async tx =>
      expect(await one(tx, 'select count(*) from register.court where phone is null')).toBe(String(rows)),
    )
  })

  test('a new field, required: refused with the count, or filled', async () => {
    const added = (rest: Partial<TableColumn>) => ({
      ...courts,
      columns: [...courts.columns, column('owner', { required: true, ...rest })],
    })
    expect(await refused([added({})])).toMatch(/field owner, 20,000 records would have no value.*`fill`/)
    await trial([added({ fill: '市' })], async tx => {
      expect(await one(tx, `select count(*) from register.court where owner = '市'`)).toBe(String(rows))
      await expect(
        tx.savepoint(
          inner =>
            inner`insert into register.court (tenant, id, version, name, number) values (${tenant}, ${newId()}, 1, 'x', 'x')`,
        ),
      ).rejects.toThrow(/not-null|null value in column "owner"/)
    })
  })

  test('a rename keeps values, indexes, limits and the published view', async () => {
    const names = (list: readonly string[]) => list.map(name => (name === 'surface' ? 'ground' : name))
    const after: TableSpec = {
      ...courts,
      columns: change('surface', { name: 'ground', formerly: ['surface'] }),
      filters: names(courts.filters),
      public: { columns: names(courts.public?.columns ?? []), when: `"openedOn" is not null` },
    }
    await trial([after], async tx => {
      expect(await one(tx, `select count(*) from register.court where ground = 'clay'`)).toBe('6666')
      expect(await one(tx, `select count(*) > 0 from published.court where ground = 'clay'`)).toBe(true)
      expect(
        await one(
          tx,
          `select to_regclass('register.court_ground_idx') is not null and to_regclass('register.court_surface_idx') is null`,
        ),
      ).toBe(true)
      await expect(
        tx.savepoint(inner => inner`update register.court set ground = 'sand' where number = 'C1'`),
      ).rejects.toThrow(/court_ground_check/)
    })
  })

  test('a renamed register takes its history along', async () => {
    const after = { ...courts, register: 'tennis_court', formerly: ['court'] }
    await trial([after], async tx => {
      expect(await one(tx, 'select count(*) from register.tennis_court')).toBe(String(rows))
      expect(await one(tx, 'select count(*) from history.tennis_court')).toBe(String(rows))
      expect(await one(tx, `select count(*) from pg_class where relname ~ '^court_'`)).toBe('0')
      expect(await one(tx, `select count(*) from musubi.setting`)).toBe('0')
    })
  })

  test('an optional field becomes required: refused with the count, or the empty ones are filled', async () => {
    expect(await refused([{ ...courts, columns: change('contact', { required: true }) }])).toMatch(
      /register court, field contact, 10,000 records are empty.*fill them in first, or give the field a `fill`/,
    )
    await trial([{ ...courts, columns: change('contact', { required: true, fill: '不明' }) }], async tx => {
      expect(await one(tx, `select count(*) from register.court where contact = '不明'`)).toBe('10000')
    })
  })

  test('narrower limits: refused with the count of those that break them', async () => {
    expect(await refused([{ ...courts, columns: change('surface', { limits: { codes: ['clay', 'hard'] } }) }])).toMatch(
      /field surface, 6,667 records do not keep to the narrower limits \(codes clay, hard\)/,
    )
    expect(await refused([{ ...courts, columns: change('uses', { limits: { codes: ['single'] } }) }])).toMatch(
      /field uses, 13,334/,
    )
    expect(await refused([{ ...courts, columns: change('lights', { limits: { min: '0', max: '50' } }) }])).toMatch(
      /field lights, 9,900 records.*from 0, up to 50/,
    )
    expect(await refused([{ ...courts, columns: change('name', { limits: { maxLength: 10 } }) }])).toMatch(
      /field name, 19,901 records/,
    )
  })
  test('narrower limits that all records keep to hold from then on', async () => {
    await trial([{ ...courts, columns: change('name', { limits: { maxLength: 20 } }) }], async tx => {
      await expect(
        tx.savepoint(inner => inner`update register.court set name = repeat('あ', 21) where number = 'C1'`),
      ).rejects.toThrow(/court_name_check/)
    })
  })
  test('wider limits', async () => {
    await trial(
      [{ ...courts, columns: change('surface', { limits: { codes: ['clay', 'grass', 'hard', 'sand'] } }) }],
      async tx => {
        expect((await tx`update register.court set surface = 'sand' where number = 'C1'`).count).toBe(1)
      },
    )
  })

  test('a split moves parts of a text into fields of their own', async () => {
    const split = (pattern: string): TableSpec => ({
      ...courts,
      columns: [
        ...change('contact', { retired: true }),
        column('postcode', { splitFrom: { column: 'contact', pattern, group: 1 } }),
        column('town', { splitFrom: { column: 'contact', pattern, group: 2 } }),
      ],
    })
    await trial([split('^〒([0-9]{3}-[0-9]{4}) (.*)$')], async tx => {
      expect(await one(tx, `select count(*) from register.court where contact = '〒' || postcode || ' ' || town`)).toBe(
        '10000',
      )
      expect(await one(tx, `select count(*) from register.court where contact is null and postcode is null`)).toBe(
        '10000',
      )
    })
    expect(await refused([split('^〒([0-9]{3}-0[0-9]{3}) (.*)$')])).toMatch(
      /field postcode, 9,000 records cannot be split/,
    )
  })

  test('a retired field stays, and is no longer required', async () => {
    await trial(
      [{ ...courts, columns: change('number', { retired: true, required: false, unique: false }) }],
      async tx => {
        expect(await one(tx, 'select count(number) from register.court')).toBe(String(rows))
        await tx`update register.court set number = null where number = 'C1'`
      },
    )
  })

  test('a field that is no longer declared: refused while values are there, unless they may be discarded', async () => {
    expect(await refused([without('contact')])).toMatch(/field contact, 10,000 records hold a value.*`retired`/)
    const discards = [{ register: 'court', column: 'contact', reason: 'entered by mistake' }]
    await trial(
      [without('contact')],
      async tx => {
        expect(
          await one(
            tx,
            `select count(*) from pg_attribute where attrelid = 'register.court'::regclass and attname = 'contact'`,
          ),
        ).toBe('0')
      },
      discards,
    )
    await trial([without('note')])
  })
  test('a register that is no longer declared', async () => {
    expect(await refused([])).toMatch(/Register court is no longer declared but holds 20,000 records/)
    await trial(
      [],
      async tx => expect(await one(tx, `select count(*) from pg_tables where tablename = 'court'`)).toBe('0'),
      [{ register: 'court', reason: 'a test' }],
    )
  })

  test('another type, where nothing is lost', async () => {
    const columns = change('surface', { type: 'text[]' }).map(
      (one): TableColumn => (one.name === 'openedOn' ? { ...one, type: 'text' } : one),
    )
    await trial([{ ...courts, columns }], async tx => {
      expect(await one(tx, `select count(*) from register.court where surface @> array['clay']`)).toBe('6666')
      expect(await one(tx, `select indexdef from pg_indexes where indexname = 'court_surface_idx'`)).toMatch(/gin/)
      expect(await one(tx, `select "openedOn" from register.court where number = 'C1'`)).toBe('2000-01-02')
    })
    expect(await refused([{ ...courts, columns: change('number', { type: 'bigint' }) }])).toMatch(
      /field number, 20,000 values cannot become bigint/,
    )
  })

  test('a field that becomes unique', async () => {
    expect(await refused([{ ...courts, columns: change('openedOn', { unique: true }) }])).toMatch(
      /18,000 records share their value of openedOn/,
    )
    await trial([{ ...courts, columns: change('name', { unique: true }) }], async tx => {
      await expect(
        tx.savepoint(
          inner =>
            inner`update register.court set name = (select name from register.court where number = 'C2') where number = 'C1'`,
        ),
      ).rejects.toThrow(/court_name_key/)
    })
  })

  test('other words to search by: the register is put down to be read again', async () => {
    const after: TableSpec = { ...courts, search: { all: ['name', 'note'], public: ['name'] } }
    await trial([after], async tx => expect(await one(tx, 'select name from musubi.setting')).toBe('reindex.court'))
    await trial([{ ...courts, search: { all: ['name'], public: ['name'] } }], async tx => {
      expect(
        await one(
          tx,
          `select count(*) from pg_attribute where attname = 'search_public' and attrelid = 'register.court'::regclass`,
        ),
      ).toBe('0')
      expect(await one(tx, 'select name from musubi.setting')).toBe('reindex.court')
    })
  })
})

describe('what a change leaves', () => {
  test('is what a new database with the new definitions has', async () => {
    const after: TableSpec = {
      ...courts,
      register: 'tennis_court',
      formerly: ['court'],
      columns: change('surface', {
        name: 'ground',
        formerly: ['surface'],
        limits: { codes: ['clay', 'grass', 'hard', 'sand'] },
      }),
      filters: ['ground', 'uses'],
      search: { all: ['name'], public: ['name'] },
      sorts: ['name'],
      uniques: [['name', 'ground']],
      public: { columns: ['name', 'ground'] },
    }
    const textOf = async (sql: string) => {
      const other = await emptyDatabase()
      const { owner } = other.database
      await migrate(owner, folder)
      await owner.begin(tx => runMigration(tx, parseMigration('1001_test', sql)))
      const dump = await schemaDump(owner)
      await other.drop()
      return dump
    }
    const changed = await textOf(changesToSql(planChange([courts], [after])))
    const made = await textOf(
      `${changesToSql(planChange([courts], [], [{ register: 'court', reason: 'test' }]))}\n${createRegister(after)}`,
    )
    expect(sortedColumns(changed)).toBe(sortedColumns(made))
    expect(changed).toContain('create policy'.replace('create ', ''))
  })

  test('a change that is refused leaves database and dump as they were', async () => {
    const { owner } = db.database
    const before = await schemaDump(owner)
    const place = await mkdtemp(join(tmpdir(), 'musubi-refused-'))
    for (const file of ['0001_platform.sql', '1000_create_court.sql', 'snapshot.json'])
      await copyFile(join(folder, file), join(place, file))
    await generateMigration([{ ...courts, columns: change('contact', { required: true }) }], place)
    await expect(migrate(owner, place)).rejects.toThrow(/1001_change_court was refused and nothing was changed.*10,000/)
    await rm(place, { recursive: true })
    expect(await schemaDump(owner)).toBe(before)
    expect((await migrate(owner, folder)).applied).toEqual([])
  })

  test('the dump is the same text each time and shows what guards the data', async () => {
    const dump = await schemaDump(db.database.owner)
    expect(await schemaDump(db.database.owner)).toBe(dump)
    for (const words of [
      'table register.court (',
      '  row level security enabled, forced;',
      '  policy tenants for all to musubi_app using',
      '  grant select to musubi_public;',
      'view published.court as',
      'constraint court_surface_check CHECK',
      'musubi.bigrams(search)',
      'FUNCTION musubi.tenants()',
    ])
      expect(dump).toContain(words)
  })
})

/** A renamed or added column stands where it stood or at the end; PostgreSQL cannot move one, and nothing looks at it. */
const sortedColumns = (dump: string): string =>
  dump.replaceAll(/^table [^(]*\(\n([\s\S]*?)\n\);$/gm, (all, body: string) =>
    all.replace(body, body.split('\n').sort().join('\n')),
  )
