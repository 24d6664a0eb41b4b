-- prepare (redshift)
begin;

create schema if not exists "analytics";

create schema if not exists "staging";

commit;


-- prepare:spark (spark)
create schema if not exists `analytics`;

create schema if not exists `staging`;


-- build:model.frames.volatile (spark)
delete from "tidemill".built where node_id = 'model.frames.volatile';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.volatile', 'unfinished', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

-- models/reports/volatile.py is run on Spark, and its result is `_tm_dataframe_1`

drop table if exists `analytics`.`volatile`;
create table `analytics`.`volatile` using parquet tblproperties ('made_by' = 'tidemill') as select * from `_tm_dataframe_1`;

delete from "tidemill".built where node_id = 'model.frames.volatile';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.volatile', '2e900d500c1747082d727b05203be1eb', convert_timezone(current_setting('timezone'), 'UTC', getdate()));


-- seed:seed.frames.countries (redshift)
begin;

-- the rows of the seed's file go into "_tm_candidate"

-- with the same columns the rows are replaced instead
drop table if exists "analytics"."countries";
create table "analytics"."countries" as select * from "_tm_candidate";

delete from "tidemill".built where node_id = 'seed.frames.countries';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('seed.frames.countries', '2450affb7cf134f846b7d3af4c1104e9', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

commit;


-- handoff:seed.frames.countries (spark)
delete from "tidemill".built where node_id = 'seed.frames.countries@spark';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('seed.frames.countries@spark', 'unfinished', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

-- the rows of analytics.countries on redshift are written as Parquet

-- `analytics`.`countries` is emptied (truncate), or made anew when it has other columns

-- `analytics`.`countries` is loaded with those rows, which are counted

delete from "tidemill".built where node_id = 'seed.frames.countries@spark';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('seed.frames.countries@spark', '2450affb7cf134f846b7d3af4c1104e9', convert_timezone(current_setting('timezone'), 'UTC', getdate()));


-- open:source.frames.shop.orders (redshift)
begin;

insert into "tidemill"."batches" (batch_id, source_name, table_name, opened_at) values ('batch', 'shop', 'orders', timestamp '2026-01-02 00:00:00.000');

insert into "tidemill"."batch_files" (batch_id, source_name, table_name, file_key, etag, size_bytes) values ('batch', 'shop', 'orders', 'orders/LOAD00000001.parquet', 'e', 1);

delete from "tidemill"."generations" where source_name = 'shop' and table_name = 'orders' and first_batch_id = '';

insert into "tidemill"."generations" (source_name, table_name, first_batch_id, loaded_at) values ('shop', 'orders', '', timestamp '2026-01-01 00:00:00');

commit;


-- stage:model.frames.stg_orders (spark)
delete from "tidemill".built where node_id = 'model.frames.stg_orders';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.stg_orders', 'unfinished', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

-- the changes of 1 files are laid out as `_tm_changes_3`

create or replace temporary view `_tm_newest_3` as select ranked.* /* all columns */ from (select *, row_number() over (partition by `id` order by _position desc) as _tm_rank from `_tm_changes_3`) as ranked where _tm_rank = 1;

create or replace temporary view `_tm_image_3` as select ranked.* /* all columns but _position */ from (select *, row_number() over (partition by `id` order by _position desc) as _tm_rank from `_tm_changes_3` where _op <> 'D') as ranked where _tm_rank = 1;

-- models/staging/stg_orders.py is run on Spark, and its result is `_tm_dataframe_3`

create or replace temporary view `_tm_keys_3` as select
  id as `id`,
  _op as `_op`,
  _change_seq as `_change_seq`,
  _commit_ts as `_commit_ts`,
  _change_id as `_change_id`
from `_tm_newest_3` as `orders`;

create or replace temporary view `_tm_rows_3` as select *, true as _tm_found from (select * from `_tm_dataframe_3`) as author_rows;

-- its rows are computed here and kept
create or replace temporary view `_tm_staged_3` as select r.* /* all columns but _tm_found, _has_image, _image_seq, _image_ts, _op, _change_seq, _commit_ts, _change_id */, coalesce(k.`id`, r.`id`) as `id`, case when k._op = 'D' or r._tm_found is null then 'D' else k._op end as `_op`, k._change_seq as `_change_seq`, k._commit_ts as `_commit_ts`, k._change_id as `_change_id` from `_tm_keys_3` as k full join `_tm_rows_3` as r on k.`id` = r.`id`;

select `id` from `_tm_staged_3` where _op is null limit 1;

select `id` from `_tm_staged_3` group by `id` having count(*) > 1 or `id` is null limit 1;

-- test test.frames.not_null_stg_orders_id.68b07d76e4
select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) != 0 as should_error from (select `id`
from (
  select * from (select * from `_tm_staged_3` where _op <> 'D') as stand
) as `stg_orders`
where `id` is null) as test_rows;

drop table if exists `staging`.`stg_orders`;
create table `staging`.`stg_orders` using parquet tblproperties ('made_by' = 'tidemill') as select * from `_tm_staged_3`;

delete from "tidemill".built where node_id = 'model.frames.stg_orders';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.stg_orders', '453a68050bbdf08ef55920d7a944874e', convert_timezone(current_setting('timezone'), 'UTC', getdate()));


-- handoff:model.frames.stg_orders (redshift)
-- the rows of staging.stg_orders on spark are written as Parquet

-- "staging"."stg_orders" is emptied (truncate), or made anew when it has other columns

begin;

-- "staging"."stg_orders" is loaded with those rows, which are counted

delete from "tidemill".built where node_id = 'model.frames.stg_orders@redshift';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.stg_orders@redshift', '453a68050bbdf08ef55920d7a944874e', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

commit;


-- apply:model.frames.orders (redshift)
begin;

-- "analytics"."orders" goes if it is there, and with it the views that hold on to it

-- "tidemill"."tombstones__analytics__orders" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.frames.orders';

drop table if exists "_tm_keys";
create temp table "_tm_keys" as select
  id as "id",
  _op as "_op",
  _change_seq as "_change_seq",
  _commit_ts as "_commit_ts",
  _change_id as "_change_id"
from (
  select * from (select * from "staging"."stg_orders" as s) as stand
) as "stg_orders";

drop table if exists "_tm_rows";
create temp table "_tm_rows" as select *, true as _tm_found from (select
  id,
  country,
  total
from (
  select * from (select * from (select * from "staging"."stg_orders" as s) as staged where _op <> 'D') as stand
) as "stg_orders") as author_rows;

drop table if exists "_tm_delta";
create temp table "_tm_delta" as select r.* /* all columns but _tm_found, _has_image, _image_seq, _image_ts */, k."id" as "id", case when k._op = 'D' or r._tm_found is null then 'D' else k._op end as "_op", k._change_seq as "_change_seq", k._commit_ts as "_commit_ts", k._change_id as "_change_id" from "_tm_keys" as k left join "_tm_rows" as r on k."id" = r."id";

select "id" from "_tm_delta" group by "id" having count(*) > 1 or "id" is null limit 1;

-- unless it is there
drop table if exists "analytics"."orders";
create table "analytics"."orders" as select t.* /* all columns but _op, _change_id */ from "_tm_delta" as t where 1 = 0;

-- columns that "analytics"."orders" lacks are added, and those that are too narrow are widened

drop table if exists "_tm_tombstone";
create temp table "_tm_tombstone" as select "id", _change_seq, _commit_ts from "_tm_delta" where 1 = 0;

-- unless it is there
drop table if exists "tidemill"."tombstones__analytics__orders";
create table "tidemill"."tombstones__analytics__orders" as select t.* /* all columns */ from "_tm_tombstone" as t;

-- columns that "tidemill"."tombstones__analytics__orders" lacks are added, and those that are too narrow are widened

delete from "_tm_delta" using "analytics"."orders" as t where "_tm_delta"."id" = t."id" and (case when t._change_seq is null then 0 else 1 end > case when "_tm_delta"._change_seq is null then 0 else 1 end or (case when t._change_seq is null then 0 else 1 end = case when "_tm_delta"._change_seq is null then 0 else 1 end and case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end > case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end));

delete from "_tm_delta" using "tidemill"."tombstones__analytics__orders" as t where "_tm_delta"."id" = t."id" and (case when t._change_seq is null then 0 else 1 end > case when "_tm_delta"._change_seq is null then 0 else 1 end or (case when t._change_seq is null then 0 else 1 end = case when "_tm_delta"._change_seq is null then 0 else 1 end and case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end > case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end));

delete from "analytics"."orders" using "_tm_delta" as d where "orders"."id" = d."id";

-- the columns that both have
insert into "analytics"."orders" select * from "_tm_delta" where _op <> 'D';

delete from "tidemill"."tombstones__analytics__orders" using "_tm_delta" as d where "tombstones__analytics__orders"."id" = d."id";

insert into "tidemill"."tombstones__analytics__orders" ("id", _change_seq, _commit_ts) select "id", _change_seq, _commit_ts from "_tm_delta" where _op = 'D';

insert into "tidemill".applied (batch_id, node_id, rows_written, applied_at) select b.batch_id, 'model.frames.orders', (select count(*) from "_tm_delta"), convert_timezone(current_setting('timezone'), 'UTC', getdate()) from (select 'batch' as batch_id) as b where not exists (select 1 from "tidemill".applied as a where a.batch_id = b.batch_id and a.node_id = 'model.frames.orders');
delete from "tidemill".built where node_id = 'model.frames.orders';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.orders', '370921c947216d2615649289c48d1ea1.acba25512100', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

commit;


-- handoff:model.frames.orders (spark)
delete from "tidemill".built where node_id = 'model.frames.orders@spark';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.orders@spark', 'unfinished', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

-- the rows of analytics.orders on redshift are written as Parquet

-- `analytics`.`orders` is emptied (truncate), or made anew when it has other columns

-- `analytics`.`orders` is loaded with those rows, which are counted

delete from "tidemill".built where node_id = 'model.frames.orders@spark';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.orders@spark', '370921c947216d2615649289c48d1ea1.acba25512100', convert_timezone(current_setting('timezone'), 'UTC', getdate()));


-- build:model.frames.by_country (spark)
delete from "tidemill".built where node_id = 'model.frames.by_country';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.by_country', 'unfinished', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

-- models/reports/by_country.py is run on Spark, and its result is `_tm_dataframe_5`

-- its rows are computed here and kept
create or replace temporary view `_tm_candidate_5` as select * from `_tm_dataframe_5`;

-- the step fails unless `_tm_candidate_5` keeps the contract

-- test test.frames.relationships_by_country_country__country__ref_countries_.8df956a678
select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) != 0 as should_error from (select child_rows.from_field
from (
  select `country` as from_field
  from `_tm_candidate_5` as `countries_sold`
) as child_rows
left join `analytics`.`countries` as parent_rows on child_rows.from_field = parent_rows.`country`
where child_rows.from_field is not null and parent_rows.`country` is null) as test_rows;

