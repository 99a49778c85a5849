import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../../base/root.ts'
import { courts } from './fixture.ts'
import { lintMigration } from './lint.ts'
import { createRegister } from './table.ts'

const refused: readonly (readonly [sql: string, finding: RegExp])[] = [
  ['create table thing (n integer);', /thing has no schema/],
  ['alter table "thing" add column n integer;', /"thing" has no schema/],
  ['create unique index thing_n on thing (n);', /thing has no schema/],
  ['create policy own on thing using (true);', /thing has no schema/],
  ['update thing set n = 1;', /thing has no schema/],
  ['insert into thing values (1);', /thing has no schema/],
  ['create table musubi.a (n integer references thing);', /thing has no schema/],
  ['drop table musubi.thing;', /destroys data/],
  ['alter table musubi.thing drop column n;', /destroys data/],
  ['alter table musubi.thing drop n;', /destroys data/],
  ['truncate musubi.thing;', /destroys data/],
  ['delete from musubi.thing;', /destroys data/],
  ['-- discard: nothing\ndrop view published.thing cascade;', /name everything that goes/],
  ['create index concurrently x on musubi.thing (n);', /one transaction/],
  ['begin;', /one transaction/],
  ['alter table register.thing disable row level security;', /takes row security away/],
  ['alter table register.thing no force row level security;', /takes row security away/],
  ['grant select on musubi.thing to public;', /grants to public/],
  ['grant select on register.thing to musubi_public;', /published views only/],
  ['grant select on published.thing, register.thing to musubi_public;', /published views only/],
  ['set search_path = public;', /changes the session/],
  ['create table musubi.thing (tenant uuid not null);', /does not enable row level security/],
  ['create table register.thing (tenant uuid not null);', /does not enable row level security/],
  [
    'create table register.thing (tenant uuid not null);\nalter table register.thing enable row level security;',
    /does not force/,
  ],
]
for (const [sql, finding] of refused)
  test(`refused: ${sql}`, () => {
    expect(lintMigration(sql).join('\n')).toMatch(finding)
  })

test('a finding names its line', () => {
  expect(lintMigration('-- a\n\nselect 1;\n\n  drop table musubi.thing;')).toEqual([
    'line 5: destroys data without a "-- discard: reason" above it: drop table',
  ])
})

const accepted = [
  '-- discard: entered by mistake\nalter table register.thing drop column n;',
  `comment on table musubi.thing is 'drop table thing; truncate';`,
  'create function musubi.f() returns void language plpgsql as $$ begin delete from thing; end $$;',
  'alter table musubi.thing drop constraint thing_n_check;',
  'alter table musubi.thing alter column n drop not null;',
  'alter table musubi.thing alter column n drop default;',
  'grant select on published.thing to musubi_public;',
  'create table if not exists musubi.thing (n integer references musubi.other (n) on delete restrict);',
  'create trigger kept before update or truncate on musubi.thing for each statement execute function musubi.refuse();',
  'create function musubi.f() returns int language sql set search_path = pg_catalog return 1;',
  'insert into musubi.thing (n) values (1) on conflict (n) do update set n = 2;',
  createRegister(courts),
]
for (const sql of accepted)
  test(`accepted: ${sql.slice(0, 90)}`, () => {
    expect(lintMigration(sql)).toEqual([])
  })

const folder = join(projectRoot, 'migrations')
for (const file of readdirSync(folder).filter(name => name.endsWith('.sql')))
  test(`${file} passes`, () => {
    expect(lintMigration(readFileSync(join(folder, file), 'utf8'))).toEqual([])
  })
