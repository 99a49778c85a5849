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

-- SQL that reads a field from a revision `x` under any of its names. Of a sealed value, its blind index: equal people
-- have equal ones, and nobody can be read from it.
create function musubi.plan_value(names jsonb) returns text
  language sql immutable set search_path = pg_catalog, pg_temp
  return (
    select coalesce(
      'coalesce(' || string_agg(format('x.data #>> array[%1$L, ''index''], x.data ->> %1$L', name), ', ' order by place) || ')',
      'null::text')
    from jsonb_array_elements_text(names) with ordinality given (name, place)
  );

-- Counts of an indicator as of the end of each day. Runs as the owner over all organisations, since an indicator is the
-- whole prefecture's, and gives out nothing but two numbers a day.
--
-- A day is looked at as it was known then: the revision that held at its end, and no record that had been removed. A
-- record that was entered after the day and bears a date of its own (`since`) is taken as it is known now, so that
-- records brought over from elsewhere count in the years that they speak of.
--
-- counts: [{"register": …, "since": […], "until": […], "distinct": […]}, …]; each list names a field, now and formerly,
-- since revisions keep the names of their time. Empty where the indicator names none.
create function musubi.plan_counts(counts jsonb, kind text, days date[], zone text)
  returns table (day date, counted bigint, sample bigint)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  part jsonb;
  parts text[] := '{}';
  holds text;
  late boolean;
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
  -- A revision holds at the ends of the days from `at` to the one before `next`. Revisions that are alike in all that
  -- counts are put together before they meet the days: 14 days times 200,000 revisions took seconds one by one.
  for part in select jsonb_array_elements(counts) loop
    late := jsonb_array_length(part -> 'since') > 0;
    parts := parts || format(
      $part$
      select h.who, coalesce(h.since, %2$s) as since, h.until, h.at, h.next, h.first, %3$L::boolean as late, g.sample,
        count(*) as n
      from (
        select e.*, lead(e.at) over record as next, min(e.at) over record as first
        from (
          select x.tenant, x.id, x.version, x.operation, (x.at at time zone $2)::date as at,
            left(%4$s, 10)::date as since, left(%5$s, 10)::date as until, %6$s as who
          from history.%1$I x
          offset 0
        ) e
        window record as (partition by e.tenant, e.id order by e.version
          range between unbounded preceding and unbounded following)
      ) h
      join register.%1$I g on g.tenant = h.tenant and g.id = h.id
      where h.operation <> 'remove'
      group by 1, 2, 3, 4, 5, 6, 7, 8
      $part$,
      part ->> 'register',
      case when late then 'null' else 'h.first' end,
      late,
      musubi.plan_value(part -> 'since'),
      musubi.plan_value(part -> 'until'),
      case when kind = 'distinct-people' then musubi.plan_value(part -> 'distinct') else 'null::text' end
    );
  end loop;
  if cardinality(parts) = 0 then
    return query select given.day, 0::bigint, 0::bigint from unnest(days) given (day) order by given.day;
    return;
  end if;
  return query execute format(
    $all$
    with r as materialized (%1$s)
    select d.day, coalesce(%3$s filter (where not r.sample), 0)::bigint,
      coalesce(%3$s filter (where r.sample), 0)::bigint
    from unnest($1) d (day)
    left join r on %2$s and (
      (r.at <= d.day and (r.next is null or r.next > d.day)) or (r.late and r.next is null and r.first > d.day))
    group by d.day order by d.day
    $all$,
    array_to_string(parts, ' union all '),
    holds,
    case when kind = 'distinct-people' then 'count(distinct r.who)' else 'sum(r.n)' end
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

revoke all on function musubi.plan_value, musubi.plan_counts, musubi.plan_presence from public;
grant execute on function musubi.plan_counts, musubi.plan_presence to musubi_app;
