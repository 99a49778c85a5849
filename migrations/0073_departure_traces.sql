-- Deleted rows leave their bytes in a table's file until the room is used again. Tables from which a departure took rows are
-- written anew; those that wait for it stand here.
alter table musubi.departure
  add column traces text[] not null default '{}',
  add column traces_gone_at timestamptz;
comment on column musubi.departure.traces is 'Tables whose files still hold bytes of erased rows';
