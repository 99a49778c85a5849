-- What the registers share: proposals that wait for a second officer, document numbers, saved column mappings, imports.

-- Raised inside a writing statement, so that a lost race rolls back everything that was sent with it.
create function musubi.expect_one(matches bigint, what text) returns void language plpgsql as $$
begin
  if matches <> 1 then
    raise exception using errcode = 'MU409', message = what;
  end if;
end $$;

create table musubi.proposal (
  tenant uuid not null,
  id uuid not null,
  register text not null,
  -- The main record that the proposal is about; null while it does not exist yet.
  record uuid,
  -- What the officer calls it: 更新許可, 廃止 …
  title_ja text not null,
  title_en text not null,
  -- List of {register, operation, id, version, data, sample}; data is the stored form, special values sealed.
  changes jsonb not null,
  state text not null check (state in ('pending', 'returned', 'approved', 'rejected', 'withdrawn', 'expired')),
  reason text,
  proposed_by uuid not null,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  comment text,
  primary key (tenant, id)
);
create index proposal_open on musubi.proposal (tenant, state, proposed_at);
create index proposal_record on musubi.proposal (register, record);
create index proposal_id on musubi.proposal (id);
alter table musubi.proposal enable row level security;
create policy proposal_tenant on musubi.proposal using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert, update on musubi.proposal to musubi_app;

-- One counter a document, organisation and fiscal year; a number is drawn in the transaction that issues the document.
create table musubi.document_number (
  tenant uuid not null,
  series text not null,
  fiscal_year integer not null,
  last bigint not null,
  primary key (tenant, series, fiscal_year)
);
alter table musubi.document_number enable row level security;
create policy document_number_tenant on musubi.document_number using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert, update on musubi.document_number to musubi_app;

create table musubi.document (
  tenant uuid not null,
  id uuid not null,
  register text not null,
  record uuid not null,
  version integer not null,
  -- Id of the document in the register's definition.
  kind text not null,
  fiscal_year integer not null,
  -- As printed. Numbers begin anew every fiscal year, and most offices print no year in them.
  number text not null,
  sha256 text not null,
  issued_at timestamptz not null,
  issued_by uuid,
  issued_by_name text not null,
  primary key (tenant, id)
);
create unique index document_number_unique on musubi.document (tenant, register, kind, fiscal_year, number);
create index document_record on musubi.document (register, record, issued_at);
alter table musubi.document enable row level security;
create policy document_tenant on musubi.document using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.document to musubi_app;

-- How an office's own file maps to a register's fields; kept so that next year's file needs no mapping again.
create table musubi.column_mapping (
  tenant uuid not null,
  id uuid not null,
  register text not null,
  name text not null,
  mapping jsonb not null,
  updated_at timestamptz not null,
  primary key (tenant, id),
  unique (tenant, register, name)
);
alter table musubi.column_mapping enable row level security;
create policy column_mapping_tenant on musubi.column_mapping using (tenant = any ((select musubi.tenants())::uuid[]))
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert, update, delete on musubi.column_mapping to musubi_app;

-- Opening hours as the field kind `openingHours` stores them; the same answers as `base/hours` (hoursOn, isOpenAt). They
-- live in `published` because the public pages ask them too, and that role may name nothing else. Holidays come from the
-- caller, who has the calendar: a table of them here would have to follow it.
create function published.hours_on(hours jsonb, day date, holiday boolean) returns jsonb
  language plpgsql immutable strict parallel safe as $$
declare
  weekday int := extract(isodow from day)::int - 1;
  named jsonb;
begin
  if jsonb_array_length(hours -> 'exceptions') > 0 then
    select one -> 'spans' into named from jsonb_array_elements(hours -> 'exceptions') one
      where one ->> 'day' = day::text limit 1;
    if named is not null then
      return named;
    end if;
  end if;
  -- Most have none: asked first, this takes a third off the whole.
  if jsonb_array_length(hours -> 'closedNth') > 0
    and hours -> 'closedNth' @> jsonb_build_array(
      jsonb_build_object('nth', (extract(day from day)::int + 6) / 7, 'weekday', weekday)) then
    return '[]';
  end if;
  if holiday and hours -> 'holidays' <> 'null' then
    return hours -> 'holidays';
  end if;
  return coalesce(hours -> 'week' -> weekday, '[]');
end $$;
comment on function published.hours_on(jsonb, date, boolean) is 'Spans of opening hours that begin on a day';

-- Spans of the day before count too: a bar that closes at 26:00 is open at one in the morning. Japan is nine hours ahead
-- of UTC all year.
create function published.open_at(hours jsonb, moment timestamptz, holidays date[]) returns boolean
  language plpgsql immutable strict parallel safe as $$
declare
  here timestamp := moment at time zone interval '9 hours';
  today date := here::date;
  minute int := extract(hour from here)::int * 60 + extract(minute from here)::int;
  covers constant jsonpath := '$[*] ? (@.from <= $minute && $minute < @.to)';
begin
  return jsonb_path_exists(
      published.hours_on(hours, today, today = any (holidays)), covers, jsonb_build_object('minute', minute))
    or jsonb_path_exists(
      published.hours_on(hours, today - 1, today - 1 = any (holidays)), covers, jsonb_build_object('minute', minute + 1440));
end $$;
comment on function published.open_at(jsonb, timestamptz, date[]) is
  'Whether opening hours are open at a moment; holidays are those of its day and of the day before';
grant execute on function published.hours_on(jsonb, date, boolean), published.open_at(jsonb, timestamptz, date[])
  to musubi_app, musubi_public;
