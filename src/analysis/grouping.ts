import { findFunction } from '../catalog/functions.ts'
import type { Column, Expression, GroupingElement, Node, Select } from '../sql/tree.ts'
import { children, rewrite, walk } from '../sql/walk.ts'
import type { Analysis } from './analyse-query.ts'
import { rowUseOf } from './function-kinds.ts'
import { functionName } from './generators.ts'
import { fold } from './names.ts'
import { type Problem, problemAt } from './problem.ts'
import type { Attribute } from './resolved.ts'
import { sameExpression } from './same-expression.ts'

/**
 * What every engine refuses about aggregates: one in a `where`, a window function there, and a column that is neither
 * grouped nor aggregated. Only what is certain is reported: functions that nobody knows may be aggregates.
 */
export function groupingProblems(analysis: Analysis): Problem[] {
  const problems: Problem[] = []
  walk(analysis.query.node, (node) => {
    if (node.kind === 'select') {
      problems.push(...whereProblems(node, analysis), ...wrongPositions(node), ...ungroupedColumns(node, analysis))
    }
  })
  return problems.sort((a, b) => a.start - b.start)
}

function whereProblems({ where }: Select, analysis: Analysis): Problem[] {
  if (!where) return []
  return nodesOf(where).flatMap((node) => {
    if (node.kind !== 'call') return []
    const use = rowUseOf(node)
    if (use === 'window') return [problemAt(node.span, { code: 'column/window-in-where', name: functionName(node) })]
    // Within a subquery an aggregate may belong to the query around it.
    const isOwn = nodesOf(node).every(
      (part) => part.kind !== 'column' || analysis.references.get(part)?.outer === false,
    )
    if (use !== 'aggregate' || !isOwn || quantifiers.has(functionName(node))) return []
    return [problemAt(node.span, { code: 'column/aggregate-in-where', name: functionName(node) })]
  })
}

/** `group by 4` of a select list with three columns. */
function wrongPositions({ groupBy, items }: Select): Problem[] {
  if (items.some(({ expression, columnAliases }) => expression.kind === 'star' || columnAliases.length > 0)) return []
  return (groupBy?.items ?? []).flatMap((element) => {
    if (element.kind !== 'number' || !/^\d+$/.test(element.digits)) return []
    const position = Number(element.digits)
    if (position >= 1 && position <= items.length) return []
    return [problemAt(element.span, { code: 'column/no-such-position', position, columns: items.length })]
  })
}

/** `= any (…)` and the like compare; they aggregate nothing. */
const quantifiers: ReadonlySet<string> = new Set(['any', 'some', 'every', 'all'])

function ungroupedColumns(select: Select, analysis: Analysis): Problem[] {
  const { groupBy, items, having } = select
  const outputs = items.map((item) => item.expression)
  const aggregates = [...outputs, ...(having ? [having] : [])].some((part) => nodesOf(part).some(isAggregate))
  if (groupBy?.all || (!groupBy && !aggregates)) return []
  const keys = groupBy ? keysOf(groupBy.items, select, analysis) : []
  if (!keys) return []
  const problems: Problem[] = []
  const visit = (node: Node): void => {
    if (keys.some((key) => key.kind === node.kind && sameExpression(key, canonical(node, analysis)))) return
    if (node.kind === 'query' || node.kind === 'star') return
    if (node.kind === 'call' && (rowUseOf(node) !== null || !isKnownScalar(node, analysis))) return
    if (node.kind === 'column') {
      const attribute = ownAttribute(node, analysis)
      if (attribute && !keys.some((key) => mayBe(key, attribute)))
        problems.push(problemAt(node.span, { code: 'column/not-grouped', column: fold(lastOf(node)) }))
      return
    }
    for (const child of children(node)) visit(child)
  }
  for (const output of outputs) visit(output)
  return problems
}

/** The expressions that rows are grouped by, in canonical form; null when a position leads nowhere. */
function keysOf(elements: readonly GroupingElement[], select: Select, analysis: Analysis): readonly Node[] | null {
  const keys: Node[] = []
  const open: Node[] = [...elements]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'grouping-sets' || node.kind === 'row') open.push(...children(node))
    else if (node.kind === 'number') {
      const chosen = outputAt(select, Number(node.digits))
      if (!chosen) return null
      keys.push(canonical(chosen, analysis))
    } else {
      keys.push(canonical(node, analysis))
      const named = node.kind === 'column' && node.parts.length === 1 ? outputNamed(select, fold(lastOf(node))) : null
      if (named) keys.push(canonical(named, analysis))
    }
  }
  return keys
}

function outputAt({ items }: Select, position: number): Expression | null {
  if (items.slice(0, position).some((item) => item.expression.kind === 'star')) return null
  return items[position - 1]?.expression ?? null
}

function outputNamed({ items }: Select, name: string): Expression | null {
  return items.find(({ alias }) => alias && fold(alias) === name)?.expression ?? null
}

/** All below a node and itself, without queries inside. */
function nodesOf(root: Node): readonly Node[] {
  const found: Node[] = []
  walk(root, (node) => {
    if (node.kind === 'query' || node.kind === 'select') return 'skip'
    found.push(node)
    return null
  })
  return found
}

function isAggregate(node: Node): boolean {
  return node.kind === 'call' && rowUseOf(node) === 'aggregate' && !quantifiers.has(functionName(node))
}

function isKnownScalar(node: Node, { dialect }: Analysis): boolean {
  return node.kind === 'call' && findFunction(dialect, functionName(node)) !== null
}

/** The column of this query's `from` that a name means; null for aliases, outer columns, parameters and the unknown. */
function ownAttribute(node: Column, { references }: Analysis): Attribute | null {
  const reference = references.get(node)
  if (!reference || reference.outer || !reference.attribute.item) return null
  return reference.attribute
}

/** After `using` one column stands for both sides. */
function mayBe(key: Node, { name }: Attribute): boolean {
  return key.kind === 'column' && name !== null && fold(lastOf(key)) === name
}

/** Columns without their relation, so that `o.id` and `id` are the same: rather too lenient than too strict. */
function canonical(node: Node, { references }: Analysis): Node {
  return rewrite(node, (part) => {
    if (part.kind !== 'column') return part
    const reference = references.get(part)
    const { attribute, fields = [] } = reference ?? {}
    if (!attribute?.item || attribute.name === null) return part
    const head = { ...lastOf(part), name: attribute.name }
    return { ...part, parts: [head, ...fields] }
  })
}

function lastOf({ parts }: Column) {
  return parts.at(-1) ?? { kind: 'identifier' as const, name: '', quoted: false, span: { start: 0, end: 0 } }
}
