import type { Helper, HelperCall } from '../helper.ts'
import type { OriginText } from '../origin-text.ts'
import type { Value } from '../value.ts'
import { columnsOf } from './columns.ts'
import { compose } from './compose.ts'
import { quoteIdentifier } from './identifier.ts'

/** One row for each key. */
export const dedupe: Helper = {
  name: 'dedupe',
  description: 'The first row of each key of a relation, in a given order.',
  example: 'select * from ({{dedupe (ref "events") partition_by="event_id" order_by="received_at desc"}}) as events',
  parameters: [
    { name: 'relation', kind: 'relation', description: 'The relation.' },
    { name: 'partition_by', kind: 'text', description: 'The key: columns, separated by commas.' },
    { name: 'order_by', kind: 'text', description: 'Which row of a key comes first.' },
  ],
  run: writeDedupe,
}

/** Spark has no QUALIFY, so there the row number is a column of a sub-query, and the columns are named to leave it out. */
function writeDedupe(call: HelperCall): Value | null {
  const given = call.arguments
  const relation = given.relation('relation')
  const rank: (OriginText | string)[] = [
    'row_number() over (partition by ',
    given.text('partition_by'),
    ' order by ',
    given.text('order_by'),
    ')',
  ]
  if (call.host.dialect === 'redshift') {
    return compose(call, ['select deduped.* from ', relation.text, ' as deduped qualify ', ...rank, ' = 1'])
  }
  const columns = columnsOf(call, relation, given.at('relation').span)
  if (columns === null) return null
  const names = columns.map(({ name }) => quoteIdentifier(name, 'spark')).join(', ')
  return compose(call, [
    `select ${names} from (select deduped.*, `,
    ...rank,
    ' as tidemill_rank from ',
    relation.text,
    ' as deduped) as ranked where tidemill_rank = 1',
  ])
}
