import { macroCall } from '../../catalog/write.ts'
import { call, identifier, queryOf, selectOf } from '../../sql/build.ts'
import type { Expression, Identifier, Navigation, Relation, SelectItem } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { superPart } from './super.ts'

/** `from t, t.items as x at i` as a lateral sub-query over the elements; the place counts from 0. */
export function unnestedPath(node: Navigation, translation: Translation): Relation {
  const { span, path, alias, at } = node
  if (node.unpivot) {
    translation.refuse(span, 'unpivot', 'Unpivoting a SUPER object has no counterpart on DuckDB.')
    return node
  }
  const items = macroCall('json_items', [superPart(path, translation)], span)
  const name = alias ?? identifier('_item', span)
  const columns = [selectItem(call('unnest', [items], span), name)]
  if (at) columns.push(selectItem(call('unnest', [macroCall('places', [items], span)], span), at))
  const query = queryOf(selectOf(columns, span), span)
  const named = { kind: 'table-alias' as const, span, name, columns: [] }
  return { kind: 'subquery-relation', span, lateral: true, query, sample: null, alias: named }
}

function selectItem(expression: Expression, alias: Identifier): SelectItem {
  return { kind: 'select-item', span: expression.span, expression, alias, columnAliases: [] }
}
