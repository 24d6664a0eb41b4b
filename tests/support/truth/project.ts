import { type FileShape, plainShape } from './write-file.ts'

/** Takes the models of the project away, but for some of them, called by their names. */
export function onlyModels(...names: readonly string[]): Readonly<Record<string, null>> {
  const models = Object.keys(projectFiles(plainShape)).filter((path) => /^models\/.*\.sql$/.test(path))
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1, -'.sql'.length)
  return Object.fromEntries(models.filter((path) => !names.includes(nameOf(path))).map((path) => [path, null]))
}

/** The files of a small project over the history's two tables: every kind of reader that a batch can have. */
export function projectFiles(shape: FileShape): Readonly<Record<string, string>> {
  return {
    'project.yml': `name: truth
target: local
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+materialized: incremental, +strategy: cdc, +schema: core}
  marts: {+materialized: table, +schema: marts}
seeds: {+schema: reference}
`,
    'profiles/local.yml': `engines:
  spark: {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
threads: 4
`,
    'seeds/countries.csv': 'country,country_name\nDE,Germany\nFR,France\n',
    'models/sources.yml': sourcesYaml(shape),
    'models/staging/stg_orders.sql': `{{config unique_key="order_key"}}
select
  concat('O-', cast(o.order_id as string)) as order_key,
  cast(o.order_id as bigint) as order_id,
  upper(trim(o.customer)) as customer,
  o.status,
  cast(o.amount as decimal(12, 2)) as amount,
  o.channel,
  c.country_name
from {{source "shop" "orders"}} as o
join {{ref "countries"}} as c on c.country = o.country
where o.status <> 'draft'
`,
    'models/staging/stg_lines.sql': 'select order_id, line_no, quantity, note from {{source "shop" "lines"}}\n',
    'models/staging/stg_order_log.sql': `{{config keep="all"}}
select order_id, status, cast(amount as decimal(12, 2)) as amount from {{source "shop" "orders"}}
`,
    'models/core/orders.sql': `{{config unique_key="order_key"}}
select order_key, order_id, customer, status, amount, channel, country_name from {{ref "stg_orders"}}
`,
    'models/core/lines.sql': `{{config unique_key=(list "order_id" "line_no")}}
select order_id, line_no, quantity, note from {{ref "stg_lines"}}
`,
    'models/core/big_orders.sql': `{{config unique_key="order_key"}}
select order_key, amount from {{ref "stg_orders"}} where amount > 50
`,
    'models/core/last_orders.sql': `{{config unique_key="order_id"}}
select order_id, status, amount from {{ref "stg_order_log"}}
`,
    'models/core/order_log.sql': `{{config strategy="append"}}
select order_id, status from {{ref "stg_order_log"}}
`,
    'models/marts/fct_lines.sql': `select l.order_id, l.line_no, l.quantity, o.customer
from {{ref "lines"}} as l join {{ref "orders"}} as o on o.order_id = l.order_id
`,
    'models/marts/fct_customers.sql': 'select customer, count(*) as orders from {{ref "orders"}} group by customer\n',
    'models/marts/open_orders.sql': `{{config materialized="view"}}
select order_key from {{ref "orders"}} where status = 'open'
`,
  }
}

function sourcesYaml({ format, sequence, opName, sequenceName, commitName }: FileShape): string {
  const config = [
    'location: raw',
    'schema: sales',
    'mode: cdc',
    `format: ${format === 'parquet' ? 'parquet' : 'csv'}`,
    `op: ${opName}`,
    `change_seq: ${sequenceName}`,
    `commit_ts: ${commitName}`,
    `order_by: [${sequence === 'none' ? 'commit_ts' : 'change_seq, commit_ts'}]`,
  ]
  return `version: 2
sources:
  - name: shop
    config: {${config.join(', ')}}
    tables:
      - name: orders
        config: {primary_key: order_id}
        columns:
          - {name: order_id, data_type: integer}
          - {name: customer, data_type: varchar(40)}
          - {name: status, data_type: varchar(10)}
          - {name: country, data_type: varchar(2)}
          - {name: amount, data_type: varchar(20)}
          - {name: channel, data_type: varchar(10)}
      - name: lines
        config: {primary_key: [order_id, line_no]}
        columns:
          - {name: order_id, data_type: integer}
          - {name: line_no, data_type: varchar(5)}
          - {name: quantity, data_type: integer}
          - {name: note, data_type: varchar(40)}
`
}
