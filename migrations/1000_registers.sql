-- Generated from the definitions. Read it before it is committed.

create table register."waste_operator" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "operator_number" text not null,
  "name" text not null,
  "name_kana" text,
  "corporate_number" text,
  "address_municipality" text not null,
  "address_town" text,
  "address_rest" text,
  "postcode" text,
  "phone" text,
  "email" text,
  "representative" text,
  "office" text,
  "note" text,
  constraint "waste_operator_pkey" primary key (tenant, id),
  constraint "waste_operator_name_check" check ((char_length("name") <= 120 or char_length(regexp_replace("name", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "waste_operator_representative_check" check ((char_length("representative") <= 80 or char_length(regexp_replace("representative", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 80)),
  constraint "waste_operator_office_check" check ((char_length("office") <= 80 or char_length(regexp_replace("office", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 80)),
  constraint "waste_operator_note_check" check ((char_length("note") <= 2000 or char_length(regexp_replace("note", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000))
);
create index "waste_operator_id" on register."waste_operator" (id);
create index "waste_operator_operator_number_idx" on register."waste_operator" ("operator_number", id) where removed_at is null;
create index "waste_operator_name_idx" on register."waste_operator" ("name", id) where removed_at is null;
create index "waste_operator_address_municipality_idx" on register."waste_operator" ("address_municipality", id) where removed_at is null;
create unique index "waste_operator_operator_number_key" on register."waste_operator" (tenant, "operator_number") where removed_at is null;
create index "waste_operator_search" on register."waste_operator" using gin (musubi.bigrams(search));
alter table register."waste_operator" enable row level security;
alter table register."waste_operator" force row level security;
create policy tenants on register."waste_operator" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."waste_operator" to musubi_owner using (true) with check (true);
grant select, insert, update on register."waste_operator" to musubi_app;
create table history."waste_operator" (
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
  constraint "waste_operator_history_pkey" primary key (tenant, id, version)
);
create index "waste_operator_history_at" on history."waste_operator" using brin (at);
alter table history."waste_operator" enable row level security;
alter table history."waste_operator" force row level security;
create policy tenants on history."waste_operator" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."waste_operator" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."waste_operator" to musubi_app;
create view register."waste_operator_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "operator_number", "name", "name_kana", "corporate_number", "address_municipality", "address_town", "address_rest", "postcode", "phone", "email", "representative", "office", "note"
  from register."waste_operator"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."waste_operator_list" to musubi_app;
create view published."waste_operator" as
  select id, version, sample, tenant, updated_at, search, musubi.bigrams(search) as grams, "operator_number", "name", "name_kana", "corporate_number", "address_municipality", "address_town", "address_rest"
  from register."waste_operator"
  where removed_at is null;
grant select on published."waste_operator" to musubi_public, musubi_app;

create table register."waste_permit" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "permit_number" text not null,
  "ten_digits" boolean,
  "operator" uuid not null,
  "holder" text not null,
  "holder_kana" text,
  "holder_address_municipality" text not null,
  "holder_address_town" text,
  "holder_address_rest" text,
  "authority" text not null,
  "kind" text not null,
  "wastes" text[],
  "including" text[],
  "limits" jsonb,
  "storage" jsonb,
  "office" text not null,
  "first_granted_on" date,
  "granted_on" date not null,
  "expires_on" date not null,
  "excellent" boolean,
  "earlier_periods" jsonb,
  "renewal_received_on" date,
  "renewal_decision" text,
  "renewal_decided_on" date,
  "refusal_reason" text,
  "suspended_from" date,
  "suspended_to" date,
  "suspension_extent" text,
  "suspension_detail" text,
  "earlier_suspensions" jsonb,
  "revoked_on" date,
  "revocation_reason" text,
  "abolished_on" date,
  "note" text,
  constraint "waste_permit_pkey" primary key (tenant, id),
  constraint "waste_permit_holder_check" check ((char_length("holder") <= 120 or char_length(regexp_replace("holder", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "waste_permit_authority_check" check ("authority" = any (array['001', '002', '003', '004', '005', '006', '007', '008', '009', '010', '011', '012', '013', '014', '015', '016', '017', '018', '019', '020', '021', '022', '023', '024', '025', '026', '027', '028', '029', '030', '031', '032', '033', '034', '035', '036', '037', '038', '039', '040', '041', '042', '043', '044', '045', '046', '047', '054', '056', '130', '131', 'other']::text[])),
  constraint "waste_permit_kind_check" check ("kind" = any (array['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']::text[])),
  constraint "waste_permit_wastes_check" check ("wastes" <@ array['0100', '0110', '0200', '0210', '0211', '0220', '0221', '0300', '0320', '0400', '0500', '0600', '0601', '0605', '0700', '0800', '0810', '0900', '1000', '4000', '1100', '1200', '1210', '1220', '1300', '1400', '1500', '1600', '1700', '1800', '1900', '2000', '7000', '7010', '7100', '7110', '7200', '7210', '7300', '7410', '7421', '7422', '7423', '7424', '7425', '7426', '7427', '7428', '7429', '7430', '7440']::text[]),
  constraint "waste_permit_including_check" check ("including" <@ array['asbestos', 'mercury-products', 'mercury-dust', 'specified']::text[]),
  constraint "waste_permit_office_check" check ("office" = any (array['health-sennan', 'health-shiogama', 'health-osaki', 'health-ishinomaki', 'health-kesennuma', 'headquarters']::text[])),
  constraint "waste_permit_renewal_decision_check" check ("renewal_decision" = any (array['pending', 'granted', 'refused']::text[])),
  constraint "waste_permit_refusal_reason_check" check ((char_length("refusal_reason") <= 2000 or char_length(regexp_replace("refusal_reason", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000)),
  constraint "waste_permit_suspension_extent_check" check ("suspension_extent" = any (array['whole', 'part']::text[])),
  constraint "waste_permit_suspension_detail_check" check ((char_length("suspension_detail") <= 300 or char_length(regexp_replace("suspension_detail", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 300)),
  constraint "waste_permit_revocation_reason_check" check ((char_length("revocation_reason") <= 2000 or char_length(regexp_replace("revocation_reason", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000)),
  constraint "waste_permit_note_check" check ((char_length("note") <= 2000 or char_length(regexp_replace("note", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000))
);
create index "waste_permit_id" on register."waste_permit" (id);
create index "waste_permit_holder_kana_idx" on register."waste_permit" ("holder_kana", id) where removed_at is null;
create index "waste_permit_permit_number_idx" on register."waste_permit" ("permit_number", id) where removed_at is null;
create index "waste_permit_expires_on_idx" on register."waste_permit" ("expires_on", id) where removed_at is null;
create index "waste_permit_granted_on_idx" on register."waste_permit" ("granted_on", id) where removed_at is null;
create index "waste_permit_holder_idx" on register."waste_permit" ("holder", id) where removed_at is null;
create index "waste_permit_holder_address_municipality_idx" on register."waste_permit" ("holder_address_municipality", id) where removed_at is null;
create index "waste_permit_kind_idx" on register."waste_permit" ("kind", id) where removed_at is null;
create index "waste_permit_wastes_idx" on register."waste_permit" using gin ("wastes") where removed_at is null;
create index "waste_permit_including_idx" on register."waste_permit" using gin ("including") where removed_at is null;
create index "waste_permit_authority_idx" on register."waste_permit" ("authority", id) where removed_at is null;
create index "waste_permit_excellent_idx" on register."waste_permit" ("excellent", id) where removed_at is null;
create index "waste_permit_office_idx" on register."waste_permit" ("office", id) where removed_at is null;
create index "waste_permit_renewal_decision_idx" on register."waste_permit" ("renewal_decision", id) where removed_at is null;
create index "waste_permit_operator_idx" on register."waste_permit" ("operator", id) where removed_at is null;
create index "waste_permit_holder_kana_desc" on register."waste_permit" ("holder_kana" desc nulls last, id desc) where removed_at is null;
create unique index "waste_permit_permit_number_key" on register."waste_permit" (tenant, "permit_number") where removed_at is null;
create index "waste_permit_search" on register."waste_permit" using gin (musubi.bigrams(search));
alter table register."waste_permit" enable row level security;
alter table register."waste_permit" force row level security;
create policy tenants on register."waste_permit" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."waste_permit" to musubi_owner using (true) with check (true);
grant select, insert, update on register."waste_permit" to musubi_app;
create table history."waste_permit" (
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
  constraint "waste_permit_history_pkey" primary key (tenant, id, version)
);
create index "waste_permit_history_at" on history."waste_permit" using brin (at);
alter table history."waste_permit" enable row level security;
alter table history."waste_permit" force row level security;
create policy tenants on history."waste_permit" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."waste_permit" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."waste_permit" to musubi_app;
create view register."waste_permit_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "permit_number", "ten_digits", "operator", "holder", "holder_kana", "holder_address_municipality", "holder_address_town", "holder_address_rest", "authority", "kind", "wastes", "including", "limits", "storage", "office", "first_granted_on", "granted_on", "expires_on", "excellent", "earlier_periods", "renewal_received_on", "renewal_decision", "renewal_decided_on", "refusal_reason", "suspended_from", "suspended_to", "suspension_extent", "suspension_detail", "earlier_suspensions", "revoked_on", "revocation_reason", "abolished_on", "note"
  from register."waste_permit"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."waste_permit_list" to musubi_app;
create view published."waste_permit" as
  select id, version, sample, tenant, updated_at, search, musubi.bigrams(search) as grams, "permit_number", "ten_digits", "operator", "holder", "holder_kana", "holder_address_municipality", "holder_address_town", "holder_address_rest", "authority", "kind", "wastes", "including", "limits", "storage", "office", "first_granted_on", "granted_on", "expires_on", "excellent", "earlier_periods", "renewal_received_on", "renewal_decision", "renewal_decided_on", "suspended_from", "suspended_to", "suspension_extent", "suspension_detail", "earlier_suspensions", "revoked_on", "abolished_on"
  from register."waste_permit"
  where removed_at is null;
grant select on published."waste_permit" to musubi_public, musubi_app;

create table register."waste_vehicle" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "plate" text not null,
  "operator" uuid not null,
  "type" text not null,
  "load" bigint,
  "since" date,
  "until" date,
  constraint "waste_vehicle_pkey" primary key (tenant, id),
  constraint "waste_vehicle_plate_check" check ((char_length("plate") <= 40 or char_length(regexp_replace("plate", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 40)),
  constraint "waste_vehicle_type_check" check ("type" = any (array['flatbed', 'dump', 'container', 'packer', 'tank', 'refrigerated', 'vessel', 'another']::text[])),
  constraint "waste_vehicle_load_check" check ("load" >= '0'::numeric)
);
create index "waste_vehicle_id" on register."waste_vehicle" (id);
create index "waste_vehicle_plate_idx" on register."waste_vehicle" ("plate", id) where removed_at is null;
create index "waste_vehicle_since_idx" on register."waste_vehicle" ("since", id) where removed_at is null;
create index "waste_vehicle_operator_idx" on register."waste_vehicle" ("operator", id) where removed_at is null;
create index "waste_vehicle_type_idx" on register."waste_vehicle" ("type", id) where removed_at is null;
create index "waste_vehicle_until_idx" on register."waste_vehicle" ("until", id) where removed_at is null;
create index "waste_vehicle_since_desc" on register."waste_vehicle" ("since" desc nulls last, id desc) where removed_at is null;
create index "waste_vehicle_search" on register."waste_vehicle" using gin (musubi.bigrams(search));
alter table register."waste_vehicle" enable row level security;
alter table register."waste_vehicle" force row level security;
create policy tenants on register."waste_vehicle" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."waste_vehicle" to musubi_owner using (true) with check (true);
grant select, insert, update on register."waste_vehicle" to musubi_app;
create table history."waste_vehicle" (
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
  constraint "waste_vehicle_history_pkey" primary key (tenant, id, version)
);
create index "waste_vehicle_history_at" on history."waste_vehicle" using brin (at);
alter table history."waste_vehicle" enable row level security;
alter table history."waste_vehicle" force row level security;
create policy tenants on history."waste_vehicle" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."waste_vehicle" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."waste_vehicle" to musubi_app;
create view register."waste_vehicle_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "plate", "operator", "type", "load", "since", "until"
  from register."waste_vehicle"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."waste_vehicle_list" to musubi_app;

create table register."waste_facility" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "name" text not null,
  "operator" uuid not null,
  "permit" uuid,
  "type" text not null,
  "wastes" text[],
  "capacity" numeric,
  "measure" text,
  "address_municipality" text not null,
  "address_town" text,
  "address_rest" text,
  "point_latitude" double precision,
  "point_longitude" double precision,
  "office" text not null,
  "permit_text" text,
  "permitted_on" date not null,
  "inspected_on" date,
  "stopped_from" date,
  "stopped_until" date,
  "stop_extent" text,
  "abolished_on" date,
  "revoked_on" date,
  "drawing" jsonb,
  "note" text,
  constraint "waste_facility_pkey" primary key (tenant, id),
  constraint "waste_facility_name_check" check ((char_length("name") <= 120 or char_length(regexp_replace("name", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "waste_facility_type_check" check ("type" = any (array['1', '2', '2-sun', '3', '4', '5', '6', '7', '8', '8-2', '9', '10', '10-2', '11', '11-2', '12', '12-2', '13', '13-2', '14-a', '14-b', '14-c']::text[])),
  constraint "waste_facility_wastes_check" check ("wastes" <@ array['0100', '0110', '0200', '0210', '0211', '0220', '0221', '0300', '0320', '0400', '0500', '0600', '0601', '0605', '0700', '0800', '0810', '0900', '1000', '4000', '1100', '1200', '1210', '1220', '1300', '1400', '1500', '1600', '1700', '1800', '1900', '2000', '7000', '7010', '7100', '7110', '7200', '7210', '7300', '7410', '7421', '7422', '7423', '7424', '7425', '7426', '7427', '7428', '7429', '7430', '7440']::text[]),
  constraint "waste_facility_capacity_check" check ("capacity" >= '0'::numeric),
  constraint "waste_facility_measure_check" check ("measure" = any (array['m3/day', 't/day', 'kg/day', 'kg/hour', 'm2', 'm3']::text[])),
  constraint "waste_facility_office_check" check ("office" = any (array['health-sennan', 'health-shiogama', 'health-osaki', 'health-ishinomaki', 'health-kesennuma', 'headquarters']::text[])),
  constraint "waste_facility_permit_text_check" check ((char_length("permit_text") <= 60 or char_length(regexp_replace("permit_text", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 60)),
  constraint "waste_facility_stop_extent_check" check ("stop_extent" = any (array['whole', 'part']::text[])),
  constraint "waste_facility_note_check" check ((char_length("note") <= 2000 or char_length(regexp_replace("note", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000))
);
create index "waste_facility_id" on register."waste_facility" (id);
create index "waste_facility_name_idx" on register."waste_facility" ("name", id) where removed_at is null;
create index "waste_facility_permitted_on_idx" on register."waste_facility" ("permitted_on", id) where removed_at is null;
create index "waste_facility_address_municipality_idx" on register."waste_facility" ("address_municipality", id) where removed_at is null;
create index "waste_facility_type_idx" on register."waste_facility" ("type", id) where removed_at is null;
create index "waste_facility_wastes_idx" on register."waste_facility" using gin ("wastes") where removed_at is null;
create index "waste_facility_office_idx" on register."waste_facility" ("office", id) where removed_at is null;
create index "waste_facility_operator_idx" on register."waste_facility" ("operator", id) where removed_at is null;
create index "waste_facility_permit_idx" on register."waste_facility" ("permit", id) where removed_at is null;
create index "waste_facility_search" on register."waste_facility" using gin (musubi.bigrams(search));
alter table register."waste_facility" enable row level security;
alter table register."waste_facility" force row level security;
create policy tenants on register."waste_facility" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."waste_facility" to musubi_owner using (true) with check (true);
grant select, insert, update on register."waste_facility" to musubi_app;
create table history."waste_facility" (
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
  constraint "waste_facility_history_pkey" primary key (tenant, id, version)
);
create index "waste_facility_history_at" on history."waste_facility" using brin (at);
alter table history."waste_facility" enable row level security;
alter table history."waste_facility" force row level security;
create policy tenants on history."waste_facility" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."waste_facility" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."waste_facility" to musubi_app;
create view register."waste_facility_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "name", "operator", "permit", "type", "wastes", "capacity", "measure", "address_municipality", "address_town", "address_rest", "point_latitude", "point_longitude", "office", "permit_text", "permitted_on", "inspected_on", "stopped_from", "stopped_until", "stop_extent", "abolished_on", "revoked_on", "drawing", "note"
  from register."waste_facility"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."waste_facility_list" to musubi_app;
create view published."waste_facility" as
  select id, version, sample, tenant, updated_at, search, musubi.bigrams(search) as grams, "name", "operator", "permit", "type", "wastes", "capacity", "measure", "address_municipality", "address_town", "address_rest", "point_latitude", "point_longitude", "office", "permit_text", "permitted_on", "inspected_on", "stopped_from", "stopped_until", "stop_extent", "abolished_on", "revoked_on"
  from register."waste_facility"
  where removed_at is null;
grant select on published."waste_facility" to musubi_public, musubi_app;

create table register."waste_action" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "operator" uuid not null,
  "operator_name" text not null,
  "operator_address_municipality" text,
  "operator_address_town" text,
  "operator_address_rest" text,
  "permit" uuid,
  "facility" uuid,
  "authority" text not null,
  "office" text,
  "kind" text not null,
  "article" text not null,
  "decided_on" date not null,
  "extent" text,
  "days" bigint,
  "begins_on" date,
  "ends_on" date,
  "detail" text,
  "reason" text not null,
  "compliance_due" date,
  "hearing" text,
  "hearing_on" date,
  "hearing_outcome" text,
  "hearing_waiver" text,
  "complied_on" date,
  "checked_on" date,
  constraint "waste_action_pkey" primary key (tenant, id),
  constraint "waste_action_operator_name_check" check ((char_length("operator_name") <= 120 or char_length(regexp_replace("operator_name", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "waste_action_authority_check" check ("authority" = any (array['001', '002', '003', '004', '005', '006', '007', '008', '009', '010', '011', '012', '013', '014', '015', '016', '017', '018', '019', '020', '021', '022', '023', '024', '025', '026', '027', '028', '029', '030', '031', '032', '033', '034', '035', '036', '037', '038', '039', '040', '041', '042', '043', '044', '045', '046', '047', '054', '056', '130', '131', 'other']::text[])),
  constraint "waste_action_office_check" check ("office" = any (array['health-sennan', 'health-shiogama', 'health-osaki', 'health-ishinomaki', 'health-kesennuma', 'headquarters']::text[])),
  constraint "waste_action_kind_check" check ("kind" = any (array['revocation', 'suspension', 'facility-stop', 'facility-revocation', 'improvement', 'measures', 'report', 'inspection']::text[])),
  constraint "waste_action_article_check" check ((char_length("article") <= 80 or char_length(regexp_replace("article", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 80)),
  constraint "waste_action_extent_check" check ("extent" = any (array['whole', 'part']::text[])),
  constraint "waste_action_days_check" check ("days" >= '1'::numeric and "days" <= '366'::numeric),
  constraint "waste_action_detail_check" check ((char_length("detail") <= 2000 or char_length(regexp_replace("detail", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000)),
  constraint "waste_action_reason_check" check ((char_length("reason") <= 2000 or char_length(regexp_replace("reason", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000)),
  constraint "waste_action_hearing_check" check ("hearing" = any (array['hearing', 'statement', 'waived']::text[])),
  constraint "waste_action_hearing_outcome_check" check ((char_length("hearing_outcome") <= 2000 or char_length(regexp_replace("hearing_outcome", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000)),
  constraint "waste_action_hearing_waiver_check" check ("hearing_waiver" = any (array['1', '2', '3', '4', '5']::text[]))
);
create index "waste_action_id" on register."waste_action" (id);
create index "waste_action_decided_on_idx" on register."waste_action" ("decided_on", id) where removed_at is null;
create index "waste_action_operator_name_idx" on register."waste_action" ("operator_name", id) where removed_at is null;
create index "waste_action_kind_idx" on register."waste_action" ("kind", id) where removed_at is null;
create index "waste_action_authority_idx" on register."waste_action" ("authority", id) where removed_at is null;
create index "waste_action_office_idx" on register."waste_action" ("office", id) where removed_at is null;
create index "waste_action_operator_idx" on register."waste_action" ("operator", id) where removed_at is null;
create index "waste_action_permit_idx" on register."waste_action" ("permit", id) where removed_at is null;
create index "waste_action_facility_idx" on register."waste_action" ("facility", id) where removed_at is null;
create index "waste_action_search" on register."waste_action" using gin (musubi.bigrams(search));
alter table register."waste_action" enable row level security;
alter table register."waste_action" force row level security;
create policy tenants on register."waste_action" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."waste_action" to musubi_owner using (true) with check (true);
grant select, insert, update on register."waste_action" to musubi_app;
create table history."waste_action" (
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
  constraint "waste_action_history_pkey" primary key (tenant, id, version)
);
create index "waste_action_history_at" on history."waste_action" using brin (at);
alter table history."waste_action" enable row level security;
alter table history."waste_action" force row level security;
create policy tenants on history."waste_action" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."waste_action" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."waste_action" to musubi_app;
create view register."waste_action_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "operator", "operator_name", "operator_address_municipality", "operator_address_town", "operator_address_rest", "permit", "facility", "authority", "office", "kind", "article", "decided_on", "extent", "days", "begins_on", "ends_on", "detail", "reason", "compliance_due", "hearing", "hearing_on", "hearing_outcome", "hearing_waiver", "complied_on", "checked_on"
  from register."waste_action"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."waste_action_list" to musubi_app;
create view published."waste_action" as
  select id, version, sample, tenant, updated_at, search, musubi.bigrams(search) as grams, "operator", "operator_name", "operator_address_municipality", "operator_address_town", "operator_address_rest", "permit", "facility", "authority", "office", "kind", "article", "decided_on", "extent", "days", "begins_on", "ends_on", "detail", "reason", "compliance_due"
  from register."waste_action"
  where removed_at is null and ((((("kind") collate "C") is not distinct from (('revocation'::text) collate "C")) or ((("kind") collate "C") is not distinct from (('suspension'::text) collate "C")) or ((("kind") collate "C") is not distinct from (('facility-stop'::text) collate "C")) or ((("kind") collate "C") is not distinct from (('facility-revocation'::text) collate "C")) or ((("kind") collate "C") is not distinct from (('improvement'::text) collate "C")) or ((("kind") collate "C") is not distinct from (('measures'::text) collate "C"))));
grant select on published."waste_action" to musubi_public, musubi_app;

create table register."waste_recognition" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "permit" uuid not null,
  "holder" text not null,
  "recognised_on" date not null,
  "valid_until" date not null,
  "criteria" text[],
  "disclosure_url" text,
  "withdrawn_on" date,
  "note" text,
  constraint "waste_recognition_pkey" primary key (tenant, id),
  constraint "waste_recognition_holder_check" check ((char_length("holder") <= 120 or char_length(regexp_replace("holder", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "waste_recognition_criteria_check" check ("criteria" <@ array['record', 'disclosure', 'environment', 'manifest', 'finance', 'taxes']::text[]),
  constraint "waste_recognition_note_check" check ((char_length("note") <= 2000 or char_length(regexp_replace("note", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000))
);
create index "waste_recognition_id" on register."waste_recognition" (id);
create index "waste_recognition_recognised_on_idx" on register."waste_recognition" ("recognised_on", id) where removed_at is null;
create index "waste_recognition_valid_until_idx" on register."waste_recognition" ("valid_until", id) where removed_at is null;
create index "waste_recognition_holder_idx" on register."waste_recognition" ("holder", id) where removed_at is null;
create index "waste_recognition_permit_idx" on register."waste_recognition" ("permit", id) where removed_at is null;
create index "waste_recognition_search" on register."waste_recognition" using gin (musubi.bigrams(search));
alter table register."waste_recognition" enable row level security;
alter table register."waste_recognition" force row level security;
create policy tenants on register."waste_recognition" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."waste_recognition" to musubi_owner using (true) with check (true);
grant select, insert, update on register."waste_recognition" to musubi_app;
create table history."waste_recognition" (
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
  constraint "waste_recognition_history_pkey" primary key (tenant, id, version)
);
create index "waste_recognition_history_at" on history."waste_recognition" using brin (at);
alter table history."waste_recognition" enable row level security;
alter table history."waste_recognition" force row level security;
create policy tenants on history."waste_recognition" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."waste_recognition" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."waste_recognition" to musubi_app;
create view register."waste_recognition_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "permit", "holder", "recognised_on", "valid_until", "criteria", "disclosure_url", "withdrawn_on", "note"
  from register."waste_recognition"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."waste_recognition_list" to musubi_app;
create view published."waste_recognition" as
  select id, version, sample, tenant, updated_at, search, musubi.bigrams(search) as grams, "permit", "holder", "recognised_on", "valid_until", "criteria", "disclosure_url", "withdrawn_on"
  from register."waste_recognition"
  where removed_at is null;
grant select on published."waste_recognition" to musubi_public, musubi_app;

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
create index "pharmacy_search" on register."pharmacy" using gin (musubi.bigrams(search));
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
create index "npo_search" on register."npo" using gin (musubi.bigrams(search));
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

create table register."resident_household" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "number" text not null,
  "head" text,
  "address_municipality" text not null,
  "address_town" text,
  "address_rest" text,
  "postcode" text,
  constraint "resident_household_pkey" primary key (tenant, id),
  constraint "resident_household_number_check" check ((char_length("number") <= 15 or char_length(regexp_replace("number", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 15)),
  constraint "resident_household_head_check" check ((char_length("head") <= 100 or char_length(regexp_replace("head", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 100))
);
create index "resident_household_id" on register."resident_household" (id);
create index "resident_household_number_idx" on register."resident_household" ("number", id) where removed_at is null;
create unique index "resident_household_number_key" on register."resident_household" (tenant, "number") where removed_at is null;
create index "resident_household_search" on register."resident_household" using gin (musubi.bigrams(search));
alter table register."resident_household" enable row level security;
alter table register."resident_household" force row level security;
create policy tenants on register."resident_household" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."resident_household" to musubi_owner using (true) with check (true);
grant select, insert, update on register."resident_household" to musubi_app;
create table history."resident_household" (
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
  constraint "resident_household_history_pkey" primary key (tenant, id, version)
);
create index "resident_household_history_at" on history."resident_household" using brin (at);
alter table history."resident_household" enable row level security;
alter table history."resident_household" force row level security;
create policy tenants on history."resident_household" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."resident_household" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."resident_household" to musubi_app;
create view register."resident_household_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "number", "head", "address_municipality", "address_town", "address_rest", "postcode"
  from register."resident_household"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."resident_household_list" to musubi_app;

create table register."resident" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "addressee" text not null,
  "history" bigint,
  "name" text not null,
  "name_shrunk" text,
  "name_kana" text,
  "born_on" date not null,
  "sex" text,
  "household" uuid,
  "relation" text,
  "address_municipality" text not null,
  "address_town" text,
  "address_rest" text,
  "resident_since" date,
  "state" text not null,
  "resident_code" bytea,
  "resident_code_index" bytea,
  "individual_number" bytea,
  "individual_number_index" bytea,
  "protected_until" bytea,
  "protected_until_index" bytea,
  constraint "resident_pkey" primary key (tenant, id),
  constraint "resident_addressee_check" check ((char_length("addressee") <= 15 or char_length(regexp_replace("addressee", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 15)),
  constraint "resident_history_check" check ("history" >= '1'::numeric),
  constraint "resident_name_check" check ((char_length("name") <= 100 or char_length(regexp_replace("name", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 100)),
  constraint "resident_name_shrunk_check" check ((char_length("name_shrunk") <= 100 or char_length(regexp_replace("name_shrunk", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 100)),
  constraint "resident_sex_check" check ("sex" = any (array['1', '2', '9']::text[])),
  constraint "resident_relation_check" check ((char_length("relation") <= 40 or char_length(regexp_replace("relation", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 40)),
  constraint "resident_state_check" check ("state" = any (array['present', 'movedOut', 'dead', 'struck']::text[]))
);
create index "resident_id" on register."resident" (id);
create index "resident_addressee_idx" on register."resident" ("addressee", id) where removed_at is null;
create index "resident_state_idx" on register."resident" ("state", id) where removed_at is null;
create index "resident_born_on_idx" on register."resident" ("born_on", id) where removed_at is null;
create index "resident_household_idx" on register."resident" ("household", id) where removed_at is null;
create index "resident_resident_code_index_idx" on register."resident" ("resident_code_index", id) where removed_at is null;
create index "resident_individual_number_index_idx" on register."resident" ("individual_number_index", id) where removed_at is null;
create index "resident_protected_until_index_idx" on register."resident" ("protected_until_index", id) where removed_at is null;
create unique index "resident_addressee_key" on register."resident" (tenant, "addressee") where removed_at is null;
create unique index "resident_individual_number_index_key" on register."resident" (tenant, "individual_number_index") where removed_at is null;
create index "resident_search" on register."resident" using gin (musubi.bigrams(search));
alter table register."resident" enable row level security;
alter table register."resident" force row level security;
create policy tenants on register."resident" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."resident" to musubi_owner using (true) with check (true);
grant select, insert, update on register."resident" to musubi_app;
create table history."resident" (
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
  constraint "resident_history_pkey" primary key (tenant, id, version)
);
create index "resident_history_at" on history."resident" using brin (at);
alter table history."resident" enable row level security;
alter table history."resident" force row level security;
create policy tenants on history."resident" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."resident" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."resident" to musubi_app;
create view register."resident_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "addressee", "history", "name", "name_shrunk", "name_kana", "born_on", "sex", "household", "relation", "address_municipality", "address_town", "address_rest", "resident_since", "state", "resident_code", "resident_code_index", "individual_number", "individual_number_index", "protected_until", "protected_until_index"
  from register."resident"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."resident_list" to musubi_app;

create table register."resident_change" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "addressee" text not null,
  "history" bigint not null,
  "resident" uuid not null,
  "event" text not null,
  "happened_on" date not null,
  "notified_on" date,
  "processed_on" date,
  "name" text,
  "address_municipality" text,
  "address_town" text,
  "address_rest" text,
  constraint "resident_change_pkey" primary key (tenant, id),
  constraint "resident_change_addressee_check" check ((char_length("addressee") <= 15 or char_length(regexp_replace("addressee", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 15)),
  constraint "resident_change_history_check" check ("history" >= '1'::numeric),
  constraint "resident_change_event_check" check ("event" = any (array['movedIn', 'born', 'entered', 'movedWithin', 'movedOut', 'died', 'struck', 'householdSplit', 'householdJoined', 'headChanged', 'corrected']::text[])),
  constraint "resident_change_name_check" check ((char_length("name") <= 100 or char_length(regexp_replace("name", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 100))
);
create index "resident_change_id" on register."resident_change" (id);
create index "resident_change_addressee_idx" on register."resident_change" ("addressee", id) where removed_at is null;
create index "resident_change_happened_on_idx" on register."resident_change" ("happened_on", id) where removed_at is null;
create index "resident_change_event_idx" on register."resident_change" ("event", id) where removed_at is null;
create index "resident_change_resident_idx" on register."resident_change" ("resident", id) where removed_at is null;
create unique index "resident_change_addressee_history_key" on register."resident_change" (tenant, "addressee", "history") where removed_at is null;
create index "resident_change_search" on register."resident_change" using gin (musubi.bigrams(search));
alter table register."resident_change" enable row level security;
alter table register."resident_change" force row level security;
create policy tenants on register."resident_change" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."resident_change" to musubi_owner using (true) with check (true);
grant select, insert, update on register."resident_change" to musubi_app;
create table history."resident_change" (
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
  constraint "resident_change_history_pkey" primary key (tenant, id, version)
);
create index "resident_change_history_at" on history."resident_change" using brin (at);
alter table history."resident_change" enable row level security;
alter table history."resident_change" force row level security;
create policy tenants on history."resident_change" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."resident_change" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."resident_change" to musubi_app;
create view register."resident_change_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "addressee", "history", "resident", "event", "happened_on", "notified_on", "processed_on", "name", "address_municipality", "address_town", "address_rest"
  from register."resident_change"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."resident_change_list" to musubi_app;

create table register."joint_group" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  search_public text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "name" text not null,
  "businesses" text[] not null,
  "stage" text not null,
  "lead" text,
  "agreed_on" date,
  "contract_from" date,
  "contract_to" date,
  "product" text,
  "vendor" text,
  "equal_weight" bigint not null,
  "population_weight" bigint not null,
  "use_weight" bigint not null,
  "use_source" text,
  "note" text,
  constraint "joint_group_pkey" primary key (tenant, id),
  constraint "joint_group_name_check" check ((char_length("name") <= 120 or char_length(regexp_replace("name", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "joint_group_businesses_check" check ("businesses" <@ array['resident-records', 'seal', 'family-register', 'family-register-slips', 'elections', 'property-tax', 'resident-tax', 'corporate-tax', 'vehicle-tax', 'health-insurance', 'pension', 'elderly-medical', 'care-insurance', 'disability', 'livelihood', 'health', 'child-allowance', 'child-rearing-allowance', 'child-support', 'school-attendance', 'finance', 'payroll', 'documents', 'applications', 'library', 'water']::text[]),
  constraint "joint_group_stage_check" check ("stage" = any (array['study', 'fit-gap', 'agreement', 'rfi', 'procurement', 'migration', 'production', 'ended']::text[])),
  constraint "joint_group_lead_check" check ("lead" = any (array['041009', '042021', '042030', '042056', '042064', '042072', '042081', '042099', '042111', '042129', '042137', '042145', '042153', '042161', '043010', '043028', '043214', '043222', '043231', '043249', '043419', '043613', '043621', '044016', '044041', '044067', '044211', '044229', '044245', '044440', '044458', '045012', '045055', '045811', '046060']::text[])),
  constraint "joint_group_product_check" check ((char_length("product") <= 120 or char_length(regexp_replace("product", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "joint_group_vendor_check" check ((char_length("vendor") <= 120 or char_length(regexp_replace("vendor", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "joint_group_equal_weight_check" check ("equal_weight" >= '0'::numeric and "equal_weight" <= '100'::numeric),
  constraint "joint_group_population_weight_check" check ("population_weight" >= '0'::numeric and "population_weight" <= '100'::numeric),
  constraint "joint_group_use_weight_check" check ("use_weight" >= '0'::numeric and "use_weight" <= '100'::numeric),
  constraint "joint_group_use_source_check" check ("use_source" = any (array['entered', 'requests']::text[])),
  constraint "joint_group_note_check" check ((char_length("note") <= 4000 or char_length(regexp_replace("note", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 4000))
);
create index "joint_group_id" on register."joint_group" (id);
create index "joint_group_name_idx" on register."joint_group" ("name", id) where removed_at is null;
create index "joint_group_contract_to_idx" on register."joint_group" ("contract_to", id) where removed_at is null;
create index "joint_group_businesses_idx" on register."joint_group" using gin ("businesses") where removed_at is null;
create index "joint_group_stage_idx" on register."joint_group" ("stage", id) where removed_at is null;
create index "joint_group_lead_idx" on register."joint_group" ("lead", id) where removed_at is null;
create index "joint_group_contract_to_desc" on register."joint_group" ("contract_to" desc nulls last, id desc) where removed_at is null;
create unique index "joint_group_name_key" on register."joint_group" (tenant, "name") where removed_at is null;
create index "joint_group_search" on register."joint_group" using gin (musubi.bigrams(search));
create index "joint_group_search_public" on register."joint_group" using gin (musubi.bigrams(search_public));
alter table register."joint_group" enable row level security;
alter table register."joint_group" force row level security;
create policy tenants on register."joint_group" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."joint_group" to musubi_owner using (true) with check (true);
grant select, insert, update on register."joint_group" to musubi_app;
create table history."joint_group" (
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
  constraint "joint_group_history_pkey" primary key (tenant, id, version)
);
create index "joint_group_history_at" on history."joint_group" using brin (at);
alter table history."joint_group" enable row level security;
alter table history."joint_group" force row level security;
create policy tenants on history."joint_group" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."joint_group" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."joint_group" to musubi_app;
create view register."joint_group_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "name", "businesses", "stage", "lead", "agreed_on", "contract_from", "contract_to", "product", "vendor", "equal_weight", "population_weight", "use_weight", "use_source", "note"
  from register."joint_group"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."joint_group_list" to musubi_app;
create view published."joint_group" as
  select id, version, sample, tenant, updated_at, search_public as search, musubi.bigrams(search_public) as grams, "name", "businesses", "stage", "lead", "agreed_on", "contract_from", "contract_to"
  from register."joint_group"
  where removed_at is null;
grant select on published."joint_group" to musubi_public, musubi_app;

create table register."joint_membership" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "cloud_group" uuid not null,
  "municipality" text not null,
  "business" text not null,
  "joined_on" date not null,
  "production_on" date,
  "left_on" date,
  "cost_before" bigint,
  "cost_before_source" text,
  "note" text,
  constraint "joint_membership_pkey" primary key (tenant, id),
  constraint "joint_membership_municipality_check" check ("municipality" = any (array['041009', '042021', '042030', '042056', '042064', '042072', '042081', '042099', '042111', '042129', '042137', '042145', '042153', '042161', '043010', '043028', '043214', '043222', '043231', '043249', '043419', '043613', '043621', '044016', '044041', '044067', '044211', '044229', '044245', '044440', '044458', '045012', '045055', '045811', '046060']::text[])),
  constraint "joint_membership_business_check" check ("business" = any (array['resident-records', 'seal', 'family-register', 'family-register-slips', 'elections', 'property-tax', 'resident-tax', 'corporate-tax', 'vehicle-tax', 'health-insurance', 'pension', 'elderly-medical', 'care-insurance', 'disability', 'livelihood', 'health', 'child-allowance', 'child-rearing-allowance', 'child-support', 'school-attendance', 'finance', 'payroll', 'documents', 'applications', 'library', 'water']::text[])),
  constraint "joint_membership_cost_before_check" check ("cost_before" >= '0'::numeric),
  constraint "joint_membership_cost_before_source_check" check ((char_length("cost_before_source") <= 200 or char_length(regexp_replace("cost_before_source", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 200)),
  constraint "joint_membership_note_check" check ((char_length("note") <= 2000 or char_length(regexp_replace("note", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000))
);
create index "joint_membership_id" on register."joint_membership" (id);
create index "joint_membership_joined_on_idx" on register."joint_membership" ("joined_on", id) where removed_at is null;
create index "joint_membership_production_on_idx" on register."joint_membership" ("production_on", id) where removed_at is null;
create index "joint_membership_cloud_group_idx" on register."joint_membership" ("cloud_group", id) where removed_at is null;
create index "joint_membership_municipality_idx" on register."joint_membership" ("municipality", id) where removed_at is null;
create index "joint_membership_business_idx" on register."joint_membership" ("business", id) where removed_at is null;
create index "joint_membership_production_on_desc" on register."joint_membership" ("production_on" desc nulls last, id desc) where removed_at is null;
create index "joint_membership_cloud_group_municipality_business_joi_e1eb81fa" on register."joint_membership" (tenant, "cloud_group", "municipality", "business", "joined_on") where removed_at is null;
create index "joint_membership_search" on register."joint_membership" using gin (musubi.bigrams(search));
alter table register."joint_membership" enable row level security;
alter table register."joint_membership" force row level security;
create policy tenants on register."joint_membership" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."joint_membership" to musubi_owner using (true) with check (true);
grant select, insert, update on register."joint_membership" to musubi_app;
create table history."joint_membership" (
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
  constraint "joint_membership_history_pkey" primary key (tenant, id, version)
);
create index "joint_membership_history_at" on history."joint_membership" using brin (at);
alter table history."joint_membership" enable row level security;
alter table history."joint_membership" force row level security;
create policy tenants on history."joint_membership" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."joint_membership" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."joint_membership" to musubi_app;
create view register."joint_membership_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "cloud_group", "municipality", "business", "joined_on", "production_on", "left_on", "cost_before", "cost_before_source", "note"
  from register."joint_membership"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."joint_membership_list" to musubi_app;
create view published."joint_membership" as
  select id, version, sample, tenant, updated_at, search, musubi.bigrams(search) as grams, "cloud_group", "municipality", "business", "joined_on", "production_on", "left_on"
  from register."joint_membership"
  where removed_at is null;
grant select on published."joint_membership" to musubi_public, musubi_app;

create table register."joint_system" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "municipality" text not null,
  "business" text not null,
  "product" text not null,
  "vendor" text not null,
  "hosting" text not null,
  "contract_from" date not null,
  "contract_to" date not null,
  "notice_months" bigint not null,
  "yearly_cost" bigint not null,
  "one_off_cost" bigint,
  "interfaces" text,
  "fit" text,
  "note" text,
  constraint "joint_system_pkey" primary key (tenant, id),
  constraint "joint_system_municipality_check" check ("municipality" = any (array['041009', '042021', '042030', '042056', '042064', '042072', '042081', '042099', '042111', '042129', '042137', '042145', '042153', '042161', '043010', '043028', '043214', '043222', '043231', '043249', '043419', '043613', '043621', '044016', '044041', '044067', '044211', '044229', '044245', '044440', '044458', '045012', '045055', '045811', '046060']::text[])),
  constraint "joint_system_business_check" check ("business" = any (array['resident-records', 'seal', 'family-register', 'family-register-slips', 'elections', 'property-tax', 'resident-tax', 'corporate-tax', 'vehicle-tax', 'health-insurance', 'pension', 'elderly-medical', 'care-insurance', 'disability', 'livelihood', 'health', 'child-allowance', 'child-rearing-allowance', 'child-support', 'school-attendance', 'finance', 'payroll', 'documents', 'applications', 'library', 'water']::text[])),
  constraint "joint_system_product_check" check ((char_length("product") <= 120 or char_length(regexp_replace("product", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "joint_system_vendor_check" check ((char_length("vendor") <= 120 or char_length(regexp_replace("vendor", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "joint_system_hosting_check" check ("hosting" = any (array['own-hall', 'data-centre', 'own-cloud', 'joint-cloud']::text[])),
  constraint "joint_system_notice_months_check" check ("notice_months" >= '0'::numeric and "notice_months" <= '36'::numeric),
  constraint "joint_system_yearly_cost_check" check ("yearly_cost" >= '0'::numeric),
  constraint "joint_system_one_off_cost_check" check ("one_off_cost" >= '0'::numeric),
  constraint "joint_system_interfaces_check" check ((char_length("interfaces") <= 2000 or char_length(regexp_replace("interfaces", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000)),
  constraint "joint_system_fit_check" check ("fit" = any (array['not-looked', 'fits', 'partly', 'does-not-fit']::text[])),
  constraint "joint_system_note_check" check ((char_length("note") <= 2000 or char_length(regexp_replace("note", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 2000))
);
create index "joint_system_id" on register."joint_system" (id);
create index "joint_system_contract_to_idx" on register."joint_system" ("contract_to", id) where removed_at is null;
create index "joint_system_yearly_cost_idx" on register."joint_system" ("yearly_cost", id) where removed_at is null;
create index "joint_system_municipality_idx" on register."joint_system" ("municipality", id) where removed_at is null;
create index "joint_system_business_idx" on register."joint_system" ("business", id) where removed_at is null;
create index "joint_system_hosting_idx" on register."joint_system" ("hosting", id) where removed_at is null;
create index "joint_system_fit_idx" on register."joint_system" ("fit", id) where removed_at is null;
create unique index "joint_system_municipality_business_contract_from_key" on register."joint_system" (tenant, "municipality", "business", "contract_from") where removed_at is null;
create index "joint_system_search" on register."joint_system" using gin (musubi.bigrams(search));
alter table register."joint_system" enable row level security;
alter table register."joint_system" force row level security;
create policy tenants on register."joint_system" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."joint_system" to musubi_owner using (true) with check (true);
grant select, insert, update on register."joint_system" to musubi_app;
create table history."joint_system" (
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
  constraint "joint_system_history_pkey" primary key (tenant, id, version)
);
create index "joint_system_history_at" on history."joint_system" using brin (at);
alter table history."joint_system" enable row level security;
alter table history."joint_system" force row level security;
create policy tenants on history."joint_system" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."joint_system" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."joint_system" to musubi_app;
create view register."joint_system_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "municipality", "business", "product", "vendor", "hosting", "contract_from", "contract_to", "notice_months", "yearly_cost", "one_off_cost", "interfaces", "fit", "note"
  from register."joint_system"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."joint_system_list" to musubi_app;

create table register."joint_cost" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "cloud_group" uuid not null,
  "fiscal_year" bigint not null,
  "item" text not null,
  "amount" bigint not null,
  "source" text,
  constraint "joint_cost_pkey" primary key (tenant, id),
  constraint "joint_cost_fiscal_year_check" check ("fiscal_year" >= '2000'::numeric and "fiscal_year" <= '2100'::numeric),
  constraint "joint_cost_item_check" check ("item" = any (array['usage', 'network', 'operation', 'migration', 'secretariat', 'other']::text[])),
  constraint "joint_cost_amount_check" check ("amount" >= '0'::numeric),
  constraint "joint_cost_source_check" check ((char_length("source") <= 200 or char_length(regexp_replace("source", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 200))
);
create index "joint_cost_id" on register."joint_cost" (id);
create index "joint_cost_fiscal_year_idx" on register."joint_cost" ("fiscal_year", id) where removed_at is null;
create index "joint_cost_amount_idx" on register."joint_cost" ("amount", id) where removed_at is null;
create index "joint_cost_cloud_group_idx" on register."joint_cost" ("cloud_group", id) where removed_at is null;
create index "joint_cost_item_idx" on register."joint_cost" ("item", id) where removed_at is null;
create index "joint_cost_search" on register."joint_cost" using gin (musubi.bigrams(search));
alter table register."joint_cost" enable row level security;
alter table register."joint_cost" force row level security;
create policy tenants on register."joint_cost" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."joint_cost" to musubi_owner using (true) with check (true);
grant select, insert, update on register."joint_cost" to musubi_app;
create table history."joint_cost" (
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
  constraint "joint_cost_history_pkey" primary key (tenant, id, version)
);
create index "joint_cost_history_at" on history."joint_cost" using brin (at);
alter table history."joint_cost" enable row level security;
alter table history."joint_cost" force row level security;
create policy tenants on history."joint_cost" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."joint_cost" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."joint_cost" to musubi_app;
create view register."joint_cost_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "cloud_group", "fiscal_year", "item", "amount", "source"
  from register."joint_cost"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."joint_cost_list" to musubi_app;

create table register."joint_use" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "cloud_group" uuid not null,
  "municipality" text not null,
  "fiscal_year" bigint not null,
  "amount" bigint not null,
  "measure" text not null,
  "source" text not null,
  constraint "joint_use_pkey" primary key (tenant, id),
  constraint "joint_use_municipality_check" check ("municipality" = any (array['041009', '042021', '042030', '042056', '042064', '042072', '042081', '042099', '042111', '042129', '042137', '042145', '042153', '042161', '043010', '043028', '043214', '043222', '043231', '043249', '043419', '043613', '043621', '044016', '044041', '044067', '044211', '044229', '044245', '044440', '044458', '045012', '045055', '045811', '046060']::text[])),
  constraint "joint_use_fiscal_year_check" check ("fiscal_year" >= '2000'::numeric and "fiscal_year" <= '2100'::numeric),
  constraint "joint_use_amount_check" check ("amount" >= '0'::numeric),
  constraint "joint_use_measure_check" check ((char_length("measure") <= 80 or char_length(regexp_replace("measure", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 80)),
  constraint "joint_use_source_check" check ((char_length("source") <= 200 or char_length(regexp_replace("source", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 200))
);
create index "joint_use_id" on register."joint_use" (id);
create index "joint_use_fiscal_year_idx" on register."joint_use" ("fiscal_year", id) where removed_at is null;
create index "joint_use_amount_idx" on register."joint_use" ("amount", id) where removed_at is null;
create index "joint_use_cloud_group_idx" on register."joint_use" ("cloud_group", id) where removed_at is null;
create index "joint_use_municipality_idx" on register."joint_use" ("municipality", id) where removed_at is null;
create unique index "joint_use_cloud_group_municipality_fiscal_year_key" on register."joint_use" (tenant, "cloud_group", "municipality", "fiscal_year") where removed_at is null;
create index "joint_use_search" on register."joint_use" using gin (musubi.bigrams(search));
alter table register."joint_use" enable row level security;
alter table register."joint_use" force row level security;
create policy tenants on register."joint_use" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."joint_use" to musubi_owner using (true) with check (true);
grant select, insert, update on register."joint_use" to musubi_app;
create table history."joint_use" (
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
  constraint "joint_use_history_pkey" primary key (tenant, id, version)
);
create index "joint_use_history_at" on history."joint_use" using brin (at);
alter table history."joint_use" enable row level security;
alter table history."joint_use" force row level security;
create policy tenants on history."joint_use" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."joint_use" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."joint_use" to musubi_app;
create view register."joint_use_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "cloud_group", "municipality", "fiscal_year", "amount", "measure", "source"
  from register."joint_use"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."joint_use_list" to musubi_app;

create table register."joint_meeting" (
  tenant uuid not null,
  id uuid not null,
  version integer not null,
  sample boolean not null default false,
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  "title" text not null,
  "cloud_group" uuid,
  "held_on" date not null,
  "place" text,
  "attendees" text,
  "minutes" text,
  "document" jsonb,
  "decisions" jsonb,
  constraint "joint_meeting_pkey" primary key (tenant, id),
  constraint "joint_meeting_title_check" check ((char_length("title") <= 120 or char_length(regexp_replace("title", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "joint_meeting_place_check" check ((char_length("place") <= 120 or char_length(regexp_replace("place", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 120)),
  constraint "joint_meeting_attendees_check" check ((char_length("attendees") <= 4000 or char_length(regexp_replace("attendees", '[\ufe00-\ufe0f\U000e0100-\U000e01ef]', '', 'g')) <= 4000))
);
create index "joint_meeting_id" on register."joint_meeting" (id);
create index "joint_meeting_held_on_idx" on register."joint_meeting" ("held_on", id) where removed_at is null;
create index "joint_meeting_cloud_group_idx" on register."joint_meeting" ("cloud_group", id) where removed_at is null;
create index "joint_meeting_search" on register."joint_meeting" using gin (musubi.bigrams(search));
alter table register."joint_meeting" enable row level security;
alter table register."joint_meeting" force row level security;
create policy tenants on register."joint_meeting" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on register."joint_meeting" to musubi_owner using (true) with check (true);
grant select, insert, update on register."joint_meeting" to musubi_app;
create table history."joint_meeting" (
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
  constraint "joint_meeting_history_pkey" primary key (tenant, id, version)
);
create index "joint_meeting_history_at" on history."joint_meeting" using brin (at);
alter table history."joint_meeting" enable row level security;
alter table history."joint_meeting" force row level security;
create policy tenants on history."joint_meeting" to musubi_app using (tenant = any ((select musubi.tenants())::uuid[])) with check (tenant = any ((select musubi.tenants())::uuid[]));
create policy owner on history."joint_meeting" to musubi_owner using (true) with check (true);
-- What was, stays: nobody who serves requests may change or remove a revision.
grant select, insert on history."joint_meeting" to musubi_app;
create view register."joint_meeting_list" as
  select id, version, sample, tenant, created_at, updated_at, search, musubi.bigrams(search) as grams, "title", "cloud_group", "held_on", "place", "attendees", "minutes", "document", "decisions"
  from register."joint_meeting"
  where removed_at is null and tenant = any ((select musubi.tenants())::uuid[]);
grant select on register."joint_meeting_list" to musubi_app;
