import type { QueryTypes } from '../analysis/types/infer-types.ts'
import type { SourceDialect } from '../catalog/entry.ts'
import { isExpression } from '../sql/is-expression.ts'
import type { Node, OrderItem, Query } from '../sql/tree.ts'
import { rewrite } from '../sql/walk.ts'
import { translateCall } from './calls.ts'
import { type DialectRules, startTranslation, type Translation } from './context.ts'
import { cteReferences } from './cte-references.ts'
import type { TranslationProblem } from './problem.ts'
import { redshiftRules } from './redshift/rules.ts'
import { type RelationTarget, retarget } from './relations.ts'
import { sparkRules } from './spark/rules.ts'
import { orderedByItems, typedItem } from './typed-items.ts'

export interface TranslationOptions {
  readonly from: SourceDialect
  readonly to: 'duckdb'
  /** What stands for a table; null leaves it as it is. Names of CTEs are never asked for. */
  readonly relations: (nameParts: string[]) => RelationTarget | null
  /** The types of the query's expressions, as the author's engine has them. */
  readonly types: Pick<QueryTypes, 'typeOf'>
}

export interface TranslatedQuery {
  readonly query: Query
  readonly problems: readonly TranslationProblem[]
}

const rulesOf: Readonly<Record<SourceDialect, DialectRules>> = { spark: sparkRules, redshift: redshiftRules }

/**
 * The query as DuckDB must say it to mean the same: a tree for the DuckDB printer. It calls macros of the schema
 * `tidemill` (see `duckdbMacros`) and depends on no setting. Every node keeps the span of what the author wrote.
 * With an error among the problems the tree is not to be run.
 */
export function translateQuery(query: Query, options: TranslationOptions): TranslatedQuery {
  const translation = startTranslation(options.from, rulesOf[options.from])
  const ctes = cteReferences(query)
  const translated = rewrite(query, (node, original) => {
    if (node.kind === 'table' && !ctes.has(node.span.start)) {
      const target = options.relations(node.name.map((part) => part.name))
      return target ? retarget(node, target) : node
    }
    if (!isExpression(original)) return changeNode(node, translation)
    // Known before the change as well, since operators are said by what they give.
    const type = options.types.typeOf(original)
    translation.setType(node, type)
    const result = changeNode(node, translation)
    translation.setType(result, type)
    return result
  })
  return { query: translated, problems: translation.problems }
}

function changeNode(node: Node, translation: Translation): Node {
  switch (node.kind) {
    case 'order-item':
      return withNullOrder(node, translation.rules)
    case 'call':
      return translateCall(node, translation)
    case 'select-item':
      return typedItem(node, translation)
    case 'query': {
      const changed = translation.rules.change(node, translation)
      return changed.kind === 'query' ? orderedByItems(changed) : changed
    }
    case 'cast':
      return translation.rules.cast(node.value, node.type, node.safe, node.span, translation)
    default:
      return translation.rules.change(node, translation)
  }
}

/** Where NULLs go is written out, since DuckDB's default is a setting. */
function withNullOrder(item: OrderItem, rules: DialectRules): OrderItem {
  if (item.nulls) return item
  return { ...item, nulls: rules.nullsFirst(item.descending) ? 'first' : 'last' }
}
