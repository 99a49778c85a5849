-- The floor that every other migration stands on. The roles musubi_owner, musubi_app and musubi_public belong to the
-- server, not to this database, and exist before the first migration runs; this file runs as musubi_owner.

create schema if not exists musubi;
create schema if not exists ledger;
create schema if not exists register;
create schema if not exists history;
create schema if not exists published;
create schema if not exists auth;

grant usage on schema musubi, ledger, register, history, published, auth to musubi_app;
-- Public pages reach nothing but published views: a mistake in one of them cannot even name another table.
grant usage on schema published to musubi_public;
-- For the functions that published lists call (musubi.bigrams); no table in it is granted to this role.
grant usage on schema musubi to musubi_public;

create table musubi.migration (
  name text primary key,
  -- Of the file's text with line ends as LF, so that a checkout with CRLF is the same migration.
  sha256 text not null,
  applied_at timestamptz not null default now()
);
comment on table musubi.migration is 'Migrations applied to this database';
grant select on musubi.migration to musubi_app;

create table musubi.setting (
  name text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
comment on table musubi.setting is 'What the platform remembers about itself; never personal data';
grant select, insert, update, delete on musubi.setting to musubi_app;

-- The organisations whose rows this transaction may touch: setting musubi.tenants, ids joined by commas. Nothing set
-- is the empty list, so that a forgotten setting shows nothing.
create function musubi.tenants() returns uuid[]
  language sql stable parallel safe
  return coalesce(
    string_to_array(nullif(current_setting('musubi.tenants', true), ''), ',')::uuid[],
    '{}'::uuid[]
  );
comment on function musubi.tenants() is 'Organisations whose rows this transaction may touch';

-- All pairs of neighbouring characters, none across a line end: search texts stand on lines of their own. A search of
-- two characters then finds its rows through a GIN index, which pg_trgm cannot. A pair that occurs twice stands twice:
-- GIN keeps one, and sorting them out here costs half as much again. Measured on 100,000 texts of 43 characters
-- (PostgreSQL 18): this loop 1.0 s, the same by unnest 1.2 s, unnest with distinct 1.8 s, regular expressions 2.5 s,
-- substr by position 3.3 s.
-- The cost is lower than the truth (17 microseconds are some 200): lists look at the text itself before (list-sql.ts), so
-- that few rows pay it, which the planner does not see.
create function musubi.bigrams(line_texts text) returns text[]
  language plpgsql immutable strict parallel safe cost 20 as $$
declare
  previous text := E'\n';
  letter text;
  pairs text[] := '{}';
begin
  foreach letter in array string_to_array(line_texts, null) loop
    if letter <> E'\n' and previous <> E'\n' then
      pairs := pairs || (previous || letter);
    end if;
    previous := letter;
  end loop;
  return pairs;
end $$;
comment on function musubi.bigrams(text) is 'Pairs of neighbouring characters, none across a line end';
