-- The database as the migrations leave it. Generated; not meant to be run.

schema musubi;
  grant usage to musubi_app;
  grant usage to musubi_public;

schema ledger;
  grant usage to musubi_app;

schema register;
  grant usage to musubi_app;

schema history;
  grant usage to musubi_app;

schema published;
  grant usage to musubi_app;
  grant usage to musubi_public;

schema auth;
  grant usage to musubi_app;

CREATE OR REPLACE FUNCTION auth.actor_of(given_token text, on_day date, since_start timestamp with time zone, since_seen timestamp with time zone)
 RETURNS TABLE(session uuid, person uuid, name text, tenant uuid, acting uuid, seen_ms double precision, must_change boolean, grants jsonb, organisations jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select s.id, p.id, p.name, p.tenant, s.acting, extract(epoch from s.seen)::double precision * 1000,
    s.way is distinct from 'oidc' and exists (
      select from auth.account a
      where a."userId" = p.id and a."providerId" = 'credential' and a.must_change),
    coalesce(g.grants, '[]'), coalesce(o.organisations, '[]')
  from auth.session s
  join musubi.person p on p.id = s."userId"
  left join lateral (
    select jsonb_agg(jsonb_build_object('role', h.role, 'tenant', h.tenant,
        'offices', to_jsonb(musubi.with_predecessors(h.organisation))) order by h.valid_from, h.id) as grants,
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
$function$;

CREATE OR REPLACE FUNCTION auth.grants_of(given uuid, on_day date)
 RETURNS TABLE(role text, tenant uuid, name_ja text, name_en text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select g.role, g.tenant, o.name_ja, o.name_en
  from musubi.grant g join musubi.organisation o on o.id = g.tenant
  where g.person = given and not g.withdrawn and g.valid_from <= on_day and (g.valid_to is null or g.valid_to >= on_day)
  order by o.code, g.role
$function$;

CREATE OR REPLACE FUNCTION auth.machine_of(given_hash text, on_day date)
 RETURNS TABLE(id uuid, name text, purpose text, tenant uuid, role text, permissions text[], offices uuid[], organisations uuid[], used_ms double precision)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select k.id, k.name, k.purpose, k.tenant, k.role, k.permissions, musubi.with_predecessors(k.organisation),
    (select array_agg(d.id order by d.id) from musubi.organisation d where d.tenant = k.tenant),
    extract(epoch from k.used_at)::double precision * 1000
  from musubi.machine_key k
  join musubi.organisation o on o.id = k.organisation
  join musubi.organisation b on b.id = k.tenant
  where k.hash = given_hash and k.released_at is not null and k.revoked_at is null and k.valid_to >= on_day
    and (o.valid_to is null or o.valid_to >= on_day) and (b.valid_to is null or b.valid_to >= on_day)
$function$;

CREATE OR REPLACE FUNCTION auth.may_sign_in(given uuid, on_day date)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION auth.person_by_id(given uuid)
 RETURNS TABLE(id uuid, tenant uuid, name text, status text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select p.id, p.tenant, p.name, p.status from musubi.person p where p.id = given $function$;

CREATE OR REPLACE FUNCTION auth.person_of(given_email text)
 RETURNS TABLE(id uuid, tenant uuid, name text, status text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select p.id, p.tenant, p.name, p.status from musubi.person p where p.email = lower(given_email) $function$;

CREATE OR REPLACE FUNCTION ledger.lag()
 RETURNS TABLE(entries bigint, oldest timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
BEGIN ATOMIC
 SELECT count(*) AS count,
     min(e.at) AS min
    FROM (ledger.tree t
      JOIN ledger.entry e ON ((ROW(e.xid, e.n) > ROW(t.xid, t.n))))
   WHERE ((t.generation = 0) OR (NOT (EXISTS ( SELECT
            FROM ledger.leaf l
           WHERE (l.entry = e.id)))));
END;

CREATE OR REPLACE FUNCTION ledger.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'ledger.% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $function$;

CREATE OR REPLACE FUNCTION musubi.bigrams(line_texts text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT COST 20
AS $function$
declare
  previous text := E'\n';
  letter text;
  pairs text[] := '{}';
begin
  foreach letter in array string_to_array(line_texts, null) loop
    if letter <> E'\n' and previous <> E'\n' then
      pairs := pairs || (previous || letter);
    end if;
    previous := letter;
  end loop;
  return pairs;
end $function$;

CREATE OR REPLACE FUNCTION musubi.expect_one(matches bigint, what text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if matches <> 1 then
    raise exception using errcode = 'MU409', message = what;
  end if;
end $function$;

CREATE OR REPLACE FUNCTION musubi.person_names(ids uuid[])
 RETURNS TABLE(id uuid, name text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select p.id, p.name from musubi.person p where p.id = any (ids)
  union all
  select k.id, k.name || '（機械）' from musubi.machine_key k where k.id = any (ids)
$function$;

CREATE OR REPLACE FUNCTION musubi.plan_counts(counts jsonb, kind text, days date[], zone text)
 RETURNS TABLE(day date, counted bigint, sample bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION musubi.plan_groups(register text, since jsonb, until jsonb, counted jsonb, together jsonb, of_each jsonb, at_least integer, days date[], zone text)
 RETURNS TABLE(day date, counted_groups bigint, sample_groups bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION musubi.plan_presence(registers text[])
 RETURNS TABLE(register text, present boolean, sample boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  name text;
begin
  foreach name in array registers loop
    return query execute format(
      'select %1$L::text, exists (select from register.%1$I where removed_at is null and not sample),
        exists (select from register.%1$I where removed_at is null and sample)', name);
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION musubi.plan_value(names jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT COALESCE((('coalesce('::text || string_agg(format('x.data #>> array[%1$L, ''index''], x.data ->> %1$L'::text, given.name), ', '::text ORDER BY given.place)) || ')'::text), 'null::text'::text) AS "coalesce" FROM jsonb_array_elements_text(plan_value.names) WITH ORDINALITY given(name, place));

CREATE OR REPLACE FUNCTION musubi.tenants()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE((string_to_array(NULLIF(current_setting('musubi.tenants'::text, true), ''::text), ','::text))::uuid[], '{}'::uuid[]);

CREATE OR REPLACE FUNCTION musubi.with_predecessors(given uuid)
 RETURNS uuid[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with recursive line as (
    select given as id
    union
    select o.id from musubi.organisation o join line l on o.successor = l.id
  )
  select array_agg(id) from line
$function$;

CREATE OR REPLACE FUNCTION published.hours_on(hours jsonb, day date, holiday boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION published.open_at(hours jsonb, moment timestamp with time zone, holidays date[])
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
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
end $function$;

table auth.account (
  id uuid not null,
  "accountId" text not null,
  "providerId" text not null,
  "userId" uuid not null,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamp with time zone,
  "refreshTokenExpiresAt" timestamp with time zone,
  scope text,
  password text,
  "createdAt" timestamp with time zone not null default now(),
  "updatedAt" timestamp with time zone not null default now(),
  must_change boolean not null default false,
  constraint "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE,
  constraint account_pkey PRIMARY KEY (id),
  constraint "account_providerId_accountId_key" UNIQUE ("providerId", "accountId"),
);
  CREATE INDEX account_of_user ON auth.account USING btree ("userId");
  grant delete, insert, select, update to musubi_app;

table auth.failure (
  kind text not null,
  subject text not null,
  failures integer not null,
  since timestamp with time zone not null,
  locked_until timestamp with time zone,
  begun timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  constraint failure_kind_check CHECK (kind = ANY (ARRAY['account'::text, 'address'::text])),
  constraint failure_pkey PRIMARY KEY (kind, subject),
);
  grant delete, insert, select, update to musubi_app;

table auth.passkey (
  id uuid not null,
  name text,
  "publicKey" text not null,
  "userId" uuid not null,
  "credentialID" text not null,
  counter bigint not null,
  "deviceType" text not null,
  "backedUp" boolean not null,
  transports text,
  "createdAt" timestamp with time zone default now(),
  aaguid text,
  constraint "passkey_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE,
  constraint passkey_pkey PRIMARY KEY (id),
  constraint "passkey_credentialID_key" UNIQUE ("credentialID"),
);
  CREATE INDEX passkey_of_user ON auth.passkey USING btree ("userId");
  grant delete, insert, select, update to musubi_app;

table auth.session (
  id uuid not null,
  "userId" uuid not null,
  token text not null,
  "expiresAt" timestamp with time zone not null,
  "ipAddress" text,
  "userAgent" text,
  "createdAt" timestamp with time zone not null default now(),
  "updatedAt" timestamp with time zone not null default now(),
  entered boolean not null default false,
  seen timestamp with time zone not null default now(),
  acting uuid,
  way text,
  constraint session_acting_fkey FOREIGN KEY (acting) REFERENCES musubi.organisation(id),
  constraint "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_token_key UNIQUE (token),
);
  CREATE INDEX session_of_user ON auth.session USING btree ("userId");
  grant delete, insert, select, update to musubi_app;

table auth."twoFactor" (
  id uuid not null,
  secret text not null,
  "backupCodes" text not null,
  "userId" uuid not null,
  verified boolean default true,
  "failedVerificationCount" integer default 0,
  "lockedUntil" timestamp with time zone,
  constraint "twoFactor_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE,
  constraint "twoFactor_pkey" PRIMARY KEY (id),
  constraint "twoFactor_userId_key" UNIQUE ("userId"),
);
  grant delete, insert, select, update to musubi_app;

table auth.used_code (
  person uuid not null,
  code text not null,
  used_at timestamp with time zone not null default now(),
  constraint used_code_person_fkey FOREIGN KEY (person) REFERENCES auth."user"(id) ON DELETE CASCADE,
  constraint used_code_pkey PRIMARY KEY (person, code),
);
  grant delete, insert, select to musubi_app;

table auth.user (
  id uuid not null,
  name text not null,
  email text not null,
  "emailVerified" boolean not null default false,
  image text,
  "twoFactorEnabled" boolean default false,
  "createdAt" timestamp with time zone not null default now(),
  "updatedAt" timestamp with time zone not null default now(),
  constraint user_id_fkey FOREIGN KEY (id) REFERENCES musubi.person(id),
  constraint user_pkey PRIMARY KEY (id),
  constraint user_email_key UNIQUE (email),
);
  grant delete, insert, select, update to musubi_app;

table auth.verification (
  id uuid not null,
  identifier text not null,
  value text not null,
  "expiresAt" timestamp with time zone not null,
  "createdAt" timestamp with time zone not null default now(),
  "updatedAt" timestamp with time zone not null default now(),
  constraint verification_pkey PRIMARY KEY (id),
);
  CREATE INDEX verification_identifier ON auth.verification USING btree (identifier);
  grant delete, insert, select, update to musubi_app;

table history.joint_cost (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint joint_cost_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_cost_history_at ON history.joint_cost USING brin (at);
  grant insert, select to musubi_app;

table history.joint_group (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint joint_group_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_group_history_at ON history.joint_group USING brin (at);
  grant insert, select to musubi_app;

table history.joint_meeting (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint joint_meeting_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_meeting_history_at ON history.joint_meeting USING brin (at);
  grant insert, select to musubi_app;

table history.joint_membership (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint joint_membership_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_membership_history_at ON history.joint_membership USING brin (at);
  grant insert, select to musubi_app;

table history.joint_system (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint joint_system_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_system_history_at ON history.joint_system USING brin (at);
  grant insert, select to musubi_app;

table history.joint_use (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint joint_use_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_use_history_at ON history.joint_use USING brin (at);
  grant insert, select to musubi_app;

table history.npo (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint npo_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX npo_history_at ON history.npo USING brin (at);
  grant insert, select to musubi_app;

table history.pharmacy (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint pharmacy_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX pharmacy_history_at ON history.pharmacy USING brin (at);
  grant insert, select to musubi_app;

table history.resident (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint resident_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX resident_history_at ON history.resident USING brin (at);
  grant insert, select to musubi_app;

table history.resident_change (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint resident_change_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX resident_change_history_at ON history.resident_change USING brin (at);
  grant insert, select to musubi_app;

table history.resident_household (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint resident_household_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX resident_household_history_at ON history.resident_household USING brin (at);
  grant insert, select to musubi_app;

table history.waste_action (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint waste_action_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_action_history_at ON history.waste_action USING brin (at);
  grant insert, select to musubi_app;

table history.waste_facility (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint waste_facility_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_facility_history_at ON history.waste_facility USING brin (at);
  grant insert, select to musubi_app;

table history.waste_operator (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint waste_operator_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_operator_history_at ON history.waste_operator USING brin (at);
  grant insert, select to musubi_app;

table history.waste_permit (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint waste_permit_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_permit_history_at ON history.waste_permit USING brin (at);
  grant insert, select to musubi_app;

table history.waste_recognition (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint waste_recognition_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_recognition_history_at ON history.waste_recognition USING brin (at);
  grant insert, select to musubi_app;

table history.waste_vehicle (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamp with time zone not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint waste_vehicle_history_pkey PRIMARY KEY (tenant, id, version),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_vehicle_history_at ON history.waste_vehicle USING brin (at);
  grant insert, select to musubi_app;

table ledger.checkpoint (
  size bigint not null,
  root bytea not null,
  at timestamp with time zone not null,
  note text not null,
  constraint checkpoint_root_check CHECK (octet_length(root) = 32),
  constraint checkpoint_pkey PRIMARY KEY (size),
);
  CREATE TRIGGER checkpoint_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
  grant select to musubi_app;

table ledger.entry (
  n bigint not null generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  id uuid not null,
  at timestamp with time zone not null,
  event text not null,
  tenant uuid not null,
  actor uuid,
  register text,
  record text,
  person uuid,
  content text not null,
  constraint entry_pkey PRIMARY KEY (xid, n),
  constraint entry_id_key UNIQUE (id),
);
  row level security enabled;
  policy entry_read for select to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  policy entry_write for insert to musubi_app with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX entry_actor ON ledger.entry USING btree (actor, at, n) WHERE (actor IS NOT NULL);
  CREATE INDEX entry_event ON ledger.entry USING btree (event, at, n);
  CREATE INDEX entry_person ON ledger.entry USING btree (person, at, n) WHERE (person IS NOT NULL);
  CREATE INDEX entry_record ON ledger.entry USING btree (register, record, at, n) WHERE (register IS NOT NULL);
  CREATE INDEX entry_tenant ON ledger.entry USING btree (tenant, at, n);
  CREATE TRIGGER entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.entry FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
  grant select to musubi_app;

sequence ledger.entry_n_seq;

table ledger.leaf (
  seq bigint not null,
  entry uuid not null,
  hash bytea not null,
  constraint leaf_hash_check CHECK (octet_length(hash) = 32),
  constraint leaf_pkey PRIMARY KEY (seq),
  constraint leaf_entry_key UNIQUE (entry),
);
  CREATE TRIGGER leaf_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.leaf FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
  grant select to musubi_app;

table ledger.node (
  level smallint not null,
  number bigint not null,
  hash bytea not null,
  constraint node_hash_check CHECK (octet_length(hash) = 32),
  constraint node_level_check CHECK (level >= 1 AND level <= 7),
  constraint node_pkey PRIMARY KEY (level, number),
);
  CREATE TRIGGER node_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.node FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
  grant select to musubi_app;

table ledger.tree (
  one boolean not null default true,
  size bigint not null,
  xid xid8 not null,
  n bigint not null,
  frontier bytea not null,
  cluster text not null,
  generation integer not null,
  constraint tree_one_check CHECK (one),
  constraint tree_pkey PRIMARY KEY (one),
);
  grant select to musubi_app;

table musubi.backup (
  id text not null,
  epoch integer not null,
  place text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  cluster_bytes bigint not null,
  written_bytes bigint not null,
  uploads bigint not null,
  ledger_size bigint not null,
  pruned_at timestamp with time zone,
  constraint backup_pkey PRIMARY KEY (id),
);
  CREATE INDEX backup_newest ON musubi.backup USING btree (finished_at DESC);
  grant select to musubi_app;

table musubi.backup_epoch (
  epoch integer not null,
  fingerprint text not null,
  begun_at timestamp with time zone not null,
  destroy_at_end text,
  destroyed_at timestamp with time zone,
  destroyed_reason text,
  constraint backup_epoch_pkey PRIMARY KEY (epoch),
);

table musubi.backup_key_copy (
  id uuid not null,
  at timestamp with time zone not null,
  place text not null,
  sealed_with text not null,
  epochs integer[] not null,
  constraint backup_key_copy_sealed_with_check CHECK (sealed_with = ANY (ARRAY['passphrase'::text, 'public key'::text])),
  constraint backup_key_copy_pkey PRIMARY KEY (id),
);

table musubi.backup_proof (
  id uuid not null,
  backup text not null,
  at timestamp with time zone not null,
  good boolean not null,
  seconds real not null,
  moment timestamp with time zone,
  report jsonb not null,
  constraint backup_proof_pkey PRIMARY KEY (id),
);
  CREATE INDEX backup_proof_newest ON musubi.backup_proof USING btree (at DESC);
  grant select to musubi_app;

table musubi.column_mapping (
  tenant uuid not null,
  id uuid not null,
  register text not null,
  name text not null,
  mapping jsonb not null,
  updated_at timestamp with time zone not null,
  constraint column_mapping_pkey PRIMARY KEY (tenant, id),
  constraint column_mapping_tenant_register_name_key UNIQUE (tenant, register, name),
);
  row level security enabled;
  policy column_mapping_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant delete, insert, select, update to musubi_app;

table musubi.departure (
  tenant uuid not null,
  id uuid not null,
  leaving uuid not null,
  state text not null,
  reason text not null,
  begun_at timestamp with time zone not null,
  begun_by uuid,
  begun_by_name text not null,
  exported_at timestamp with time zone,
  manifest text,
  rows bigint,
  checked_at timestamp with time zone,
  checked_by uuid,
  checked_by_name text,
  confirmed_at timestamp with time zone,
  confirmed_by uuid,
  confirmed_by_name text,
  erased_at timestamp with time zone,
  files text[] not null default '{}'::text[],
  traces text[] not null default '{}'::text[],
  traces_after xid8,
  traces_gone_at timestamp with time zone,
  constraint departure_manifest_check CHECK (manifest ~ '^[0-9a-f]{64}$'::text),
  constraint departure_reason_check CHECK (reason <> ''::text),
  constraint departure_state_check CHECK (state = ANY (ARRAY['begun'::text, 'exported'::text, 'checked'::text, 'confirmed'::text, 'erasing'::text, 'partly'::text, 'erased'::text, 'stopped'::text])),
  constraint departure_leaving_fkey FOREIGN KEY (leaving) REFERENCES musubi.organisation(id),
  constraint departure_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint departure_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled;
  policy departure_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE UNIQUE INDEX departure_open ON musubi.departure USING btree (leaving) WHERE (state <> ALL (ARRAY['erased'::text, 'stopped'::text]));
  grant insert, select, update to musubi_app;

table musubi.departure_retention (
  tenant uuid not null,
  departure uuid not null,
  register text not null,
  decision text not null,
  receipt text,
  decided_at timestamp with time zone not null,
  decided_by uuid,
  decided_by_name text not null,
  constraint departure_retention_check CHECK (decision <> 'handed-over'::text OR receipt <> ''::text),
  constraint departure_retention_decision_check CHECK (decision = ANY (ARRAY['handed-over'::text, 'kept'::text])),
  constraint departure_retention_tenant_departure_fkey FOREIGN KEY (tenant, departure) REFERENCES musubi.departure(tenant, id),
  constraint departure_retention_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint departure_retention_pkey PRIMARY KEY (tenant, departure, register),
);
  row level security enabled;
  policy departure_retention_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select, update to musubi_app;

table musubi.document (
  tenant uuid not null,
  id uuid not null,
  register text not null,
  record uuid not null,
  version integer not null,
  kind text not null,
  fiscal_year integer not null,
  number text not null,
  sha256 text not null,
  issued_at timestamp with time zone not null,
  issued_by uuid,
  issued_by_name text not null,
  reissues uuid,
  reissue_reason text,
  constraint document_reissue_reason CHECK ((reissues IS NULL) = (reissue_reason IS NULL)),
  constraint document_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled;
  policy document_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE UNIQUE INDEX document_first ON musubi.document USING btree (tenant, register, record, kind, version) WHERE (reissues IS NULL);
  CREATE UNIQUE INDEX document_number_unique ON musubi.document USING btree (tenant, register, kind, fiscal_year, number);
  CREATE INDEX document_record ON musubi.document USING btree (register, record, issued_at);
  grant insert, select to musubi_app;

table musubi.document_number (
  tenant uuid not null,
  series text not null,
  fiscal_year integer not null,
  last bigint not null,
  constraint document_number_pkey PRIMARY KEY (tenant, series, fiscal_year),
);
  row level security enabled;
  policy document_number_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select, update to musubi_app;

table musubi.grant (
  tenant uuid not null,
  id uuid not null,
  person uuid not null,
  organisation uuid not null,
  role text not null,
  valid_from date not null,
  valid_to date,
  granted_by uuid,
  granted_at timestamp with time zone not null default now(),
  ended_by uuid,
  ended_at timestamp with time zone,
  transfer uuid,
  withdrawn boolean not null default false,
  constraint grant_period CHECK (valid_to >= valid_from),
  constraint grant_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES musubi.person(id),
  constraint grant_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES musubi.person(id),
  constraint grant_organisation_fkey FOREIGN KEY (organisation) REFERENCES musubi.organisation(id),
  constraint grant_person_fkey FOREIGN KEY (person) REFERENCES musubi.person(id),
  constraint grant_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint grant_transfer_within FOREIGN KEY (tenant, transfer) REFERENCES musubi.transfer(tenant, id),
  constraint grant_pkey PRIMARY KEY (id),
);
  row level security enabled;
  policy grant_own for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX grant_person ON musubi."grant" USING btree (person, valid_from);
  CREATE INDEX grant_tenant ON musubi."grant" USING btree (tenant);
  grant insert, select, update to musubi_app;

table musubi.letterhead (
  tenant uuid not null,
  id uuid not null,
  valid_from date not null,
  organisation text not null,
  office text not null default ''::text,
  head_title text not null default ''::text,
  head_name text not null default ''::text,
  address text not null default ''::text,
  phone text not null default ''::text,
  seal text not null,
  entered_at timestamp with time zone not null,
  entered_by uuid,
  entered_by_name text not null,
  department uuid,
  constraint letterhead_organisation_check CHECK (organisation <> ''::text),
  constraint letterhead_seal_check CHECK (seal = ANY (ARRAY['omitted'::text, 'place'::text, 'none'::text])),
  constraint letterhead_department_fkey FOREIGN KEY (department) REFERENCES musubi.organisation(id),
  constraint letterhead_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint letterhead_pkey PRIMARY KEY (id),
);
  row level security enabled;
  policy letterhead_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX letterhead_of_day ON musubi.letterhead USING btree (tenant, valid_from DESC, id DESC);
  CREATE INDEX letterhead_of_department ON musubi.letterhead USING btree (department) WHERE (department IS NOT NULL);
  grant insert, select to musubi_app;

table musubi.machine_key (
  tenant uuid not null,
  id uuid not null,
  organisation uuid not null,
  name text not null,
  purpose text not null,
  role text not null,
  permissions text[] not null,
  hash text not null,
  hint text not null,
  valid_to date not null,
  made_by uuid not null,
  made_at timestamp with time zone not null,
  released_by uuid,
  released_at timestamp with time zone,
  revoked_by uuid,
  revoked_at timestamp with time zone,
  used_at timestamp with time zone,
  constraint machine_key_four_eyes CHECK (released_by <> made_by),
  constraint machine_key_hash_check CHECK (hash ~ '^[0-9a-f]{64}$'::text),
  constraint machine_key_name_check CHECK (name <> ''::text),
  constraint machine_key_permissions_check CHECK (cardinality(permissions) > 0),
  constraint machine_key_purpose_check CHECK (purpose <> ''::text),
  constraint machine_key_organisation_fkey FOREIGN KEY (organisation) REFERENCES musubi.organisation(id),
  constraint machine_key_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint machine_key_pkey PRIMARY KEY (id),
  constraint machine_key_hash_key UNIQUE (hash),
);
  row level security enabled;
  policy machine_key_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX machine_key_tenant ON musubi.machine_key USING btree (tenant);
  grant insert, select to musubi_app;

table musubi.message (
  tenant uuid not null,
  id uuid not null,
  recipient text not null,
  subject text not null,
  body text not null,
  state text not null,
  attempts integer not null default 0,
  problem text,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  occasion text,
  constraint message_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'sent'::text, 'held'::text, 'failed'::text])),
  constraint message_pkey PRIMARY KEY (tenant, id),
  constraint message_tenant_occasion_key UNIQUE (tenant, occasion),
);
  row level security enabled;
  policy message_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX message_newest ON musubi.message USING btree (tenant, created_at DESC);
  CREATE INDEX message_waiting ON musubi.message USING btree (created_at) WHERE (state = 'waiting'::text);
  grant insert, select, update to musubi_app;

table musubi.migration (
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migration_pkey PRIMARY KEY (name),
);
  grant select to musubi_app;

table musubi.move (
  tenant uuid not null,
  id uuid not null,
  name text not null,
  layout text not null,
  mapping uuid not null,
  characters jsonb not null,
  sample boolean not null,
  created_at timestamp with time zone not null,
  created_by_name text not null,
  constraint move_name_check CHECK (name <> ''::text),
  constraint move_mapping_within FOREIGN KEY (tenant, mapping) REFERENCES musubi.move_mapping(tenant, id),
  constraint move_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint move_pkey PRIMARY KEY (id),
  constraint move_tenant_name_key UNIQUE (tenant, name),
  constraint move_within UNIQUE (tenant, id),
);
  row level security enabled;
  policy move_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select to musubi_app;

table musubi.move_comparison (
  tenant uuid not null,
  id uuid not null,
  move uuid not null,
  at timestamp with time zone not null,
  by_name text not null,
  fingerprint text not null,
  report jsonb not null,
  differences bytea not null,
  signed_at timestamp with time zone,
  signed_by uuid,
  signed_by_name text,
  remark text,
  constraint move_comparison_move_within FOREIGN KEY (tenant, move) REFERENCES musubi.move(tenant, id),
  constraint move_comparison_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint move_comparison_pkey PRIMARY KEY (id),
);
  row level security enabled;
  policy move_comparison_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX move_comparison_of ON musubi.move_comparison USING btree (tenant, move, at DESC);
  grant insert, select to musubi_app;

table musubi.move_file (
  tenant uuid not null,
  move uuid not null,
  file text not null,
  name text not null,
  sha256 text not null,
  size bigint not null,
  pieces text[] not null,
  put_at timestamp with time zone not null,
  put_by_name text not null,
  constraint move_file_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'::text),
  constraint move_file_move_within FOREIGN KEY (tenant, move) REFERENCES musubi.move(tenant, id),
  constraint move_file_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint move_file_pkey PRIMARY KEY (tenant, move, file),
);
  row level security enabled;
  policy move_file_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant delete, insert, select to musubi_app;

table musubi.move_layout (
  tenant uuid not null,
  id uuid not null,
  name text not null,
  content jsonb not null,
  entered_at timestamp with time zone not null,
  entered_by_name text not null,
  constraint move_layout_name_check CHECK (name <> ''::text),
  constraint move_layout_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint move_layout_pkey PRIMARY KEY (id),
);
  row level security enabled;
  policy move_layout_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select to musubi_app;

table musubi.move_mapping (
  tenant uuid not null,
  id uuid not null,
  layout text not null,
  name text not null,
  content jsonb not null,
  shared boolean not null default false,
  copied_from text,
  copied jsonb,
  updated_at timestamp with time zone not null,
  updated_by_name text not null,
  constraint move_mapping_name_check CHECK (name <> ''::text),
  constraint move_mapping_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint move_mapping_pkey PRIMARY KEY (id),
  constraint move_mapping_tenant_layout_name_key UNIQUE (tenant, layout, name),
  constraint move_mapping_within UNIQUE (tenant, id),
);
  row level security enabled;
  policy move_mapping_shared for select to public using (shared);
  policy move_mapping_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select to musubi_app;

table musubi.move_plan (
  tenant uuid not null,
  id uuid not null,
  move uuid not null,
  rehearsal uuid not null,
  day date not null,
  leave_out boolean not null,
  reason text not null,
  state text not null,
  problem jsonb,
  proposed_at timestamp with time zone not null,
  proposed_by uuid,
  proposed_by_name text not null,
  approved_at timestamp with time zone,
  approved_by uuid,
  approved_by_name text,
  ended_at timestamp with time zone,
  constraint move_plan_check CHECK (approved_by IS NULL OR approved_by <> proposed_by),
  constraint move_plan_reason_check CHECK (reason <> ''::text),
  constraint move_plan_state_check CHECK (state = ANY (ARRAY['proposed'::text, 'approved'::text, 'running'::text, 'done'::text, 'stopped'::text, 'withdrawn'::text])),
  constraint move_plan_move_within FOREIGN KEY (tenant, move) REFERENCES musubi.move(tenant, id),
  constraint move_plan_rehearsal_within FOREIGN KEY (tenant, rehearsal) REFERENCES musubi.move_rehearsal(tenant, id),
  constraint move_plan_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint move_plan_pkey PRIMARY KEY (id),
  constraint move_plan_within UNIQUE (tenant, id),
);
  row level security enabled;
  policy move_plan_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE UNIQUE INDEX move_plan_open ON musubi.move_plan USING btree (tenant, move) WHERE (state = ANY (ARRAY['proposed'::text, 'approved'::text, 'running'::text]));
  grant insert, select to musubi_app;

table musubi.move_rehearsal (
  tenant uuid not null,
  id uuid not null,
  move uuid not null,
  at timestamp with time zone not null,
  by_name text not null,
  fingerprint text not null,
  report jsonb not null,
  constraint move_rehearsal_move_within FOREIGN KEY (tenant, move) REFERENCES musubi.move(tenant, id),
  constraint move_rehearsal_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint move_rehearsal_pkey PRIMARY KEY (id),
  constraint move_rehearsal_within UNIQUE (tenant, id),
);
  row level security enabled;
  policy move_rehearsal_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX move_rehearsal_of ON musubi.move_rehearsal USING btree (tenant, move, at DESC);
  grant insert, select to musubi_app;

table musubi.move_step (
  tenant uuid not null,
  plan uuid not null,
  name text not null,
  done_at timestamp with time zone not null,
  report jsonb not null,
  constraint move_step_plan_within FOREIGN KEY (tenant, plan) REFERENCES musubi.move_plan(tenant, id),
  constraint move_step_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint move_step_pkey PRIMARY KEY (tenant, plan, name),
);
  row level security enabled;
  policy move_step_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select to musubi_app;

table musubi.organisation (
  tenant uuid not null,
  id uuid not null,
  kind text not null,
  parent uuid,
  code text,
  corporate_number text,
  name_ja text not null,
  name_en text not null,
  kana text,
  valid_from date,
  valid_to date,
  successor uuid,
  sample boolean not null default false,
  constraint organisation_body CHECK ((kind = 'department'::text) = (tenant <> id)),
  constraint organisation_code_check CHECK (code ~ '^[0-9]{6}$'::text),
  constraint organisation_corporate_number_check CHECK (corporate_number ~ '^[0-9]{13}$'::text),
  constraint organisation_kind_check CHECK (kind = ANY (ARRAY['prefecture'::text, 'department'::text, 'municipality'::text, 'business'::text])),
  constraint organisation_name_en_check CHECK (name_en <> ''::text),
  constraint organisation_name_ja_check CHECK (name_ja <> ''::text),
  constraint organisation_parent CHECK (kind <> 'department'::text OR parent IS NOT NULL),
  constraint organisation_period CHECK (valid_to >= valid_from),
  constraint organisation_parent_fkey FOREIGN KEY (parent) REFERENCES musubi.organisation(id),
  constraint organisation_successor_fkey FOREIGN KEY (successor) REFERENCES musubi.organisation(id),
  constraint organisation_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id) DEFERRABLE INITIALLY DEFERRED,
  constraint organisation_pkey PRIMARY KEY (id),
);
  row level security enabled;
  policy organisation_change for update to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  policy organisation_read for select to musubi_app using (true);
  policy organisation_write for insert to musubi_app with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE UNIQUE INDEX organisation_code ON musubi.organisation USING btree (code) WHERE ((valid_to IS NULL) AND (kind <> 'department'::text));
  CREATE INDEX organisation_successor ON musubi.organisation USING btree (successor) WHERE (successor IS NOT NULL);
  CREATE INDEX organisation_tenant ON musubi.organisation USING btree (tenant);
  grant insert, select, update to musubi_app;

table musubi.organisation_setting (
  tenant uuid not null,
  id uuid not null,
  setting text not null,
  valid_from date not null,
  value jsonb,
  reason text,
  entered_at timestamp with time zone not null,
  entered_by uuid,
  entered_by_name text not null,
  constraint organisation_setting_setting_check CHECK (setting <> ''::text),
  constraint organisation_setting_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint organisation_setting_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled;
  policy organisation_setting_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX organisation_setting_of_day ON musubi.organisation_setting USING btree (tenant, setting, valid_from DESC, id DESC);
  grant insert, select to musubi_app;

table musubi.person (
  tenant uuid not null,
  id uuid not null,
  staff_number text,
  name text not null,
  kana text,
  email text not null,
  status text not null default 'active'::text,
  sample boolean not null default false,
  created_at timestamp with time zone not null default now(),
  constraint person_email_check CHECK (email = lower(email) AND email ~~ '%_@_%'::text),
  constraint person_name_check CHECK (name <> ''::text),
  constraint person_status_check CHECK (status = ANY (ARRAY['active'::text, 'suspended'::text, 'left'::text])),
  constraint person_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint person_pkey PRIMARY KEY (id),
);
  row level security enabled;
  policy person_granted for select to musubi_app using ((id IN ( SELECT g.person
   FROM musubi."grant" g
  WHERE (g.tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])))));
  policy person_own for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE UNIQUE INDEX person_email ON musubi.person USING btree (email);
  CREATE UNIQUE INDEX person_staff_number ON musubi.person USING btree (tenant, staff_number);
  grant insert, select, update to musubi_app;

table musubi.plan_statistic (
  tenant uuid not null,
  id uuid not null,
  measure text not null,
  day date not null,
  value numeric,
  source text not null,
  source_url text,
  entered_by uuid,
  entered_by_name text not null,
  entered_at timestamp with time zone not null,
  constraint plan_statistic_measure_check CHECK (measure <> ''::text),
  constraint plan_statistic_source_check CHECK (source <> ''::text),
  constraint plan_statistic_source_url_check CHECK (source_url ~ '^https?://'::text),
  constraint plan_statistic_pkey PRIMARY KEY (id),
);
  row level security enabled, forced;
  policy statistic_enter for insert to musubi_app with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  policy statistic_owner for all to musubi_owner using (true) with check (true);
  policy statistic_read for select to musubi_app using (true);
  CREATE INDEX plan_statistic_measure ON musubi.plan_statistic USING btree (measure, day, entered_at);
  grant insert, select to musubi_app;

table musubi.plan_successor (
  tenant uuid not null,
  id uuid not null,
  department text not null,
  valid_from date not null,
  name_ja text,
  name_en text,
  source text not null,
  entered_by uuid,
  entered_by_name text not null,
  entered_at timestamp with time zone not null,
  constraint plan_successor_check CHECK ((name_ja IS NULL) = (name_en IS NULL)),
  constraint plan_successor_department_check CHECK (department <> ''::text),
  constraint plan_successor_name_en_check CHECK (name_en <> ''::text),
  constraint plan_successor_name_ja_check CHECK (name_ja <> ''::text),
  constraint plan_successor_source_check CHECK (source <> ''::text),
  constraint plan_successor_pkey PRIMARY KEY (id),
);
  row level security enabled, forced;
  policy successor_enter for insert to musubi_app with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  policy successor_owner for all to musubi_owner using (true) with check (true);
  policy successor_read for select to musubi_app using (true);
  CREATE INDEX plan_successor_department ON musubi.plan_successor USING btree (department, valid_from, entered_at);
  grant insert, select to musubi_app;

table musubi.posting (
  tenant uuid not null,
  id uuid not null,
  person uuid not null,
  organisation uuid not null,
  valid_from date not null,
  valid_to date,
  transfer uuid,
  withdrawn boolean not null default false,
  constraint posting_period CHECK (valid_to >= valid_from),
  constraint posting_organisation_fkey FOREIGN KEY (organisation) REFERENCES musubi.organisation(id),
  constraint posting_person_fkey FOREIGN KEY (person) REFERENCES musubi.person(id),
  constraint posting_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint posting_transfer_within FOREIGN KEY (tenant, transfer) REFERENCES musubi.transfer(tenant, id),
  constraint posting_pkey PRIMARY KEY (id),
);
  row level security enabled;
  policy posting_own for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX posting_person ON musubi.posting USING btree (person, valid_from);
  grant insert, select, update to musubi_app;

table musubi.proposal (
  tenant uuid not null,
  id uuid not null,
  register text not null,
  record uuid,
  title_ja text not null,
  title_en text not null,
  changes jsonb not null,
  state text not null,
  reason text,
  proposed_by uuid not null,
  proposed_by_name text not null,
  proposed_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamp with time zone,
  comment text,
  batch uuid,
  constraint proposal_state_check CHECK (state = ANY (ARRAY['pending'::text, 'returned'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text, 'expired'::text])),
  constraint proposal_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled;
  policy proposal_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE UNIQUE INDEX proposal_batch ON musubi.proposal USING btree (tenant, batch, record) WHERE (batch IS NOT NULL);
  CREATE INDEX proposal_id ON musubi.proposal USING btree (id);
  CREATE INDEX proposal_open ON musubi.proposal USING btree (tenant, state, proposed_at);
  CREATE INDEX proposal_record ON musubi.proposal USING btree (register, record);
  grant insert, select, update to musubi_app;

table musubi.service_level (
  tenant uuid not null,
  class text not null,
  minute timestamp with time zone not null,
  requests integer not null,
  failed integer not null,
  d0 integer not null,
  d1 integer not null,
  d2 integer not null,
  d3 integer not null,
  d4 integer not null,
  d5 integer not null,
  d6 integer not null,
  d7 integer not null,
  d8 integer not null,
  d9 integer not null,
  d10 integer not null,
  d11 integer not null,
  d12 integer not null,
  d13 integer not null,
  d14 integer not null,
  constraint service_level_class_check CHECK (class = ANY (ARRAY['staff'::text, 'public'::text, 'entrance'::text])),
  constraint service_level_pkey PRIMARY KEY (tenant, class, minute),
);
  row level security enabled;
  policy service_level_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select, update to musubi_app;

table musubi.service_level_day (
  tenant uuid not null,
  class text not null,
  day date not null,
  requests bigint not null,
  failed bigint not null,
  failed_minutes double precision not null,
  d0 bigint not null,
  d1 bigint not null,
  d2 bigint not null,
  d3 bigint not null,
  d4 bigint not null,
  d5 bigint not null,
  d6 bigint not null,
  d7 bigint not null,
  d8 bigint not null,
  d9 bigint not null,
  d10 bigint not null,
  d11 bigint not null,
  d12 bigint not null,
  d13 bigint not null,
  d14 bigint not null,
  constraint service_level_day_class_check CHECK (class = ANY (ARRAY['staff'::text, 'public'::text, 'entrance'::text])),
  constraint service_level_day_pkey PRIMARY KEY (tenant, class, day),
);
  row level security enabled;
  policy service_level_day_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant select to musubi_app;

table musubi.service_outage (
  tenant uuid not null,
  id uuid not null,
  scope text not null,
  reason text not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  constraint service_outage_check CHECK (from_at <= to_at),
  constraint service_outage_reason_check CHECK (reason = ANY (ARRAY['stopped'::text, 'database-away'::text, 'read-only'::text])),
  constraint service_outage_scope_check CHECK (scope = ANY (ARRAY['everything'::text, 'staff'::text, 'changes'::text])),
  constraint service_outage_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled;
  policy service_outage_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select to musubi_app;

table musubi.service_place (
  place text not null,
  beat_at timestamp with time zone not null,
  ended boolean not null,
  constraint service_place_pkey PRIMARY KEY (place),
);
  grant insert, select, update to musubi_app;

table musubi.service_window (
  tenant uuid not null,
  id uuid not null,
  scope text not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  title text not null,
  notice_hours integer not null,
  announced_at timestamp with time zone not null,
  announced_by uuid,
  announced_by_name text not null,
  withdrawn_at timestamp with time zone,
  withdrawn_by_name text,
  constraint service_window_check CHECK (from_at < to_at),
  constraint service_window_scope_check CHECK (scope = ANY (ARRAY['everything'::text, 'staff'::text, 'public'::text])),
  constraint service_window_title_check CHECK (title <> ''::text),
  constraint service_window_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled;
  policy service_window_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select, update to musubi_app;

table musubi.setting (
  name text not null,
  value jsonb not null,
  updated_at timestamp with time zone not null default now(),
  constraint setting_pkey PRIMARY KEY (name),
);
  grant delete, insert, select, update to musubi_app;

table musubi.site (
  site text not null,
  name text not null,
  latitude double precision,
  longitude double precision,
  host text not null,
  device text not null,
  seen_at timestamp with time zone not null,
  failover_at timestamp with time zone,
  rto_ms bigint,
  rpo_bytes bigint,
  constraint site_pkey PRIMARY KEY (site),
);
  grant insert, select, update to musubi_app;

table musubi.transfer (
  tenant uuid not null,
  id uuid not null,
  state text not null default 'draft'::text,
  file_name text not null,
  file_hash text not null,
  rows jsonb not null,
  people integer not null default 0,
  read_by uuid,
  read_at timestamp with time zone not null default now(),
  entered_by uuid,
  entered_at timestamp with time zone,
  constraint transfer_file_hash_check CHECK (file_hash ~ '^[0-9a-f]{64}$'::text),
  constraint transfer_state_check CHECK (state = ANY (ARRAY['draft'::text, 'entered'::text, 'discarded'::text])),
  constraint transfer_entered_by_fkey FOREIGN KEY (entered_by) REFERENCES musubi.person(id),
  constraint transfer_read_by_fkey FOREIGN KEY (read_by) REFERENCES musubi.person(id),
  constraint transfer_tenant_fkey FOREIGN KEY (tenant) REFERENCES musubi.organisation(id),
  constraint transfer_pkey PRIMARY KEY (id),
  constraint transfer_within UNIQUE (tenant, id),
);
  row level security enabled;
  policy transfer_own for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE UNIQUE INDEX transfer_file ON musubi.transfer USING btree (tenant, file_hash) WHERE (state = 'entered'::text);
  grant insert, select, update to musubi_app;

table musubi.usage (
  tenant uuid not null,
  what text not null,
  amount bigint not null,
  counted_at timestamp with time zone not null,
  constraint usage_pkey PRIMARY KEY (tenant, what),
);
  row level security enabled;
  policy usage_tenant for all to public using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  grant insert, select, update to musubi_app;

view published.joint_group as
 SELECT id,
    version,
    sample,
    tenant,
    updated_at,
    search_public AS search,
    musubi.bigrams(search_public) AS grams,
    name,
    businesses,
    stage,
    lead,
    agreed_on,
    contract_from,
    contract_to
   FROM register.joint_group
  WHERE removed_at IS NULL;
  grant select to musubi_app;
  grant select to musubi_public;

view published.joint_membership as
 SELECT id,
    version,
    sample,
    tenant,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    cloud_group,
    municipality,
    business,
    joined_on,
    production_on,
    left_on
   FROM register.joint_membership
  WHERE removed_at IS NULL;
  grant select to musubi_app;
  grant select to musubi_public;

view published.ledger_checkpoint as
 SELECT size,
    root,
    at,
    note
   FROM ledger.checkpoint;
  grant select to musubi_app;
  grant select to musubi_public;

view published.ledger_leaf as
 SELECT seq,
    hash
   FROM ledger.leaf;
  grant select to musubi_app;
  grant select to musubi_public;

view published.ledger_node as
 SELECT level,
    number,
    hash
   FROM ledger.node;
  grant select to musubi_app;
  grant select to musubi_public;

view published.npo as
 SELECT id,
    version,
    sample,
    tenant,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    name,
    name_kana,
    type,
    state,
    corporate_number,
    certified_on,
    representative,
    purpose,
    activities,
    wanted,
    postcode,
    address_municipality,
    address_town,
    address_rest,
    point_latitude,
    point_longitude,
    phone,
    fax,
    email,
    website
   FROM register.npo
  WHERE removed_at IS NULL AND NOT (NOT (state COLLATE "C") IS DISTINCT FROM ('dissolved'::text COLLATE "C"));
  grant select to musubi_app;
  grant select to musubi_public;

view published.pharmacy as
 SELECT id,
    version,
    sample,
    tenant,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    name,
    name_kana,
    licence,
    opener,
    manager,
    postcode,
    address_municipality,
    address_town,
    address_rest,
    point_latitude,
    point_longitude,
    phone,
    after_hours,
    fax,
    hours,
    access,
    parking,
    website,
    email,
    certified,
    support,
    languages,
    smoke_free,
    payments,
    services,
    pharmacists,
    patients,
    conferences,
    safety,
    survey,
    reported_on
   FROM register.pharmacy
  WHERE removed_at IS NULL;
  grant select to musubi_app;
  grant select to musubi_public;

view published.waste_action as
 SELECT id,
    version,
    sample,
    tenant,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    operator,
    operator_name,
    operator_address_municipality,
    operator_address_town,
    operator_address_rest,
    permit,
    facility,
    authority,
    office,
    kind,
    article,
    decided_on,
    extent,
    days,
    begins_on,
    ends_on,
    detail,
    reason,
    compliance_due
   FROM register.waste_action
  WHERE removed_at IS NULL AND (NOT (kind COLLATE "C") IS DISTINCT FROM ('revocation'::text COLLATE "C") OR NOT (kind COLLATE "C") IS DISTINCT FROM ('suspension'::text COLLATE "C") OR NOT (kind COLLATE "C") IS DISTINCT FROM ('facility-stop'::text COLLATE "C") OR NOT (kind COLLATE "C") IS DISTINCT FROM ('facility-revocation'::text COLLATE "C") OR NOT (kind COLLATE "C") IS DISTINCT FROM ('improvement'::text COLLATE "C") OR NOT (kind COLLATE "C") IS DISTINCT FROM ('measures'::text COLLATE "C"));
  grant select to musubi_app;
  grant select to musubi_public;

view published.waste_facility as
 SELECT id,
    version,
    sample,
    tenant,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    name,
    operator,
    permit,
    type,
    wastes,
    capacity,
    measure,
    address_municipality,
    address_town,
    address_rest,
    point_latitude,
    point_longitude,
    office,
    permit_text,
    permitted_on,
    inspected_on,
    stopped_from,
    stopped_until,
    stop_extent,
    abolished_on,
    revoked_on
   FROM register.waste_facility
  WHERE removed_at IS NULL;
  grant select to musubi_app;
  grant select to musubi_public;

view published.waste_operator as
 SELECT id,
    version,
    sample,
    tenant,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    operator_number,
    name,
    name_kana,
    corporate_number,
    address_municipality,
    address_town,
    address_rest
   FROM register.waste_operator
  WHERE removed_at IS NULL;
  grant select to musubi_app;
  grant select to musubi_public;

view published.waste_permit as
 SELECT id,
    version,
    sample,
    tenant,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    permit_number,
    ten_digits,
    operator,
    holder,
    holder_kana,
    holder_address_municipality,
    holder_address_town,
    holder_address_rest,
    authority,
    kind,
    wastes,
    including,
    limits,
    storage,
    office,
    first_granted_on,
    granted_on,
    expires_on,
    excellent,
    earlier_periods,
    renewal_received_on,
    renewal_decision,
    renewal_decided_on,
    suspended_from,
    suspended_to,
    suspension_extent,
    suspension_detail,
    earlier_suspensions,
    revoked_on,
    abolished_on
   FROM register.waste_permit
  WHERE removed_at IS NULL;
  grant select to musubi_app;
  grant select to musubi_public;

view published.waste_recognition as
 SELECT id,
    version,
    sample,
    tenant,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    permit,
    holder,
    recognised_on,
    valid_until,
    criteria,
    disclosure_url,
    withdrawn_on
   FROM register.waste_recognition
  WHERE removed_at IS NULL;
  grant select to musubi_app;
  grant select to musubi_public;

table register.joint_cost (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  cloud_group uuid not null,
  fiscal_year bigint not null,
  item text not null,
  amount bigint not null,
  source text,
  constraint joint_cost_amount_check CHECK (amount::numeric >= '0'::numeric),
  constraint joint_cost_fiscal_year_check CHECK (fiscal_year::numeric >= '2000'::numeric AND fiscal_year::numeric <= '2100'::numeric),
  constraint joint_cost_item_check CHECK (item = ANY (ARRAY['usage'::text, 'network'::text, 'operation'::text, 'migration'::text, 'secretariat'::text, 'other'::text])),
  constraint joint_cost_source_check CHECK (char_length(source) <= 200 OR char_length(regexp_replace(source, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 200),
  constraint joint_cost_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_cost_amount_idx ON register.joint_cost USING btree (amount, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_cost_cloud_group_idx ON register.joint_cost USING btree (cloud_group, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_cost_fiscal_year_idx ON register.joint_cost USING btree (fiscal_year, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_cost_id ON register.joint_cost USING btree (id);
  CREATE INDEX joint_cost_item_idx ON register.joint_cost USING btree (item, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_cost_search ON register.joint_cost USING gin (musubi.bigrams(search));
  grant insert, select, update to musubi_app;

view register.joint_cost_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    cloud_group,
    fiscal_year,
    item,
    amount,
    source
   FROM register.joint_cost
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.joint_group (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  search_public text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  name text not null,
  businesses text[] not null,
  stage text not null,
  lead text,
  agreed_on date,
  contract_from date,
  contract_to date,
  product text,
  vendor text,
  equal_weight bigint not null,
  population_weight bigint not null,
  use_weight bigint not null,
  use_source text,
  note text,
  constraint joint_group_businesses_check CHECK (businesses <@ ARRAY['resident-records'::text, 'seal'::text, 'family-register'::text, 'family-register-slips'::text, 'elections'::text, 'property-tax'::text, 'resident-tax'::text, 'corporate-tax'::text, 'vehicle-tax'::text, 'health-insurance'::text, 'pension'::text, 'elderly-medical'::text, 'care-insurance'::text, 'disability'::text, 'livelihood'::text, 'health'::text, 'child-allowance'::text, 'child-rearing-allowance'::text, 'child-support'::text, 'school-attendance'::text, 'finance'::text, 'payroll'::text, 'documents'::text, 'applications'::text, 'library'::text, 'water'::text]),
  constraint joint_group_equal_weight_check CHECK (equal_weight::numeric >= '0'::numeric AND equal_weight::numeric <= '100'::numeric),
  constraint joint_group_lead_check CHECK (lead = ANY (ARRAY['041009'::text, '042021'::text, '042030'::text, '042056'::text, '042064'::text, '042072'::text, '042081'::text, '042099'::text, '042111'::text, '042129'::text, '042137'::text, '042145'::text, '042153'::text, '042161'::text, '043010'::text, '043028'::text, '043214'::text, '043222'::text, '043231'::text, '043249'::text, '043419'::text, '043613'::text, '043621'::text, '044016'::text, '044041'::text, '044067'::text, '044211'::text, '044229'::text, '044245'::text, '044440'::text, '044458'::text, '045012'::text, '045055'::text, '045811'::text, '046060'::text])),
  constraint joint_group_name_check CHECK (char_length(name) <= 120 OR char_length(regexp_replace(name, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint joint_group_note_check CHECK (char_length(note) <= 4000 OR char_length(regexp_replace(note, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 4000),
  constraint joint_group_population_weight_check CHECK (population_weight::numeric >= '0'::numeric AND population_weight::numeric <= '100'::numeric),
  constraint joint_group_product_check CHECK (char_length(product) <= 120 OR char_length(regexp_replace(product, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint joint_group_stage_check CHECK (stage = ANY (ARRAY['study'::text, 'fit-gap'::text, 'agreement'::text, 'rfi'::text, 'procurement'::text, 'migration'::text, 'production'::text, 'ended'::text])),
  constraint joint_group_use_source_check CHECK (use_source = ANY (ARRAY['entered'::text, 'requests'::text])),
  constraint joint_group_use_weight_check CHECK (use_weight::numeric >= '0'::numeric AND use_weight::numeric <= '100'::numeric),
  constraint joint_group_vendor_check CHECK (char_length(vendor) <= 120 OR char_length(regexp_replace(vendor, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint joint_group_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_group_businesses_idx ON register.joint_group USING gin (businesses) WHERE (removed_at IS NULL);
  CREATE INDEX joint_group_contract_to_desc ON register.joint_group USING btree (contract_to DESC NULLS LAST, id DESC) WHERE (removed_at IS NULL);
  CREATE INDEX joint_group_contract_to_idx ON register.joint_group USING btree (contract_to, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_group_id ON register.joint_group USING btree (id);
  CREATE INDEX joint_group_lead_idx ON register.joint_group USING btree (lead, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_group_name_idx ON register.joint_group USING btree (name, id) WHERE (removed_at IS NULL);
  CREATE UNIQUE INDEX joint_group_name_key ON register.joint_group USING btree (tenant, name) WHERE (removed_at IS NULL);
  CREATE INDEX joint_group_search ON register.joint_group USING gin (musubi.bigrams(search));
  CREATE INDEX joint_group_search_public ON register.joint_group USING gin (musubi.bigrams(search_public));
  CREATE INDEX joint_group_stage_idx ON register.joint_group USING btree (stage, id) WHERE (removed_at IS NULL);
  grant insert, select, update to musubi_app;

view register.joint_group_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    name,
    businesses,
    stage,
    lead,
    agreed_on,
    contract_from,
    contract_to,
    product,
    vendor,
    equal_weight,
    population_weight,
    use_weight,
    use_source,
    note
   FROM register.joint_group
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.joint_meeting (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  title text not null,
  cloud_group uuid,
  held_on date not null,
  place text,
  attendees text,
  minutes text,
  document jsonb,
  decisions jsonb,
  constraint joint_meeting_attendees_check CHECK (char_length(attendees) <= 4000 OR char_length(regexp_replace(attendees, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 4000),
  constraint joint_meeting_place_check CHECK (char_length(place) <= 120 OR char_length(regexp_replace(place, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint joint_meeting_title_check CHECK (char_length(title) <= 120 OR char_length(regexp_replace(title, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint joint_meeting_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_meeting_cloud_group_idx ON register.joint_meeting USING btree (cloud_group, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_meeting_held_on_idx ON register.joint_meeting USING btree (held_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_meeting_id ON register.joint_meeting USING btree (id);
  CREATE INDEX joint_meeting_search ON register.joint_meeting USING gin (musubi.bigrams(search));
  grant insert, select, update to musubi_app;

view register.joint_meeting_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    title,
    cloud_group,
    held_on,
    place,
    attendees,
    minutes,
    document,
    decisions
   FROM register.joint_meeting
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.joint_membership (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  cloud_group uuid not null,
  municipality text not null,
  business text not null,
  joined_on date not null,
  production_on date,
  left_on date,
  cost_before bigint,
  cost_before_source text,
  note text,
  constraint joint_membership_business_check CHECK (business = ANY (ARRAY['resident-records'::text, 'seal'::text, 'family-register'::text, 'family-register-slips'::text, 'elections'::text, 'property-tax'::text, 'resident-tax'::text, 'corporate-tax'::text, 'vehicle-tax'::text, 'health-insurance'::text, 'pension'::text, 'elderly-medical'::text, 'care-insurance'::text, 'disability'::text, 'livelihood'::text, 'health'::text, 'child-allowance'::text, 'child-rearing-allowance'::text, 'child-support'::text, 'school-attendance'::text, 'finance'::text, 'payroll'::text, 'documents'::text, 'applications'::text, 'library'::text, 'water'::text])),
  constraint joint_membership_cost_before_check CHECK (cost_before::numeric >= '0'::numeric),
  constraint joint_membership_cost_before_source_check CHECK (char_length(cost_before_source) <= 200 OR char_length(regexp_replace(cost_before_source, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 200),
  constraint joint_membership_municipality_check CHECK (municipality = ANY (ARRAY['041009'::text, '042021'::text, '042030'::text, '042056'::text, '042064'::text, '042072'::text, '042081'::text, '042099'::text, '042111'::text, '042129'::text, '042137'::text, '042145'::text, '042153'::text, '042161'::text, '043010'::text, '043028'::text, '043214'::text, '043222'::text, '043231'::text, '043249'::text, '043419'::text, '043613'::text, '043621'::text, '044016'::text, '044041'::text, '044067'::text, '044211'::text, '044229'::text, '044245'::text, '044440'::text, '044458'::text, '045012'::text, '045055'::text, '045811'::text, '046060'::text])),
  constraint joint_membership_note_check CHECK (char_length(note) <= 2000 OR char_length(regexp_replace(note, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint joint_membership_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_membership_business_idx ON register.joint_membership USING btree (business, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_membership_cloud_group_idx ON register.joint_membership USING btree (cloud_group, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_membership_cloud_group_municipality_business_joi_e1eb81fa ON register.joint_membership USING btree (tenant, cloud_group, municipality, business, joined_on) WHERE (removed_at IS NULL);
  CREATE INDEX joint_membership_id ON register.joint_membership USING btree (id);
  CREATE INDEX joint_membership_joined_on_idx ON register.joint_membership USING btree (joined_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_membership_municipality_idx ON register.joint_membership USING btree (municipality, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_membership_production_on_desc ON register.joint_membership USING btree (production_on DESC NULLS LAST, id DESC) WHERE (removed_at IS NULL);
  CREATE INDEX joint_membership_production_on_idx ON register.joint_membership USING btree (production_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_membership_search ON register.joint_membership USING gin (musubi.bigrams(search));
  grant insert, select, update to musubi_app;

view register.joint_membership_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    cloud_group,
    municipality,
    business,
    joined_on,
    production_on,
    left_on,
    cost_before,
    cost_before_source,
    note
   FROM register.joint_membership
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.joint_system (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  municipality text not null,
  business text not null,
  product text not null,
  vendor text not null,
  hosting text not null,
  contract_from date not null,
  contract_to date not null,
  notice_months bigint not null,
  yearly_cost bigint not null,
  one_off_cost bigint,
  interfaces text,
  fit text,
  note text,
  constraint joint_system_business_check CHECK (business = ANY (ARRAY['resident-records'::text, 'seal'::text, 'family-register'::text, 'family-register-slips'::text, 'elections'::text, 'property-tax'::text, 'resident-tax'::text, 'corporate-tax'::text, 'vehicle-tax'::text, 'health-insurance'::text, 'pension'::text, 'elderly-medical'::text, 'care-insurance'::text, 'disability'::text, 'livelihood'::text, 'health'::text, 'child-allowance'::text, 'child-rearing-allowance'::text, 'child-support'::text, 'school-attendance'::text, 'finance'::text, 'payroll'::text, 'documents'::text, 'applications'::text, 'library'::text, 'water'::text])),
  constraint joint_system_fit_check CHECK (fit = ANY (ARRAY['not-looked'::text, 'fits'::text, 'partly'::text, 'does-not-fit'::text])),
  constraint joint_system_hosting_check CHECK (hosting = ANY (ARRAY['own-hall'::text, 'data-centre'::text, 'own-cloud'::text, 'joint-cloud'::text])),
  constraint joint_system_interfaces_check CHECK (char_length(interfaces) <= 2000 OR char_length(regexp_replace(interfaces, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint joint_system_municipality_check CHECK (municipality = ANY (ARRAY['041009'::text, '042021'::text, '042030'::text, '042056'::text, '042064'::text, '042072'::text, '042081'::text, '042099'::text, '042111'::text, '042129'::text, '042137'::text, '042145'::text, '042153'::text, '042161'::text, '043010'::text, '043028'::text, '043214'::text, '043222'::text, '043231'::text, '043249'::text, '043419'::text, '043613'::text, '043621'::text, '044016'::text, '044041'::text, '044067'::text, '044211'::text, '044229'::text, '044245'::text, '044440'::text, '044458'::text, '045012'::text, '045055'::text, '045811'::text, '046060'::text])),
  constraint joint_system_note_check CHECK (char_length(note) <= 2000 OR char_length(regexp_replace(note, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint joint_system_notice_months_check CHECK (notice_months::numeric >= '0'::numeric AND notice_months::numeric <= '36'::numeric),
  constraint joint_system_one_off_cost_check CHECK (one_off_cost::numeric >= '0'::numeric),
  constraint joint_system_product_check CHECK (char_length(product) <= 120 OR char_length(regexp_replace(product, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint joint_system_vendor_check CHECK (char_length(vendor) <= 120 OR char_length(regexp_replace(vendor, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint joint_system_yearly_cost_check CHECK (yearly_cost::numeric >= '0'::numeric),
  constraint joint_system_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_system_business_idx ON register.joint_system USING btree (business, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_system_contract_to_idx ON register.joint_system USING btree (contract_to, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_system_fit_idx ON register.joint_system USING btree (fit, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_system_hosting_idx ON register.joint_system USING btree (hosting, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_system_id ON register.joint_system USING btree (id);
  CREATE UNIQUE INDEX joint_system_municipality_business_contract_from_key ON register.joint_system USING btree (tenant, municipality, business, contract_from) WHERE (removed_at IS NULL);
  CREATE INDEX joint_system_municipality_idx ON register.joint_system USING btree (municipality, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_system_search ON register.joint_system USING gin (musubi.bigrams(search));
  CREATE INDEX joint_system_yearly_cost_idx ON register.joint_system USING btree (yearly_cost, id) WHERE (removed_at IS NULL);
  grant insert, select, update to musubi_app;

view register.joint_system_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    municipality,
    business,
    product,
    vendor,
    hosting,
    contract_from,
    contract_to,
    notice_months,
    yearly_cost,
    one_off_cost,
    interfaces,
    fit,
    note
   FROM register.joint_system
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.joint_use (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  cloud_group uuid not null,
  municipality text not null,
  fiscal_year bigint not null,
  amount bigint not null,
  measure text not null,
  source text not null,
  constraint joint_use_amount_check CHECK (amount::numeric >= '0'::numeric),
  constraint joint_use_fiscal_year_check CHECK (fiscal_year::numeric >= '2000'::numeric AND fiscal_year::numeric <= '2100'::numeric),
  constraint joint_use_measure_check CHECK (char_length(measure) <= 80 OR char_length(regexp_replace(measure, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 80),
  constraint joint_use_municipality_check CHECK (municipality = ANY (ARRAY['041009'::text, '042021'::text, '042030'::text, '042056'::text, '042064'::text, '042072'::text, '042081'::text, '042099'::text, '042111'::text, '042129'::text, '042137'::text, '042145'::text, '042153'::text, '042161'::text, '043010'::text, '043028'::text, '043214'::text, '043222'::text, '043231'::text, '043249'::text, '043419'::text, '043613'::text, '043621'::text, '044016'::text, '044041'::text, '044067'::text, '044211'::text, '044229'::text, '044245'::text, '044440'::text, '044458'::text, '045012'::text, '045055'::text, '045811'::text, '046060'::text])),
  constraint joint_use_source_check CHECK (char_length(source) <= 200 OR char_length(regexp_replace(source, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 200),
  constraint joint_use_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX joint_use_amount_idx ON register.joint_use USING btree (amount, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_use_cloud_group_idx ON register.joint_use USING btree (cloud_group, id) WHERE (removed_at IS NULL);
  CREATE UNIQUE INDEX joint_use_cloud_group_municipality_fiscal_year_key ON register.joint_use USING btree (tenant, cloud_group, municipality, fiscal_year) WHERE (removed_at IS NULL);
  CREATE INDEX joint_use_fiscal_year_idx ON register.joint_use USING btree (fiscal_year, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_use_id ON register.joint_use USING btree (id);
  CREATE INDEX joint_use_municipality_idx ON register.joint_use USING btree (municipality, id) WHERE (removed_at IS NULL);
  CREATE INDEX joint_use_search ON register.joint_use USING gin (musubi.bigrams(search));
  grant insert, select, update to musubi_app;

view register.joint_use_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    cloud_group,
    municipality,
    fiscal_year,
    amount,
    measure,
    source
   FROM register.joint_use
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.npo (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  name text not null,
  name_kana text not null,
  type text not null,
  state text not null,
  corporate_number text,
  certified_on date,
  representative text,
  purpose text,
  activities text[] not null,
  wanted text[],
  postcode text,
  address_municipality text not null,
  address_town text,
  address_rest text,
  point_latitude double precision,
  point_longitude double precision,
  phone text,
  fax text,
  email text,
  website text,
  contact text,
  note text,
  constraint npo_activities_check CHECK (activities <@ ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text, '6'::text, '7'::text, '8'::text, '9'::text, '10'::text, '11'::text, '12'::text, '13'::text, '14'::text, '15'::text, '16'::text, '17'::text, '18'::text, '19'::text, '20'::text]),
  constraint npo_contact_check CHECK (char_length(contact) <= 80 OR char_length(regexp_replace(contact, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 80),
  constraint npo_name_check CHECK (char_length(name) <= 160 OR char_length(regexp_replace(name, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 160),
  constraint npo_purpose_check CHECK (char_length(purpose) <= 2000 OR char_length(regexp_replace(purpose, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint npo_representative_check CHECK (char_length(representative) <= 80 OR char_length(regexp_replace(representative, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 80),
  constraint npo_state_check CHECK (state = ANY (ARRAY['active'::text, 'resting'::text, 'dissolved'::text])),
  constraint npo_type_check CHECK (type = ANY (ARRAY['npo'::text, 'certified'::text, 'provisional'::text, 'group'::text])),
  constraint npo_wanted_check CHECK (wanted <@ ARRAY['volunteers'::text, 'members'::text, 'donations'::text, 'partners'::text]),
  constraint npo_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX npo_activities_idx ON register.npo USING gin (activities) WHERE (removed_at IS NULL);
  CREATE INDEX npo_address_municipality_idx ON register.npo USING btree (address_municipality, id) WHERE (removed_at IS NULL);
  CREATE INDEX npo_certified_on_desc ON register.npo USING btree (certified_on DESC NULLS LAST, id DESC) WHERE (removed_at IS NULL);
  CREATE INDEX npo_certified_on_idx ON register.npo USING btree (certified_on, id) WHERE (removed_at IS NULL);
  CREATE UNIQUE INDEX npo_corporate_number_key ON register.npo USING btree (tenant, corporate_number) WHERE (removed_at IS NULL);
  CREATE INDEX npo_id ON register.npo USING btree (id);
  CREATE INDEX npo_name_kana_idx ON register.npo USING btree (name_kana, id) WHERE (removed_at IS NULL);
  CREATE INDEX npo_search ON register.npo USING gin (musubi.bigrams(search));
  CREATE INDEX npo_state_idx ON register.npo USING btree (state, id) WHERE (removed_at IS NULL);
  CREATE INDEX npo_type_idx ON register.npo USING btree (type, id) WHERE (removed_at IS NULL);
  CREATE INDEX npo_wanted_idx ON register.npo USING gin (wanted) WHERE (removed_at IS NULL);
  grant insert, select, update to musubi_app;

view register.npo_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    name,
    name_kana,
    type,
    state,
    corporate_number,
    certified_on,
    representative,
    purpose,
    activities,
    wanted,
    postcode,
    address_municipality,
    address_town,
    address_rest,
    point_latitude,
    point_longitude,
    phone,
    fax,
    email,
    website,
    contact,
    note
   FROM register.npo
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.pharmacy (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  name text not null,
  name_kana text not null,
  licence text,
  opener text not null,
  manager text,
  postcode text,
  address_municipality text not null,
  address_town text,
  address_rest text,
  point_latitude double precision,
  point_longitude double precision,
  phone text not null,
  after_hours text,
  fax text,
  hours jsonb not null,
  access text,
  parking bigint,
  website text,
  email text,
  certified text[],
  support text[],
  languages text[],
  smoke_free boolean,
  payments text[],
  services text[],
  pharmacists bigint,
  patients bigint,
  conferences bigint,
  safety boolean,
  survey boolean,
  reported_on date not null,
  note text,
  constraint pharmacy_access_check CHECK (char_length(access) <= 200 OR char_length(regexp_replace(access, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 200),
  constraint pharmacy_certified_check CHECK (certified <@ ARRAY['health'::text, 'regional'::text, 'specialist'::text, 'pharmacists'::text]),
  constraint pharmacy_conferences_check CHECK (conferences::numeric >= '0'::numeric),
  constraint pharmacy_languages_check CHECK (languages <@ ARRAY['en'::text, 'zh'::text, 'ko'::text, 'vi'::text, 'ne'::text, 'tl'::text]),
  constraint pharmacy_licence_check CHECK (char_length(licence) <= 40 OR char_length(regexp_replace(licence, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 40),
  constraint pharmacy_manager_check CHECK (char_length(manager) <= 80 OR char_length(regexp_replace(manager, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 80),
  constraint pharmacy_name_check CHECK (char_length(name) <= 120 OR char_length(regexp_replace(name, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint pharmacy_opener_check CHECK (char_length(opener) <= 120 OR char_length(regexp_replace(opener, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint pharmacy_parking_check CHECK (parking::numeric >= '0'::numeric),
  constraint pharmacy_patients_check CHECK (patients::numeric >= '0'::numeric),
  constraint pharmacy_payments_check CHECK (payments <@ ARRAY['insurance'::text, 'welfare'::text, 'rare'::text, 'card'::text, 'qr'::text]),
  constraint pharmacy_pharmacists_check CHECK (pharmacists::numeric >= '1'::numeric),
  constraint pharmacy_services_check CHECK (services <@ ARRAY['allHours'::text, 'home'::text, 'packs'::text, 'notebook'::text, 'sterile'::text, 'narcotics'::text, 'online'::text]),
  constraint pharmacy_support_check CHECK (support <@ ARRAY['advice'::text, 'health'::text, 'wheelchair'::text, 'sign'::text, 'braille'::text]),
  constraint pharmacy_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX pharmacy_address_municipality_idx ON register.pharmacy USING btree (address_municipality, id) WHERE (removed_at IS NULL);
  CREATE INDEX pharmacy_certified_idx ON register.pharmacy USING gin (certified) WHERE (removed_at IS NULL);
  CREATE INDEX pharmacy_id ON register.pharmacy USING btree (id);
  CREATE INDEX pharmacy_languages_idx ON register.pharmacy USING gin (languages) WHERE (removed_at IS NULL);
  CREATE UNIQUE INDEX pharmacy_licence_key ON register.pharmacy USING btree (tenant, licence) WHERE (removed_at IS NULL);
  CREATE INDEX pharmacy_name_kana_idx ON register.pharmacy USING btree (name_kana, id) WHERE (removed_at IS NULL);
  CREATE INDEX pharmacy_payments_idx ON register.pharmacy USING gin (payments) WHERE (removed_at IS NULL);
  CREATE INDEX pharmacy_reported_on_idx ON register.pharmacy USING btree (reported_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX pharmacy_search ON register.pharmacy USING gin (musubi.bigrams(search));
  CREATE INDEX pharmacy_services_idx ON register.pharmacy USING gin (services) WHERE (removed_at IS NULL);
  CREATE INDEX pharmacy_support_idx ON register.pharmacy USING gin (support) WHERE (removed_at IS NULL);
  grant insert, select, update to musubi_app;

view register.pharmacy_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    name,
    name_kana,
    licence,
    opener,
    manager,
    postcode,
    address_municipality,
    address_town,
    address_rest,
    point_latitude,
    point_longitude,
    phone,
    after_hours,
    fax,
    hours,
    access,
    parking,
    website,
    email,
    certified,
    support,
    languages,
    smoke_free,
    payments,
    services,
    pharmacists,
    patients,
    conferences,
    safety,
    survey,
    reported_on,
    note
   FROM register.pharmacy
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.resident (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  addressee text not null,
  history bigint,
  name text not null,
  name_shrunk text,
  name_kana text,
  born_on date not null,
  sex text,
  household uuid,
  relation text,
  address_municipality text not null,
  address_town text,
  address_rest text,
  resident_since date,
  state text not null,
  resident_code bytea,
  resident_code_index bytea,
  individual_number bytea,
  individual_number_index bytea,
  protected_until bytea,
  protected_until_index bytea,
  constraint resident_addressee_check CHECK (char_length(addressee) <= 15 OR char_length(regexp_replace(addressee, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 15),
  constraint resident_history_check CHECK (history::numeric >= '1'::numeric),
  constraint resident_name_check CHECK (char_length(name) <= 100 OR char_length(regexp_replace(name, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 100),
  constraint resident_name_shrunk_check CHECK (char_length(name_shrunk) <= 100 OR char_length(regexp_replace(name_shrunk, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 100),
  constraint resident_relation_check CHECK (char_length(relation) <= 40 OR char_length(regexp_replace(relation, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 40),
  constraint resident_sex_check CHECK (sex = ANY (ARRAY['1'::text, '2'::text, '9'::text])),
  constraint resident_state_check CHECK (state = ANY (ARRAY['present'::text, 'movedOut'::text, 'dead'::text, 'struck'::text])),
  constraint resident_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX resident_addressee_idx ON register.resident USING btree (addressee, id) WHERE (removed_at IS NULL);
  CREATE UNIQUE INDEX resident_addressee_key ON register.resident USING btree (tenant, addressee) WHERE (removed_at IS NULL);
  CREATE INDEX resident_born_on_idx ON register.resident USING btree (born_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX resident_household_idx ON register.resident USING btree (household, id) WHERE (removed_at IS NULL);
  CREATE INDEX resident_id ON register.resident USING btree (id);
  CREATE INDEX resident_individual_number_index_idx ON register.resident USING btree (individual_number_index, id) WHERE (removed_at IS NULL);
  CREATE UNIQUE INDEX resident_individual_number_index_key ON register.resident USING btree (tenant, individual_number_index) WHERE (removed_at IS NULL);
  CREATE INDEX resident_protected_until_index_idx ON register.resident USING btree (protected_until_index, id) WHERE (removed_at IS NULL);
  CREATE INDEX resident_resident_code_index_idx ON register.resident USING btree (resident_code_index, id) WHERE (removed_at IS NULL);
  CREATE INDEX resident_search ON register.resident USING gin (musubi.bigrams(search));
  CREATE INDEX resident_state_idx ON register.resident USING btree (state, id) WHERE (removed_at IS NULL);
  grant insert, select, update to musubi_app;

table register.resident_change (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  addressee text not null,
  history bigint not null,
  resident uuid not null,
  event text not null,
  happened_on date not null,
  notified_on date,
  processed_on date,
  name text,
  address_municipality text,
  address_town text,
  address_rest text,
  constraint resident_change_addressee_check CHECK (char_length(addressee) <= 15 OR char_length(regexp_replace(addressee, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 15),
  constraint resident_change_event_check CHECK (event = ANY (ARRAY['movedIn'::text, 'born'::text, 'entered'::text, 'movedWithin'::text, 'movedOut'::text, 'died'::text, 'struck'::text, 'householdSplit'::text, 'householdJoined'::text, 'headChanged'::text, 'corrected'::text])),
  constraint resident_change_history_check CHECK (history::numeric >= '1'::numeric),
  constraint resident_change_name_check CHECK (char_length(name) <= 100 OR char_length(regexp_replace(name, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 100),
  constraint resident_change_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE UNIQUE INDEX resident_change_addressee_history_key ON register.resident_change USING btree (tenant, addressee, history) WHERE (removed_at IS NULL);
  CREATE INDEX resident_change_addressee_idx ON register.resident_change USING btree (addressee, id) WHERE (removed_at IS NULL);
  CREATE INDEX resident_change_event_idx ON register.resident_change USING btree (event, id) WHERE (removed_at IS NULL);
  CREATE INDEX resident_change_happened_on_idx ON register.resident_change USING btree (happened_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX resident_change_id ON register.resident_change USING btree (id);
  CREATE INDEX resident_change_resident_idx ON register.resident_change USING btree (resident, id) WHERE (removed_at IS NULL);
  CREATE INDEX resident_change_search ON register.resident_change USING gin (musubi.bigrams(search));
  grant insert, select, update to musubi_app;

view register.resident_change_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    addressee,
    history,
    resident,
    event,
    happened_on,
    notified_on,
    processed_on,
    name,
    address_municipality,
    address_town,
    address_rest
   FROM register.resident_change
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.resident_household (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  number text not null,
  head text,
  address_municipality text not null,
  address_town text,
  address_rest text,
  postcode text,
  constraint resident_household_head_check CHECK (char_length(head) <= 100 OR char_length(regexp_replace(head, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 100),
  constraint resident_household_number_check CHECK (char_length(number) <= 15 OR char_length(regexp_replace(number, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 15),
  constraint resident_household_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX resident_household_id ON register.resident_household USING btree (id);
  CREATE INDEX resident_household_number_idx ON register.resident_household USING btree (number, id) WHERE (removed_at IS NULL);
  CREATE UNIQUE INDEX resident_household_number_key ON register.resident_household USING btree (tenant, number) WHERE (removed_at IS NULL);
  CREATE INDEX resident_household_search ON register.resident_household USING gin (musubi.bigrams(search));
  grant insert, select, update to musubi_app;

view register.resident_household_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    number,
    head,
    address_municipality,
    address_town,
    address_rest,
    postcode
   FROM register.resident_household
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

view register.resident_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    addressee,
    history,
    name,
    name_shrunk,
    name_kana,
    born_on,
    sex,
    household,
    relation,
    address_municipality,
    address_town,
    address_rest,
    resident_since,
    state,
    resident_code,
    resident_code_index,
    individual_number,
    individual_number_index,
    protected_until,
    protected_until_index
   FROM register.resident
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.waste_action (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  operator uuid not null,
  operator_name text not null,
  operator_address_municipality text,
  operator_address_town text,
  operator_address_rest text,
  permit uuid,
  facility uuid,
  authority text not null,
  office text,
  kind text not null,
  article text not null,
  decided_on date not null,
  extent text,
  days bigint,
  begins_on date,
  ends_on date,
  detail text,
  reason text not null,
  compliance_due date,
  hearing text,
  hearing_on date,
  hearing_outcome text,
  hearing_waiver text,
  complied_on date,
  checked_on date,
  constraint waste_action_article_check CHECK (char_length(article) <= 80 OR char_length(regexp_replace(article, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 80),
  constraint waste_action_authority_check CHECK (authority = ANY (ARRAY['001'::text, '002'::text, '003'::text, '004'::text, '005'::text, '006'::text, '007'::text, '008'::text, '009'::text, '010'::text, '011'::text, '012'::text, '013'::text, '014'::text, '015'::text, '016'::text, '017'::text, '018'::text, '019'::text, '020'::text, '021'::text, '022'::text, '023'::text, '024'::text, '025'::text, '026'::text, '027'::text, '028'::text, '029'::text, '030'::text, '031'::text, '032'::text, '033'::text, '034'::text, '035'::text, '036'::text, '037'::text, '038'::text, '039'::text, '040'::text, '041'::text, '042'::text, '043'::text, '044'::text, '045'::text, '046'::text, '047'::text, '054'::text, '056'::text, '130'::text, '131'::text, 'other'::text])),
  constraint waste_action_days_check CHECK (days::numeric >= '1'::numeric AND days::numeric <= '366'::numeric),
  constraint waste_action_detail_check CHECK (char_length(detail) <= 2000 OR char_length(regexp_replace(detail, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint waste_action_extent_check CHECK (extent = ANY (ARRAY['whole'::text, 'part'::text])),
  constraint waste_action_hearing_check CHECK (hearing = ANY (ARRAY['hearing'::text, 'statement'::text, 'waived'::text])),
  constraint waste_action_hearing_outcome_check CHECK (char_length(hearing_outcome) <= 2000 OR char_length(regexp_replace(hearing_outcome, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint waste_action_hearing_waiver_check CHECK (hearing_waiver = ANY (ARRAY['1'::text, '2'::text, '3'::text, '4'::text, '5'::text])),
  constraint waste_action_kind_check CHECK (kind = ANY (ARRAY['revocation'::text, 'suspension'::text, 'facility-stop'::text, 'facility-revocation'::text, 'improvement'::text, 'measures'::text, 'report'::text, 'inspection'::text])),
  constraint waste_action_office_check CHECK (office = ANY (ARRAY['health-sennan'::text, 'health-shiogama'::text, 'health-osaki'::text, 'health-ishinomaki'::text, 'health-kesennuma'::text, 'headquarters'::text])),
  constraint waste_action_operator_name_check CHECK (char_length(operator_name) <= 120 OR char_length(regexp_replace(operator_name, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint waste_action_reason_check CHECK (char_length(reason) <= 2000 OR char_length(regexp_replace(reason, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint waste_action_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_action_authority_idx ON register.waste_action USING btree (authority, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_action_decided_on_idx ON register.waste_action USING btree (decided_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_action_facility_idx ON register.waste_action USING btree (facility, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_action_id ON register.waste_action USING btree (id);
  CREATE INDEX waste_action_kind_idx ON register.waste_action USING btree (kind, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_action_office_idx ON register.waste_action USING btree (office, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_action_operator_idx ON register.waste_action USING btree (operator, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_action_operator_name_idx ON register.waste_action USING btree (operator_name, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_action_permit_idx ON register.waste_action USING btree (permit, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_action_search ON register.waste_action USING gin (musubi.bigrams(search));
  grant insert, select, update to musubi_app;

view register.waste_action_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    operator,
    operator_name,
    operator_address_municipality,
    operator_address_town,
    operator_address_rest,
    permit,
    facility,
    authority,
    office,
    kind,
    article,
    decided_on,
    extent,
    days,
    begins_on,
    ends_on,
    detail,
    reason,
    compliance_due,
    hearing,
    hearing_on,
    hearing_outcome,
    hearing_waiver,
    complied_on,
    checked_on
   FROM register.waste_action
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.waste_facility (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  name text not null,
  operator uuid not null,
  permit uuid,
  type text not null,
  wastes text[],
  capacity numeric,
  measure text,
  address_municipality text not null,
  address_town text,
  address_rest text,
  point_latitude double precision,
  point_longitude double precision,
  office text not null,
  permit_text text,
  permitted_on date not null,
  inspected_on date,
  stopped_from date,
  stopped_until date,
  stop_extent text,
  abolished_on date,
  revoked_on date,
  drawing jsonb,
  note text,
  constraint waste_facility_capacity_check CHECK (capacity >= '0'::numeric),
  constraint waste_facility_measure_check CHECK (measure = ANY (ARRAY['m3/day'::text, 't/day'::text, 'kg/day'::text, 'kg/hour'::text, 'm2'::text, 'm3'::text])),
  constraint waste_facility_name_check CHECK (char_length(name) <= 120 OR char_length(regexp_replace(name, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint waste_facility_note_check CHECK (char_length(note) <= 2000 OR char_length(regexp_replace(note, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint waste_facility_office_check CHECK (office = ANY (ARRAY['health-sennan'::text, 'health-shiogama'::text, 'health-osaki'::text, 'health-ishinomaki'::text, 'health-kesennuma'::text, 'headquarters'::text])),
  constraint waste_facility_permit_text_check CHECK (char_length(permit_text) <= 60 OR char_length(regexp_replace(permit_text, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 60),
  constraint waste_facility_stop_extent_check CHECK (stop_extent = ANY (ARRAY['whole'::text, 'part'::text])),
  constraint waste_facility_type_check CHECK (type = ANY (ARRAY['1'::text, '2'::text, '2-sun'::text, '3'::text, '4'::text, '5'::text, '6'::text, '7'::text, '8'::text, '8-2'::text, '9'::text, '10'::text, '10-2'::text, '11'::text, '11-2'::text, '12'::text, '12-2'::text, '13'::text, '13-2'::text, '14-a'::text, '14-b'::text, '14-c'::text])),
  constraint waste_facility_wastes_check CHECK (wastes <@ ARRAY['0100'::text, '0110'::text, '0200'::text, '0210'::text, '0211'::text, '0220'::text, '0221'::text, '0300'::text, '0320'::text, '0400'::text, '0500'::text, '0600'::text, '0601'::text, '0605'::text, '0700'::text, '0800'::text, '0810'::text, '0900'::text, '1000'::text, '4000'::text, '1100'::text, '1200'::text, '1210'::text, '1220'::text, '1300'::text, '1400'::text, '1500'::text, '1600'::text, '1700'::text, '1800'::text, '1900'::text, '2000'::text, '7000'::text, '7010'::text, '7100'::text, '7110'::text, '7200'::text, '7210'::text, '7300'::text, '7410'::text, '7421'::text, '7422'::text, '7423'::text, '7424'::text, '7425'::text, '7426'::text, '7427'::text, '7428'::text, '7429'::text, '7430'::text, '7440'::text]),
  constraint waste_facility_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_facility_address_municipality_idx ON register.waste_facility USING btree (address_municipality, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_facility_id ON register.waste_facility USING btree (id);
  CREATE INDEX waste_facility_name_idx ON register.waste_facility USING btree (name, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_facility_office_idx ON register.waste_facility USING btree (office, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_facility_operator_idx ON register.waste_facility USING btree (operator, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_facility_permit_idx ON register.waste_facility USING btree (permit, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_facility_permitted_on_idx ON register.waste_facility USING btree (permitted_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_facility_search ON register.waste_facility USING gin (musubi.bigrams(search));
  CREATE INDEX waste_facility_type_idx ON register.waste_facility USING btree (type, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_facility_wastes_idx ON register.waste_facility USING gin (wastes) WHERE (removed_at IS NULL);
  grant insert, select, update to musubi_app;

view register.waste_facility_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    name,
    operator,
    permit,
    type,
    wastes,
    capacity,
    measure,
    address_municipality,
    address_town,
    address_rest,
    point_latitude,
    point_longitude,
    office,
    permit_text,
    permitted_on,
    inspected_on,
    stopped_from,
    stopped_until,
    stop_extent,
    abolished_on,
    revoked_on,
    drawing,
    note
   FROM register.waste_facility
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.waste_operator (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  operator_number text not null,
  name text not null,
  name_kana text,
  corporate_number text,
  address_municipality text not null,
  address_town text,
  address_rest text,
  postcode text,
  phone text,
  email text,
  representative text,
  office text,
  note text,
  constraint waste_operator_name_check CHECK (char_length(name) <= 120 OR char_length(regexp_replace(name, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint waste_operator_note_check CHECK (char_length(note) <= 2000 OR char_length(regexp_replace(note, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint waste_operator_office_check CHECK (char_length(office) <= 80 OR char_length(regexp_replace(office, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 80),
  constraint waste_operator_representative_check CHECK (char_length(representative) <= 80 OR char_length(regexp_replace(representative, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 80),
  constraint waste_operator_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_operator_address_municipality_idx ON register.waste_operator USING btree (address_municipality, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_operator_id ON register.waste_operator USING btree (id);
  CREATE INDEX waste_operator_name_idx ON register.waste_operator USING btree (name, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_operator_operator_number_idx ON register.waste_operator USING btree (operator_number, id) WHERE (removed_at IS NULL);
  CREATE UNIQUE INDEX waste_operator_operator_number_key ON register.waste_operator USING btree (tenant, operator_number) WHERE (removed_at IS NULL);
  CREATE INDEX waste_operator_search ON register.waste_operator USING gin (musubi.bigrams(search));
  grant insert, select, update to musubi_app;

view register.waste_operator_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    operator_number,
    name,
    name_kana,
    corporate_number,
    address_municipality,
    address_town,
    address_rest,
    postcode,
    phone,
    email,
    representative,
    office,
    note
   FROM register.waste_operator
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.waste_permit (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  permit_number text not null,
  ten_digits boolean,
  operator uuid not null,
  holder text not null,
  holder_kana text,
  holder_address_municipality text not null,
  holder_address_town text,
  holder_address_rest text,
  authority text not null,
  kind text not null,
  wastes text[],
  including text[],
  limits jsonb,
  storage jsonb,
  office text not null,
  first_granted_on date,
  granted_on date not null,
  expires_on date not null,
  excellent boolean,
  earlier_periods jsonb,
  renewal_received_on date,
  renewal_decision text,
  renewal_decided_on date,
  refusal_reason text,
  suspended_from date,
  suspended_to date,
  suspension_extent text,
  suspension_detail text,
  earlier_suspensions jsonb,
  revoked_on date,
  revocation_reason text,
  abolished_on date,
  note text,
  constraint waste_permit_authority_check CHECK (authority = ANY (ARRAY['001'::text, '002'::text, '003'::text, '004'::text, '005'::text, '006'::text, '007'::text, '008'::text, '009'::text, '010'::text, '011'::text, '012'::text, '013'::text, '014'::text, '015'::text, '016'::text, '017'::text, '018'::text, '019'::text, '020'::text, '021'::text, '022'::text, '023'::text, '024'::text, '025'::text, '026'::text, '027'::text, '028'::text, '029'::text, '030'::text, '031'::text, '032'::text, '033'::text, '034'::text, '035'::text, '036'::text, '037'::text, '038'::text, '039'::text, '040'::text, '041'::text, '042'::text, '043'::text, '044'::text, '045'::text, '046'::text, '047'::text, '054'::text, '056'::text, '130'::text, '131'::text, 'other'::text])),
  constraint waste_permit_holder_check CHECK (char_length(holder) <= 120 OR char_length(regexp_replace(holder, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint waste_permit_including_check CHECK (including <@ ARRAY['asbestos'::text, 'mercury-products'::text, 'mercury-dust'::text, 'specified'::text]),
  constraint waste_permit_kind_check CHECK (kind = ANY (ARRAY['0'::text, '1'::text, '2'::text, '3'::text, '4'::text, '5'::text, '6'::text, '7'::text, '8'::text, '9'::text])),
  constraint waste_permit_note_check CHECK (char_length(note) <= 2000 OR char_length(regexp_replace(note, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint waste_permit_office_check CHECK (office = ANY (ARRAY['health-sennan'::text, 'health-shiogama'::text, 'health-osaki'::text, 'health-ishinomaki'::text, 'health-kesennuma'::text, 'headquarters'::text])),
  constraint waste_permit_refusal_reason_check CHECK (char_length(refusal_reason) <= 2000 OR char_length(regexp_replace(refusal_reason, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint waste_permit_renewal_decision_check CHECK (renewal_decision = ANY (ARRAY['pending'::text, 'granted'::text, 'refused'::text])),
  constraint waste_permit_revocation_reason_check CHECK (char_length(revocation_reason) <= 2000 OR char_length(regexp_replace(revocation_reason, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint waste_permit_suspension_detail_check CHECK (char_length(suspension_detail) <= 300 OR char_length(regexp_replace(suspension_detail, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 300),
  constraint waste_permit_suspension_extent_check CHECK (suspension_extent = ANY (ARRAY['whole'::text, 'part'::text])),
  constraint waste_permit_wastes_check CHECK (wastes <@ ARRAY['0100'::text, '0110'::text, '0200'::text, '0210'::text, '0211'::text, '0220'::text, '0221'::text, '0300'::text, '0320'::text, '0400'::text, '0500'::text, '0600'::text, '0601'::text, '0605'::text, '0700'::text, '0800'::text, '0810'::text, '0900'::text, '1000'::text, '4000'::text, '1100'::text, '1200'::text, '1210'::text, '1220'::text, '1300'::text, '1400'::text, '1500'::text, '1600'::text, '1700'::text, '1800'::text, '1900'::text, '2000'::text, '7000'::text, '7010'::text, '7100'::text, '7110'::text, '7200'::text, '7210'::text, '7300'::text, '7410'::text, '7421'::text, '7422'::text, '7423'::text, '7424'::text, '7425'::text, '7426'::text, '7427'::text, '7428'::text, '7429'::text, '7430'::text, '7440'::text]),
  constraint waste_permit_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_permit_authority_idx ON register.waste_permit USING btree (authority, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_excellent_idx ON register.waste_permit USING btree (excellent, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_expires_on_idx ON register.waste_permit USING btree (expires_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_granted_on_idx ON register.waste_permit USING btree (granted_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_holder_address_municipality_idx ON register.waste_permit USING btree (holder_address_municipality, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_holder_idx ON register.waste_permit USING btree (holder, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_holder_kana_desc ON register.waste_permit USING btree (holder_kana DESC NULLS LAST, id DESC) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_holder_kana_idx ON register.waste_permit USING btree (holder_kana, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_id ON register.waste_permit USING btree (id);
  CREATE INDEX waste_permit_including_idx ON register.waste_permit USING gin (including) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_kind_idx ON register.waste_permit USING btree (kind, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_office_idx ON register.waste_permit USING btree (office, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_operator_idx ON register.waste_permit USING btree (operator, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_permit_number_idx ON register.waste_permit USING btree (permit_number, id) WHERE (removed_at IS NULL);
  CREATE UNIQUE INDEX waste_permit_permit_number_key ON register.waste_permit USING btree (tenant, permit_number) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_renewal_decision_idx ON register.waste_permit USING btree (renewal_decision, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_permit_search ON register.waste_permit USING gin (musubi.bigrams(search));
  CREATE INDEX waste_permit_wastes_idx ON register.waste_permit USING gin (wastes) WHERE (removed_at IS NULL);
  grant insert, select, update to musubi_app;

view register.waste_permit_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    permit_number,
    ten_digits,
    operator,
    holder,
    holder_kana,
    holder_address_municipality,
    holder_address_town,
    holder_address_rest,
    authority,
    kind,
    wastes,
    including,
    limits,
    storage,
    office,
    first_granted_on,
    granted_on,
    expires_on,
    excellent,
    earlier_periods,
    renewal_received_on,
    renewal_decision,
    renewal_decided_on,
    refusal_reason,
    suspended_from,
    suspended_to,
    suspension_extent,
    suspension_detail,
    earlier_suspensions,
    revoked_on,
    revocation_reason,
    abolished_on,
    note
   FROM register.waste_permit
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.waste_recognition (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  permit uuid not null,
  holder text not null,
  recognised_on date not null,
  valid_until date not null,
  criteria text[],
  disclosure_url text,
  withdrawn_on date,
  note text,
  constraint waste_recognition_criteria_check CHECK (criteria <@ ARRAY['record'::text, 'disclosure'::text, 'environment'::text, 'manifest'::text, 'finance'::text, 'taxes'::text]),
  constraint waste_recognition_holder_check CHECK (char_length(holder) <= 120 OR char_length(regexp_replace(holder, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 120),
  constraint waste_recognition_note_check CHECK (char_length(note) <= 2000 OR char_length(regexp_replace(note, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 2000),
  constraint waste_recognition_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_recognition_holder_idx ON register.waste_recognition USING btree (holder, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_recognition_id ON register.waste_recognition USING btree (id);
  CREATE INDEX waste_recognition_permit_idx ON register.waste_recognition USING btree (permit, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_recognition_recognised_on_idx ON register.waste_recognition USING btree (recognised_on, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_recognition_search ON register.waste_recognition USING gin (musubi.bigrams(search));
  CREATE INDEX waste_recognition_valid_until_idx ON register.waste_recognition USING btree (valid_until, id) WHERE (removed_at IS NULL);
  grant insert, select, update to musubi_app;

view register.waste_recognition_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    permit,
    holder,
    recognised_on,
    valid_until,
    criteria,
    disclosure_url,
    withdrawn_on,
    note
   FROM register.waste_recognition
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;

table register.waste_vehicle (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  plate text not null,
  operator uuid not null,
  type text not null,
  load bigint,
  since date,
  until date,
  constraint waste_vehicle_load_check CHECK (load::numeric >= '0'::numeric),
  constraint waste_vehicle_plate_check CHECK (char_length(plate) <= 40 OR char_length(regexp_replace(plate, '[\ufe00-\ufe0f\U000e0100-\U000e01ef]'::text, ''::text, 'g'::text)) <= 40),
  constraint waste_vehicle_type_check CHECK (type = ANY (ARRAY['flatbed'::text, 'dump'::text, 'container'::text, 'packer'::text, 'tank'::text, 'refrigerated'::text, 'vessel'::text, 'another'::text])),
  constraint waste_vehicle_pkey PRIMARY KEY (tenant, id),
);
  row level security enabled, forced;
  policy owner for all to musubi_owner using (true) with check (true);
  policy tenants for all to musubi_app using ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[]))) with check ((tenant = ANY (( SELECT musubi.tenants() AS tenants)::uuid[])));
  CREATE INDEX waste_vehicle_id ON register.waste_vehicle USING btree (id);
  CREATE INDEX waste_vehicle_operator_idx ON register.waste_vehicle USING btree (operator, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_vehicle_plate_idx ON register.waste_vehicle USING btree (plate, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_vehicle_search ON register.waste_vehicle USING gin (musubi.bigrams(search));
  CREATE INDEX waste_vehicle_since_desc ON register.waste_vehicle USING btree (since DESC NULLS LAST, id DESC) WHERE (removed_at IS NULL);
  CREATE INDEX waste_vehicle_since_idx ON register.waste_vehicle USING btree (since, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_vehicle_type_idx ON register.waste_vehicle USING btree (type, id) WHERE (removed_at IS NULL);
  CREATE INDEX waste_vehicle_until_idx ON register.waste_vehicle USING btree (until, id) WHERE (removed_at IS NULL);
  grant insert, select, update to musubi_app;

view register.waste_vehicle_list as
 SELECT id,
    version,
    sample,
    tenant,
    created_at,
    updated_at,
    search,
    musubi.bigrams(search) AS grams,
    plate,
    operator,
    type,
    load,
    since,
    until
   FROM register.waste_vehicle
  WHERE removed_at IS NULL AND (tenant = ANY ((( SELECT musubi.tenants() AS tenants))::uuid[]));
  grant select to musubi_app;
