-- Moving in: what a municipality's old system gives out, from the layout to the signed comparison. Rows belong to the
-- organisation that moves in. Files lie in the file store, sealed, in pieces; a mapping may be shared with the others.

create table musubi.move_layout (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  name text not null check (name <> ''),
  content jsonb not null,
  entered_at timestamptz not null,
  entered_by_name text not null
);

-- `layout`: id of a layout that the platform ships, or of a row of move_layout.
create table musubi.move_mapping (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  layout text not null,
  name text not null check (name <> ''),
  content jsonb not null,
  shared boolean not null default false,
  copied_from text,
  -- As it was when it was taken over: what differs is told against it.
  copied jsonb,
  updated_at timestamptz not null,
  updated_by_name text not null,
  unique (tenant, layout, name)
);

create table musubi.move (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  name text not null check (name <> ''),
  layout text not null,
  mapping uuid not null references musubi.move_mapping (id),
  characters jsonb not null,
  sample boolean not null,
  created_at timestamptz not null,
  created_by_name text not null,
  unique (tenant, name)
);

create table musubi.move_file (
  tenant uuid not null references musubi.organisation (id),
  move uuid not null references musubi.move (id),
  file text not null,
  name text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null,
  -- Addresses in the file store, in order.
  pieces text[] not null,
  put_at timestamptz not null,
  put_by_name text not null,
  primary key (tenant, move, file)
);

create table musubi.move_rehearsal (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  move uuid not null references musubi.move (id),
  at timestamptz not null,
  by_name text not null,
  -- Hash over files, layout, mapping and characters: a cut-over rests on a rehearsal of the very same.
  fingerprint text not null,
  report jsonb not null
);
create index move_rehearsal_of on musubi.move_rehearsal (tenant, move, at desc);

create table musubi.move_plan (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  move uuid not null references musubi.move (id),
  rehearsal uuid not null references musubi.move_rehearsal (id),
  day date not null,
  -- Rows that the rehearsal refused stay out; without it none may be refused.
  leave_out boolean not null,
  reason text not null check (reason <> ''),
  state text not null check (state in ('proposed', 'approved', 'running', 'done', 'stopped', 'withdrawn')),
  problem jsonb,
  proposed_at timestamptz not null,
  proposed_by uuid,
  proposed_by_name text not null,
  approved_at timestamptz,
  approved_by uuid,
  approved_by_name text,
  ended_at timestamptz,
  check (approved_by is null or approved_by <> proposed_by)
);
create unique index move_plan_open on musubi.move_plan (tenant, move) where state in ('proposed', 'approved', 'running');

-- A group of files that became visible; written in the transaction of its records.
create table musubi.move_step (
  tenant uuid not null references musubi.organisation (id),
  plan uuid not null references musubi.move_plan (id),
  name text not null,
  done_at timestamptz not null,
  report jsonb not null,
  primary key (tenant, plan, name)
);

create table musubi.move_comparison (
  tenant uuid not null references musubi.organisation (id),
  id uuid primary key,
  move uuid not null references musubi.move (id),
  at timestamptz not null,
  by_name text not null,
  fingerprint text not null,
  report jsonb not null,
  -- Values side by side: personal, so sealed with the key of special fields.
  differences bytea not null,
  signed_at timestamptz,
  signed_by uuid,
  signed_by_name text,
  remark text
);
create index move_comparison_of on musubi.move_comparison (tenant, move, at desc);

alter table musubi.move_layout enable row level security;
create policy move_layout_tenant on musubi.move_layout using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.move_layout to musubi_app;

alter table musubi.move_mapping enable row level security;
create policy move_mapping_tenant on musubi.move_mapping using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.move_mapping to musubi_app;

alter table musubi.move enable row level security;
create policy move_tenant on musubi.move using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.move to musubi_app;

alter table musubi.move_file enable row level security;
create policy move_file_tenant on musubi.move_file using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.move_file to musubi_app;

alter table musubi.move_rehearsal enable row level security;
create policy move_rehearsal_tenant on musubi.move_rehearsal using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.move_rehearsal to musubi_app;

alter table musubi.move_plan enable row level security;
create policy move_plan_tenant on musubi.move_plan using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.move_plan to musubi_app;

alter table musubi.move_step enable row level security;
create policy move_step_tenant on musubi.move_step using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.move_step to musubi_app;

alter table musubi.move_comparison enable row level security;
create policy move_comparison_tenant on musubi.move_comparison using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.move_comparison to musubi_app;

-- A shared mapping is read by every municipality; it holds names of items and codes, no data.
create policy move_mapping_shared on musubi.move_mapping for select using (shared);

grant update (content, shared, updated_at, updated_by_name) on musubi.move_mapping to musubi_app;
grant update (characters, mapping) on musubi.move to musubi_app;
grant update (name, sha256, size, pieces, put_at, put_by_name), delete on musubi.move_file to musubi_app;
grant update (state, problem, approved_at, approved_by, approved_by_name, ended_at) on musubi.move_plan to musubi_app;
grant update (signed_at, signed_by, signed_by_name, remark) on musubi.move_comparison to musubi_app;
