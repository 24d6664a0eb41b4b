import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A project of many models, shaped as real ones are: sources, staging, current state, dimensions and facts. */
export function generateProject(models: number): Record<string, string> {
  const tables = Math.max(1, Math.floor(models / 5))
  const files: Record<string, string> = {
    'project.yml': [
      'name: bench',
      'models:',
      '  staging: {+engine: spark, +materialized: staging, +schema: staging}',
      '  core: {+schema: core}',
      '  facts: {+materialized: table, +schema: facts}',
      '',
    ].join('\n'),
    'profiles/local.yml':
      'engines:\n  spark: {type: duckdb, path: bench.duckdb}\n  redshift: {type: duckdb, path: bench.duckdb}\n',
    'macros/money.hbs':
      '{{#macro "money" scale=2 as |column scale|}}\ncast({{column}} as decimal(18,{{scale}}))\n{{/macro}}\n',
  }
  const sources: string[] = ['version: 2', 'sources:', '  - name: shop', '    config: {location: raw}', '    tables:']
  for (let n = 0; n < tables; n++) {
    sources.push(
      `      - name: t${n}`,
      '        config: {primary_key: [id]}',
      '        columns:',
      ...['id', 'customer_id', 'status', 'ordered_at', 'amount', 'note'].map(
        (name) => `          - {name: ${name}, data_type: varchar(100)}`,
      ),
    )
    files[`models/staging/stg_t${n}.sql`] = `{{config unique_key="id"}}
with cleaned as (
  select cast(id as bigint) as id, cast(customer_id as bigint) as customer_id, lower(trim(status)) as status,
    to_date(ordered_at) as ordered_on, {{money "amount"}} as amount, nullif(trim(note), '') as note
  from {{source "shop" "t${n}"}}
)
select id, customer_id, status, ordered_on, amount, note, case when amount > 100 then 'large' else 'small' end as size
from cleaned
where status <> 'test'
`
    files[`models/core/t${n}.sql`] = `{{config materialized="incremental" strategy="cdc" unique_key="id"}}
select id, customer_id, status, ordered_on, amount, note, size from {{ref "stg_t${n}"}}
`
    files[`models/core/t${n}.yml`] = `version: 2
models:
  - name: t${n}
    description: The current state of t${n}.
    columns:
      - {name: id, data_tests: [unique, not_null]}
      - {name: status, data_tests: [{accepted_values: {arguments: {values: [open, paid, sent]}}}]}
`
    for (let view = 0; view < 2; view++) {
      files[`models/marts/v${n}_${view}.sql`] =
        `select o.customer_id, o.ordered_on, sum(o.amount) as amount, count(*) as orders
from {{ref "t${n}"}} as o
{{#if (eq (var "currency" "USD") "EUR")}}where o.amount > 0{{/if}}
group by o.customer_id, o.ordered_on
`
    }
    files[`models/facts/fct_${n}.sql`] = `select a.customer_id, a.ordered_on, a.amount, b.orders,
  row_number() over (partition by a.customer_id order by a.ordered_on desc) as newest
from {{ref "v${n}_0"}} as a
left join {{ref "v${(n * 7) % tables}_1"}} as b on b.customer_id = a.customer_id and b.ordered_on = a.ordered_on
`
  }
  files['models/sources.yml'] = `${sources.join('\n')}\n`
  return files
}

export function writeProject(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}
