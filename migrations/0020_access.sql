-- Organisations, people, what they may do and since when, and the tables of the sign-in library.
-- `tenant` is the body (prefecture, municipality, business) that an organisation is or is part of: rows of registers
-- belong to bodies, so that a reorganisation of departments moves no record.

create table musubi.organisation (
  tenant uuid not null,
  id uuid primary key,
  kind text not null check (kind in ('prefecture', 'department', 'municipality', 'business')),
  parent uuid references musubi.organisation (id),
  code text check (code ~ '^[0-9]{6}$'),
  corporate_number text check (corporate_number ~ '^[0-9]{13}$'),
  name_ja text not null check (name_ja <> ''),
  name_en text not null check (name_en <> ''),
  kana text,
  valid_from date,
  valid_to date,
  successor uuid references musubi.organisation (id),
  sample boolean not null default false,
  constraint organisation_body check ((kind = 'department') = (tenant <> id)),
  constraint organisation_parent check (kind <> 'department' or parent is not null),
  constraint organisation_period check (valid_to >= valid_from),
  foreign key (tenant) references musubi.organisation (id) deferrable initially deferred
);
create index organisation_tenant on musubi.organisation (tenant);
create unique index organisation_code on musubi.organisation (code) where valid_to is null and kind <> 'department';

