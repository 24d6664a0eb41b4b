import { macroCall } from '../../catalog/write.ts'
import { call, identifier, queryOf, selectOf } from '../../sql/build.ts'
import type { Expression, Identifier, Navigation, Relation, SelectItem } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { superPart } from './super.ts'

/**
 * `from t, t.items as x at i` as a lateral sub-query over the elements; the place counts from 0. With `unpivot` it is one
 * over the values of an object, and the place is their key.
 */
export function unnestedPath(node: Navigation, translation: Translation): Relation {
  const { span, path, alias, at } = node
  const value = superPart(path, translation)
  const items = macroCall(node.unpivot ? 'redshift_super_values' : 'json_items', [value], span)
  const name = alias ?? identifier('_item', span)
  const columns = [selectItem(call('unnest', [items], span), name)]
  const places = node.unpivot ? call('json_keys', [value], span) : macroCall('places', [items], span)
  if (at) columns.push(selectItem(call('unnest', [places], span), at))
  const query = queryOf(selectOf(columns, span), span)
  const named = { kind: 'table-alias' as const, span, name, columns: [] }
  return { kind: 'subquery-relation', span, lateral: true, query, sample: null, alias: named }
}

function selectItem(expression: Expression, alias: Identifier): SelectItem {
  return { kind: 'select-item', span: expression.span, expression, alias, columnAliases: [] }
}
