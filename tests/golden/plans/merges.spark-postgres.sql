-- prepare (redshift)
begin;

create schema if not exists "core";

create schema if not exists "reference";

commit;


-- seed:seed.merges.orders (redshift)
begin;

-- the rows of the seed's file go into "pg_temp"."_tm_candidate"

-- with the same columns the rows are replaced instead
drop table if exists "reference"."orders";
create table "reference"."orders" as select * from "pg_temp"."_tm_candidate";

delete from "tidemill".built where node_id = 'seed.merges.orders';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('seed.merges.orders', 'e4e076d9bc873584bce9fbdd5955fec8', (now() at time zone 'UTC'));

commit;


-- apply:model.merges.late_rows (redshift)
begin;

-- "core"."late_rows" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.merges.late_rows';

drop table if exists pg_temp."_tm_delta";
create temp table "_tm_delta" as select
  order_id,
  country,
  status,
  total
from "reference"."orders";

-- unless it is there
drop table if exists "core"."late_rows";
create table "core"."late_rows" as select t.* /* all columns but _has_image, _image_seq, _image_ts */ from "pg_temp"."_tm_delta" as t where 1 = 0;

-- columns that "core"."late_rows" lacks are added, and those that are too narrow are widened

drop table if exists pg_temp."_tm_keys";
create temp table "_tm_keys" as select distinct "order_id" from "pg_temp"."_tm_delta";

delete from "core"."late_rows" where ("late_rows"."order_id" in (select "order_id" from "pg_temp"."_tm_keys") or (("late_rows"."order_id" is null) and exists (select 1 from "pg_temp"."_tm_keys" as k where (k."order_id" = "late_rows"."order_id" or (k."order_id" is null and "late_rows"."order_id" is null))))) and ("late_rows".total > coalesce(10, 0));

-- the columns that both have
insert into "core"."late_rows" select * from "pg_temp"."_tm_delta";

delete from "tidemill".built where node_id = 'model.merges.late_rows';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.merges.late_rows', '2eb381d2d913db44928297275d216de4.acba25512100', (now() at time zone 'UTC'));

commit;


-- apply:model.merges.newer_rows (redshift)
begin;

-- "core"."newer_rows" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.merges.newer_rows';

drop table if exists pg_temp."_tm_delta";
create temp table "_tm_delta" as select
  order_id,
  country,
  status,
  total
from "reference"."orders";

select "order_id", "country" from "pg_temp"."_tm_delta" group by "order_id", "country" having count(*) > 1 or "order_id" is null or "country" is null limit 1;

-- unless it is there
drop table if exists "core"."newer_rows";
create table "core"."newer_rows" as select t.* /* all columns but _has_image, _image_seq, _image_ts */ from "pg_temp"."_tm_delta" as t where 1 = 0;

-- columns of "core"."newer_rows" that the new rows do not have are dropped

-- columns that "core"."newer_rows" lacks are added, and those that are too narrow are widened

drop table if exists pg_temp."_tm_keys";
create temp table "_tm_keys" as select distinct "order_id", "country" from "pg_temp"."_tm_delta";

drop table if exists pg_temp."_tm_found";
create temp table "_tm_found" as select distinct t."order_id", t."country" from "core"."newer_rows" as t where exists (select 1 from "pg_temp"."_tm_delta" as dbt_internal_source where "t"."order_id" = dbt_internal_source."order_id" and "t"."country" = dbt_internal_source."country" and ("t".total < DBT_INTERNAL_SOURCE.total and rtrim("t".country, ' ') in (
  select rtrim(country, ' ')
  from "reference"."orders"
)));

-- the columns that both have, but status
update "core"."newer_rows" set … from "pg_temp"."_tm_delta" as dbt_internal_source where "newer_rows"."order_id" = dbt_internal_source."order_id" and "newer_rows"."country" = dbt_internal_source."country" and ("newer_rows".total < DBT_INTERNAL_SOURCE.total and rtrim("newer_rows".country, ' ') in (
  select rtrim(country, ' ')
  from "reference"."orders"
));

-- the columns that both have
insert into "core"."newer_rows" select * from "pg_temp"."_tm_delta" where not exists (select 1 from "pg_temp"."_tm_found" as k where k."order_id" = "_tm_delta"."order_id" and k."country" = "_tm_delta"."country");

delete from "tidemill".built where node_id = 'model.merges.newer_rows';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.merges.newer_rows', '49a7498c151c54a8db358b7afc3a3d64.acba25512100', (now() at time zone 'UTC'));

commit;


-- apply:model.merges.partitions (redshift)
begin;

-- "core"."partitions" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.merges.partitions';

drop table if exists pg_temp."_tm_delta";
create temp table "_tm_delta" as select
  order_id,
  country,
  status,
  total
from "reference"."orders";

-- unless it is there
drop table if exists "core"."partitions";
create table "core"."partitions" as select t.* /* all columns but _has_image, _image_seq, _image_ts */ from "pg_temp"."_tm_delta" as t where 1 = 0;

-- columns that "core"."partitions" lacks are added, and those that are too narrow are widened

drop table if exists pg_temp."_tm_keys";
create temp table "_tm_keys" as select distinct "country", "status" from "pg_temp"."_tm_delta";

insert into "tidemill".feeds (node_id, first_change, last_change) select 'model.merges.partitions', 1, 0 where not exists (select 1 from "tidemill".feeds where node_id = 'model.merges.partitions');
update "tidemill".feeds set last_change = last_change + 1 where node_id = 'model.merges.partitions';

