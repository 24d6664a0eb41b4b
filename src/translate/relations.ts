import { identifier, raw } from '../sql/build.ts'
import { revised } from '../sql/node-forms.ts'
import type { Query, Relation, Select, SelectItem, TableAlias, TableReference, TextSpan } from '../sql/tree.ts'

/** What stands in a table's place: another address, or text of DuckDB's that is put into `from`. */
export type RelationTarget =
  | { readonly kind: 'relation'; readonly schema: string; readonly name: string }
  | { readonly kind: 'sql'; readonly sql: string }

/** The author's alias stays; without one the table's own name becomes it, so that qualified columns still bind. */
export function retarget(table: TableReference, target: RelationTarget): Relation {
  const { span, alias } = table
  const own = table.name.at(-1)
  const named: TableAlias | null =
    alias ?? (own ? { kind: 'table-alias', span: own.span, name: own, columns: [] } : null)
  if (target.kind === 'sql') {
    const query = everythingOf(target.sql, span)
    return { kind: 'subquery-relation', span, lateral: false, query, sample: table.sample, alias: named }
  }
  const sameName = own?.name.toLowerCase() === target.name.toLowerCase()
  const name = [identifier(target.schema, span, true), identifier(target.name, span, true)]
  return revised(table, { name, alias: alias ?? (sameName ? null : named) })
}

/** `select * from <sql>`; the tree has no relation for foreign text, so the text stands where the select list ends. */
function everythingOf(sql: string, span: TextSpan): Query {
  const rest: SelectItem = {
    kind: 'select-item',
    span,
    expression: raw(`* from ${sql}`, span),
    alias: null,
    columnAliases: [],
  }
  return queryOf(selectOf([rest], span), span)
}

/** A select of nothing but items and relations. */
export function selectOf(items: readonly SelectItem[], span: TextSpan, from: readonly Relation[] = []): Select {
  return {
    kind: 'select',
    span,
    hint: null,
    distinct: false,
    top: null,
    items,
    from,
    lateralViews: [],
    where: null,
    groupBy: null,
    having: null,
    qualify: null,
    windows: [],
  }
}

export function queryOf(body: Select, span: TextSpan): Query {
  return {
    kind: 'query',
    span,
    with: null,
    body,
    orderBy: [],
    sortBy: [],
    distributeBy: [],
    clusterBy: [],
    limit: null,
    offset: null,
  }
}
