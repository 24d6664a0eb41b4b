import { wordSet } from '../sql/dialects/words.ts'
import type { Call, Node } from '../sql/tree.ts'
import { children } from '../sql/walk.ts'
import { functionName, isGenerator } from './generators.ts'

const aggregates = wordSet(
  `any any_value approx_count_distinct approx_percentile array_agg avg bit_and bit_or bit_xor bitmap_construct_agg bitmap_or_agg
  bool_and bool_or collect_list collect_set corr count count_if count_min_sketch covar_pop covar_samp every first
  first_value grouping grouping_id histogram_numeric kurtosis last last_value listagg max max_by mean median min min_by mode
  percentile percentile_approx percentile_cont percentile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2
  regr_slope regr_sxx regr_sxy regr_syy skewness some std stddev stddev_pop stddev_samp string_agg sum try_avg try_sum
  var_pop var_samp variance`,
)

/** Calls whose result can change though their arguments do not. */
const volatile = wordSet(
  `clock_timestamp curdate current_date current_time current_timestamp gen_random_uuid getdate input_file_name localtime
  localtimestamp monotonically_increasing_id now rand randn random randstr shuffle spark_partition_id
  statement_timestamp sysdate timeofday transaction_timestamp uuid uuid_string`,
)

/** Strings that dates and timestamps take for a moment that moves. */
const movingMoments = wordSet('now today tomorrow yesterday')

/** What a call does to rows, beyond computing a value of one. */
export type RowUse = 'aggregate' | 'window' | 'generator'

export function rowUseOf(call: Call): RowUse | null {
  if (call.over) return 'window'
  if (call.distinct || call.filter || call.withinGroup.length > 0 || aggregates.has(functionName(call)))
    return 'aggregate'
  return isGenerator(call) ? 'generator' : null
}

/** Whether a call's value is computed from several rows: an aggregate, over a window too. */
export function combinesRows(call: Call): boolean {
  return rowUseOf({ ...call, over: null }) === 'aggregate' || functionName(call) === 'ratio_to_report'
}

/** Whether a node by itself, without those below it, can give another answer tomorrow over the same input. */
export function isVolatileNode(node: Node): boolean {
  switch (node.kind) {
    case 'call':
      return volatile.has(functionName(node)) || (functionName(node) === 'unix_timestamp' && node.args.length === 0)
    case 'typed-literal':
      return movingMoments.has(node.value.value.trim().toLowerCase())
    case 'cast':
      return (
        node.value.kind === 'string' &&
        isDateType(node.type) &&
        movingMoments.has(node.value.value.trim().toLowerCase())
      )
    case 'sample':
      return node.seed === null && node.method !== 'bucket'
    default:
      return false
  }
}

/** The first node, in the order written, for which `test` holds; queries inside are looked through too. */
export function findNode(root: Node, test: (node: Node) => boolean): Node | null {
  let first: Node | null = null
  const open = [root]
  for (let node = open.pop(); node; node = open.pop()) {
    if (test(node) && (first === null || node.span.start < first.span.start)) first = node
    open.push(...children(node))
  }
  return first
}

function isDateType(type: Node): boolean {
  return type.kind === 'simple-type' && /^(date|time)/.test(type.name)
}
