-- Generated from the definitions. Read it before it is committed.

drop view register."waste_permit_list";
drop view published."waste_permit";
create index "waste_permit_holder_kana_idx" on register."waste_permit" ("holder_kana", id) where removed_at is null;
create index "waste_permit_holder_kana_desc" on register."waste_permit" ("holder_kana" desc nulls last, id desc) where removed_at is null;
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
