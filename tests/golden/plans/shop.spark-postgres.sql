-- prepare (redshift)
begin;

create schema if not exists "core";

create schema if not exists "reference";

create schema if not exists "reports";

create schema if not exists "staging";

commit;


-- prepare:spark (spark)
create schema if not exists `staging`;


-- seed:seed.shop.countries (redshift)
begin;

-- the rows of the seed's file go into "pg_temp"."_tm_candidate"

-- test test.shop.unique_countries_country.1d18e16b23
select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) != 0 as should_error from (select
  min("country") as unique_field,
  count(*) as n_records
from "pg_temp"."_tm_candidate" as "countries"
where "country" is not null
group by rtrim("country", ' ')
having count(*) > 1) as test_rows;

-- with the same columns the rows are replaced instead
drop table if exists "reference"."countries";
create table "reference"."countries" as select * from "pg_temp"."_tm_candidate";

delete from "tidemill".built where node_id = 'seed.shop.countries';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('seed.shop.countries', '6ee2debcf3f77cd5e40c8f366e620fe3', (now() at time zone 'UTC'));

commit;


-- open:source.shop.shop.customers (redshift)
begin;

insert into "tidemill"."batches" (batch_id, source_name, table_name, opened_at) values ('batch', 'shop', 'customers', timestamp '2026-01-02 00:00:00.000');

insert into "tidemill"."batch_files" (batch_id, source_name, table_name, file_key, etag, size_bytes) values ('batch', 'shop', 'customers', 'customers/LOAD00000001.parquet', 'e', 1);

delete from "tidemill"."generations" where source_name = 'shop' and table_name = 'customers' and first_batch_id = '';

insert into "tidemill"."generations" (source_name, table_name, first_batch_id, loaded_at) values ('shop', 'customers', '', timestamp '2026-01-01 00:00:00');

commit;


-- open:source.shop.shop.orders (redshift)
begin;

insert into "tidemill"."batches" (batch_id, source_name, table_name, opened_at) values ('batch', 'shop', 'orders', timestamp '2026-01-02 00:00:00.000');

insert into "tidemill"."batch_files" (batch_id, source_name, table_name, file_key, etag, size_bytes) values ('batch', 'shop', 'orders', 'orders/LOAD00000001.parquet', 'e', 1);

delete from "tidemill"."generations" where source_name = 'shop' and table_name = 'orders' and first_batch_id = '';

insert into "tidemill"."generations" (source_name, table_name, first_batch_id, loaded_at) values ('shop', 'orders', '', timestamp '2026-01-01 00:00:00');

commit;


-- check:source.shop.shop.orders (spark)
-- the changes of 1 files are laid out as `_tm_changes_2`

-- test test.shop.source_not_null_shop_orders_id.b44d4f7875
select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) != 0 as should_error from (select `id`
from (
  select * from (select * from `_tm_changes_2` where _op <> 'D') as stand
) as `salesorder`
where `id` is null) as test_rows;


-- stage:model.shop.stg_customers (spark)
delete from "tidemill".built where node_id = 'model.shop.stg_customers';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.stg_customers', 'unfinished', (now() at time zone 'UTC'));

-- the changes of 1 files are laid out as `_tm_changes_3`

create or replace temporary view `_tm_newest_3` as select ranked.* /* all columns */ from (select *, row_number() over (partition by `id` order by _position desc) as _tm_rank from `_tm_changes_3`) as ranked where _tm_rank = 1;

create or replace temporary view `_tm_image_3` as select ranked.* /* all columns but _position */ from (select *, row_number() over (partition by `id` order by _position desc) as _tm_rank from `_tm_changes_3` where _op <> 'D') as ranked where _tm_rank = 1;

create or replace temporary view `_tm_keys_3` as select
  id as `customer_id`,
  _op as `_op`,
  _change_seq as `_change_seq`,
  _commit_ts as `_commit_ts`,
  _change_id as `_change_id`
from `_tm_newest_3` as `customers`;

