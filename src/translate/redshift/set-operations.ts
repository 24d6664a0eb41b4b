import type { ValueType } from '../../catalog/value-type.ts'
import { simpleType } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Expression, QueryBody, SetOperation } from '../../sql/tree.ts'
import type { Translation } from '../context.ts'
import { redshiftCast } from './casts.ts'

/** The types that text in another branch is read as, by the name of the cast. */
const castNames: Partial<Readonly<Record<ValueType, string>>> = {
  boolean: 'boolean',
  integer: 'integer',
  bigint: 'bigint',
  double: 'double precision',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
}

/**
 * `select d::date … union all select '2024-01-02'`: a literal takes the type of its column, where DuckDB would make the
 * whole column text.
 */
export function withTypedLiterals(node: SetOperation, translation: Translation): SetOperation {
  const bodies = [node.first, ...node.rest.map((branch) => branch.body)]
  const wanted = columnTypes(bodies, translation)
  if (!wanted.some((type) => type !== null)) return node
  const change = (body: QueryBody) => typedBody(body, wanted, translation)
  return revised(node, {
    first: change(node.first),
    rest: node.rest.map((branch) => revised(branch, { body: change(branch.body) })),
  })
}

/** For each column the one type, other than text, that any branch shows. */
function columnTypes(bodies: readonly QueryBody[], translation: Translation): readonly (ValueType | null)[] {
  const columns: Set<ValueType>[] = []
  for (const body of bodies) {
    if (body.kind !== 'select') continue
    body.items.forEach(({ expression }, index) => {
      const type = translation.typeOf(expression)
      columns[index] ??= new Set()
      if (type && expression.kind !== 'string') columns[index].add(type)
    })
  }
  return columns.map((types) => {
    const [only] = types
    return types.size === 1 ? (only ?? null) : null
  })
}

function typedBody(body: QueryBody, wanted: readonly (ValueType | null)[], translation: Translation): QueryBody {
  if (body.kind !== 'select') return body
  const items = body.items.map((item, index) => {
    const expression = typedLiteral(item.expression, wanted[index] ?? null, translation)
    return expression === item.expression ? item : revised(item, { expression })
  })
  return items.every((item, index) => item === body.items[index]) ? body : revised(body, { items })
}

function typedLiteral(expression: Expression, type: ValueType | null, translation: Translation): Expression {
  const name = type && castNames[type]
  if (expression.kind !== 'string' || !name) return expression
  return redshiftCast(expression, simpleType(name, expression.span), expression.span, translation)
}
