import { noNames, type QueryNames } from '../analysis/query-names.ts'
import type { QueryTypes } from '../analysis/types/infer-types.ts'
import type { SourceDialect } from '../catalog/entry.ts'
import { isExpression } from '../sql/is-expression.ts'
import { revised } from '../sql/node-forms.ts'
import type { Expression, Node, OrderItem, Query } from '../sql/tree.ts'
import { rewrite } from '../sql/walk.ts'
import { translateCall } from './calls.ts'
import { type DialectRules, startTranslation, type TargetDialect, type Translation } from './context.ts'
import { cteReferences } from './cte-references.ts'
import { withJoinedStars } from './joined-stars.ts'
import { withoutAliases } from './postgres/aliases.ts'
import { postgresRules } from './postgres/rules.ts'
import type { TranslationProblem } from './problem.ts'
import { redshiftRules } from './redshift/rules.ts'
import { type RelationTarget, retarget } from './relations.ts'
import { sparkRules } from './spark/rules.ts'
import { withColumns, withLeaders } from './star-order.ts'
import { orderedByItems, typedItem } from './typed-items.ts'

export interface TranslationOptions {
  readonly from: SourceDialect
  /** PostgreSQL is for Redshift SQL alone. */
  readonly to: TargetDialect
  /** What stands for a table; null leaves it as it is. Names of CTEs are never asked for. */
  readonly relations: (nameParts: string[]) => RelationTarget | null
  /** The types of the query's expressions, as the author's engine has them. */
  readonly types: Pick<QueryTypes, 'typeOf' | 'typeOfAttribute' | 'leadersOf' | 'starColumns'>
  /** What its names mean; without it less is known of joins and of `*`, and PostgreSQL is told less. */
  readonly names?: QueryNames
}

export interface TranslatedQuery {
  readonly query: Query
  readonly problems: readonly TranslationProblem[]
}

const rulesOf: Readonly<Record<TargetDialect, Readonly<Record<SourceDialect, DialectRules | null>>>> = {
  duckdb: { spark: sparkRules, redshift: redshiftRules },
  postgres: { spark: null, redshift: postgresRules },
}

/**
 * The query as the target must say it to mean the same: a tree for its printer. It calls macros or functions of the
 * schema `tidemill` (see `duckdbMacros`, `postgresFunctions`) and depends on no setting. Every node keeps the span of what the author wrote.
 * With an error among the problems the tree is not to be run.
 */
export function translateQuery(query: Query, options: TranslationOptions): TranslatedQuery {
  const rules = rulesOf[options.to][options.from]
  if (!rules) throw new Error(`No rules lead from ${options.from} to ${options.to}.`)
  const given = { query, names: options.names ?? noNames }
  const { query: source, names } = options.to === 'postgres' ? withoutAliases(given) : given
  const translation = startTranslation(options.from, options.to, rules, names, options.types)
  const ctes = cteReferences(source)
  /** The type is known before the change as well, since operators are said by what they give. */
  const typed = (node: Node, original: Expression): Node => {
    const type = options.types.typeOf(original)
    translation.setType(node, type)
    const result = changeNode(node, original, translation)
    if (result !== node) translation.setType(result, type)
    return result
  }
  const translated = rewrite(source, (node, original) => {
    if (node.kind === 'table' && !ctes.has(node.span.start)) {
      const target = options.relations(node.name.map((part) => part.name))
      return target ? retarget(node, target) : node
    }
    rules.check?.(original, translation)
    if (isExpression(original)) {
      const isCall = node.kind === 'call' && original.kind === 'call' && options.to === 'duckdb'
      return typed(isCall ? withColumns(node, original, options.types, translation) : node, original)
    }
    const isSparkSelect = options.from === 'spark' && node.kind === 'select' && original.kind === 'select'
    const led = isSparkSelect ? withLeaders(node, original, options.types, translation) : node
    if (led !== original) translation.setOrigin(led, original)
    const result = changeNode(led, original, translation)
    if (result !== led) translation.setOrigin(result, original)
    return result
  })
  return { query: translated, problems: translation.problems }
}

function changeNode(node: Node, original: Node, translation: Translation): Node {
  switch (node.kind) {
    case 'order-item': {
      const changed = translation.rules.change(node, translation, original)
      return changed.kind === 'order-item' ? withNullOrder(changed, translation.rules) : changed
    }
    case 'call':
      return translateCall(node, translation)
    case 'select-item': {
      const changed = translation.rules.change(node, translation, original)
      return translation.target === 'duckdb' && changed.kind === 'select-item'
        ? typedItem(changed, translation)
        : changed
    }
    case 'query': {
      const changed = translation.rules.change(node, translation, original)
      return translation.target === 'duckdb' && changed.kind === 'query' ? orderedByItems(changed) : changed
    }
    case 'select': {
      const joined =
        node.kind === 'select' && original.kind === 'select' && translation.dialect === 'redshift'
          ? withJoinedStars(node, original, translation)
          : node
      return translation.rules.change(joined, translation, original)
    }
    case 'cast':
      return translation.rules.cast(node.value, node.type, node.safe, node.span, translation)
    default:
      return translation.rules.change(node, translation, original)
  }
}

/** Where NULLs go is written out, since DuckDB's default is a setting. */
function withNullOrder(item: OrderItem, rules: DialectRules): OrderItem {
  if (item.nulls) return item
  return revised(item, { nulls: rules.nullsFirst(item.descending) ? 'first' : 'last' })
}
