import type { Edit, Mistake, Mistakes } from './mistake.ts'

const path = 'models/reports/spent.sql'

/** A model of one of dbt's strategies, with a mistake in its configuration. */
function merged(config: string, code: string, fix: string, more: readonly Edit[] = []): Mistake {
  const sql = `{{config materialized="incremental" unique_key="customer_id" ${config}}}
select customer_id, sum(total) as spent from {{ref "orders"}} group by customer_id
`
  return { edits: [...more, [path, '', sql]], code, fix }
}

/** Mistakes of models that put their new rows in place of others. */
export const mergeMistakes: Mistakes = {
  'columns to merge and columns not to merge': merged(
    'merge_update_columns="spent" «merge_exclude_columns»="spent"',
    'config/one-of-two',
    'Remove one',
  ),
  'a column to merge with a typo': merged(
    'merge_update_columns=«(list "spend" "customer_id")»',
    'config/unknown-column',
    'Did you mean "spent"?',
  ),
  'a column not to merge that is not there': merged(
    'merge_exclude_columns=«"first_seen"»',
    'config/unknown-column',
    'customer_id, spent',
  ),
  'a column of partitions with a typo': merged(
    'strategy="insert_overwrite" partition_by=«(list "customer_id" "spends")»',
    'config/unknown-column',
    'Did you mean "spent"?',
  ),
  'a predicate of a strategy without one': merged(
    'strategy="append" «predicates»="spent > 1"',
    'config/key-does-not-apply',
    'predicates',
  ),
  'a column of a predicate with a typo': merged(
    'predicates="DBT_INTERNAL_DEST.«spend» > 10"',
    'column/unknown',
    'Did you mean "spent"?',
  ),
  'an alias of a predicate with a typo': merged(
    'predicates="«DBT_INTERNAL_DST».spent > 10"',
    'column/unknown-alias',
    'dbt_internal_dest',
  ),
  'a predicate that is no condition': merged(
    'incremental_predicates=(list "spent > 10" "spent >«»")',
    'sql/syntax',
    '',
  ),
  'two conditions in one, and a bracket too few': merged(
    'incremental_predicates="spent > 10«)» or (spent < 5"',
    'sql/unbalanced',
    '',
  ),
  'a predicate that reads an ephemeral model': merged(
    'incremental_predicates="spent > (select max(revenue) from «{{ref \'monthly\'}}»)"',
    'config/predicate-reads-ephemeral',
    'view',
    [['models/reports/monthly.sql', 'materialized="view"', 'materialized="ephemeral"']],
  ),
}
