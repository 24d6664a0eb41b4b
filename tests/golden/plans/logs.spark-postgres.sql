-- prepare (redshift)
begin;

create schema if not exists "core";

commit;


-- prepare:spark (spark)
create schema if not exists `core`;


-- open:source.logs.shop.orders (redshift)
begin;

insert into "tidemill"."batches" (batch_id, source_name, table_name, opened_at) values ('batch', 'shop', 'orders', timestamp '2026-01-02 00:00:00.000');

insert into "tidemill"."batch_files" (batch_id, source_name, table_name, file_key, etag, size_bytes) values ('batch', 'shop', 'orders', 'orders/LOAD00000001.parquet', 'e', 1);

delete from "tidemill"."generations" where source_name = 'shop' and table_name = 'orders' and first_batch_id = '';

insert into "tidemill"."generations" (source_name, table_name, first_batch_id, loaded_at) values ('shop', 'orders', '', timestamp '2026-01-01 00:00:00');

commit;


-- stage:model.logs.stg_changes (spark)
delete from "tidemill".built where node_id = 'model.logs.stg_changes';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.logs.stg_changes', 'unfinished', (now() at time zone 'UTC'));

-- the changes of 1 files are laid out as `_tm_changes_1`

create or replace temporary view `_tm_image_1` as select ranked.* /* all columns but _position */ from (select *, row_number() over (partition by _change_id order by _position) as _tm_rank from `_tm_changes_1`) as ranked where _tm_rank = 1;

-- its rows are computed here and kept
create or replace temporary view `_tm_staged_1` as select
  id as order_id,
  status,
  `orders`._op as _op,
  `orders`._change_seq as _change_seq,
  `orders`._commit_ts as _commit_ts,
  `orders`._change_id as _change_id
from `_tm_image_1` as `orders`;

drop table if exists `core`.`stg_changes`;
create table `core`.`stg_changes` using parquet tblproperties ('made_by' = 'tidemill') as select * from `_tm_staged_1`;

delete from "tidemill".built where node_id = 'model.logs.stg_changes';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.logs.stg_changes', 'dbc8083e8b4709dce43d6e73a90e4f65', (now() at time zone 'UTC'));


-- handoff:model.logs.stg_changes (redshift)
-- the rows of core.stg_changes on spark are written as Parquet

begin;

-- "core"."stg_changes" is emptied (truncate), or made anew when it has other columns

-- "core"."stg_changes" is loaded with those rows, which are counted

delete from "tidemill".built where node_id = 'model.logs.stg_changes@redshift';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.logs.stg_changes@redshift', 'dbc8083e8b4709dce43d6e73a90e4f65', (now() at time zone 'UTC'));

commit;


-- apply:model.logs.order_log (redshift)
begin;

-- "core"."order_log" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.logs.order_log';

drop table if exists pg_temp."_tm_delta";
create temp table "_tm_delta" as with cleaned as (
  select
    order_id,
    lower(cast(status as text)) as status,
    _commit_ts as changed_at,
    "stg_changes"._op as _op,
    "stg_changes"._change_seq as _change_seq,
    "stg_changes"._commit_ts as _commit_ts,
    "stg_changes"._change_id as _change_id
  from "core"."stg_changes"
)
select
  order_id,
  status,
  changed_at,
  cleaned._op as _op,
  cleaned._change_seq as _change_seq,
  cleaned._commit_ts as _commit_ts,
  cleaned._change_id as _change_id
from cleaned;

-- unless it is there
drop table if exists "core"."order_log";
create table "core"."order_log" as select t.* /* all columns but _has_image, _image_seq, _image_ts */ from "pg_temp"."_tm_delta" as t where 1 = 0;

-- columns that "core"."order_log" lacks are added, and those that are too narrow are widened

delete from "pg_temp"."_tm_delta" using "core"."order_log" as t where "_tm_delta"._change_id = t._change_id;

-- the columns that both have
insert into "core"."order_log" select * from "pg_temp"."_tm_delta";

insert into "tidemill".applied (batch_id, node_id, rows_written, applied_at) select b.batch_id, 'model.logs.order_log', (select count(*) from "pg_temp"."_tm_delta"), (now() at time zone 'UTC') from (select 'batch' as batch_id) as b where not exists (select 1 from "tidemill".applied as a where a.batch_id = b.batch_id and a.node_id = 'model.logs.order_log');
delete from "tidemill".built where node_id = 'model.logs.order_log';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.logs.order_log', 'c97f7768f5953a57bba1cb3f9c8c1625.acba25512100', (now() at time zone 'UTC'));

commit;


-- apply:model.logs.orders (redshift)
begin;

-- "core"."orders" goes if it is there, and with it the views that hold on to it

-- "tidemill"."tombstones__core__orders" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.logs.orders';

drop table if exists pg_temp."_tm_keys";
create temp table "_tm_keys" as select
  order_id as "order_id",
  _op as "_op",
  _change_seq as "_change_seq",
  _commit_ts as "_commit_ts",
  _change_id as "_change_id"
