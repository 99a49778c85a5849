-- Keys by which another system's machine calls the staff API. Only a hash of the key is kept: the key is 32 random bytes, so
-- that nothing is gained by guessing, and one look at an index finds it.
create table musubi.machine_key (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  -- Where it stands for someone: permissions for own records only hold for this organisation's.
  organisation uuid not null references musubi.organisation (id),
  name text not null check (name <> ''),
  purpose text not null check (purpose <> ''),
  role text not null,
  permissions text[] not null check (cardinality(permissions) > 0),
  hash text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  -- Its first characters, to find the machine that holds it.
  hint text not null,
  valid_to date not null,
  made_by uuid not null,
  made_at timestamptz not null,
  released_by uuid,
  released_at timestamptz,
  revoked_by uuid,
  revoked_at timestamptz,
  used_at timestamptz,
  -- Who made it has seen it: it opens nothing until someone else wants it so.
  constraint machine_key_four_eyes check (released_by <> made_by)
);
create index machine_key_tenant on musubi.machine_key (tenant);
alter table musubi.machine_key enable row level security;
create policy machine_key_tenant on musubi.machine_key using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.machine_key to musubi_app;
grant update (released_by, released_at, revoked_by, revoked_at, used_at) on musubi.machine_key to musubi_app;

-- Who sends a request with a key, in one look; as `auth.actor_of` for sessions.
create function auth.machine_of(given_hash text, on_day date)
  returns table (
    id uuid,
    name text,
    purpose text,
    tenant uuid,
    role text,
    permissions text[],
    offices uuid[],
    organisations uuid[],
    used_ms double precision
  )
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select k.id, k.name, k.purpose, k.tenant, k.role, k.permissions, musubi.with_predecessors(k.organisation),
    (select array_agg(d.id order by d.id) from musubi.organisation d where d.tenant = k.tenant),
    extract(epoch from k.used_at)::double precision * 1000
  from musubi.machine_key k
  join musubi.organisation o on o.id = k.organisation
  join musubi.organisation b on b.id = k.tenant
  where k.hash = given_hash and k.released_at is not null and k.revoked_at is null and k.valid_to >= on_day
    and (o.valid_to is null or o.valid_to >= on_day) and (b.valid_to is null or b.valid_to >= on_day)
$$;

-- As in 0020, and of machines, which nobody is to take for a person.
create or replace function musubi.person_names(ids uuid[]) returns table (id uuid, name text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select p.id, p.name from musubi.person p where p.id = any (ids)
  union all
  select k.id, k.name || '（機械）' from musubi.machine_key k where k.id = any (ids)
$$;

revoke all on function auth.machine_of from public;
grant execute on function auth.machine_of to musubi_app;
