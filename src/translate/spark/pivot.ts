import { functions } from '../../catalog/functions.ts'
import type { SqlType } from '../../catalog/types/sql-type.ts'
import { nameOf } from '../../catalog/write.ts'
import { binary, call, caseWhen, column, identifier, isNotNull, number, queryOf, selectOf } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type {
  AliasedExpression,
  Binary,
  Call,
  Expression,
  IsDistinct,
  Pivot,
  Relation,
  Select,
  SelectItem,
  Unpivot,
} from '../../sql/tree.ts'
import { rewrite, walk } from '../../sql/walk.ts'
import { rewriteContext } from '../calls.ts'
import type { Translation } from '../context.ts'
import { typedItem } from '../typed-items.ts'

/**
 * `pivot (sum(x) for p in ('a', 'b'))` as `select * exclude (x, p), sum(x) filter (where p = 'a') … group by all`: DuckDB's
 * own pivot takes nothing but a bare aggregate, and those that stand for Spark's are more than that.
 */
export function sparkPivot(node: Pivot, original: Pivot, translation: Translation): Relation {
  const { span, source, values, aggregates } = node
  if (aggregates.length > 1 && aggregates.some(({ alias }) => !alias)) {
    translation.refuse(span, 'pivot', 'Give each aggregate a name, as in `sum(x) as total`.')
  }
  const numbers = aggregates.map((_, at) => isNumeric(original.aggregates[at], translation))
  const kind: Cells = numbers.every((one) => one === true) ? 'cells' : numbers.includes(false) ? 'rows' : 'open'
  for (const aggregate of original.aggregates) checkAggregate(aggregate, kind, translation)
  const cells = values.flatMap((value) =>
    aggregates.map((aggregate, at) =>
      cell(node, value, aggregate, original.aggregates[at] ?? aggregate, kind, translation),
    ),
  )
  const rest = item({ kind: 'star', span, qualifier: [], except: usedColumns(node) }, null)
  const select = selectOf([rest, ...cells], span, [source])
  const grouped = revised(select, { groupBy: { kind: 'group-by' as const, span, all: true, items: [] } })
  return subquery(grouped, node)
}

/**
 * Spark leaves out rows whose values are all NULL, DuckDB those where any is: `unpivot include nulls (…)` with a condition.
 */
export function withRows(node: Unpivot): Relation {
  const { span, includeNulls, valueColumns } = node
  const [first, ...more] = valueColumns.map((name) => isNotNull(column([name.name], span), span))
  if (includeNulls || !first || more.length === 0) return node
  const source = revised(node, { includeNulls: true, alias: null })
  const select = selectOf([item({ kind: 'star', span, qualifier: [], except: [] }, null)], span, [source])
  const where = more.reduce<Expression>((one, other) => binary('or', one, other, span), first)
  return subquery(revised(select, { where }), node)
}

function subquery(select: Select, { span, alias }: Pivot | Unpivot): Relation {
  return { kind: 'subquery-relation', span, lateral: false, query: queryOf(select, span), sample: null, alias }
}

function item(expression: Expression, alias: string | null): SelectItem {
  const { span } = expression
  return {
    kind: 'select-item',
    span,
    expression,
    alias: alias === null ? null : identifier(alias, span, true),
    columnAliases: [],
  }
}

/** What is counted, summed or compared is no column of the result; all others group it. */
function usedColumns({ aggregates, columns, span }: Pivot) {
  const names = new Set<string>()
  for (const node of [...aggregates, ...columns]) {
    walk(node, (inner) => {
      if (inner.kind === 'column') names.add((inner.parts.at(-1)?.name ?? '').toLowerCase())
    })
  }
  return [...names].map((name) => identifier(name, span))
}

/** `PivotFirst.supportsDataType`; null where the type is not known. */
function isNumeric(aggregate: AliasedExpression | undefined, translation: Translation): boolean | null {
  const type: SqlType | null = aggregate ? translation.exactTypeOf(aggregate.expression) : null
  return type && ['integer', 'decimal', 'float', 'boolean'].includes(type.kind)
}

