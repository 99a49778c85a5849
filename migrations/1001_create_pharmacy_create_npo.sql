-- Generated from the definitions. Read it before it is committed.

create table register."pharmacy" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "name" text not null,
  "name_kana" text not null,
  "licence" text,
  "opener" text not null,
  "manager" text,
  "postcode" text,
  "address_municipality" text not null,
  "address_town" text,
  "address_rest" text,
  "point_latitude" double precision,
  "point_longitude" double precision,
  "phone" text not null,
  "after_hours" text,
  "fax" text,
  "hours" jsonb not null,
  "access" text,
  "parking" bigint,
  "website" text,
  "email" text,
  "certified" text[],
  "support" text[],
  "languages" text[],
  "smoke_free" boolean,
  "payments" text[],
  "services" text[],
  "pharmacists" bigint,
  "patients" bigint,
  "conferences" bigint,
  "safety" boolean,
  "survey" boolean,
  "reported_on" date not null,
  "note" text,
  constraint "pharmacy_pkey" primary key (tenant, id),
  constraint "pharmacy_name_check" check ((char_length("name") <= 120 or char_length(regexp_replace("name", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "pharmacy_licence_check" check ((char_length("licence") <= 40 or char_length(regexp_replace("licence", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 40)),
  constraint "pharmacy_opener_check" check ((char_length("opener") <= 120 or char_length(regexp_replace("opener", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "pharmacy_manager_check" check ((char_length("manager") <= 80 or char_length(regexp_replace("manager", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 80)),
  constraint "pharmacy_access_check" check ((char_length("access") <= 200 or char_length(regexp_replace("access", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 200)),
  constraint "pharmacy_parking_check" check ("parking" >= '0'::numeric),
  constraint "pharmacy_certified_check" check ("certified" <@ array['health', 'regional', 'specialist', 'pharmacists']::text[]),
  constraint "pharmacy_support_check" check ("support" <@ array['advice', 'health', 'wheelchair', 'sign', 'braille']::text[]),
  constraint "pharmacy_languages_check" check ("languages" <@ array['en', 'zh', 'ko', 'vi', 'ne', 'tl']::text[]),
  constraint "pharmacy_payments_check" check ("payments" <@ array['insurance', 'welfare', 'rare', 'card', 'qr']::text[]),
  constraint "pharmacy_services_check" check ("services" <@ array['allHours', 'home', 'packs', 'notebook', 'sterile', 'narcotics', 'online']::text[]),
  constraint "pharmacy_pharmacists_check" check ("pharmacists" >= '1'::numeric),
  constraint "pharmacy_patients_check" check ("patients" >= '0'::numeric),
  constraint "pharmacy_conferences_check" check ("conferences" >= '0'::numeric)
);
create index "pharmacy_id" on register."pharmacy" (id);
create index "pharmacy_name_kana_idx" on register."pharmacy" ("name_kana", id) where removed_at is null;
create index "pharmacy_reported_on_idx" on register."pharmacy" ("reported_on", id) where removed_at is null;
create index "pharmacy_address_municipality_idx" on register."pharmacy" ("address_municipality", id) where removed_at is null;
create index "pharmacy_services_idx" on register."pharmacy" using gin ("services") where removed_at is null;
create index "pharmacy_support_idx" on register."pharmacy" using gin ("support") where removed_at is null;
create index "pharmacy_languages_idx" on register."pharmacy" using gin ("languages") where removed_at is null;
create index "pharmacy_certified_idx" on register."pharmacy" using gin ("certified") where removed_at is null;
create index "pharmacy_payments_idx" on register."pharmacy" using gin ("payments") where removed_at is null;
create unique index "pharmacy_licence_key" on register."pharmacy" (tenant, "licence") where removed_at is null;
create index "pharmacy_search" on register."pharmacy" using gin (musubi.bigrams(search)) where removed_at is null;
alter table register."pharmacy" enable row level security;
alter table register."pharmacy" force row level security;
create policy tenants on register."pharmacy" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."pharmacy" to musubi_owner using (true) with check (true);
grant select, insert, update on register."pharmacy" to musubi_app;
create table history."pharmacy" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamptz not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint "pharmacy_history_pkey" primary key (tenant, id, version)
);
create index "pharmacy_history_at" on history."pharmacy" using brin (at);
alter table history."pharmacy" enable row level security;
alter table history."pharmacy" force row level security;
create policy tenants on history."pharmacy" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."pharmacy" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."pharmacy" to musubi_app;
create view register."pharmacy_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "name", "name_kana", "licence", "opener", "manager", "postcode", "address_municipality", "address_town", "address_rest", "point_latitude", "point_longitude", "phone", "after_hours", "fax", "hours", "access", "parking", "website", "email", "certified", "support", "languages", "smoke_free", "payments", "services", "pharmacists", "patients", "conferences", "safety", "survey", "reported_on", "note"
  from register."pharmacy"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."pharmacy_list" to musubi_app;
create view published."pharmacy" as
  select id, version, sample, tenant, updated_at, search, musubi.bigrams(search) as grams, "name", "name_kana", "licence", "opener", "manager", "postcode", "address_municipality", "address_town", "address_rest", "point_latitude", "point_longitude", "phone", "after_hours", "fax", "hours", "access", "parking", "website", "email", "certified", "support", "languages", "smoke_free", "payments", "services", "pharmacists", "patients", "conferences", "safety", "survey", "reported_on"
  from register."pharmacy"
  where removed_at is null;
grant select on published."pharmacy" to musubi_public, musubi_app;

create table register."npo" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "name" text not null,
  "name_kana" text not null,
  "type" text not null,
  "state" text not null,
  "corporate_number" text,
  "certified_on" date,
  "representative" text,
  "purpose" text,
  "activities" text[] not null,
  "wanted" text[],
  "postcode" text,
  "address_municipality" text not null,
  "address_town" text,
  "address_rest" text,
  "point_latitude" double precision,
  "point_longitude" double precision,
  "phone" text,
  "fax" text,
  "email" text,
  "website" text,
  "contact" text,
  "note" text,
  constraint "npo_pkey" primary key (tenant, id),
  constraint "npo_name_check" check ((char_length("name") <= 160 or char_length(regexp_replace("name", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 160)),
  constraint "npo_type_check" check ("type" = any (array['npo', 'certified', 'provisional', 'group']::text[])),
  constraint "npo_state_check" check ("state" = any (array['active', 'resting', 'dissolved']::text[])),
  constraint "npo_representative_check" check ((char_length("representative") <= 80 or char_length(regexp_replace("representative", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 80)),
  constraint "npo_purpose_check" check ((char_length("purpose") <= 2000 or char_length(regexp_replace("purpose", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000)),
  constraint "npo_activities_check" check ("activities" <@ array['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20']::text[]),
  constraint "npo_wanted_check" check ("wanted" <@ array['volunteers', 'members', 'donations', 'partners']::text[]),
  constraint "npo_contact_check" check ((char_length("contact") <= 80 or char_length(regexp_replace("contact", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 80))
);
create index "npo_id" on register."npo" (id);
create index "npo_name_kana_idx" on register."npo" ("name_kana", id) where removed_at is null;
create index "npo_certified_on_idx" on register."npo" ("certified_on", id) where removed_at is null;
create index "npo_activities_idx" on register."npo" using gin ("activities") where removed_at is null;
create index "npo_address_municipality_idx" on register."npo" ("address_municipality", id) where removed_at is null;
create index "npo_wanted_idx" on register."npo" using gin ("wanted") where removed_at is null;
create index "npo_type_idx" on register."npo" ("type", id) where removed_at is null;
create index "npo_state_idx" on register."npo" ("state", id) where removed_at is null;
create index "npo_certified_on_desc" on register."npo" ("certified_on" desc nulls last, id desc) where removed_at is null;
create unique index "npo_corporate_number_key" on register."npo" (tenant, "corporate_number") where removed_at is null;
create index "npo_search" on register."npo" using gin (musubi.bigrams(search)) where removed_at is null;
alter table register."npo" enable row level security;
alter table register."npo" force row level security;
create policy tenants on register."npo" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."npo" to musubi_owner using (true) with check (true);
grant select, insert, update on register."npo" to musubi_app;
create table history."npo" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  at timestamptz not null,
  actor uuid,
  actor_name text,
  reason text,
  operation text not null,
  data jsonb not null,
  hash bytea not null,
  entry uuid,
  constraint "npo_history_pkey" primary key (tenant, id, version)
);
create index "npo_history_at" on history."npo" using brin (at);
alter table history."npo" enable row level security;
alter table history."npo" force row level security;
create policy tenants on history."npo" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."npo" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."npo" to musubi_app;
create view register."npo_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "name", "name_kana", "type", "state", "corporate_number", "certified_on", "representative", "purpose", "activities", "wanted", "postcode", "address_municipality", "address_town", "address_rest", "point_latitude", "point_longitude", "phone", "fax", "email", "website", "contact", "note"
  from register."npo"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."npo_list" to musubi_app;
create view published."npo" as
  select id, version, sample, tenant, updated_at, search, musubi.bigrams(search) as grams, "name", "name_kana", "type", "state", "corporate_number", "certified_on", "representative", "purpose", "activities", "wanted", "postcode", "address_municipality", "address_town", "address_rest", "point_latitude", "point_longitude", "phone", "fax", "email", "website"
  from register."npo"
  where removed_at is null and (not ((("state") collate "C") is not distinct from (('dissolved'::text) collate "C")));
grant select on published."npo" to musubi_public, musubi_app;
