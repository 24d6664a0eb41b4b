import type { Helper, HelperCall } from '../helper.ts'
import type { Value } from '../value.ts'
import { compose, plain, printableItems, separated } from './compose.ts'
import { quoteIdentifier, quoteString } from './identifier.ts'

/** Rows to columns, for values that are known when the project is compiled. */
export const pivot: Helper = {
  name: 'pivot',
  description: 'One aggregated column for each value of a column.',
  example:
    'select customer_id, {{pivot "status" (list "open" "paid") then="amount"}} from {{ref "orders"}} group by customer_id',
  parameters: [
    { name: 'column', kind: 'text', description: 'The column, or an expression, whose values become columns.' },
    { name: 'values', kind: 'list', description: 'The values: texts or numbers.' },
    { name: 'agg', kind: 'text', optional: true, description: 'The aggregate function; `sum` if left out.' },
    {
      name: 'then',
      kind: 'printable',
      optional: true,
      description: 'What to aggregate where the value is met; 1 if left out.',
    },
    {
      name: 'otherwise',
      kind: 'printable',
      optional: true,
      description: 'What to aggregate elsewhere; 0 if left out.',
    },
    { name: 'prefix', kind: 'text', optional: true, description: 'Put in front of each output name.' },
    { name: 'suffix', kind: 'text', optional: true, description: 'Put behind each output name.' },
  ],
  run: writePivot,
}

function writePivot(call: HelperCall): Value | null {
  const given = call.arguments
  const { dialect } = call.host
  const values = printableItems(call, given.list('values'), 'values', given.at('values').span)
  if (values === null) return null
  const column = given.text('column')
  const agg = given.stringOr('agg', 'sum')
  const then = given.find('then') ? given.text('then') : '1'
  const otherwise = given.find('otherwise') ? given.text('otherwise') : '0'
  const items = given.list('values').map((value, index) => {
    const text = plain(values[index] ?? '')
    const literal = value.kind === 'text' ? quoteString(text, dialect) : text
    const name = quoteIdentifier(`${given.stringOr('prefix', '')}${text}${given.stringOr('suffix', '')}`, dialect)
    return [`${agg}(case when `, column, ` = ${literal} then `, then, ' else ', otherwise, ` end) as ${name}`]
  })
  return compose(call, separated(items, [', ']).flat())
}
