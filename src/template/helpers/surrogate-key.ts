import * as problems from '../../diagnostics/catalog/template.ts'
import type { Helper } from '../helper.ts'
import { compose, itemsOf, printableItems, separated } from './compose.ts'

/** One column from several: their texts, NULL told from an empty text, hashed. The same in both dialects. */
export const surrogateKey: Helper = {
  name: 'surrogate_key',
  description: 'An MD5 hash of several columns, to be the key of rows that have none. NULL and an empty text differ.',
  example: 'select {{surrogate_key "order_id" "line_id"}} as order_line_key',
  parameters: [
    { name: 'columns', kind: 'any', rest: true, description: 'Column names or expressions, or one list of them.' },
  ],
  run: (call) => {
    const columns = printableItems(call, itemsOf(call), 'columns', call.span)
    if (columns === null) return null
    if (columns.length === 0) {
      call.report(problems.missingArgument(call.name, 'columns', call.span, '{{surrogate_key columns …}}', null))
      return null
    }
    const type = call.host.dialect === 'spark' ? 'string' : 'varchar(65535)'
    const parts = columns.map((column) => ['coalesce(cast(', column, ` as ${type}), '_null_')`])
    return compose(call, ['md5(', ...separated(parts, [" || '-' || "]).flat(), ')'])
  },
}
