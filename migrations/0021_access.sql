-- First passwords, codes that were used, and how a session began.

-- A password that somebody else chose (an administrator, at registration or after a reset) opens nothing but the page on
-- which it is changed.
alter table auth.account add column must_change boolean not null default false;

-- How it began: password, totp, backup-code, passkey, oidc. Null on sessions from before this column.
alter table auth.session add column way text;

-- Codes of authenticator apps that were accepted. Such a code is right for a minute and a half; RFC 6238 §5.2 lets it
-- count once. Only keyed hashes, and only as long as the code could be right again.
create table auth.used_code (
  person uuid not null references auth."user" (id) on delete cascade,
  code text not null,
  used_at timestamptz not null default now(),
  primary key (person, code)
);
grant select, insert, delete on auth.used_code to musubi_app;

-- As in 0020, and tells whether the password must be changed first. Who came in through the body's own identity provider
-- has not used it.
drop function auth.actor_of(text, date, timestamptz, timestamptz);
create function auth.actor_of(given_token text, on_day date, since_start timestamptz, since_seen timestamptz)
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
    select jsonb_agg(jsonb_build_object('role', h.role, 'tenant', h.tenant) order by h.valid_from, h.id) as grants,
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
revoke all on function auth.actor_of from public;
grant execute on function auth.actor_of to musubi_app;
