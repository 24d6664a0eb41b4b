/**
 * The files of a new project by their paths: change files as DMS writes them, a staging model, the current state of a
 * table, a seed, a table on top, and tests. It builds as it is.
 */
export function newProject(name: string): Readonly<Record<string, string>> {
  return {
    'project.yml': `name: ${name}
version: "1.0"
target: local                      # profiles/local.yml

models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core:    {+materialized: incremental, +strategy: cdc, +schema: core}
  marts:   {+materialized: table, +schema: marts}

seeds: {+schema: reference}
`,
    'profiles/local.yml': `# Everything embedded: needs no account and no server.
engines:
  spark:    {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
threads: 4
`,
    'changes/shop/orders/LOAD00000001.csv': `Op,order_id,customer_id,ordered_at,amount,status,change_seq,commit_ts
I,101,1,2026-01-05 09:30:00,120.50,paid,,2026-01-08 00:00:00.000000
I,102,2,2026-01-06 14:00:00,80.00,open,,2026-01-08 00:00:00.000000
I,103,1,2026-01-07 18:45:00,15.25,open,,2026-01-08 00:00:00.000000
`,
    'changes/shop/orders/2026/01/09/20260109-100500123.csv': `Op,order_id,customer_id,ordered_at,amount,status,change_seq,commit_ts
U,102,2,2026-01-06 14:00:00,80.00,paid,20260109100412000000000000000000001,2026-01-09 10:04:12.000001
D,103,,,,,20260109100430000000000000000000002,2026-01-09 10:04:30.000001
I,104,2,2026-01-09 10:04:59,240.00,open,20260109100459000000000000000000003,2026-01-09 10:04:59.000001
`,
    'seeds/customers.csv': `customer_id,name,country
1,Ada Lovelace,GB
2,Grace Hopper,US
3,Emmy Noether,DE
`,
    'seeds/seeds.yml': `version: 2
seeds:
  - name: customers
    config: {column_types: {customer_id: bigint, name: varchar(100), country: varchar(2)}}
`,
    'models/sources.yml': `version: 2
sources:
  - name: shop
    description: The shop's database, captured by DMS.
    config: {location: changes, format: csv}
    tables:
      - name: orders
        config: {primary_key: [order_id]}
        columns:
          - {name: order_id, data_type: bigint, data_tests: [not_null]}
          - {name: customer_id, data_type: bigint}
          - {name: ordered_at, data_type: timestamp}
          - {name: amount, data_type: "decimal(18,2)"}
          - {name: status, data_type: varchar(20)}
`,
    'models/staging/stg_orders.sql': `-- Spark SQL over the newest image of each order that the batch changed.
select
  order_id,
  customer_id,
  to_date(ordered_at) as ordered_on,
  amount,
  upper(status) as status
from {{source "shop" "orders"}}
`,
    'models/core/orders.sql': `-- The current state: one row for each live order, kept up to date by the changes.
{{config unique_key="order_id"}}
select order_id, customer_id, ordered_on, amount, status
from {{ref "stg_orders"}}
`,
    'models/marts/customer_orders.sql': `-- One row for each customer, with what they ordered so far.
select
  c.customer_id,
  c.name,
  count(o.order_id) as orders,
  nvl(sum(o.amount), 0) as total,
  max(o.ordered_on) as last_ordered_on
from {{ref "customers"}} c
left join {{ref "orders"}} o on o.customer_id = c.customer_id
group by c.customer_id, c.name
`,
    'models/models.yml': `version: 2
models:
  - name: orders
    description: One row for each live order.
    columns:
      - {name: order_id, data_tests: [unique, not_null]}
      - {name: status, data_tests: [{accepted_values: {arguments: {values: [OPEN, PAID, SENT]}}}]}
      - name: customer_id
        data_tests: [{relationships: {arguments: {to: "ref('customers')", field: customer_id}}}]
  - name: customer_orders
    description: What each customer ordered so far.
    columns:
      - {name: customer_id, data_tests: [unique, not_null]}
      - name: total
        data_tests: [{accepted_range: {arguments: {min_value: 0}}}]
`,
    'tests/totals_reconcile.sql': `-- Rows returned are failures: the customers' totals must add up to those of the orders.
select a.total as customers, b.total as orders
from (select sum(total) as total from {{ref "customer_orders"}}) a
cross join (select sum(amount) as total from {{ref "orders"}}) b
where a.total <> b.total
`,
    '.gitignore': `target/
.tidemill/
*.duckdb
*.duckdb.wal
`,
    'README.md': `# ${name}

A warehouse built by Tidemill.

    tidemill build                              # takes in the change files, builds and tests everything
    tidemill show --select customer_orders      # the rows of a model
    tidemill plan                               # what the next build would do, and why
    tidemill cdc status                         # files that wait, and the age of the newest change

- \`project.yml\`: names, folders and their defaults. \`profiles/\`: where it runs.
- \`changes/\`: files as DMS writes them: a load, then changes. Put another one there and build again: it is taken in alone.
- \`models/staging\`: Spark SQL over a batch of changes. \`models/core\`: the current state. \`models/marts\`: Redshift SQL.
- \`seeds/\`: CSV files that become tables. YAML beside the models: descriptions and tests. \`tests/\`: queries that must return nothing.
`,
  }
}
