-- A department (a health office, a bureau) may issue under a letterhead of its own; without one it is the body's, or that
-- of the department above it. Null: the body's.
alter table musubi.letterhead add column department uuid references musubi.organisation (id);
create index letterhead_of_department on musubi.letterhead (department) where department is not null;
