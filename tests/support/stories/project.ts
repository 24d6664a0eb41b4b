import { type TableName, tableNames, tables } from './story.ts'

export interface ProjectOptions {
  /** How many files a batch takes; null: all that are there. */
  readonly filesInABatch: number | null
  readonly format: 'parquet' | 'csv'
  readonly mode: 'cdc' | 'incremental' | 'full'
}

/** Every strategy over the tables of a story, and facts that follow them. */
export function storyProject(options: ProjectOptions): Readonly<Record<string, string>> {
  return { ...models, 'models/sources.yml': sources(options) }
}

const models: Readonly<Record<string, string>> = {
  'project.yml': `name: stories
target: local
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+materialized: incremental, +strategy: cdc, +schema: core}
  facts: {+materialized: incremental, +strategy: recompute, +schema: facts}
  marts: {+materialized: table, +schema: marts}
`,
  'profiles/local.yml': `engines:
  spark: {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
threads: 2
`,
  'models/staging/stg_customers.sql': 'select customer_id, name from {{source "shop" "customers"}}\n',
  'models/staging/stg_products.sql': 'select product_id, name, price from {{source "shop" "products"}}\n',
  'models/staging/stg_lines.sql': 'select line_id, order_id, product_id, quantity from {{source "shop" "lines"}}\n',
  'models/staging/stg_orders.sql': `select order_id, customer_id, status, total from {{source "shop" "orders"}}
where status <> 'draft'
`,
  'models/staging/stg_order_log.sql': `{{config keep="all"}}
select order_id, customer_id, status, total from {{source "shop" "orders"}}
`,
  'models/core/customers.sql':
    '{{config unique_key="customer_id"}}\nselect customer_id, name from {{ref "stg_customers"}}\n',
  'models/core/products.sql':
    '{{config unique_key="product_id"}}\nselect product_id, name, price from {{ref "stg_products"}}\n',
  'models/core/lines.sql': `{{config unique_key="line_id"}}
select line_id, order_id, product_id, quantity from {{ref "stg_lines"}}
`,
  'models/core/orders.sql': `{{config unique_key="order_id"}}
select order_id, customer_id, status, total from {{ref "stg_orders"}}
`,
  'models/core/paid_orders.sql': `{{config unique_key="order_id"}}
select order_id, total from {{ref "stg_order_log"}} where status = 'paid'
`,
  'models/core/order_log.sql': `{{config strategy="append"}}
select order_id, status from {{ref "stg_order_log"}}
`,
  'models/core/orders_soft.sql': `{{config unique_key="order_id" on_delete="soft"}}
select order_id, customer_id, total from {{ref "stg_orders"}}
`,
  'models/core/orders_kept.sql': `{{config unique_key="order_id" on_delete="ignore"}}
select order_id, status, total from {{ref "stg_orders"}}
`,
  'models/core/paid_once.sql': `{{config unique_key="order_id" on_delete="soft"}}
select order_id, total from {{ref "stg_order_log"}} where status = 'paid'
`,
  'models/core/order_history.sql': `{{config materialized="scd2" unique_key="order_id"}}
select order_id, customer_id, status from {{ref "stg_order_log"}} where status <> 'draft'
`,
  'models/core/order_states.sql': `{{config materialized="scd2" unique_key="order_id" check_cols="status" initial_valid_from="2020-01-01"}}
select order_id, status, total from {{ref "stg_order_log"}}
`,
  'models/facts/fct_live.sql': `{{config unique_key="customer_id"}}
select customer_id, count(*) as orders from {{ref "orders_soft"}} where _deleted_at is null group by customer_id
`,
  'models/facts/fct_sales.sql': `{{config unique_key="order_id"}}
{{#changed_keys}}
  select order_id from {{changes "orders"}}
  union
  select order_id from {{changes "lines"}}
  union
  select l.order_id from {{changes "products"}} as p join {{ref "lines"}} as l on l.product_id = p.product_id
{{/changed_keys}}
select o.order_id, o.customer_id, l.line_id, l.quantity * p.price as amount
from {{ref "orders"}} as o
join {{ref "lines"}} as l on l.order_id = o.order_id
left join {{ref "products"}} as p on p.product_id = l.product_id
`,
  // The key is NULL for orders without a customer, and two models are followed without a word about them.
  'models/facts/fct_customers.sql': `{{config unique_key="customer_id"}}
select o.customer_id, max(c.name) as name, count(*) as orders, sum(o.total) as total
from {{ref "orders"}} as o left join {{ref "customers"}} as c on c.customer_id = o.customer_id
group by o.customer_id
`,
  'models/facts/fct_spent.sql': `{{config unique_key="customer_id"}}
select customer_id, sum(amount) as spent from {{ref "fct_sales"}} group by customer_id
`,
  'models/marts/sales.sql': 'select order_id, sum(amount) as amount from {{ref "fct_sales"}} group by order_id\n',
}

function sources({ filesInABatch, format, mode }: ProjectOptions): string {
  const watermark = { name: 'change_seq', type: 'integer' } as const
  const columns = (table: TableName) =>
    [...tables[table].columns, ...(mode === 'incremental' ? [watermark] : [])]
      .map(({ name, type }) => `{name: ${name}, data_type: ${type === 'text' ? 'varchar(20)' : 'integer'}}`)
      .join(', ')
  const listed = tableNames.map(
    (table) =>
      `      - {name: ${table}, config: {primary_key: ${tables[table].key[0]}}, columns: [${columns(table)}]}\n`,
  )
  const batch = filesInABatch === null ? '' : `, batch: {max_files: ${filesInABatch}}`
  return `version: 2
sources:
  - name: shop
    config: {location: raw, schema: sales, mode: ${mode}, format: ${format}${batch}${mode === 'incremental' ? ', watermark: change_seq' : ''}}
    tables:
${listed.join('')}`
}
