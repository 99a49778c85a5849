-- A row leads to rows of its own organisation only. The check behind a foreign key looks past row security, so one that names
-- the id alone takes another organisation's row, and tells whether there is one.

alter table musubi.move_mapping add constraint move_mapping_within unique (tenant, id);
alter table musubi.move add constraint move_within unique (tenant, id);
alter table musubi.move_rehearsal add constraint move_rehearsal_within unique (tenant, id);
alter table musubi.move_plan add constraint move_plan_within unique (tenant, id);
alter table musubi.transfer add constraint transfer_within unique (tenant, id);

alter table musubi.move drop constraint move_mapping_fkey,
  add constraint move_mapping_within foreign key (tenant, mapping) references musubi.move_mapping (tenant, id);
alter table musubi.move_file drop constraint move_file_move_fkey,
  add constraint move_file_move_within foreign key (tenant, move) references musubi.move (tenant, id);
alter table musubi.move_rehearsal drop constraint move_rehearsal_move_fkey,
  add constraint move_rehearsal_move_within foreign key (tenant, move) references musubi.move (tenant, id);
alter table musubi.move_plan drop constraint move_plan_move_fkey,
  add constraint move_plan_move_within foreign key (tenant, move) references musubi.move (tenant, id);
alter table musubi.move_plan drop constraint move_plan_rehearsal_fkey,
  add constraint move_plan_rehearsal_within foreign key (tenant, rehearsal) references musubi.move_rehearsal (tenant, id);
alter table musubi.move_step drop constraint move_step_plan_fkey,
  add constraint move_step_plan_within foreign key (tenant, plan) references musubi.move_plan (tenant, id);
alter table musubi.move_comparison drop constraint move_comparison_move_fkey,
  add constraint move_comparison_move_within foreign key (tenant, move) references musubi.move (tenant, id);
alter table musubi.posting drop constraint posting_transfer_fkey,
  add constraint posting_transfer_within foreign key (tenant, transfer) references musubi.transfer (tenant, id);
alter table musubi."grant" drop constraint grant_transfer_fkey,
  add constraint grant_transfer_within foreign key (tenant, transfer) references musubi.transfer (tenant, id);
