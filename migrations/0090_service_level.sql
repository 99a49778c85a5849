-- How well the platform serves each organisation, counted from real requests. No foreign keys: rows are written by the
-- thousand and may be spread by organisation.
-- Bounds of the durations in milliseconds stand in src/platform/service-level/buckets.ts: 10, 20, 50, 100, 200, 300, 500,
-- 700, 1000, 1500, 2000, 3000, 5000, 10000; d14 is what took longer.
create table musubi.service_level (
  tenant uuid not null,
  -- staff: signed-in people of the organisation. public and entrance (before somebody has signed in) are the operator's.
  class text not null check (class in ('staff', 'public', 'entrance')),
  minute timestamptz not null,
  requests int not null,
  -- Answered with 5xx.
  failed int not null,
  d0 int not null, d1 int not null, d2 int not null, d3 int not null, d4 int not null,
  d5 int not null, d6 int not null, d7 int not null, d8 int not null, d9 int not null,
  d10 int not null, d11 int not null, d12 int not null, d13 int not null, d14 int not null,
  primary key (tenant, class, minute)
);
comment on table musubi.service_level is 'Requests of the last days by organisation and minute';

create table musubi.service_level_day (
  tenant uuid not null,
  class text not null check (class in ('staff', 'public', 'entrance')),
  -- Of Japan.
  day date not null,
  requests bigint not null,
  failed bigint not null,
  -- Sum of the minutes' shares of failed requests, outside outages and announced maintenance.
  failed_minutes double precision not null,
  d0 bigint not null, d1 bigint not null, d2 bigint not null, d3 bigint not null, d4 bigint not null,
  d5 bigint not null, d6 bigint not null, d7 bigint not null, d8 bigint not null, d9 bigint not null,
  d10 bigint not null, d11 bigint not null, d12 bigint not null, d13 bigint not null, d14 bigint not null,
  primary key (tenant, class, day)
);
comment on table musubi.service_level_day is 'Requests of days that are over, by organisation';

-- The operator's rows: what did not work, from when to when.
create table musubi.service_outage (
  tenant uuid not null,
  id uuid not null,
  scope text not null check (scope in ('everything', 'staff', 'changes')),
  reason text not null check (reason in ('stopped', 'database-away', 'read-only')),
  from_at timestamptz not null,
  to_at timestamptz not null,
  primary key (tenant, id),
  check (from_at <= to_at)
);
comment on table musubi.service_outage is 'Times at which the platform did not serve';

create table musubi.service_window (
  tenant uuid not null,
  id uuid not null,
  scope text not null check (scope in ('everything', 'staff', 'public')),
  from_at timestamptz not null,
  to_at timestamptz not null,
  title text not null check (title <> ''),
  -- Hours before the beginning by which it had to be announced to be left out of the figures, as they held then.
  notice_hours int not null,
  announced_at timestamptz not null,
  announced_by uuid,
  announced_by_name text not null,
  withdrawn_at timestamptz,
  withdrawn_by_name text,
  primary key (tenant, id),
  check (from_at < to_at)
);
comment on table musubi.service_window is 'Announced maintenance';

-- Where a process serves (machine and data folder), and when it was last alive: what the next start tells a gap by.
create table musubi.service_place (
  place text primary key,
  beat_at timestamptz not null,
  ended boolean not null
);
comment on table musubi.service_place is 'When each process was last alive';
grant select, insert, update on musubi.service_place to musubi_app;

-- What an organisation uses, for its limits: kept by those who write, counted anew at night.
create table musubi.usage (
  tenant uuid not null,
  -- `records/<register>`, `files`.
  what text not null,
  amount bigint not null,
  counted_at timestamptz not null,
  primary key (tenant, what)
);
comment on table musubi.usage is 'Records and bytes of files of each organisation';

alter table musubi.service_level enable row level security;
create policy service_level_tenant on musubi.service_level
  using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
alter table musubi.service_level_day enable row level security;
create policy service_level_day_tenant on musubi.service_level_day
  using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
alter table musubi.service_outage enable row level security;
create policy service_outage_tenant on musubi.service_outage
  using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
alter table musubi.service_window enable row level security;
create policy service_window_tenant on musubi.service_window
  using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
alter table musubi.usage enable row level security;
create policy usage_tenant on musubi.usage
  using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert, update on musubi.service_level, musubi.usage, musubi.service_window to musubi_app;
grant select on musubi.service_level_day to musubi_app;
grant select, insert on musubi.service_outage to musubi_app;
