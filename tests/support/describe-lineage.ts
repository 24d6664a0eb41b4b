import { columnLineage, type Lineage } from '../../src/analysis/column-lineage.ts'
import type { Catalog } from '../../src/analysis/relation-columns.ts'
import { type KindSet, kindsOf } from '../../src/manifest/lineage-kinds.ts'
import type { QueryDialect } from '../../src/sql/dialects/syntax.ts'
import { analyse, shopCatalog } from './analyse-sql.ts'

/**
 * The lineage of a query, a line for each output column and one for its rows, those left out that have none:
 * `x: orders.total (transformation), orders.id (window)`. The schema `shop` goes without saying, and so does an identity.
 * `?a` is a name that could not be resolved, `…` stands for columns behind a star that are not known.
 */
export function lineageLines(sql: string, dialect: QueryDialect, catalog: Catalog = shopCatalog): string[] {
  const { columns, rows, open } = columnLineage(analyse(sql, dialect, catalog))
  const lines = columns.map((column) => [column.name ?? '?', describe(column)] as const)
  return [
    ...lines.map(([name, text]) => (text === '' ? name : `${name}: ${text}`)),
    ...open.map((star) => `…: ${star.replace(/^shop\./, '')}`),
    ...(describe(rows) === '' ? [] : [`rows: ${describe(rows)}`]),
  ]
}

function describe({ uses, unresolved }: Lineage): string {
  return [
    ...uses.map(({ relation, column, kinds }) => `${shortName([...relation, column])}${inBrackets(kinds)}`),
    ...unresolved.map(({ reference, kinds }) => `?${reference}${inBrackets(kinds)}`),
  ].join(', ')
}

function shortName(parts: readonly string[]): string {
  return (parts[0] === 'shop' ? parts.slice(1) : parts).join('.')
}

function inBrackets(set: KindSet): string {
  const kinds = kindsOf(set).join(' ')
  return kinds === 'identity' ? '' : ` (${kinds})`
}
