import { binary } from '../../sql/build.ts'
import { entriesOf, type Rewrite, rewrite, sameAs } from '../entry.ts'
import { typeOfArgument } from '../types/return-type.ts'
import { recall, values } from '../write.ts'

const fn = entriesOf('windows')
const same = { returns: typeOfArgument(0) }

/** Each value as a share of the window's sum. */
const share: Rewrite = (node) => {
  const [value] = values(node)
  return value ? binary('/', value, recall(node, 'sum', [value]), node.span) : null
}

export const redshiftWindows = [
  fn('cume_dist', 0, 'The share of rows up to this one.', sameAs('cume_dist'), { returns: 'double' }),
  fn('dense_rank', 0, 'The rank without gaps.', sameAs('dense_rank'), { returns: 'bigint' }),
  fn('first_value', 1, 'The value of the first row of the frame.', sameAs('first_value'), same),
  fn('lag', [1, 2], 'The value of an earlier row.', sameAs('lag'), same),
  fn('last_value', 1, 'The value of the last row of the frame.', sameAs('last_value'), same),
  fn('lead', [1, 2], 'The value of a later row.', sameAs('lead'), same),
  fn('nth_value', 2, 'The value of the n-th row of the frame.', sameAs('nth_value'), same),
  fn('ntile', 1, 'The number of the share that a row falls into.', sameAs('ntile'), { returns: 'bigint' }),
  fn('percent_rank', 0, 'The rank as a share.', sameAs('percent_rank'), { returns: 'double' }),
  fn('rank', 0, 'The rank with gaps.', sameAs('rank'), { returns: 'bigint' }),
  fn('ratio_to_report', 1, "A value as a share of the window's sum.", rewrite(share), { returns: 'double' }),
  fn('row_number', 0, 'The number of the row.', sameAs('row_number'), { returns: 'bigint' }),
]
