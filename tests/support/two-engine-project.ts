import { parquetWriteBuffer } from 'hyparquet-writer'
import type { ProjectFiles } from './cli.ts'

/**
 * A small project that uses both engines in every way there is: rows that go to the warehouse and back, views, tables and
 * ephemeral models on the engine `spark`, a log, versions, a snapshot, hooks, an alias, and a test of a staging model that looks at a dimension.
 */
export const twoEngineProject: ProjectFiles = {
  'project.yml': `name: outside
target: local
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+materialized: incremental, +strategy: cdc, +schema: core}
  lake: {+engine: spark, +schema: lake}
  marts: {+materialized: table, +schema: marts}
seeds: {+schema: reference}
on-run-start:
  - create schema if not exists audit
  - create table if not exists audit.events (event varchar(50))
on-run-end:
  - insert into audit.events values ('run')
`,
  'seeds/countries.csv':
    'country,country_name,since\nDE,Germany,1990-10-03\nFR,France,\nIT,"Italy, the whole of it",1861-03-17\n',
  'seeds/seeds.yml':
    'version: 2\nseeds:\n  - name: countries\n    config: {column_types: {since: date}}\n    columns:\n      - {name: country, data_tests: [unique, not_null]}\n',
  'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: raw, format: csv}
    tables:
      - name: customers
        config: {primary_key: [customer_id], format: parquet}
        columns:
          - {name: customer_id, data_type: bigint}
          - {name: name, data_type: varchar(100)}
          - {name: country, data_type: varchar(2)}
      - name: orders
        config: {primary_key: [order_id]}
        columns:
          - {name: order_id, data_type: bigint, data_tests: [not_null]}
          - {name: customer_id, data_type: bigint}
          - {name: ordered_at, data_type: timestamp}
          - {name: total, data_type: "decimal(18, 2)"}
          - {name: tags, data_type: varchar(200)}
`,
  'models/staging/stg_customers.sql': `{{config unique_key="customer_id"}}
select c.customer_id, trim(c.name) as name, c.country, n.country_name, n.since
from {{source "shop" "customers"}} as c
left join {{ref "countries"}} as n on n.country = c.country
`,
  'models/staging/stg_orders.sql': `{{config unique_key="order_id" alias="orders_batch" empty_with="delete"}}
{{config preactions=(list "insert into audit.events values ('before the load')")}}
{{config postactions=(list "insert into audit.events values ('after the load')")}}
select
  order_id,
  customer_id,
  ordered_at,
  to_date(ordered_at) as ordered_on,
  total,
  split(tags, ';') as tags,
  named_struct('first', element_at(split(tags, ';'), 1), 'many', size(split(tags, ';')) > 1) as about,
  total > 100 as is_large
from {{source "shop" "orders"}}
where total is not null
`,
  'models/staging/stg_order_changes.sql': `{{config keep="all"}}
select order_id, total from {{source "shop" "orders"}}
`,
  'models/staging/staging.yml': `version: 2
models:
  - name: stg_orders
    columns:
      - name: order_id
        data_tests: [unique, not_null]
      - name: customer_id
        data_tests:
          - relationships: {arguments: {to: '{{ref "dim_customers"}}', field: customer_id}}
`,
  'models/core/customers.sql': `{{config unique_key="customer_id"}}
select customer_id, name, country, country_name, since from {{ref "stg_customers"}}
`,
  'models/core/orders.sql': `{{config unique_key="order_id"}}
select order_id, customer_id, ordered_at, ordered_on, total, tags, about, is_large from {{ref "stg_orders"}}
`,
  'models/core/order_log.sql': `{{config strategy="append"}}
select order_id, total from {{ref "stg_order_changes"}}
`,
  'models/core/order_versions.sql': `{{config materialized="scd2" unique_key="order_id"
  initial_valid_from="2020-01-01" unknown_member=(dict order_id=-1 total=0)}}
select order_id, total from {{ref "stg_order_changes"}}
`,
  'models/marts/order_snapshot.sql': `{{config materialized="snapshot" unique_key="order_id" strategy="check" check_cols="all" updated_at="ordered_at"
  dbt_valid_to_current="to_timestamp('9999-12-31', 'YYYY-MM-DD')"}}
select order_id, total, ordered_at, is_large from {{ref "orders"}}
`,
  'models/lake/recent_orders.sql': `{{config materialized="ephemeral"}}
select order_id, customer_id, ordered_at, ordered_on, total, is_large from {{ref "orders"}} where ordered_on >= date '2026-01-01'
`,
  'models/lake/order_days.sql': `{{config materialized="view"}}
select order_id, customer_id, date_format(ordered_at, 'EEEE') as weekday, total, is_large from {{ref "recent_orders"}}
`,
  'models/lake/customer_days.sql': `{{config materialized="table"}}
select customer_id, weekday, count(*) as orders, sum(total) as total, bool_or(is_large) as has_large, max_by(order_id, total) as largest
from {{ref "order_days"}}
group by customer_id, weekday
`,
  'models/lake/lake.yml': `version: 2
models:
  - name: customer_days
    columns:
      - {name: orders, data_tests: [{accepted_range: {arguments: {min_value: 1}}}]}
      - name: customer_id
        data_tests:
          - relationships: {arguments: {to: '{{ref "customers"}}', field: customer_id}}
`,
  'models/marts/dim_customers.sql': `select customer_id, name, coalesce(country_name, country) as country, since from {{ref "customers"}}
`,
  'models/marts/fct_customer_days.sql': `{{config alias="fact_days"}}
select d.customer_id, c.name, d.weekday, d.orders, d.total, d.has_large, d.largest
from {{ref "customer_days"}} as d
join {{ref "dim_customers"}} as c on c.customer_id = d.customer_id
`,
  'models/marts/large_days.sql': `{{config materialized="view"}}
select name, weekday, total from {{ref "fct_customer_days"}} where has_large
`,
  'raw/shop/orders/LOAD00000001.csv': `order_id,customer_id,ordered_at,total,tags,change_seq,commit_ts
1,1,2026-01-05 08:00:00,20.00,new;paid,,2026-01-05 12:00:00
2,2,2026-01-05 09:30:00.123456,250.50,"paid",,2026-01-05 12:00:00
3,1,2026-01-06 10:00:00,,open,,2026-01-05 12:00:00
4,3,2025-12-31 23:59:59,75.25,"odd ""tag"";ü",,2026-01-05 12:00:00
`,
}

/** What comes after a first build: an order more, one less, one that is worth something by now, and another name. */
export const laterChanges: ProjectFiles = {
  'raw/shop/orders/2026/01/07/20260107-080000000.csv': `Op,order_id,customer_id,ordered_at,total,tags,change_seq,commit_ts
I,5,2,2026-01-07 07:00:00,130.00,new,20260107070000000000000000000000001,2026-01-07 07:00:00
U,3,1,2026-01-06 10:00:00,12.75,open;late,20260107071000000000000000000000002,2026-01-07 07:10:00
D,1,1,2026-01-05 08:00:00,20.00,new;paid,20260107072000000000000000000000003,2026-01-07 07:20:00
`,
}

/** Files whose bytes are no text: the first customers, and a change of one. */
export function customerFiles(): Readonly<Record<string, Uint8Array>> {
  const load = customers([
    [1, ' Ada ', 'DE', null, null],
    [2, 'Brunel', 'FR', null, null],
    [3, 'Curie', 'PL', null, null],
  ])
  return { 'raw/shop/customers/LOAD00000001.parquet': load }
}

export function laterCustomerFiles(): Readonly<Record<string, Uint8Array>> {
  const changed = customers([[2, 'Brunel & Sons', 'IT', 'U', '20260107073000000000000000000000001']])
  return { 'raw/shop/customers/2026/01/07/20260107-080000000.parquet': changed }
}

type CustomerRow = readonly [id: number, name: string, country: string, op: string | null, seq: string | null]

function customers(rows: readonly CustomerRow[]): Uint8Array {
  const column = <T>(read: (row: CustomerRow) => T) => rows.map(read)
  const isLoad = rows.every(([, , , op]) => op === null)
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        ...(isLoad ? [] : [{ name: 'Op', data: column((row) => row[3]), type: 'STRING' as const }]),
        { name: 'customer_id', data: column((row) => BigInt(row[0])), type: 'INT64' },
        { name: 'name', data: column((row) => row[1]), type: 'STRING' },
        { name: 'country', data: column((row) => row[2]), type: 'STRING' },
        { name: 'change_seq', data: column((row) => row[4]), type: 'STRING', nullable: true },
        { name: 'commit_ts', data: column(() => new Date('2026-01-07T07:30:00Z')), type: 'TIMESTAMP' },
      ],
    }),
  )
}
