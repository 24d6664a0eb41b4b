import type { RunSummary } from '../../src/runner/events.ts'
import { onlyModels } from './truth/project.ts'
import type { Workshop } from './truth/workshop.ts'

/** Models whose rules set rows aside. */
export const quarantining = ['staged', 'log', 'kept', 'flagged', 'versions', 'changes_seen', 'whole'] as const

/** A model of each kind, whose rules set rows aside, and the same key and amount in each. */
export const quarantineFiles = {
  ...onlyModels(),
  'models/staging/staged.sql': stagedOrders(''),
  'models/staging/log.sql': stagedOrders('{{config keep="all"}}\n'),
  'models/staging/plain.sql': stagedOrders(''),
  'models/staging/every.sql': stagedOrders('{{config keep="all"}}\n'),
  'models/core/from_staged.sql': `{{config unique_key="order_id"}}\nselect * from {{ref "staged"}}\n`,
  'models/core/from_log.sql': `{{config unique_key="order_id"}}\nselect order_id, status, amount from {{ref "log"}}\n`,
  'models/core/kept.sql': `{{config unique_key="order_id"}}\nselect order_id, status, amount from {{ref "plain"}}\n`,
  'models/core/flagged.sql': `{{config unique_key="order_id" on_delete="soft"}}\nselect order_id, status, amount from {{ref "plain"}}\n`,
  'models/core/versions.sql': `{{config materialized="scd2" unique_key="order_id"}}\nselect order_id, status, amount from {{ref "every"}}\n`,
  'models/core/changes_seen.sql': `{{config strategy="append"}}\nselect order_id, status, amount from {{ref "every"}}\n`,
  'models/core/good.sql': `{{config unique_key="order_id"}}\nselect order_id, status, amount from {{ref "plain"}}\n`,
  'models/marts/amounts.sql': 'select sum(amount) as amount from {{ref "kept"}}\n',
  'models/marts/whole.sql': 'select order_id, status, amount from {{ref "good"}}\n',
  'models/tests.yml': `version: 2
models:
${quarantining
  .map(
    (name) => `  - name: ${name}
    config: {quality: {on_failure: quarantine}}
    columns:
      - {name: order_id, data_tests: [not_null]}
      - {name: amount, data_tests: [{accepted_range: {name: ${name}_amount, arguments: {max_value: 50}}}]}
      - {name: status, data_tests: [{accepted_values: {name: ${name}_status, arguments: {values: [open, paid]}}}]}
`,
  )
  .join('')}`,
}

function stagedOrders(config: string): string {
  return `${config}select order_id, status, cast(amount as decimal(12, 2)) as amount from {{source "shop" "orders"}}\n`
}

export async function rows(workshop: Workshop, query: string): Promise<readonly string[]> {
  return (await workshop.query(query))
    .map((row) => row.map((cell) => (cell === null ? '-' : String(cell))).join(' '))
    .sort()
}

const schemaOf = (name: string) =>
  name === 'whole' ? 'marts' : name === 'staged' || name === 'log' ? 'staging' : 'core'

export async function setAside(workshop: Workshop, name: string): Promise<readonly string[]> {
  return rows(workshop, `select order_id, amount, _reason from ${schemaOf(name)}.${name}__quarantine`)
}

/** Everything that the run's grouping into batches must not change. */
export async function outcome(workshop: Workshop): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  for (const name of ['from_staged', 'from_log', 'kept'])
    found[name] = await rows(workshop, `select order_id, status, amount from core.${name}`)
  found.flagged = await rows(
    workshop,
    'select order_id, amount, case when _deleted_at is null then 0 else 1 end from core.flagged',
  )
  found.versions = await rows(workshop, 'select order_id, amount, is_current, is_deleted from core.versions')
  found.changes_seen = await rows(workshop, "select order_id, amount, _op from core.changes_seen where _op <> 'D'")
  found.whole = await rows(workshop, 'select order_id, status, amount from marts.whole')
  for (const name of quarantining) found[`${name} aside`] = await setAside(workshop, name)
  return found
}

/** What went wrong in a run. */
export function problemsOf({ results }: RunSummary): readonly string[] {
  return results
    .filter(({ status }) => status === 'error' || status === 'fail' || status === 'skipped')
    .map(({ node, message }) => `${node}: ${message}`)
}