create or replace temporary view `_tm_rows_3` as select *, true as _tm_found from (select
  id as customer_id,
  nullif(trim(name), '') as name,
  upper(country) as country
from `_tm_image_3` as `customers`) as author_rows;

-- its rows are computed here and kept
create or replace temporary view `_tm_staged_3` as select r.* /* all columns but _tm_found, _has_image, _image_seq, _image_ts */, k.`customer_id` as `customer_id`, case when k._op = 'D' or r._tm_found is null then 'D' else k._op end as `_op`, k._change_seq as `_change_seq`, k._commit_ts as `_commit_ts`, k._change_id as `_change_id` from `_tm_keys_3` as k left join `_tm_rows_3` as r on k.`customer_id` = r.`customer_id`;

select `customer_id` from `_tm_staged_3` group by `customer_id` having count(*) > 1 or `customer_id` is null limit 1;

drop table if exists `staging`.`stg_customers`;
create table `staging`.`stg_customers` using parquet tblproperties ('made_by' = 'tidemill') as select * from `_tm_staged_3`;

delete from "tidemill".built where node_id = 'model.shop.stg_customers';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.stg_customers', '1acbe37e2d4d637543b2afea1772042f', (now() at time zone 'UTC'));


-- handoff:model.shop.stg_customers (redshift)
-- the rows of staging.stg_customers on spark are written as Parquet

begin;

-- "staging"."stg_customers" is emptied (truncate), or made anew when it has other columns

-- "staging"."stg_customers" is loaded with those rows, which are counted

delete from "tidemill".built where node_id = 'model.shop.stg_customers@redshift';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.stg_customers@redshift', '1acbe37e2d4d637543b2afea1772042f', (now() at time zone 'UTC'));

commit;


-- stage:model.shop.stg_orders (spark)
delete from "tidemill".built where node_id = 'model.shop.stg_orders';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.stg_orders', 'unfinished', (now() at time zone 'UTC'));

-- the changes of 1 files are laid out as `_tm_changes_4`

create or replace temporary view `_tm_newest_4` as select ranked.* /* all columns */ from (select *, row_number() over (partition by `id` order by _position desc) as _tm_rank from `_tm_changes_4`) as ranked where _tm_rank = 1;

create or replace temporary view `_tm_image_4` as select ranked.* /* all columns but _position */ from (select *, row_number() over (partition by `id` order by _position desc) as _tm_rank from `_tm_changes_4` where _op <> 'D') as ranked where _tm_rank = 1;

create or replace temporary view `_tm_keys_4` as select
  id as `order_id`,
  _op as `_op`,
  _change_seq as `_change_seq`,
  _commit_ts as `_commit_ts`,
  _change_id as `_change_id`
from `_tm_newest_4` as `salesorder`;

create or replace temporary view `_tm_rows_4` as select *, true as _tm_found from (select
  id as order_id,
  customer_id,
  nullif(trim(status), '') as status,
  to_date(ordered_at) as order_date,
  cast(total as decimal(18, 2)) as total
from `_tm_image_4` as `salesorder`
where total is not null) as author_rows;

-- its rows are computed here and kept
create or replace temporary view `_tm_staged_4` as select r.* /* all columns but _tm_found, _has_image, _image_seq, _image_ts */, k.`order_id` as `order_id`, case when k._op = 'D' or r._tm_found is null then 'D' else k._op end as `_op`, k._change_seq as `_change_seq`, k._commit_ts as `_commit_ts`, k._change_id as `_change_id` from `_tm_keys_4` as k left join `_tm_rows_4` as r on k.`order_id` = r.`order_id`;

select `order_id` from `_tm_staged_4` group by `order_id` having count(*) > 1 or `order_id` is null limit 1;

drop table if exists `staging`.`stg_orders`;
create table `staging`.`stg_orders` using parquet tblproperties ('made_by' = 'tidemill') as select * from `_tm_staged_4`;

delete from "tidemill".built where node_id = 'model.shop.stg_orders';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.stg_orders', '02695979541ae5834976f49b35d832f7', (now() at time zone 'UTC'));