type Cells = 'cells' | 'rows' | 'open'

function checkAggregate({ expression, span }: AliasedExpression, kind: Cells, translation: Translation): void {
  const named: string[] = []
  walk(expression, (inner) => {
    if (inner.kind === 'call') named.push(nameOf(inner))
  })
  if (kind !== 'cells' && named.some((name) => positional.has(name))) {
    translation.refuse(span, 'pivot', 'Take max or min of the values.')
  }
  if (kind === 'open' && named.some((name) => /^(approx_)?count/.test(name))) {
    translation.refuse(span, 'pivot', 'Beside values whose type is not known, count in a pivot of its own.')
  }
  if (!named.some((name) => aggregateNames.has(name))) {
    translation.refuse(span, 'pivot', 'A cell of a pivot is an aggregate.')
  }
}

const positional: ReadonlySet<string> = new Set(['first', 'first_value', 'last', 'last_value', 'any_value'])

/**
 * Where all results are numbers or booleans, a cell without rows is NULL, counts included; else it is what the aggregate
 * makes of nothing, and `first` and `last` skip NULLs.
 */
function cell(
  node: Pivot,
  value: AliasedExpression,
  aggregate: AliasedExpression,
  original: AliasedExpression,
  kind: Cells,
  translation: Translation,
): SelectItem {
  const { span } = value
  const condition = conditionOf(node, value, translation)
  const filtered = rewrite(aggregate.expression, (inner) => {
    if (inner.kind !== 'call' || !isAggregate(inner)) return inner
    return revised(inner, { filter: inner.filter ? binary('and', inner.filter, condition, inner.span) : condition })
  }) as Expression
  const rows = revised(call('count', [{ kind: 'star', span, qualifier: [], except: [] }], span), { filter: condition })
  const expression =
    kind === 'cells' ? caseWhen([[binary('>', rows, number(0, span), span), filtered]], null, span) : filtered
  translation.setType(expression, translation.exactTypeOf(original.expression))
  const name = value.alias?.name ?? literalName(value.expression)
  const isNamed = aggregate.alias && node.aggregates.length > 1
  return typedItem(item(expression, name && isNamed ? `${name}_${aggregate.alias?.name}` : name), translation)
}

function conditionOf(
  { columns }: Pivot,
  { expression, span }: AliasedExpression,
  translation: Translation,
): Expression {
  const wanted = expression.kind === 'row' ? expression.items : [expression]
  const [first, ...more] = columns.map((left, at): Expression => {
    const right = wanted[at] ?? expression
    const equal: Binary | IsDistinct = { kind: 'is-distinct', span, negated: true, left, right }
    return rewriteContext({ name: 'pivot' }, translation).compare(equal)
  })
  return more.reduce<Expression>((one, other) => binary('and', one, other, span), first ?? expression)
}

/** As a cast to text writes it. */
function literalName(value: Expression): string | null {
  switch (value.kind) {
    case 'string':
      return value.value
    case 'number':
      return value.digits
    case 'null':
      return 'null'
    case 'boolean':
      return String(value.value)
    case 'row': {
      const names = value.items.map(literalName)
      return names.includes(null) ? null : `{${names.join(', ')}}`
    }
    default:
      return null
  }
}

const aggregateNames: ReadonlySet<string> = new Set([
  ...functions.spark
    .filter(({ group, duckdb }) => group === 'aggregates' && duckdb.kind !== 'refused')
    .flatMap(({ name, aliases, duckdb }) => [name, ...aliases, ...(duckdb.kind === 'function' ? [duckdb.name] : [])]),
  'arg_max',
  'arg_max_null',
  'arg_min',
  'arg_min_null',
  'list',
  'quantile_cont',
  'quantile_disc',
])

/** Of the translated query. */
function isAggregate({ name, over }: Call): boolean {
  return over === null && name.length === 1 && aggregateNames.has((name[0]?.name ?? '').toLowerCase())
}
