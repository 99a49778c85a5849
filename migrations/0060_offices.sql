-- Permissions for the records of one's own office: the session's look tells with each grant for which organisations it
-- holds, the one in which the role was granted and those whose work it took over (a health office that was renamed or
-- merged keeps the records of the one before).

create function musubi.with_predecessors(given uuid) returns uuid[]
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  with recursive line as (
    select given as id
    union
    select o.id from musubi.organisation o join line l on o.successor = l.id
  )
  select array_agg(id) from line
$$;

create or replace function auth.actor_of(given_token text, on_day date, since_start timestamptz, since_seen timestamptz)
  returns table (
    session uuid,
    person uuid,
    name text,
    tenant uuid,
    acting uuid,
    seen_ms double precision,
    must_change boolean,
    grants jsonb,
    organisations jsonb
  )
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select s.id, p.id, p.name, p.tenant, s.acting, extract(epoch from s.seen)::double precision * 1000,
    s.way is distinct from 'oidc' and exists (
      select from auth.account a
      where a."userId" = p.id and a."providerId" = 'credential' and a.must_change),
    coalesce(g.grants, '[]'), coalesce(o.organisations, '[]')
  from auth.session s
  join musubi.person p on p.id = s."userId"
  left join lateral (
    select jsonb_agg(jsonb_build_object('role', h.role, 'tenant', h.tenant,
        'offices', to_jsonb(musubi.with_predecessors(h.organisation))) order by h.valid_from, h.id) as grants,
      array_agg(distinct h.tenant) as tenants
    from musubi.grant h
    where h.person = p.id and not h.withdrawn and h.valid_from <= on_day and (h.valid_to is null or h.valid_to >= on_day)
  ) g on true
  left join lateral (
    select jsonb_agg(jsonb_build_object('id', d.id, 'tenant', d.tenant) order by d.id) as organisations
    from musubi.organisation d
    where d.tenant = any (g.tenants || p.tenant)
  ) o on true
  where s.token = given_token and s.entered and auth.may_sign_in(p.id, on_day)
    and s."createdAt" > since_start and s.seen > since_seen
$$;

create index organisation_successor on musubi.organisation (successor) where successor is not null;

revoke all on function musubi.with_predecessors from public;
grant execute on function musubi.with_predecessors to musubi_app;

-- Who issues, as it stands at the head of an organisation's letters, by the day from which it holds. Rows are never
-- changed: a correction of the same day is another row, and the latest counts.
create table musubi.letterhead (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  valid_from date not null,
  organisation text not null check (organisation <> ''),
  office text not null default '',
  head_title text not null default '',
  head_name text not null default '',
  address text not null default '',
  phone text not null default '',
  seal text not null check (seal in ('omitted', 'place', 'none')),
  entered_at timestamptz not null,
  entered_by uuid,
  entered_by_name text not null
);
create index letterhead_of_day on musubi.letterhead (tenant, valid_from desc, id desc);
alter table musubi.letterhead enable row level security;
create policy letterhead_tenant on musubi.letterhead using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.letterhead to musubi_app;
