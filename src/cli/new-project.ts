/** The files of a new project by their paths: two seeds, a view, a table and tests, which build as they are. */
export function newProject(name: string): Readonly<Record<string, string>> {
  return {
    'project.yml': `name: ${name}
version: "1.0"
target: local                      # profiles/local.yml

models:
  +schema: ${name}
  marts: {+materialized: table}

seeds: {+schema: raw}
`,
    'profiles/local.yml': `# Everything embedded: needs no account and no server.
engines:
  spark:    {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
threads: 4
`,
    'seeds/raw_customers.csv': `customer_id,name,country
1,Ada Lovelace,GB
2,Grace Hopper,US
3,Emmy Noether,DE
`,
    'seeds/raw_orders.csv': `order_id,customer_id,ordered_on,amount
101,1,2026-01-05,120.50
102,2,2026-01-06,80.00
103,1,2026-01-09,15.25
104,2,2026-02-01,240.00
`,
    'seeds/seeds.yml': `version: 2
seeds:
  - name: raw_customers
    config: {column_types: {customer_id: bigint, name: varchar(100), country: varchar(2)}}
  - name: raw_orders
    config: {column_types: {order_id: bigint, customer_id: bigint, ordered_on: date, amount: "decimal(18,2)"}}
`,
    'models/orders.sql': `{{config materialized="view"}}
select order_id, customer_id, ordered_on, amount
from {{ref "raw_orders"}}
where amount > 0
`,
    'models/marts/customer_orders.sql': `-- One row for each customer, with what they ordered so far.
select
  c.customer_id,
  c.name,
  count(o.order_id) as orders,
  coalesce(sum(o.amount), 0) as total,
  max(o.ordered_on) as last_ordered_on
from {{ref "raw_customers"}} c
left join {{ref "orders"}} o on o.customer_id = c.customer_id
group by c.customer_id, c.name
`,
    'models/models.yml': `version: 2
models:
  - name: orders
    description: Orders that have an amount.
    columns:
      - {name: order_id, data_tests: [unique, not_null]}
      - name: customer_id
        data_tests: [{relationships: {arguments: {to: "ref('raw_customers')", field: customer_id}}}]
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

    tidemill build                              # seeds, models and tests, in warehouse.duckdb
    tidemill show --select customer_orders      # the rows of a model
    tidemill compile --select customer_orders   # its SQL

- \`project.yml\`: names, folders and their defaults. \`profiles/\`: where it runs.
- \`seeds/\`: CSV files that become tables. \`models/\`: one query each; \`{{ref "orders"}}\` names another model.
- \`models/models.yml\`: descriptions and tests. \`tests/\`: queries that must return nothing.
`,
  }
}
