-- What the plan's pages need besides the systems' own records: external statistics, what became of departments, and two
-- functions that count without showing a record.

-- A figure that no record of ours can give, entered with its source. Nothing is overwritten: the newest row of a measure
-- and day holds, and a row without a value withdraws the day.
create table musubi.plan_statistic (
  tenant uuid not null,
  id uuid primary key,
  measure text not null check (measure <> ''),
  day date not null,
  value numeric,
  source text not null check (source <> ''),
  source_url text check (source_url ~ '^https?://'),
  entered_by uuid,
  entered_by_name text not null,
  entered_at timestamptz not null
);
create index plan_statistic_measure on musubi.plan_statistic (measure, day, entered_at);
comment on table musubi.plan_statistic is 'External statistics of the plan: value, day, source, entered by';

-- Who carries on a department's work, and since when. The same rule: the newest row of a department and day holds, and
-- one without a name withdraws it.
create table musubi.plan_successor (
  tenant uuid not null,
  id uuid primary key,
  department text not null check (department <> ''),
  valid_from date not null,
  name_ja text check (name_ja <> ''),
  name_en text check (name_en <> ''),
  source text not null check (source <> ''),
  entered_by uuid,
  entered_by_name text not null,
  entered_at timestamptz not null,
  check ((name_ja is null) = (name_en is null))
);
create index plan_successor_department on musubi.plan_successor (department, valid_from, entered_at);
comment on table musubi.plan_successor is 'Departments of the plan and who carries on their work';

-- Published figures: everyone reads them, only the organisation's own people enter them.
alter table musubi.plan_statistic enable row level security;
alter table musubi.plan_statistic force row level security;
create policy statistic_owner on musubi.plan_statistic to musubi_owner using (true) with check (true);
create policy statistic_read on musubi.plan_statistic for select to musubi_app using (true);
create policy statistic_enter on musubi.plan_statistic for insert to musubi_app
  with check (tenant = any ((select musubi.tenants())::uuid[]));
alter table musubi.plan_successor enable row level security;
alter table musubi.plan_successor force row level security;
create policy successor_owner on musubi.plan_successor to musubi_owner using (true) with check (true);
create policy successor_read on musubi.plan_successor for select to musubi_app using (true);
create policy successor_enter on musubi.plan_successor for insert to musubi_app
  with check (tenant = any ((select musubi.tenants())::uuid[]));
grant select, insert on musubi.plan_statistic, musubi.plan_successor to musubi_app;

-- Counts of an indicator as of the end of each day. Runs as the owner over all organisations, since an indicator is the
-- whole prefecture's, and gives out nothing but two numbers a day.
--
-- A day is looked at as it was known then: the revision that held at its end, and no record that had been removed. A
-- record that was entered after the day and bears a date of its own (`since`) is taken as it is known now, so that
-- records brought over from elsewhere count in the years that they speak of.
--
-- counts: [{"register": …, "since": field or null, "until": field or null, "distinct": field or null}, …]
create function musubi.plan_counts(counts jsonb, kind text, days date[], zone text)
  returns table (day date, counted bigint, sample bigint)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  part jsonb;
  parts text[] := '{}';
  since text;
  holds text;
begin
  holds := case kind
    when 'stock' then 'r.since <= d.day and (r.until is null or r.until > d.day)'
    when 'cumulative' then 'r.since <= d.day'
    when 'distinct-people' then 'r.since <= d.day and r.who is not null'
    -- Fiscal years start on 1 April (地方自治法208条).
    when 'per-fiscal-year' then
      'r.since between make_date(extract(year from d.day - interval ''3 months'')::integer, 4, 1) and d.day'
  end;
  if holds is null then
    raise exception 'no such kind of indicator: %', kind using errcode = 'invalid_parameter_value';
  end if;
  for part in select jsonb_array_elements(counts) loop
    since := part ->> 'since';
    parts := parts || format(
      $part$
      select d.day, r.who, g.sample
      from (select d.day, (d.day + 1)::timestamp at time zone $2 as ends from unnest($1) d (day)) d
      join (
        select h.tenant, h.id, h.operation, h.at, h.data ->> %5$L as who,
          %3$s as since, left(h.data ->> %4$L, 10)::date as until,
          lead(h.at) over (record order by h.version) as next_at,
          min(h.at) over record as first_at
        from history.%1$I h
        window record as (partition by h.tenant, h.id)
      ) r on (r.at < d.ends and (r.next_at is null or r.next_at >= d.ends))
        or (%6$L and r.next_at is null and r.first_at >= d.ends)
      join register.%1$I g on g.tenant = r.tenant and g.id = r.id
      where r.operation <> 'remove' and %2$s
      $part$,
      part ->> 'register',
      holds,
      case when since is null
        then '(min(h.at) over record at time zone $2)::date'
        else format('left(h.data ->> %L, 10)::date', since) end,
      coalesce(part ->> 'until', ''),
      coalesce(part ->> 'distinct', ''),
      since is not null
    );
  end loop;
  return query execute format(
    $all$
    select d.day, %2$s filter (where not c.sample), %2$s filter (where c.sample)
    from unnest($1) d (day) left join (%1$s) c (day, who, sample) on c.day = d.day
    group by d.day order by d.day
    $all$,
    case when cardinality(parts) = 0 then 'select null::date, null::text, false where false'
      else array_to_string(parts, ' union all ') end,
    case when kind = 'distinct-people' then 'count(distinct c.who)' else 'count(c.day)' end
  ) using days, zone;
end $$;
comment on function musubi.plan_counts(jsonb, text, date[], text) is 'An indicator of the plan at the end of days: real and sample records';

-- Whether registers hold records that are not removed: real ones, sample ones.
create function musubi.plan_presence(registers text[])
  returns table (register text, present boolean, sample boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  name text;
begin
  foreach name in array registers loop
    return query execute format(
      'select %1$L::text, exists (select from register.%1$I where removed_at is null and not sample),
        exists (select from register.%1$I where removed_at is null and sample)', name);
  end loop;
end $$;
comment on function musubi.plan_presence(text[]) is 'Whether registers hold real and sample records';

revoke all on function musubi.plan_counts, musubi.plan_presence from public;
grant execute on function musubi.plan_counts, musubi.plan_presence to musubi_app;