create table musubi.person (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  staff_number text,
  name text not null check (name <> ''),
  kana text,
  email text not null check (email = lower(email) and email like '%_@_%'),
  status text not null default 'active' check (status in ('active', 'suspended', 'left')),
  sample boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index person_email on musubi.person (email);
create unique index person_staff_number on musubi.person (tenant, staff_number);

-- One file of transfers (人事異動): read and shown first, entered when confirmed, and kept as the reason of every
-- posting and grant that it made or ended.
create table musubi.transfer (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  state text not null default 'draft' check (state in ('draft', 'entered', 'discarded')),
  file_name text not null,
  file_hash text not null check (file_hash ~ '^[0-9a-f]{64}$'),
  -- The file's rows as read; emptied when it is entered or discarded, since postings and grants say it then.
  rows jsonb not null,
  people integer not null default 0,
  read_by uuid references musubi.person (id),
  read_at timestamptz not null default now(),
  entered_by uuid references musubi.person (id),
  entered_at timestamptz
);
create unique index transfer_file on musubi.transfer (tenant, file_hash) where state = 'entered';

-- Where a person works, by day; both days count. A transfer prepared in March changes nothing before its day.
create table musubi.posting (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  person uuid not null references musubi.person (id),
  organisation uuid not null references musubi.organisation (id),
  valid_from date not null,
  valid_to date,
  transfer uuid references musubi.transfer (id),
  -- One that is withdrawn before its first day keeps its row and never holds.
  withdrawn boolean not null default false,
  constraint posting_period check (valid_to >= valid_from)
);
create index posting_person on musubi.posting (person, valid_from);

-- What a person may do, by day; both days count.
create table musubi.grant (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  person uuid not null references musubi.person (id),
  organisation uuid not null references musubi.organisation (id),
  role text not null,
  valid_from date not null,
  valid_to date,
  granted_by uuid references musubi.person (id),
  granted_at timestamptz not null default now(),
  ended_by uuid references musubi.person (id),
  ended_at timestamptz,
  transfer uuid references musubi.transfer (id),
  -- A grant that is withdrawn before its first day keeps its row and never holds.
  withdrawn boolean not null default false,
  constraint grant_period check (valid_to >= valid_from)
);
create index grant_person on musubi.grant (person, valid_from);
create index grant_tenant on musubi.grant (tenant);

-- Tables of better-auth 1.7 (with two factors and passkeys); names and columns are the library's. A user is a person.
create table auth."user" (
  id uuid primary key references musubi.person (id),
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  "twoFactorEnabled" boolean default false,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create table auth.session (
  id uuid primary key,
  "userId" uuid not null references auth."user" (id) on delete cascade,
  token text not null unique,
  "expiresAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  -- Musubi's own columns. A session counts only once its start is in the ledger (`entered`).
  entered boolean not null default false,
  seen timestamptz not null default now(),
  acting uuid references musubi.organisation (id)
);
create index session_of_user on auth.session ("userId");
create table auth.account (
  id uuid primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" uuid not null references auth."user" (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  unique ("providerId", "accountId")
);
create index account_of_user on auth.account ("userId");
create table auth.verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_identifier on auth.verification (identifier);
create table auth."twoFactor" (
  id uuid primary key,
  secret text not null,
  "backupCodes" text not null,
  "userId" uuid not null unique references auth."user" (id) on delete cascade,
  verified boolean default true,
  "failedVerificationCount" integer default 0,
  "lockedUntil" timestamptz
);
create table auth.passkey (
  id uuid primary key,
  name text,
  "publicKey" text not null,
  "userId" uuid not null references auth."user" (id) on delete cascade,
  "credentialID" text not null unique,
  counter bigint not null,
  "deviceType" text not null,
  "backedUp" boolean not null,
  transports text,
  "createdAt" timestamptz default now(),
  aaguid text
);
create index passkey_of_user on auth.passkey ("userId");

-- Failed sign-ins by account and by address. Only keyed hashes: people type passwords into the wrong box.
create table auth.failure (
  kind text not null check (kind in ('account', 'address')),
  subject text not null,
  failures integer not null,
  since timestamptz not null,
  locked_until timestamptz,
  primary key (kind, subject)
);

-- Whether someone may come in on a day: active, and employed here or granted anything. One whose leaving was entered
-- ahead is out from its day on, without anybody doing anything on that day.
create function auth.may_sign_in(given uuid, on_day date) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from musubi.person p
    where p.id = given and p.status = 'active' and (
      exists (
        select from musubi.posting t
        where t.person = p.id and not t.withdrawn and t.valid_from <= on_day
          and (t.valid_to is null or t.valid_to >= on_day))
      or exists (
        select from musubi.grant g
        where g.person = p.id and not g.withdrawn and g.valid_from <= on_day
          and (g.valid_to is null or g.valid_to >= on_day))))
$$;

-- Everything that a request must know of the one who sends it, in one look. It runs as the owner, because row security
-- cannot hold before the organisations are known; it answers for the holder of one session's token only.
create function auth.actor_of(given_token text, on_day date, since_start timestamptz, since_seen timestamptz)
  returns table (
    session uuid,
    person uuid,
    name text,
    tenant uuid,
    acting uuid,
    seen_ms double precision,
    grants jsonb,
    organisations jsonb
  )
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select s.id, p.id, p.name, p.tenant, s.acting, extract(epoch from s.seen)::double precision * 1000,
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

-- Names for histories, also of people of other organisations; nothing else about them.
create function musubi.person_names(ids uuid[]) returns table (id uuid, name text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select p.id, p.name from musubi.person p where p.id = any (ids) $$;

-- Who an e-mail address belongs to, for the ledger entry of a sign-in that failed, before anyone is signed in.
create function auth.person_of(given_email text) returns table (id uuid, tenant uuid, name text, status text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select p.id, p.tenant, p.name, p.status from musubi.person p where p.email = lower(given_email) $$;

-- The same by id, for the start and the end of a session.
create function auth.person_by_id(given uuid) returns table (id uuid, tenant uuid, name text, status text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select p.id, p.tenant, p.name, p.status from musubi.person p where p.id = given $$;

-- One's own grants of a day in every body, to choose for which of them to act.
create function auth.grants_of(given uuid, on_day date)
  returns table (role text, tenant uuid, name_ja text, name_en text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select g.role, g.tenant, o.name_ja, o.name_en
  from musubi.grant g join musubi.organisation o on o.id = g.tenant
  where g.person = given and not g.withdrawn and g.valid_from <= on_day and (g.valid_to is null or g.valid_to >= on_day)
  order by o.code, g.role
$$;

revoke all on function auth.actor_of, auth.may_sign_in, auth.grants_of, musubi.person_names, auth.person_of, auth.person_by_id from public;
grant execute on function auth.actor_of, auth.may_sign_in, auth.grants_of, musubi.person_names, auth.person_of, auth.person_by_id to musubi_app;

-- Organisations are public knowledge; only one's own are changed.
alter table musubi.organisation enable row level security;
create policy organisation_read on musubi.organisation for select to musubi_app using (true);
create policy organisation_write on musubi.organisation for insert to musubi_app
  with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy organisation_change on musubi.organisation for update to musubi_app
  using (tenant = any ((select musubi.tenants())::uuid[]));

alter table musubi.person enable row level security;
create policy person_own on musubi.person to musubi_app using (tenant = any ((select musubi.tenants())::uuid[]));
-- Who holds a grant here is seen here, wherever they come from.
create policy person_granted on musubi.person for select to musubi_app
  using (id in (select g.person from musubi.grant g where g.tenant = any ((select musubi.tenants())::uuid[])));
alter table musubi.transfer enable row level security;
create policy transfer_own on musubi.transfer to musubi_app using (tenant = any ((select musubi.tenants())::uuid[]));
alter table musubi.posting enable row level security;
create policy posting_own on musubi.posting to musubi_app using (tenant = any ((select musubi.tenants())::uuid[]));
alter table musubi.grant enable row level security;
create policy grant_own on musubi.grant to musubi_app using (tenant = any ((select musubi.tenants())::uuid[]));

grant usage on schema musubi, auth to musubi_app;
grant select, insert, update on musubi.organisation, musubi.person, musubi.posting, musubi.grant to musubi_app;
grant select, insert, update on musubi.transfer to musubi_app;
-- The sign-in library works under the same role; nothing here is visible to musubi_public.
grant select, insert, update, delete on
  auth."user", auth.session, auth.account, auth.verification, auth."twoFactor", auth.passkey, auth.failure to musubi_app;
