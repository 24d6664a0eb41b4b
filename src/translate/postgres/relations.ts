import { macroCall } from '../../catalog/write.ts'
import { call, column, identifier, isNotNull, number, queryOf, selectOf, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type {
  Expression,
  Identifier,
  Navigation,
  Node,
  Pivot,
  Relation,
  Row,
  SelectItem,
  SubqueryRelation,
  TableAlias,
  Unpivot,
} from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { pivotCells, unpivotedName } from '../redshift/pivot.ts'

/** PostgreSQL wants every sub-query to have a name. */
export function namedSubquery(node: SubqueryRelation): SubqueryRelation {
  return node.alias ? node : revised(node, { alias: invented(node) })
}

function invented({ span }: Node): TableAlias {
  return { kind: 'table-alias', span, name: identifier(`_q${span.start}`, span), columns: [] }
}

function item(expression: Expression, alias: Identifier | null): SelectItem {
  return { kind: 'select-item', span: expression.span, expression, alias, columnAliases: [] }
}

/** As a grouping by the columns that the pivot does not use. */
export function groupedPivot(node: Pivot, original: Pivot, translation: Translation): Relation {
  const { span, source } = node
  const columns = translation.names.columnsOf(original)
  const cells = pivotCells(node, translation)
  if (!columns) {
    translation.refuse(span, 'pivot', 'On PostgreSQL all columns of its source must be known.')
    return node
  }
  const rest = columns.slice(0, columns.length - cells.length)
  const kept = rest.map((name) => column(name, span))
  const select = selectOf([...kept.map((one) => item(one, null)), ...cells], span, [source])
  const groupBy = kept.length > 0 ? { kind: 'group-by' as const, span, all: false, items: kept } : null
  const query = queryOf(revised(select, { groupBy }), span)
  return { kind: 'subquery-relation', span, lateral: false, query, sample: null, alias: node.alias ?? invented(node) }
}

/** As one row for each column, beside the columns that stay. */
export function listedUnpivot(node: Unpivot, original: Unpivot, translation: Translation): Relation {
  const { span, source, inputs, includeNulls, nameColumn, valueColumns } = node
  const columns = translation.names.columnsOf(original)
  const [valueColumn] = valueColumns
  if (!columns || !valueColumn || valueColumns.length > 1) {
    translation.refuse(span, 'unpivot', 'On PostgreSQL all columns of its source must be known, and one value is made.')
    return node
  }
  const rows = inputs.map(
    (input): Row => ({ kind: 'row', span, items: [string(unpivotedName(input) ?? '', span), input.expression] }),
  )
  const pairs: Relation = {
    kind: 'subquery-relation',
    span,
    lateral: true,
    query: { ...queryOf(selectOf([], span), span), body: { kind: 'values', span, rows } },
    sample: null,
    alias: { kind: 'table-alias', span, name: identifier('_pair', span), columns: [nameColumn, valueColumn] },
  }
  const kept = columns.slice(0, columns.length - 2).map((name) => item(column(name, span), null))
  const made = [nameColumn, valueColumn].map((name) => item(column(['_pair', name.name], span), null))
  const select = selectOf([...kept, ...made], span, [source, pairs])
  const where = includeNulls ? null : isNotNull(column(['_pair', valueColumn.name], span), span)
  const query = queryOf(revised(select, { where }), span)
  return { kind: 'subquery-relation', span, lateral: false, query, sample: null, alias: node.alias ?? invented(node) }
}

/** The elements of a SUPER array, and their places from 0; of an object its pairs. */
export function unnestedPath(node: Navigation): Relation {
  const { span, path, unpivot, alias, at } = node
  const value = alias ?? identifier('_item', span)
  const items: SelectItem[] = []
  if (unpivot) {
    // Both run along the same order of keys.
    items.push(item(call('jsonb_path_query', [path, string('$.*', span)], span), value))
    if (at) items.push(item(call('jsonb_object_keys', [path], span), at))
  } else {
    const elements = macroCall('redshift_items', [path], span)
    const last: Expression = {
      kind: 'binary',
      span,
      operator: '-',
      operatorSpan: span,
      left: call('jsonb_array_length', [elements], span),
      right: number(1, span),
    }
    items.push(item(call('jsonb_array_elements', [elements], span), value))
    if (at) items.push(item(call('generate_series', [number(0, span), last], span), at))
  }
  const query = queryOf(selectOf(items, span), span)
  return {
    kind: 'subquery-relation',
    span,
    lateral: true,
    query,
    sample: null,
    alias: { kind: 'table-alias', span, name: value, columns: [] },
  }
}

/** `t.d.items[0].name`: the steps behind the column's own name. */
export function superSteps(value: Expression, steps: readonly string[]): Expression {
  if (steps.length === 0) return value
  const { span } = value
  return call('jsonb_extract_path', [value, ...steps.map((step) => string(step, span))], span)
}
