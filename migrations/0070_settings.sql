-- What differs between organisations: a value of a setting from a day on. Nothing is overwritten: the newest row of a
-- setting and day holds, and a row without a value goes back to the platform's own default from that day on.
-- (`musubi.setting` is what the platform remembers about itself.)
create table musubi.organisation_setting (
  tenant uuid not null references musubi.organisation (id),
  id uuid not null,
  setting text not null check (setting <> ''),
  valid_from date not null,
  value jsonb,
  reason text,
  entered_at timestamptz not null,
  entered_by uuid,
  entered_by_name text not null,
  primary key (tenant, id)
);
create index organisation_setting_of_day on musubi.organisation_setting (tenant, setting, valid_from desc, id desc);
comment on table musubi.organisation_setting is 'Settings of organisations by the day from which they hold';
alter table musubi.organisation_setting enable row level security;
create policy organisation_setting_tenant on musubi.organisation_setting
  using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.organisation_setting to musubi_app;
