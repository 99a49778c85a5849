-- A body that leaves the platform: what was handed over, who said so, and that its contents were erased. The rows belong to
-- the operator (`tenant`), so that they outlive what they tell of.
create table musubi.departure (
  tenant uuid not null references musubi.organisation (id),
  id uuid not null,
  leaving uuid not null references musubi.organisation (id),
  state text not null check (state in ('begun', 'exported', 'checked', 'confirmed', 'erasing', 'partly', 'erased', 'stopped')),
  reason text not null check (reason <> ''),
  begun_at timestamptz not null,
  begun_by uuid,
  begun_by_name text not null,
  exported_at timestamptz,
  -- SHA-256 of the export's list of checksums; who received it compares it with what lies before them.
  manifest text check (manifest ~ '^[0-9a-f]{64}$'),
  rows bigint,
  checked_at timestamptz,
  checked_by uuid,
  checked_by_name text,
  confirmed_at timestamptz,
  confirmed_by uuid,
  confirmed_by_name text,
  erased_at timestamptz,
  -- Addresses of the files whose removal is under way: known before the rows that name them are gone.
  files text[] not null default '{}',
  primary key (tenant, id)
);
create unique index departure_open on musubi.departure (leaving) where state not in ('erased', 'stopped');
comment on table musubi.departure is 'Bodies that leave: export, check, confirmation, erasure';

-- Registers under legal retention: each is handed over, with a receipt, or kept until its time is over.
create table musubi.departure_retention (
  tenant uuid not null references musubi.organisation (id),
  departure uuid not null,
  register text not null,
  decision text not null check (decision in ('handed-over', 'kept')),
  receipt text,
  decided_at timestamptz not null,
  decided_by uuid,
  decided_by_name text not null,
  primary key (tenant, departure, register),
  foreign key (tenant, departure) references musubi.departure (tenant, id),
  check (decision <> 'handed-over' or receipt <> '')
);
alter table musubi.departure enable row level security;
create policy departure_tenant on musubi.departure
  using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
alter table musubi.departure_retention enable row level security;
create policy departure_retention_tenant on musubi.departure_retention
  using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert, update on musubi.departure, musubi.departure_retention to musubi_app;