-- handoff:model.shop.stg_orders (redshift)
-- the rows of staging.stg_orders on spark are written as Parquet

begin;

-- "staging"."stg_orders" is emptied (truncate), or made anew when it has other columns

-- "staging"."stg_orders" is loaded with those rows, which are counted

delete from "tidemill".built where node_id = 'model.shop.stg_orders@redshift';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.stg_orders@redshift', '02695979541ae5834976f49b35d832f7', (now() at time zone 'UTC'));

commit;


-- apply:model.shop.customers (redshift)
begin;

-- "core"."customers" goes if it is there, and with it the views that hold on to it

-- "tidemill"."tombstones__core__customers" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.shop.customers';

drop table if exists pg_temp."_tm_keys";
create temp table "_tm_keys" as select
  customer_id as "customer_id",
  _op as "_op",
  _change_seq as "_change_seq",
  _commit_ts as "_commit_ts",
  _change_id as "_change_id"
from (
  select * from (select * from "staging"."stg_customers" as s) as stand
) as "stg_customers";

drop table if exists pg_temp."_tm_rows";
create temp table "_tm_rows" as select *, true as _tm_found from (select
  customer_id,
  name,
  country
from (
  select * from (select * from (select * from "staging"."stg_customers" as s) as staged where _op <> 'D') as stand
) as "stg_customers") as author_rows;

drop table if exists pg_temp."_tm_delta";
create temp table "_tm_delta" as select r.* /* all columns but _tm_found, _has_image, _image_seq, _image_ts */, k."customer_id" as "customer_id", case when k._op = 'D' or r._tm_found is null then 'D' else k._op end as "_op", k._change_seq as "_change_seq", k._commit_ts as "_commit_ts", k._change_id as "_change_id" from "pg_temp"."_tm_keys" as k left join "pg_temp"."_tm_rows" as r on k."customer_id" = r."customer_id";

select "customer_id" from "pg_temp"."_tm_delta" group by "customer_id" having count(*) > 1 or "customer_id" is null limit 1;

-- unless it is there
drop table if exists "core"."customers";
create table "core"."customers" as select t.* /* all columns but _op, _change_id */ from "pg_temp"."_tm_delta" as t where 1 = 0;

-- columns that "core"."customers" lacks are added, and those that are too narrow are widened

drop table if exists pg_temp."_tm_tombstone";
create temp table "_tm_tombstone" as select "customer_id", _change_seq, _commit_ts from "pg_temp"."_tm_delta" where 1 = 0;

-- unless it is there
drop table if exists "tidemill"."tombstones__core__customers";
create table "tidemill"."tombstones__core__customers" as select t.* /* all columns */ from "pg_temp"."_tm_tombstone" as t;

-- columns that "tidemill"."tombstones__core__customers" lacks are added, and those that are too narrow are widened

delete from "pg_temp"."_tm_delta" using "core"."customers" as t where "_tm_delta"."customer_id" = t."customer_id" and (case when t._change_seq is null then 0 else 1 end > case when "_tm_delta"._change_seq is null then 0 else 1 end or (case when t._change_seq is null then 0 else 1 end = case when "_tm_delta"._change_seq is null then 0 else 1 end and ((case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end) collate "C" > (case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end) collate "C" or ((case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end) collate "C" = (case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end) collate "C" and coalesce(t._commit_ts, timestamp '0001-01-01 00:00:00') > coalesce("_tm_delta"._commit_ts, timestamp '0001-01-01 00:00:00')))));

delete from "pg_temp"."_tm_delta" using "tidemill"."tombstones__core__customers" as t where "_tm_delta"."customer_id" = t."customer_id" and (case when t._change_seq is null then 0 else 1 end > case when "_tm_delta"._change_seq is null then 0 else 1 end or (case when t._change_seq is null then 0 else 1 end = case when "_tm_delta"._change_seq is null then 0 else 1 end and ((case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end) collate "C" > (case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end) collate "C" or ((case when t._change_seq ~ '^[0-9]{1,64}$' then lpad(t._change_seq, 64, '0') else coalesce(t._change_seq, '') end) collate "C" = (case when "_tm_delta"._change_seq ~ '^[0-9]{1,64}$' then lpad("_tm_delta"._change_seq, 64, '0') else coalesce("_tm_delta"._change_seq, '') end) collate "C" and coalesce(t._commit_ts, timestamp '0001-01-01 00:00:00') > coalesce("_tm_delta"._commit_ts, timestamp '0001-01-01 00:00:00')))));

