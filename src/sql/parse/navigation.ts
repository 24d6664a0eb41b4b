import type { TokenCursor } from '../cursor.ts'
import type { Identifier, Navigation, Relation } from '../tree.ts'

/** Whether the name at the cursor leads into a value of a relation to the left: `from t, t.items`. */
export function atNavigation(cursor: TokenCursor, earlier: readonly Relation[]): boolean {
  if (!cursor.isName() || !(cursor.isSymbolAhead(1, '.') || cursor.isSymbolAhead(1, '['))) return false
  const { kind, value } = cursor.token
  const wanted = kind === 'quoted' ? value.toLowerCase() : value
  return earlier.some((relation) => namesOf(relation).includes(wanted))
}

function namesOf(relation: Relation): readonly string[] {
  if (relation.kind === 'join') return [...namesOf(relation.left), ...namesOf(relation.right)]
  if (relation.kind === 'navigation') return relation.alias ? [relation.alias.name.toLowerCase()] : []
  if (relation.alias) return [relation.alias.name.name.toLowerCase()]
  if (relation.kind === 'table') return [relation.name.at(-1)?.name.toLowerCase() ?? '']
  return []
}

export function parseNavigation(cursor: TokenCursor, unpivot: boolean): Navigation {
  const { start } = cursor.token
  if (unpivot) cursor.advance()
  // Binds closest: a path of names, fields and subscripts.
  const path = cursor.expression(Number.POSITIVE_INFINITY)
  const alias = parseNavigationName(cursor, 'as')
  const at = parseNavigationName(cursor, 'at')
  return { kind: 'navigation', span: cursor.spanFrom(start), unpivot, path, alias, at }
}

function parseNavigationName(cursor: TokenCursor, word: 'as' | 'at'): Identifier | null {
  if (cursor.skipWords(word)) return cursor.label('a name')
  const bare = word === 'as' && cursor.isName() && !cursor.syntax.notBareTableAlias.has(cursor.token.value)
  return bare ? cursor.anyName() : null
}
