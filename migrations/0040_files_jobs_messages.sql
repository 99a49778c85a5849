-- Mail that the platform sends: written in the transaction of what it tells about, sent afterwards. Without a mail server
-- it stays here, where staff read it.
create table musubi.message (
  tenant uuid not null,
  id uuid not null,
  recipient text not null,
  subject text not null,
  body text not null,
  state text not null check (state in ('waiting', 'sent', 'held', 'failed')),
  attempts integer not null default 0,
  -- What the mail server answered last, without addresses.
  problem text,
  created_at timestamptz not null,
  sent_at timestamptz,
  -- The same reminder is sent once: register, record and occasion.
  occasion text,
  primary key (tenant, id),
  unique (tenant, occasion)
);
create index message_waiting on musubi.message (created_at) where state = 'waiting';
create index message_newest on musubi.message (tenant, created_at desc);
alter table musubi.message enable row level security;
create policy message_tenant on musubi.message using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert, update on musubi.message to musubi_app;
