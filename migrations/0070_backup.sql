-- What was backed up, proven and destroyed. The repository itself is the truth about what can be restored; these rows are
-- for the people who watch it, and come back with a restore as they were.

create table musubi.backup (
  id text primary key,
  epoch integer not null,
  -- Folder or object store, without credentials.
  place text not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  cluster_bytes bigint not null,
  written_bytes bigint not null,
  uploads bigint not null,
  ledger_size bigint not null,
  pruned_at timestamptz
);
create index backup_newest on musubi.backup (finished_at desc);

create table musubi.backup_proof (
  id uuid primary key,
  backup text not null,
  at timestamptz not null,
  good boolean not null,
  seconds real not null,
  -- How far the backup reached when it was proven.
  moment timestamptz,
  report jsonb not null
);
create index backup_proof_newest on musubi.backup_proof (at desc);

-- A key of the backups' contents, from when to when; destroyed means that what it sealed cannot be read by anyone.
create table musubi.backup_epoch (
  epoch integer primary key,
  fingerprint text not null,
  begun_at timestamptz not null,
  -- To be destroyed when retention has taken the last backup of the epoch away; the reason that was given.
  destroy_at_end text,
  destroyed_at timestamptz,
  destroyed_reason text
);

-- Copies of the keys: who destroys an epoch must know which copies still open it.
create table musubi.backup_key_copy (
  id uuid primary key,
  at timestamptz not null,
  place text not null,
  sealed_with text not null check (sealed_with in ('passphrase', 'public key')),
  epochs integer[] not null
);

-- Not epochs and copies of keys: only the commands touch them, as the owner.
grant select on musubi.backup, musubi.backup_proof to musubi_app;
