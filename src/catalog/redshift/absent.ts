import { absent, entriesOf, type FunctionEntry, type FunctionGroup } from '../entry.ts'

function none(group: FunctionGroup, names: string, help: string): readonly FunctionEntry[] {
  const [name, ...aliases] = names.trim().split(/\s+/)
  if (!name) return []
  const said = absent(help)
  return [{ ...entriesOf(group)(name, [0, null], 'Not a function of Redshift’s.', said, { aliases }), postgres: said }]
}

/** What the guide lists as unsupported, as far as analysts know it from PostgreSQL. */
export const redshiftAbsent = [
  ...none('aggregates', 'string_agg', 'Write `listagg(x, separator) within group (order by y)`.'),
  ...none('aggregates', 'array_agg xmlagg', 'Write `listagg`, whose result `split_to_array` takes apart.'),
  ...none('aggregates', 'every', 'Write `bool_and`.'),
  ...none(
    'aggregates',
    `corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
    regr_syy`,
    'Compute it from sums of products.',
  ),
  ...none('numbers', 'div setseed width_bucket', 'Write the arithmetic out.'),
  ...none(
    'dates',
    'clock_timestamp justify_days justify_hours justify_interval pg_sleep transaction_timestamp',
    'Write `getdate()` for the moment of the statement.',
  ),
  ...none(
    'strings',
    'bit_length convert_from convert_to encode format overlay quote_nullable',
    'Write it with `||`, `substring`, `octet_length` or `to_varbyte`.',
  ),
  ...none(
    'strings',
    'regexp_matches regexp_split_to_array regexp_split_to_table',
    'Write `regexp_substr`, or `split_to_array` and a join with its elements.',
  ),
  ...none(
    'session',
    'generate_series generate_subscripts',
    'It has them on its leader node alone, where no table is read. Write a recursive query, or a table of numbers.',
  ),
]
