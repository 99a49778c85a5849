-- What is remembered of each site that holds a copy: what it declared and measured, and how the last failover
-- went. Not a tenant's matter; the platform itself writes it, officers who watch over it read it.
create table musubi.site (
  site text primary key,
  name text not null,
  latitude double precision,
  longitude double precision,
  host text not null,
  device text not null,
  seen_at timestamptz not null,
  failover_at timestamptz,
  -- Milliseconds without writes, bytes of acknowledged changes lost, at the last failover to this site.
  rto_ms bigint,
  rpo_bytes bigint
);
comment on table musubi.site is 'Sites that hold a copy of everything';
grant select, insert, update on musubi.site to musubi_app;
