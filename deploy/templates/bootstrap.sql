-- Run once on the leader as postgres, when the cluster is up: psql -f bootstrap.sql
-- The user may create the roles of Musubi and nothing else of the server's.
create role musubi_setup login createrole password '{{setupPassword}}';
create database musubi owner musubi_setup template template0 encoding 'UTF8' {{databaseLocale}};
