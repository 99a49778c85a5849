-- Attempts to sign in that have begun and not ended, the oldest first. Each counts like a failure, for a minute at most:
-- one whose end the database or the process did not live to tell is nobody's failure.
alter table auth.failure add column begun timestamptz[] not null default '{}';