delete from "core"."customers" using "pg_temp"."_tm_delta" as d where "customers"."customer_id" = d."customer_id";

-- the columns that both have
insert into "core"."customers" select * from "pg_temp"."_tm_delta" where _op <> 'D';

delete from "tidemill"."tombstones__core__customers" using "pg_temp"."_tm_delta" as d where "tombstones__core__customers"."customer_id" = d."customer_id";

insert into "tidemill"."tombstones__core__customers" ("customer_id", _change_seq, _commit_ts) select "customer_id", _change_seq, _commit_ts from "pg_temp"."_tm_delta" where _op = 'D';

insert into "tidemill".applied (batch_id, node_id, rows_written, applied_at) select b.batch_id, 'model.shop.customers', (select count(*) from "pg_temp"."_tm_delta"), (now() at time zone 'UTC') from (select 'batch' as batch_id) as b where not exists (select 1 from "tidemill".applied as a where a.batch_id = b.batch_id and a.node_id = 'model.shop.customers');
delete from "tidemill".built where node_id = 'model.shop.customers';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.customers', '1c4e8bb521d53f246194a439b7605a8f.acba25512100', (now() at time zone 'UTC'));

commit;


-- apply:model.shop.orders (redshift)
begin;

-- "core"."orders" goes if it is there, and with it the views that hold on to it

-- "tidemill"."tombstones__core__orders" goes if it is there, and with it the views that hold on to it

delete from "tidemill".applied where node_id = 'model.shop.orders';

drop table if exists pg_temp."_tm_keys";
create temp table "_tm_keys" as select
  order_id as "order_id",
  _op as "_op",
  _change_seq as "_change_seq",
  _commit_ts as "_commit_ts",
  _change_id as "_change_id"
from (
  select * from (select * from "staging"."stg_orders" as s) as stand
) as "stg_orders";

drop table if exists pg_temp."_tm_rows";
create temp table "_tm_rows" as select *, true as _tm_found from (select
  order_id,
  customer_id,
  status,
  order_date,
  total
from (
  select * from (select * from (select * from "staging"."stg_orders" as s) as staged where _op <> 'D') as stand
) as "stg_orders") as author_rows;

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

-- test test.shop.accepted_range_orders_total__0.b4911bc96f
-- test test.shop.accepted_values_orders_status__open__paid__sent.b32b1c8202
-- test test.shop.not_null_orders_order_id.01af7c6e4d
select m_rows, m0, m0 != 0, m0 != 0, m1, m1 != 0, m1 != 0, m2, m2 != 0, m2 != 0
from (
select count(*) as m_rows,
  count(case when "total" < 0 then 1 end) as m0,
  count(case when rtrim("status", ' ') not in ('open', 'paid', 'sent') then 1 end) as m1,
  count(case when "order_id" is null then 1 end) as m2
from (
  select * from (select * from "pg_temp"."_tm_delta" where _op <> 'D') as stand
) as "orders"
) as measured;

delete from "core"."orders" using "pg_temp"."_tm_delta" as d where "orders"."order_id" = d."order_id";

-- the columns that both have
insert into "core"."orders" select * from "pg_temp"."_tm_delta" where _op <> 'D';

delete from "tidemill"."tombstones__core__orders" using "pg_temp"."_tm_delta" as d where "tombstones__core__orders"."order_id" = d."order_id";

insert into "tidemill"."tombstones__core__orders" ("order_id", _change_seq, _commit_ts) select "order_id", _change_seq, _commit_ts from "pg_temp"."_tm_delta" where _op = 'D';

