import type { TokenCursor } from '../cursor.ts'
import type { Identifier, TableAlias } from '../tree.ts'

/** `as t`, `t` or `t(a, b)` if it is next. */
export function parseTableAlias(cursor: TokenCursor): TableAlias | null {
  const { start } = cursor.token
  const name = parseAliasName(cursor)
  if (!name) return null
  const columns = cursor.isSymbol('(') ? cursor.nameList('a column name') : []
  return { kind: 'table-alias', span: cursor.spanFrom(start), name, columns }
}

function parseAliasName(cursor: TokenCursor): Identifier | null {
  if (cursor.skipWords('as')) return cursor.name('a name for the table')
  const { kind, value } = cursor.token
  const isFree = !cursor.syntax.notBareTableAlias.has(value) || isAliasAt(cursor)
  return kind === 'quoted' || (kind === 'word' && isFree) ? cursor.anyName() : null
}

/** Redshift's `at` in front of a name says what the places of a navigation are called; elsewhere it is a name itself. */
function isAliasAt(cursor: TokenCursor): boolean {
  if (!cursor.isWord('at')) return false
  const { kind, value } = cursor.ahead(1)
  return kind !== 'quoted' && (kind !== 'word' || cursor.syntax.notBareTableAlias.has(value))
}
