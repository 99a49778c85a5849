-- The ledger (証跡): entries as writers insert them, and the Merkle tree over them that one sequencer builds.
-- Nothing here is ever updated or deleted except the one row of ledger.tree; triggers refuse it to the owner as well, so
-- that a slip in maintenance is stopped and a deliberate act leaves `musubi verify` something to find.

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'ledger.% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- One row an entry. `content` is the canonical JSON that is hashed; the other columns repeat parts of it for search.
-- (xid, n) is the sequencer's order: n alone is given before commit, so that a late commit could fall behind a cursor.
create table ledger.entry (
  n bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  id uuid not null,
  at timestamptz not null,
  event text not null,
  tenant uuid not null,
  actor uuid,
  register text,
  record text,
  person uuid,
  content text not null,
  primary key (xid, n),
  unique (id)
);
-- All end with n: pages are read by (at, n), and thousands of entries may share one moment.
create index entry_record on ledger.entry (register, record, at, n) where register is not null;
create index entry_person on ledger.entry (person, at, n) where person is not null;
create index entry_actor on ledger.entry (actor, at, n) where actor is not null;
create index entry_tenant on ledger.entry (tenant, at, n);
create index entry_event on ledger.entry (event, at, n);

alter table ledger.entry enable row level security;
create policy entry_read on ledger.entry for select to musubi_app
  using (tenant = any ((select musubi.tenants())::uuid[]));
create policy entry_write on ledger.entry for insert to musubi_app
  with check (tenant = any ((select musubi.tenants())::uuid[]));

-- The place of an entry in the log, counted from 0, and its RFC 6962 leaf hash. No foreign key: its check would lock
-- (and so rewrite) every entry; `musubi verify` looks for leaves without an entry.
create table ledger.leaf (
  seq bigint primary key,
  entry uuid not null unique,
  hash bytea not null check (octet_length(hash) = 32)
);

-- Roots of the complete subtrees of 256^level leaves, level from 1: the hashes of the upper tiles.
create table ledger.node (
  level smallint not null check (level between 1 and 7),
  number bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (level, number)
);

-- Where the sequencer stands. `frontier`: 32 bytes for each set bit of `size`, largest subtree first. `cluster`: the
-- database cluster whose transaction numbers the cursor is in; a restore into another one starts a new generation.
create table ledger.tree (
  one boolean primary key default true check (one),
  size bigint not null,
  xid xid8 not null,
  n bigint not null,
  frontier bytea not null,
  cluster text not null,
  generation integer not null
);
insert into ledger.tree (size, xid, n, frontier, cluster, generation) values (0, '0', 0, '', '', 0);

create table ledger.checkpoint (
  size bigint primary key,
  root bytea not null check (octet_length(root) = 32),
  at timestamptz not null,
  note text not null
);

create trigger entry_append_only before update or delete or truncate on ledger.entry
  for each statement execute function ledger.refuse_change();
create trigger leaf_append_only before update or delete or truncate on ledger.leaf
  for each statement execute function ledger.refuse_change();
create trigger node_append_only before update or delete or truncate on ledger.node
  for each statement execute function ledger.refuse_change();
create trigger checkpoint_append_only before update or delete or truncate on ledger.checkpoint
  for each statement execute function ledger.refuse_change();

grant usage on schema ledger to musubi_app;
grant select on ledger.entry, ledger.leaf, ledger.node, ledger.tree, ledger.checkpoint to musubi_app;
-- Not n and xid: who could choose them could slip an entry in behind the sequencer's cursor.
grant insert (id, at, event, tenant, actor, register, record, person, content) on ledger.entry to musubi_app;

-- What everyone may have: hashes and signed checkpoints. Entry ids stay inside, they are the salt of the hashes.
create view published.ledger_leaf as select seq, hash from ledger.leaf;
create view published.ledger_node as select level, number, hash from ledger.node;
create view published.ledger_checkpoint as select size, root, at, note from ledger.checkpoint;
grant select on published.ledger_leaf, published.ledger_node, published.ledger_checkpoint
  to musubi_public, musubi_app;

-- Entries that have no place yet, of all organisations: how far "in the ledger" and "provable" are apart.
create function ledger.lag() returns table (entries bigint, oldest timestamptz)
  language sql stable security definer set search_path = pg_catalog
  begin atomic
    select count(*), min(e.at)
    from ledger.tree t
    join ledger.entry e on (e.xid, e.n) > (t.xid, t.n)
    where t.generation = 0 or not exists (select from ledger.leaf l where l.entry = e.id);
  end;
revoke execute on function ledger.lag() from public;
grant execute on function ledger.lag() to musubi_app;