-- "tidemill"."feed__core__partitions" goes if it is there, and with it the views that hold on to it

update "tidemill".feeds set first_change = last_change + 1 where node_id = 'model.merges.partitions';

delete from "core"."partitions" where (("partitions"."country", "partitions"."status") in (select "country", "status" from "pg_temp"."_tm_keys") or (("partitions"."country" is null or "partitions"."status" is null) and exists (select 1 from "pg_temp"."_tm_keys" as k where (k."country" = "partitions"."country" or (k."country" is null and "partitions"."country" is null)) and (k."status" = "partitions"."status" or (k."status" is null and "partitions"."status" is null)))));

-- the columns that both have
insert into "core"."partitions" select * from "pg_temp"."_tm_delta";

delete from "tidemill".built where node_id = 'model.merges.partitions';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.merges.partitions', '636553fb8d835d64bbed2ae69a9a2f90.acba25512100', (now() at time zone 'UTC'));

commit;


-- apply:model.merges.some_columns (redshift)
begin;

-- "core"."some_columns" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.merges.some_columns';

drop table if exists pg_temp."_tm_delta";
create temp table "_tm_delta" as select
  order_id,
  country,
  status,
  total
from "reference"."orders";

select "order_id" from "pg_temp"."_tm_delta" group by "order_id" having count(*) > 1 or "order_id" is null limit 1;

-- unless it is there
drop table if exists "core"."some_columns";
create table "core"."some_columns" as select t.* /* all columns but _has_image, _image_seq, _image_ts */ from "pg_temp"."_tm_delta" as t where 1 = 0;

-- the step fails unless "core"."some_columns" has the columns of the new rows

-- columns that "core"."some_columns" lacks are added, and those that are too narrow are widened

drop table if exists pg_temp."_tm_keys";
create temp table "_tm_keys" as select distinct "order_id" from "pg_temp"."_tm_delta";

drop table if exists pg_temp."_tm_found";
create temp table "_tm_found" as select distinct t."order_id" from "core"."some_columns" as t where ("t"."order_id" in (select "order_id" from "pg_temp"."_tm_keys") or (("t"."order_id" is null) and exists (select 1 from "pg_temp"."_tm_keys" as k where (k."order_id" = "t"."order_id" or (k."order_id" is null and "t"."order_id" is null)))));

-- the columns status, total
update "core"."some_columns" set … from "pg_temp"."_tm_delta" as dbt_internal_source where "some_columns"."order_id" = dbt_internal_source."order_id";

-- the columns that both have
insert into "core"."some_columns" select * from "pg_temp"."_tm_delta" where not exists (select 1 from "pg_temp"."_tm_found" as k where k."order_id" = "_tm_delta"."order_id");

delete from "tidemill".built where node_id = 'model.merges.some_columns';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.merges.some_columns', '387d98cc9a25f322de9b35b815561b43.acba25512100', (now() at time zone 'UTC'));

commit;


-- apply:model.merges.whole (redshift)
begin;

-- "core"."whole" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.merges.whole';

drop table if exists pg_temp."_tm_delta";
create temp table "_tm_delta" as select
  order_id,
  country,
  status,
  total
from "reference"."orders";

-- unless it is there
drop table if exists "core"."whole";
create table "core"."whole" as select t.* /* all columns but _has_image, _image_seq, _image_ts */ from "pg_temp"."_tm_delta" as t where 1 = 0;

-- columns that "core"."whole" lacks are added, and those that are too narrow are widened

delete from "core"."whole";

-- the columns that both have
insert into "core"."whole" select * from "pg_temp"."_tm_delta";

delete from "tidemill".built where node_id = 'model.merges.whole';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.merges.whole', 'e57411b2ef21e504b967a291c772ffc4.acba25512100', (now() at time zone 'UTC'));

commit;


-- apply:model.merges.per_country (redshift)
begin;

-- "core"."per_country" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.merges.per_country';

drop table if exists pg_temp."_tm_delta";
create temp table "_tm_delta" as select
  min(s.country) as country,
  sum(s.total) as total
from "core"."partitions" as s
group by rtrim(s.country, ' ');

-- unless it is there
drop table if exists "core"."per_country";
create table "core"."per_country" as select t.* /* all columns */ from "pg_temp"."_tm_delta" as t where 1 = 0;

-- columns that "core"."per_country" lacks are added, and those that are too narrow are widened

-- the columns that both have
insert into "core"."per_country" select * from "pg_temp"."_tm_delta";

insert into "tidemill".applied (batch_id, node_id, rows_written, applied_at) select distinct a.batch_id, 'model.merges.per_country', (select count(*) from "pg_temp"."_tm_delta"), (now() at time zone 'UTC') from "tidemill".applied as a where a.node_id in ('model.merges.partitions') and not exists (select 1 from "tidemill".applied as b where b.batch_id = a.batch_id and b.node_id = 'model.merges.per_country');
delete from "tidemill".feed_reads where node_id = 'model.merges.per_country';
insert into "tidemill".feed_reads (node_id, feed_node_id, last_change) select 'model.merges.per_country', 'model.merges.partitions', coalesce(max(last_change), 0) from "tidemill".feeds where node_id = 'model.merges.partitions';
delete from "tidemill".built where node_id = 'model.merges.per_country';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.merges.per_country', '725d4cc324076dc342ce83275452e3ae.acba25512100', (now() at time zone 'UTC'));

commit;
