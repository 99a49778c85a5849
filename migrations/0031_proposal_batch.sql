-- Proposals that one officer sent together: each stays a matter of its own, and the sending is found again. A sending that
-- arrives twice proposes nothing twice.
alter table musubi.proposal add column batch uuid;
create unique index proposal_batch on musubi.proposal (tenant, batch, record) where batch is not null;
