import { functions } from '../../catalog/functions.ts'
import { binary, identifier, queryOf, selectOf } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { AliasedExpression, Call, Expression, Pivot, Relation, SelectItem, Unpivot } from '../../sql/tree.ts'
import { rewrite, walk } from '../../sql/walk.ts'
import type { Translation } from '../context.ts'

/**
 * `pivot (avg(x) for p in ('a', 'b'))` as `select * exclude (x, p), avg(x) filter (where p = 'a') … group by all`: DuckDB's
 * own pivot takes nothing but a bare aggregate, and those that stand for Redshift's are more than that.
 */
export function groupedPivot(node: Pivot, translation: Translation): Relation {
  const { span, source, alias } = node
  const used = usedColumns(node)
  const rest: SelectItem = {
    kind: 'select-item',
    span,
    expression: { kind: 'star', span, qualifier: [], except: used.map((name) => identifier(name, span)) },
    alias: null,
    columnAliases: [],
  }
  const select = selectOf([rest, ...pivotCells(node, translation)], span, [source])
  const grouped = revised(select, { groupBy: { kind: 'group-by' as const, span, all: true, items: [] } })
  return { kind: 'subquery-relation', span, lateral: false, query: queryOf(grouped, span), sample: null, alias }
}

/** Names are in lower case, whatever the engine keeps of a column's; those that are written as texts stay as they are. */
export function withLowerNames(node: Unpivot): Unpivot {
  const inputs = node.inputs.map((input): AliasedExpression => {
    const name = unpivotedName(input)
    return name === null ? input : revised(input, { alias: identifier(name, (input.alias ?? input).span, true) })
  })
  return revised(node, { inputs })
}

/** What the rows of a column are called. */
export function unpivotedName({ expression, alias }: AliasedExpression): string | null {
  if (alias?.quoted) return alias.name
  const name = alias ?? (expression.kind === 'column' ? expression.parts.at(-1) : null)
  return name ? name.name.toLowerCase() : null
}

/** A column for each value, or for each value and aggregate. */
export function pivotCells(node: Pivot, translation: Translation): readonly SelectItem[] {
  const { span, aggregates, columns, values } = node
  if (aggregates.length > 1 && aggregates.some((aggregate) => !aggregate.alias)) {
    translation.refuse(span, 'pivot', 'Give each aggregate a name, as in `sum(x) as total`.')
  }
  if (columns.length > 1) translation.refuse(span, 'pivot', 'Here a pivot takes one column.')
  return values.flatMap((value) => aggregates.map((aggregate) => cell(node, value, aggregate)))
}

/** What is counted, summed or compared is no column of the result; all others group it. */
function usedColumns({ aggregates, columns }: Pivot): readonly string[] {
  const names = new Set<string>()
  for (const node of [...aggregates, ...columns]) {
    walk(node, (inner) => {
      if (inner.kind === 'column') names.add((inner.parts.at(-1)?.name ?? '').toLowerCase())
    })
  }
  return [...names]
}

function cell({ columns }: Pivot, value: AliasedExpression, aggregate: AliasedExpression): SelectItem {
  const { span } = value
  const [column] = columns
  const condition: Expression | null = column
    ? { kind: 'is-distinct', span, negated: true, left: column, right: value.expression }
    : null
  const name = value.alias?.name ?? literalName(value.expression)
  const full = name && aggregate.alias ? `${name}_${aggregate.alias.name}` : name
  return {
    kind: 'select-item',
    span,
    expression: rewrite(aggregate.expression, (inner) =>
      inner.kind === 'call' && condition && isAggregate(inner) ? filtered(inner, condition) : inner,
    ),
    alias: full === null ? null : identifier(full, span, true),
    columnAliases: [],
  }
}

function literalName(value: Expression): string | null {
  if (value.kind === 'string') return value.value.toLowerCase()
  if (value.kind === 'number') return value.digits
  return value.kind === 'null' ? 'null' : null
}

const aggregateNames: ReadonlySet<string> = new Set([
  ...functions.redshift
    .filter(({ group, duckdb }) => group === 'aggregates' && duckdb.kind !== 'refused')
    .flatMap(({ name, duckdb }) => (duckdb.kind === 'function' ? [name, duckdb.name] : [name])),
  'approx_count_distinct',
  'list',
  'redshift_first',
  'string_agg',
])

/** Of the translated query. */
export function isAggregate({ name }: Call): boolean {
  return aggregateNames.has((name.at(-1)?.name ?? '').toLowerCase())
}

function filtered(node: Call, condition: Expression): Call {
  return revised(node, { filter: node.filter ? binary('and', node.filter, condition, node.span) : condition })
}
