import type { SqlType } from '../../catalog/types/sql-type.ts'
import { macroCall, nameOf, values } from '../../catalog/write.ts'
import {
  array,
  call,
  column,
  identifier,
  namedArgument,
  number,
  queryOf,
  selectOf,
  string,
  tryCast,
} from '../../sql/build.ts'
import type {
  Call,
  Expression,
  Identifier,
  LateralView,
  Relation,
  SelectItem,
  TableFunction,
  TextSpan,
} from '../../sql/tree.ts'
import type { Translation } from '../context.ts'

const generators = new Set([
  'explode',
  'explode_outer',
  'posexplode',
  'posexplode_outer',
  'inline',
  'inline_outer',
  'stack',
  'json_tuple',
])

export function isGenerator(expression: Expression): expression is Call {
  return expression.kind === 'call' && expression.name.length === 1 && generators.has(nameOf(expression))
}

/** A select item that makes rows: DuckDB's `unnest` in the select list does what `explode` does there. */
export function explodedItem(item: SelectItem, translation: Translation): readonly SelectItem[] {
  if (!isGenerator(item.expression)) return [item]
  const names = item.columnAliases.length > 0 ? item.columnAliases : item.alias ? [item.alias] : []
  return columnsOf(item.expression, false, names, translation)
}

/** `lateral view explode(x) t as a` as a lateral sub-query, which may read every relation to its left. */
export function lateralRelation(view: LateralView, position: number, translation: Translation): Relation {
  const { span, call: node, outer, columns } = view
  const items = isGenerator(node) ? columnsOf(node, outer, columns, translation) : []
  if (items.length === 0)
    translation.refuse(node.span, nameOf(node), 'Only explode, posexplode, inline and stack run on DuckDB.')
  const name = view.name ?? identifier(`_lateral_${position + 1}`, span)
  return {
    kind: 'subquery-relation',
    span,
    lateral: true,
    query: queryOf(selectOf(items, span), span),
    sample: null,
    alias: { kind: 'table-alias', span, name, columns: [] },
  }
}

/** `from explode(…) as t(a)`. */
export function generatedRelation(node: TableFunction, translation: Translation): Relation {
  const { span, call: generator, alias } = node
  if (!isGenerator(generator)) return node
  const items = columnsOf(generator, false, alias?.columns ?? [], translation)
  const query = queryOf(selectOf(items, span), span)
  const named = alias ?? { kind: 'table-alias' as const, span, name: identifier('_generated', span), columns: [] }
  return { kind: 'subquery-relation', span, lateral: true, query, sample: null, alias: { ...named, columns: [] } }
}

/** The columns that a generator makes, as select items that unfold side by side. */
function columnsOf(
  node: Call,
  outer: boolean,
  names: readonly Identifier[],
  translation: Translation,
): readonly SelectItem[] {
  const { span } = node
  const name = nameOf(node).replace(/_outer$/, '')
  const keepsEmpty = outer || nameOf(node).endsWith('_outer')
  const args = values(node)
  const [collection] = args
  if (!collection) return []
  const padded = (list: Expression) => (keepsEmpty ? macroCall('spark_padded', [list], span) : list)
  const unnested = (list: Expression) => call('unnest', [padded(list)], span)
  const named = (expressions: readonly Expression[], defaults: readonly string[]): SelectItem[] =>
    expressions.map((expression, index) => ({
      kind: 'select-item',
      span,
      expression,
      alias: names[index] ?? identifier(defaults[index] ?? `col${index}`, span),
      columnAliases: [],
    }))
  const isMap = translation.typeOf(collection) === 'map' || names.length === (name === 'posexplode' ? 3 : 2)
  const keysAndValues = [call('map_keys', [collection], span), call('map_values', [collection], span)]
  switch (name) {
    case 'explode':
      if (isMap) return named(keysAndValues.map(unnested), ['key', 'value'])
      return named([unnested(collection)], ['col'])
    case 'posexplode': {
      const places = macroCall('places', [isMap ? (keysAndValues[0] ?? collection) : collection], span)
      if (isMap) return named([places, ...keysAndValues].map(unnested), ['pos', 'key', 'value'])
      return named([unnested(places), unnested(collection)], ['pos', 'col'])
    }
    case 'inline': {
      const fields = structFields(collection) ?? fieldsOf(translation.exactTypeOf(collection))
      if (!fields) {
        return [
          {
            kind: 'select-item',
            span,
            expression: call('unnest', [padded(collection), namedArgument('max_depth', number(2, span), span)], span),
            alias: null,
            columnAliases: [],
          },
        ]
      }
      const lists = fields.map((field) => call('unnest', [fieldOfAll(padded(collection), field, span)], span))
      return named(lists, fields)
    }
    case 'json_tuple':
      return named(
        args.slice(1).map((key) => jsonField(collection, key, translation)),
        args.slice(1).map((_, index) => `c${index}`),
      )
    case 'stack':
      return stacked(node, args, named)
    default:
      return []
  }
}

function jsonField(json: Expression, key: Expression, translation: Translation): Expression {
  const { span } = key
  if (key.kind !== 'string') translation.refuse(span, 'json_tuple', 'On DuckDB the keys must be literals.')
  const path = key.kind === 'string' ? string(`$."${key.value}"`, span) : key
  return call('json_extract_string', [tryCast(json, 'json', json.span), path], span)
}

function fieldsOf(type: SqlType | null): readonly string[] | null {
  const element = type?.kind === 'array' ? type.element : null
  return element?.kind === 'struct' ? element.fields.map(({ name }) => name) : null
}

function structFields(collection: Expression): readonly string[] | null {
  if (collection.kind !== 'call' && collection.kind !== 'array') return null
  const items = collection.kind === 'array' ? collection.items : values(collection)
  const [first] = items
  return first?.kind === 'struct' ? first.fields.map((field) => field.name) : null
}

function fieldOfAll(collection: Expression, field: string, span: TextSpan): Expression {
  const body = column(['_struct', field], span)
  const parameters = [identifier('_struct', span)]
  return call('list_transform', [collection, { kind: 'lambda', span, parameters, body }], span)
}

/** `stack(2, a, b, c, d)`: the columns are the lists `[a, c]` and `[b, d]`. */
function stacked(
  node: Call,
  [count, ...cells]: readonly Expression[],
  named: (expressions: readonly Expression[], defaults: readonly string[]) => SelectItem[],
): readonly SelectItem[] {
  if (count?.kind !== 'number') return []
  const rows = Number(count.digits)
  const width = Math.ceil(cells.length / rows)
  const lists = Array.from({ length: width }, (_, place) => {
    const items = Array.from(
      { length: rows },
      (_, row): Expression => cells[row * width + place] ?? { kind: 'null', span: node.span },
    )
    return call('unnest', [array(items, node.span)], node.span)
  })
  return named(
    lists,
    lists.map((_, index) => `col${index}`),
  )
}