-- test test.shop.at_least_orders_total__0.0a5d445fe1
select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) != 0 as should_error from (select "total"
from (
  select *
  from "core"."orders"
  where rtrim(status, ' ') <> 'open'
) as _q20
where "total" < 0) as test_rows;

-- test test.shop.relationships_orders_customer_id__customer_id__ref_customers_.24764cfb76
select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) != 0 as should_error from (select child_rows.from_field
from (
  select "customer_id" as from_field
  from "core"."orders"
) as child_rows
left join "core"."customers" as parent_rows on child_rows.from_field = parent_rows."customer_id"
where child_rows.from_field is not null and parent_rows."customer_id" is null) as test_rows;

-- test test.shop.unique_orders_order_id.8ee086449c
select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) != 0 as should_error from (select
  "order_id" as unique_field,
  count(*) as n_records
from "core"."orders"
where "order_id" is not null
group by "order_id"
having count(*) > 1) as test_rows;

insert into "tidemill".applied (batch_id, node_id, rows_written, applied_at) select b.batch_id, 'model.shop.orders', (select count(*) from "pg_temp"."_tm_delta"), (now() at time zone 'UTC') from (select 'batch' as batch_id) as b where not exists (select 1 from "tidemill".applied as a where a.batch_id = b.batch_id and a.node_id = 'model.shop.orders');
delete from "tidemill".built where node_id = 'model.shop.orders';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.orders', '71199d331c04c1ea7eb02b1739204b61.acba25512100', (now() at time zone 'UTC'));

commit;


-- build:model.shop.revenue (redshift)
begin;

drop table if exists pg_temp."_tm_candidate";
create temp table "_tm_candidate" as with paid as (
  select
    order_id,
    customer_id,
    order_date,
    total
  from "core"."orders"
  where rtrim(status, ' ') = 'paid' and order_date >= '2024-01-01'
), ranked as (
  select
    p.*,
    row_number() over (partition by p.customer_id order by p.order_date nulls last) as nth
  from paid as p
)
select
  min(c.country) as country,
  min(n.country_name) as country_name,
  date_trunc('month', cast(r.order_date as timestamp)) as month,
  'EUR' as currency,
  count(*) as orders,
  cast(sum(r.total) as numeric(18, 2)) as revenue
from ranked as r
join "core"."customers" as c on c.customer_id = r.customer_id
left join "reference"."countries" as n on rtrim(n.country, ' ') = rtrim(c.country, ' ')
where r.nth < 100
group by rtrim(c.country, ' '), rtrim(n.country_name, ' '), date_trunc('month', cast(r.order_date as timestamp));

-- test test.shop.no_revenue_without_orders
select coalesce(count(*), 0) as failures, coalesce(count(*), 0) != 0 as should_warn, coalesce(count(*), 0) != 0 as should_error from (select *
from "pg_temp"."_tm_candidate" as "revenue"
where revenue > 0 and orders = 0) as test_rows;

-- with the same columns the rows are replaced instead
drop table if exists "reports"."revenue";
create table "reports"."revenue" as select * from "pg_temp"."_tm_candidate";

delete from "tidemill".built where node_id = 'model.shop.revenue';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.revenue', '42a92670e7dec1eec261c065d9ee112c', (now() at time zone 'UTC'));

commit;


-- build:model.shop.monthly (redshift)
begin;

drop view if exists "reports"."monthly";
create view "reports"."monthly" as select
  month,
  sum(revenue) as revenue
from "reports"."revenue"
group by month;

delete from "tidemill".built where node_id = 'model.shop.monthly';
insert into "tidemill".built (node_id, fingerprint, built_at) values ('model.shop.monthly', '1098da1e0b21934bfc550c28af928b4d', (now() at time zone 'UTC'));

commit;


-- close:batch (redshift)
update "tidemill"."batches" set closed_at = (now() at time zone 'UTC'), held_by = null where batch_id = 'batch';


-- close:batch (redshift)
update "tidemill"."batches" set closed_at = (now() at time zone 'UTC'), held_by = null where batch_id = 'batch';
