/** Projects and files of changes for `npm run bench:cdc`. */

const settings = {
  'project.yml': `name: bench
target: local
models:
  staging: {+engine: spark, +materialized: staging, +schema: staging}
  core: {+materialized: incremental, +strategy: cdc, +schema: core}
  facts: {+materialized: incremental, +strategy: recompute, +schema: facts}
`,
  'profiles/local.yml': `engines:
  spark: {type: duckdb, path: warehouse.duckdb}
  redshift: {type: duckdb, path: warehouse.duckdb}
threads: 2
`,
}

export const orderColumns = 'order_id, customer_id, status, total, ordered_at, note'

const orderModels = {
  'models/staging/stg_orders.sql': `select ${orderColumns} from {{source "shop" "orders"}}\n`,
  'models/staging/stg_order_log.sql': `{{config keep="all"}}\nselect ${orderColumns} from {{source "shop" "orders"}}\n`,
  'models/core/orders.sql': `{{config unique_key="order_id"}}\nselect ${orderColumns} from {{ref "stg_orders"}}\n`,
  'models/core/orders_soft.sql': `{{config unique_key="order_id" on_delete="soft"}}\nselect ${orderColumns} from {{ref "stg_orders"}}\n`,
  'models/core/order_log.sql': `{{config strategy="append"}}\nselect ${orderColumns} from {{ref "stg_order_log"}}\n`,
  'models/core/order_versions.sql': `{{config materialized="scd2" unique_key="order_id"}}\nselect ${orderColumns} from {{ref "stg_order_log"}}\n`,
  'models/facts/fct_customers.sql': `{{config unique_key="customer_id"}}
select customer_id, count(*) as orders, sum(total) as total from {{ref "orders"}} group by customer_id
`,
} as const

export type OrderModel = keyof typeof orderModels

export const everyOrderModel = Object.keys(orderModels) as OrderModel[]

/** A project over one source table, with some of the models that there are over it. */
export function orderProject(models: readonly OrderModel[]): Record<string, string> {
  return {
    ...settings,
    'models/sources.yml': `version: 2
sources:
  - name: shop
    config: {location: raw, schema: sales}
    tables: [{name: orders, config: {primary_key: [order_id]}}]
`,
    ...Object.fromEntries(models.map((path) => [path, orderModels[path]])),
  }
}

/** A project of many source tables, each with a staging model and a table that follows it. */
export function wideProject(tables: number): Record<string, string> {
  const files: Record<string, string> = { ...settings }
  const names = Array.from({ length: tables }, (_, index) => `orders_${index}`)
  files['models/sources.yml'] =
    `version: 2\nsources:\n  - name: shop\n    config: {location: raw, schema: sales}\n    tables:\n${names
      .map((name) => `      - {name: ${name}, config: {primary_key: [order_id]}}\n`)
      .join('')}`
  for (const name of names) {
    files[`models/staging/stg_${name}.sql`] = `select ${orderColumns} from {{source "shop" "${name}"}}\n`
    files[`models/core/${name}.sql`] =
      `{{config unique_key="order_id"}}\nselect ${orderColumns} from {{ref "stg_${name}"}}\n`
  }
  return files
}

/** Ten orders for each customer. */
const values = (key: string, seed: string) =>
  `${key} // 10 as customer_id, ['open', 'paid', 'sent'][1 + cast(hash(${key}, ${seed}) % 3 as integer)] as status,
  cast((hash(${key}, ${seed}, 'total') % 1000000) / 100 as decimal(18, 2)) as total,
  timestamp '2026-01-01 00:00:00' + to_seconds(cast(${key} % 86400 as integer)) as ordered_at,
  'note ' || (hash(${key}, 'note') % 1000) as note`

/** A query for the rows of a load. */
export function loadRows(rows: number): string {
  return `select 'I' as "Op", timestamp '2026-01-01 00:00:00' as commit_ts, '' as change_seq, order_id, ${values('order_id', '0')}
from range(${rows}) as numbers(order_id)`
}

/** A query for a file of changes to a table of so many rows: half are updates, a quarter each inserts and deletes. */
export function changeRows(changes: number, rows: number, file: number): string {
  const key = `cast(case when n % 4 = 0 then ${rows} + ${file * changes} + n else hash(n, ${file}) % ${rows} end as bigint)`
  return `select "Op", commit_ts, change_seq, order_id, ${values('order_id', String(file + 1))} from (
  select case n % 4 when 0 then 'I' when 1 then 'D' else 'U' end as "Op",
    timestamp '2026-01-02 00:00:00' + to_seconds(${file * 60}) as commit_ts,
    '2026010200000000' || lpad(cast(${file * changes} + n as varchar), 19, '0') as change_seq,
    ${key} as order_id
  from range(${changes}) as numbers(n))`
}

/** The name of the change file that is so many in a row, below the table's folder. */
export function changeFile(index: number): string {
  const time = new Date(Date.UTC(2026, 0, 2) + index * 60_000).toISOString()
  const [day = '', clock = ''] = time.split('T')
  return `${day.replaceAll('-', '/')}/${day.replaceAll('-', '')}-${clock.replace(/[:.Z]/g, '')}.parquet`
}

/** The statements by which one would apply a file of changes to a table by hand, newest change first. */
export function plainStatements(
  file: string,
  table: string,
): Readonly<Record<'merge' | 'delete and insert', string[]>> {
  const newest = `select * exclude (_rank) from (select *, row_number() over (partition by order_id order by change_seq desc) as _rank from read_parquet('${file}')) where _rank = 1`
  const set = orderColumns
    .split(', ')
    .map((name) => `${name} = d.${name}`)
    .join(', ')
  const given = orderColumns.replaceAll(/\w+/g, 'd.$&')
  return {
    merge: [
      `merge into ${table} as t using (${newest}) as d on t.order_id = d.order_id
when matched and d."Op" = 'D' then delete
when matched then update set ${set}
when not matched and d."Op" <> 'D' then insert (${orderColumns}) values (${given})`,
    ],
    'delete and insert': [
      `create temp table delta as ${newest}`,
      `delete from ${table} using delta as d where ${table}.order_id = d.order_id`,
      `insert into ${table} (${orderColumns}) select ${orderColumns} from delta where "Op" <> 'D'`,
    ],
  }
}
