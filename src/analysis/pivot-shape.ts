import type { SourceDialect } from '../catalog/entry.ts'
import type { AliasedExpression, Column, Expression, Node, Pivot, Unpivot } from '../sql/tree.ts'
import { children } from '../sql/walk.ts'
import { fold } from './names.ts'
import type { Attribute, Reference, Shape } from './resolved.ts'
import type { Resolver } from './resolver.ts'
import { attribute, isOpen, unknownShape } from './shape.ts'

/**
 * The columns of a pivot: those of its source that it does not use, then one for each value, or for each value and
 * aggregate. Unknown when the source's are, or when a name is the engine's own.
 */
export function pivotShape(pivot: Pivot, source: Shape, { dialect, references }: Resolver): Shape {
  const { aggregates, values } = pivot
  const names = values.map((value) => valueName(value, dialect))
  if (isOpen(source) || names.includes(null)) return unknownShape(pivot.span)
  const used = usedBy([...aggregates, ...pivot.columns], references)
  const made = names.flatMap((name) =>
    aggregates.map(({ alias, expression }): Attribute => {
      // Spark leaves a single aggregate's alias out.
      const single = aggregates.length === 1 && (dialect === 'spark' || !alias)
      const full = alias ? `${name}_${fold(alias)}` : null
      return attribute(single ? name : full, pivot.span, {
        kind: 'made',
        from: [expression],
        chosenBy: pivot.columns,
        as: { kind: 'first' },
      })
    }),
  )
  return [...source.filter((entry) => entry.kind === 'open' || !used.has(entry)), ...made]
}

/** The columns of an unpivot: those of its source that stay, then the name's and the values'. */
export function unpivotShape(unpivot: Unpivot, source: Shape, references: ReadonlyMap<Column, Reference>): Shape {
  if (isOpen(source)) return unknownShape(unpivot.span)
  const used = usedBy(unpivot.inputs, references)
  return [
    ...source.filter((entry) => entry.kind === 'open' || !used.has(entry)),
    attribute(fold(unpivot.nameColumn), unpivot.nameColumn.span, { kind: 'made', from: [], as: { kind: 'name' } }),
    ...unpivot.valueColumns.map((column, at) => {
      const from = unpivot.inputs.flatMap(({ expression }) =>
        expression.kind === 'row' ? (expression.items[at] ?? []) : expression,
      )
      return attribute(fold(column), column.span, { kind: 'made', from, as: { kind: 'rows' } })
    }),
  ]
}

/** The name that a value of a pivot's list gives its column. */
function valueName({ alias, expression }: AliasedExpression, dialect: SourceDialect): string | null {
  if (alias) return fold(alias)
  const isTold = dialect === 'spark' || (expression.kind !== 'row' && expression.kind !== 'boolean')
  return isTold ? literalName(expression) : null
}

/** Spark casts the value to text. */
function literalName(expression: Expression): string | null {
  if (expression.kind === 'boolean') return String(expression.value)
  if (expression.kind === 'row') {
    const names = expression.items.map(literalName)
    return names.includes(null) ? null : `{${names.join(', ')}}`
  }
  if (expression.kind === 'string') return expression.value.toLowerCase()
  if (expression.kind === 'number') return expression.digits
  if (expression.kind === 'null') return 'null'
  return null
}

function usedBy(nodes: readonly Node[], references: ReadonlyMap<Column, Reference>): Set<Attribute> {
  const used = new Set<Attribute>()
  const open = [...nodes]
  for (let node = open.pop(); node; node = open.pop()) {
    const meaning = node.kind === 'column' ? references.get(node) : undefined
    if (meaning) used.add(meaning.attribute)
    open.push(...children(node))
  }
  return used
}
