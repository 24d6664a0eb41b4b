import { macroCall, nameOf, values } from '../../catalog/write.ts'
import { call, column, identifier, number, queryOf, selectOf, simpleType } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type {
  Call,
  Expression,
  GroupingElement,
  Identifier,
  Node,
  Relation,
  Select,
  SelectItem,
} from '../../sql/tree.ts'
import { rewrite } from '../../sql/walk.ts'
import type { Translation } from '../context.ts'
import { microsecondsOf } from '../interval.ts'
import { sparkCast } from './casts.ts'

/**
 * `group by window(time, '5 minutes')`: the windows of each row become a column of this name, beside the relations, by
 * which the rows are grouped.
 */
export function withTimeWindows(select: Select, translation: Translation): Select {
  const windowed = select.groupBy?.items.find(isTimeWindow)
  if (!select.groupBy || !windowed) return select
  const { span } = windowed
  const relation = windowRelation(windowed, translation)
  if (!relation) return select
  const named = <T extends Node>(node: T): T =>
    rewrite(node, (one) => (isTimeWindow(one) ? column('window', span) : one)) as T
  return revised(select, {
    from: [...select.from, relation],
    items: select.items.map(named),
    groupBy: revised(select.groupBy, { items: select.groupBy.items.map((item): GroupingElement => named(item)) }),
    having: select.having && named(select.having),
  })
}

function isTimeWindow(node: Node): node is Call {
  return node.kind === 'call' && node.name.length === 1 && nameOf(node) === 'window'
}

function windowRelation(node: Call, translation: Translation): Relation | null {
  const { span } = node
  const [time, size, slide = size, start] = values(node)
  const [length, step] = [size, slide].map((text) => (text?.kind === 'string' ? microsecondsOf(text.value) : null))
  const offset = start === undefined ? 0 : start.kind === 'string' ? microsecondsOf(start.value) : null
  if (!time || !length || !step || offset === null) {
    return translation.refuse(span, 'window', "Write lengths as literals such as '5 minutes'.")
  }
  const moment = sparkCast(time, simpleType('timestamp', span), span, translation)
  const numbers = [length, step, offset].map((amount): Expression => number(amount, span))
  const windows = call('unnest', [macroCall('time_windows', [column('_moment', span), ...numbers], span)], span)
  const name = identifier('window', span)
  const item = (expression: Expression, alias: Identifier): SelectItem => ({
    ...{ kind: 'select-item', span, expression, alias, columnAliases: [] },
  })
  // DuckDB's lambdas do not see a column of another relation, so the moment is brought in first.
  const source: Relation = {
    ...{ kind: 'subquery-relation', span, lateral: false, sample: null },
    query: queryOf(selectOf([item(moment, identifier('_moment', span))], span), span),
    alias: { kind: 'table-alias', span, name: identifier('_time', span), columns: [] },
  }
  return {
    kind: 'subquery-relation',
    span,
    lateral: true,
    query: queryOf(selectOf([item(windows, name)], span, [source]), span),
    sample: null,
    alias: { kind: 'table-alias', span, name: identifier('_windows', span), columns: [] },
  }
}
