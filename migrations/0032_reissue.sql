-- A document that was issued once for a version of a record is issued again only as such, with a reason (再発行).
alter table musubi.document add column reissues uuid;
alter table musubi.document add column reissue_reason text;
-- Until now a second number was drawn without a question: those were reissues, and nobody knows why.
update musubi.document d set reissues = f.first, reissue_reason = '（記録なし）' from (
  select tenant, id, first_value(id) over (partition by tenant, register, record, kind, version order by issued_at, id) as first
  from musubi.document
) f where f.tenant = d.tenant and f.id = d.id and f.first <> d.id;
alter table musubi.document add constraint document_reissue_reason check ((reissues is null) = (reissue_reason is null));
create unique index document_first on musubi.document (tenant, register, record, kind, version) where reissues is null;