from (
  select * from (select * from (select *, row_number() over (partition by "order_id" order by case when _change_seq is null then 0 else 1 end desc, (case when _change_seq ~ '^[0-9]{1,64}$' then lpad(_change_seq, 64, '0') else coalesce(_change_seq, '') end) collate "C" desc, coalesce(_commit_ts, timestamp '0001-01-01 00:00:00') desc, _change_id) as _tm_rank from "core"."stg_changes" as s) as ranked where _tm_rank = 1) as stand
) as "stg_changes";

drop table if exists pg_temp."_tm_rows";
create temp table "_tm_rows" as select *, true as _tm_found from (select
  order_id,
  status
from (
  select * from (select * from (select * from (select *, row_number() over (partition by "order_id" order by case when _change_seq is null then 0 else 1 end desc, (case when _change_seq ~ '^[0-9]{1,64}$' then lpad(_change_seq, 64, '0') else coalesce(_change_seq, '') end) collate "C" desc, coalesce(_commit_ts, timestamp '0001-01-01 00:00:00') desc, _change_id) as _tm_rank from "core"."stg_changes" as s) as ranked where _tm_rank = 1) as staged where _op <> 'D') as stand
) as "stg_changes") as author_rows;

drop table if exists pg_temp."_tm_delta";
create temp table "_tm_delta" as select r.* /* all columns but _tm_found, _has_image, _image_seq, _image_ts */, k."order_id" as "order_id", case when k._op = 'D' or r._tm_found is null then 'D' else k._op end as "_op", k._change_seq as "_change_seq", k._commit_ts as "_commit_ts", k._change_id as "_change_id" from "pg_temp"."_tm_keys" as k left join "pg_temp"."_tm_rows" as r on k."order_id" = r."order_id";

select "order_id" from "pg_temp"."_tm_delta" group by "order_id" having count(*) > 1 or "order_id" is null limit 1;

-- unless it is there
drop table if exists "core"."orders";
create table "core"."orders" as select t.* /* all columns but _op, _change_id */ from "pg_temp"."_tm_delta" as t where 1 = 0;

-- columns that "core"."orders" lacks are added, and those that are too narrow are widened

drop table if exists pg_temp."_tm_tombstone";
create temp table "_tm_tombstone" as select "order_id", _change_seq, _commit_ts from "pg_temp"."_tm_delta" where 1 = 0;

-- unless it is there
drop table if exists "tidemill"."tombstones__core__orders";
create table "tidemill"."tombstones__core__orders" as select t.* /* all columns */ from "pg_temp"."_tm_tombstone" as t;

-- columns that "tidemill"."tombstones__core__orders" lacks are added, and those that are too narrow are widened

delete from "pg_temp"."_tm_delta" using "core"."orders" as t where "_tm_delta"."order_id" = t."order_id" and (case when t._change_seq is null then 0 else 1 end > case when "_tm_delta"._change_seq is null then 0 else 1 end or (case when t._change_seq is null then 0 else 1 end = case when "_tm_delta"._change_seq is null then 0 else 1 end and ((case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end) collate "C" > (case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end) collate "C" or ((case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end) collate "C" = (case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end) collate "C" and coalesce(t._commit_ts, timestamp '0001-01-01 00:00:00') > coalesce("_tm_delta"._commit_ts, timestamp '0001-01-01 00:00:00')))));

delete from "pg_temp"."_tm_delta" using "tidemill"."tombstones__core__orders" as t where "_tm_delta"."order_id" = t."order_id" and (case when t._change_seq is null then 0 else 1 end > case when "_tm_delta"._change_seq is null then 0 else 1 end or (case when t._change_seq is null then 0 else 1 end = case when "_tm_delta"._change_seq is null then 0 else 1 end and ((case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end) collate "C" > (case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end) collate "C" or ((case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end) collate "C" = (case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end) collate "C" and coalesce(t._commit_ts, timestamp '0001-01-01 00:00:00') > coalesce("_tm_delta"._commit_ts, timestamp '0001-01-01 00:00:00')))));

delete from "core"."orders" using "pg_temp"."_tm_delta" as d where "orders"."order_id" = d."order_id";

-- the columns that both have
insert into "core"."orders" select * from "pg_temp"."_tm_delta" where _op <> 'D';

delete from "tidemill"."tombstones__core__orders" using "pg_temp"."_tm_delta" as d where "tombstones__core__orders"."order_id" = d."order_id";

insert into "tidemill"."tombstones__core__orders" ("order_id", _change_seq, _commit_ts) select "order_id", _change_seq, _commit_ts from "pg_temp"."_tm_delta" where _op = 'D';

insert into "tidemill".applied (batch_id, node_id, rows_written, applied_at) select b.batch_id, 'model.logs.orders', (select count(*) from "pg_temp"."_tm_delta"), (now() at time zone 'UTC') from (select 'batch' as batch_id) as b where not exists (select 1 from "tidemill".applied as a where a.batch_id = b.batch_id and a.node_id = 'model.logs.orders');
delete from "tidemill".built where node_id = 'model.logs.orders';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.logs.orders', '4dcffe603358240267e772411bac5317.acba25512100', (now() at time zone 'UTC'));

commit;


-- close:batch (redshift)
update "tidemill"."batches" set closed_at = (now() at time zone 'UTC'), held_by = null where batch_id = 'batch';
