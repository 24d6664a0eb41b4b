import type { Call } from '../../sql/tree.ts'
import type { Rewrite } from '../entry.ts'
import { macroCall, recall } from '../write.ts'

/** A value of the group whose type is that of the argument; only the type is used. */
function sample(node: Call): Call {
  return recall({ ...node, distinct: false }, 'any_value')
}

/** Only the type of the second argument counts: DuckDB's sum of whole numbers has 128 bits. */
export const summed: Rewrite = (node) => macroCall('sum_as', [recall(node, 'sum'), sample(node)], node.span)

/** Whole numbers keep no fraction, decimals keep their scale: sum by count, cut to the argument's type. */
export const exactAverage: Rewrite = (node) =>
  macroCall('redshift_avg', [recall(node, 'sum'), recall(node, 'count'), sample(node)], node.span)

export const counted: Rewrite = (node) =>
  node.approximate && node.distinct
    ? recall({ ...node, distinct: false }, 'approx_count_distinct')
    : recall(node, 'count')

export const anyValue: Rewrite = (node) => recall({ ...node, distinct: false }, 'any_value')