-- test test.frames.unique_by_country_country.bae8f1a092
select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) != 0 as should_error from (select
  `country` as unique_field,
  count(*) as n_records
from `_tm_candidate_5` as `countries_sold`
where `country` is not null
group by `country`
having count(*) > 1) as test_rows;

drop table if exists `analytics`.`countries_sold`;
create table `analytics`.`countries_sold` using parquet tblproperties ('made_by' = 'tidemill') as select * from `_tm_candidate_5`;

delete from "tidemill".built where node_id = 'model.frames.by_country';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.by_country', 'bb79370a75a45bc0a527bc580bd4c867', convert_timezone(current_setting('timezone'), 'UTC', getdate()));


-- handoff:model.frames.by_country (redshift)
-- the rows of analytics.countries_sold on spark are written as Parquet

-- "analytics"."countries_sold" is emptied (truncate), or made anew when it has other columns

begin;

-- "analytics"."countries_sold" is loaded with those rows, which are counted

delete from "tidemill".built where node_id = 'model.frames.by_country@redshift';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.by_country@redshift', 'bb79370a75a45bc0a527bc580bd4c867', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

commit;


-- build:model.frames.top (redshift)
begin;

drop table if exists "_tm_candidate";
create temp table "_tm_candidate" as select
  country,
  total
from "analytics"."countries_sold"
order by total desc
limit 10;

-- with the same columns the rows are replaced instead
drop table if exists "analytics"."top";
create table "analytics"."top" as select * from "_tm_candidate";

delete from "tidemill".built where node_id = 'model.frames.top';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.frames.top', 'cd24583b3f103b8a1c9265a3bc18b48a', convert_timezone(current_setting('timezone'), 'UTC', getdate()));

commit;


-- close:batch (redshift)
update "tidemill"."batches" set closed_at = convert_timezone(current_setting('timezone'), 'UTC', getdate()), held_by = null where batch_id = 'batch';
