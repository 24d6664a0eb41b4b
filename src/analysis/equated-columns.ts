import type { Expression, Join, Relation } from '../sql/tree.ts'
import type { Analysis } from './analyse-query.ts'
import { foldAll, sameName } from './names.ts'
import type { Attribute, ResolvedBody, ResolvedSelect } from './resolved.ts'
import { columnNamed } from './shape.ts'

/** The column of a relation that a query's output column equals, or why there is none: the rest of a sentence. */
export type Equated = { readonly ok: true; readonly column: string } | { readonly ok: false; readonly reason: string }

/**
 * For each output column the column of `relation` that it equals in every row that the relation has a part in: the column
 * itself, or one that a join's condition or the WHERE equates with it. So a row of the relation tells which rows of the
 * output it concerns.
 *
 * Only the outermost select is looked at, and a relation that is read once: what another part of the query makes of it
 * may concern any row.
 */
export function equatedColumns(
  analysis: Analysis,
  relation: readonly string[],
  outputs: readonly string[],
): readonly Equated[] {
  const refuse = (reason: string) => outputs.map((): Equated => ({ ok: false, reason }))
  const select = outermostSelect(analysis.query)
  if (!select) return refuse('the query is made of several')
  const uses = analysis.tables.filter((table) => sameName(relation, foldAll(table.name)))
  if (uses.length > 1) return refuse('the query reads it more than once')
  const item = select.items.find(
    ({ source }) => source.kind === 'table' && sameName(relation, foldAll(source.node.name)),
  )
  if (!item) return refuse('it is read in a part of the query only')
  const optional = new Set<unknown>()
  const equal = new Classes<Attribute>()
  for (const from of select.node.from) visit(from, false)
  if (select.node.where) equateIn(select.node.where, null)

  return outputs.map((name) => {
    const output = columnNamed(select.shape, name)
    const key = output && columnBehind(output)
    if (!key) return { ok: false, reason: `"${name}" is not a column of what the query reads` }
    if (key.item && optional.has(key.item.node)) {
      return { ok: false, reason: `"${name}" comes from the optional side of an outer join` }
    }
    const found = equal.of(key).find((other) => other.item === item && other.origin.kind === 'table')
    if (found?.origin.kind !== 'table') return { ok: false, reason: `no column of it is equated with "${name}"` }
    return { ok: true, column: found.origin.column }
  })

  /** Notes which relations may have no row, and what joins equate. */
  function visit(node: Relation, isOptional: boolean): void {
    if (node.kind !== 'join') {
      if (isOptional) optional.add(node)
      return
    }
    visit(node.left, isOptional || node.type === 'right' || node.type === 'full')
    visit(node.right, isOptional || node.type === 'left' || node.type === 'full')
    if (node.condition?.kind === 'on') equateIn(node.condition.condition, optionalSide(node))
    for (const key of analysis.joinKeys.get(node) ?? []) {
      if (key.origin.kind !== 'using') continue
      const [left, right] = [columnBehind(key.origin.left), columnBehind(key.origin.right)]
      if (left && right) equal.unite(left, right)
    }
  }

  /** `within`: the condition holds for rows of these relations only, and says nothing of the others. */
  function equateIn(condition: Expression, within: ReadonlySet<unknown> | null): void {
    if (condition.kind !== 'binary') return
    if (condition.operator === 'and') {
      equateIn(condition.left, within)
      equateIn(condition.right, within)
    } else if (condition.operator === '=') {
      const [left, right] = [columnOf(condition.left), columnOf(condition.right)]
      const holds = within === null || within.has(left?.item?.node) || within.has(right?.item?.node)
      if (left && right && holds) equal.unite(left, right)
    }
  }

  function columnOf(expression: Expression): Attribute | null {
    const reference = expression.kind === 'column' ? analysis.references.get(expression) : undefined
    return reference && reference.fields.length === 0 && !reference.outer ? columnBehind(reference.attribute) : null
  }

  /** The column of a table that an attribute of this select is, unchanged. */
  function columnBehind(attribute: Attribute): Attribute | null {
    const { origin } = attribute
    if (attribute.item) return origin.kind === 'table' ? attribute : null
    if (origin.kind === 'same') return columnBehind(origin.of)
    if (origin.kind === 'expression') return columnOf(origin.expression)
    if (origin.kind !== 'using') return null
    // The side that always has a row has the value that comes out.
    const side = origin.join === 'right' ? origin.right : origin.join === 'full' ? null : origin.left
    return side && columnBehind(side)
  }
}

/** The relations that an outer join's condition speaks of; null for a join whose condition holds for all rows. */
function optionalSide({ type, left, right }: Join): ReadonlySet<Relation> | null {
  if (type === 'left') return new Set(leavesOf(right))
  if (type === 'right') return new Set(leavesOf(left))
  return type === 'full' ? new Set([...leavesOf(left), ...leavesOf(right)]) : null
}

function leavesOf(relation: Relation): readonly Relation[] {
  return relation.kind === 'join' ? [...leavesOf(relation.left), ...leavesOf(relation.right)] : [relation]
}

export function outermostSelect(body: ResolvedBody): ResolvedSelect | null {
  if (body.kind === 'select') return body
  return body.kind === 'query' ? outermostSelect(body.body) : null
}

/** Which values are known to be equal. */
class Classes<T> {
  readonly #of = new Map<T, Set<T>>()

  of(value: T): readonly T[] {
    return [...(this.#of.get(value) ?? [value])]
  }

  unite(one: T, other: T): void {
    const united = new Set([...this.of(one), ...this.of(other)])
    for (const member of united) this.#of.set(member, united)
  }
}
