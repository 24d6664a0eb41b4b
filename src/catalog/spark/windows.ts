import { cast, simpleType, tryCast } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import { entriesOf, type Rewrite, type RewriteContext, rewrite, sameAs } from '../entry.ts'
import { typeOfArgument } from '../types/return-type.ts'
import { type SqlType, sameType } from '../types/sql-type.ts'
import { typeName } from '../types/write-type.ts'
import { nameOf, recall, values } from '../write.ts'
import { inType } from './arithmetic.ts'

const fn = entriesOf('windows')

/** DuckDB numbers rows with 64 bits, Spark with 32; what Spark lets stand in the parentheses of a rank means nothing. */
const ranking: Rewrite = (node) =>
  cast(recall(node, nameOf(node), nameOf(node) === 'ntile' ? node.args : []), 'integer', node.span)

/**
 * `lag(x, 1, default, true)` does not exist; nulls are skipped by a clause. The default becomes what the value is.
 */
const neighbour: Rewrite = (node, context) => {
  const [value, offset, otherwise] = values(node)
  const name = nameOf(node)
  const type = value ? context.exactTypeOf(value) : null
  const other = otherwise ? context.exactTypeOf(otherwise) : null
  if (!value || !offset || !otherwise || !type || !other || other.kind === 'null' || sameType(type, other)) {
    return recall(node, name, values(node))
  }
  return recall(node, name, [value, offset, asValue(otherwise, other, type, context)])
}

function asValue(otherwise: Expression, other: SqlType, type: SqlType, context: RewriteContext): Expression {
  const { span } = otherwise
  if (type.kind !== 'decimal') return context.cast(otherwise, typeName(type, 'spark'), span)
  if (other.kind !== 'string') return inType(otherwise, type)
  return tryCast(otherwise, simpleType('decimal', span, [type.precision, type.scale]), span)
}

const neighbours = { returns: typeOfArgument(0) }

export const sparkWindows = [
  fn('cume_dist', 0, 'The share of rows up to this one.', sameAs('cume_dist'), { returns: 'double' }),
  fn('dense_rank', [0, null], 'The rank without gaps.', rewrite(ranking), { returns: 'integer' }),
  fn('lag', [1, 3], 'The value of an earlier row.', rewrite(neighbour), neighbours),
  fn('lead', [1, 3], 'The value of a later row.', rewrite(neighbour), neighbours),
  fn('nth_value', 2, 'The value of the n-th row of the frame.', sameAs('nth_value'), { returns: typeOfArgument(0) }),
  fn('ntile', [0, 1], 'The number of the share that a row falls into.', rewrite(ranking), { returns: 'integer' }),
  fn(
    'percent_rank',
    [0, null],
    'The rank as a share.',
    rewrite((node) => recall(node, 'percent_rank', [])),
    { returns: 'double' },
  ),
  fn('rank', [0, null], 'The rank with gaps.', rewrite(ranking), { returns: 'integer' }),
  fn('row_number', 0, 'The number of the row.', rewrite(ranking), { returns: 'integer' }),
]
