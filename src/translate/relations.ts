import { identifier, queryOf, raw, selectOf } from '../sql/build.ts'
import type { Query, Relation, SelectItem, TableAlias, TableReference, TextSpan } from '../sql/tree.ts'

/** What stands in a table's place: another address (without a schema when that is empty), or text for `from`. */
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
  const parts = target.schema === '' ? [target.name] : [target.schema, target.name]
  const name = parts.map((part) => identifier(part, span, true))
  return { ...table, name, alias: alias ?? (sameName ? null : named) }
}

/** `select * from <sql>`; the tree has no relation for foreign text, so the text stands where the select list ends. */
function everythingOf(sql: string, span: TextSpan): Query {
  const rest: SelectItem = {
    kind: 'select-item',
    span,
    expression: raw(`* from ${sql} as stand`, span),
    alias: null,
    columnAliases: [],
  }
  return queryOf(selectOf([rest], span), span)
}
