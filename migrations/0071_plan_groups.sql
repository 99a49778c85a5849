-- Counts groups instead of records, as of the end of each day: a group counts while at least so many different ones hold
-- together in it (municipalities that run one business system in production). The same rules as musubi.plan_counts: a day
-- is looked at as it was known then, and a record that was entered later and bears a date of its own as it is known now.
-- Runs as the owner over all organisations and gives out two numbers a day: groups of real records, and those that reach
-- the number only with sample records. Each list of names is a field's, now and formerly.
create function musubi.plan_groups(
  register text, since jsonb, until jsonb, counted jsonb, together jsonb, of_each jsonb, at_least integer,
  days date[], zone text
) returns table (day date, counted_groups bigint, sample_groups bigint)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  same text;
begin
  select coalesce(string_agg(format('coalesce(%s, '''')', musubi.plan_value(names)), ' || chr(10) || '), '''''')
    into same from jsonb_array_elements(together) names;
  return query execute format(
    $all$
    with h as (
      select e.*, lead(e.at) over record as next, min(e.at) over record as first
      from (
        select x.tenant, x.id, x.version, x.operation, (x.at at time zone $2)::date as at,
          left(%2$s, 10)::date as since, left(%3$s, 10)::date as until, %4$s as counted, %5$s as same, %6$s as each
        from history.%1$I x
        offset 0
      ) e
      window record as (partition by e.tenant, e.id order by e.version
        range between unbounded preceding and unbounded following)
    ), r as materialized (
      select h.*, g.sample from h join register.%1$I g on g.tenant = h.tenant and g.id = h.id
      where h.operation <> 'remove'
    ), holding as (
      select d.day, r.counted, r.same, count(distinct r.each) filter (where not r.sample) as real_ones,
        count(distinct r.each) as all_ones
      from unnest($1) d (day)
      join r on r.since <= d.day and (r.until is null or r.until > d.day) and (
        (r.at <= d.day and (r.next is null or r.next > d.day)) or (r.next is null and r.first > d.day))
      group by d.day, r.counted, r.same
    ), each_group as (
      select day, counted, max(real_ones) as real_ones, max(all_ones) as all_ones from holding group by day, counted
    )
    select d.day, count(*) filter (where g.real_ones >= $3),
      count(*) filter (where g.real_ones < $3 and g.all_ones >= $3)
    from unnest($1) d (day) left join each_group g on g.day = d.day group by d.day order by d.day
    $all$,
    register, musubi.plan_value(since), musubi.plan_value(until), musubi.plan_value(counted), same,
    musubi.plan_value(of_each)
  ) using days, zone, at_least;
end $$;
comment on function musubi.plan_groups(text, jsonb, jsonb, jsonb, jsonb, jsonb, integer, date[], text)
  is 'Groups in which enough different ones hold together at the end of days: of real and with sample records';
revoke all on function musubi.plan_groups from public;
grant execute on function musubi.plan_groups to musubi_app;
