-- Deleted rows leave their bytes in a table's file until the room is used again. Tables from which a departure took rows are
-- written anew; those that wait for it stand here.
alter table musubi.departure
  add column traces text[] not null default '{}',
  -- Transaction after the last one that deleted rows: while an older one runs, the server copies them too.
  add column traces_after xid8,
  add column traces_gone_at timestamptz;
comment on column musubi.departure.traces is 'Tables whose files still hold bytes of erased rows';
