import type { TokenCursor } from '../cursor.ts'
import type { Identifier, Navigation } from '../tree.ts'

/** Whether the name at the cursor leads into a value of a relation to the left: `from t, t.items`. */
export function atNavigation(cursor: TokenCursor, names: ReadonlySet<string>): boolean {
  const leads = cursor.isSymbolAhead(1, '.') || cursor.isSymbolAhead(1, '[')
  return leads && cursor.isName() && names.has(cursor.token.value.toLowerCase())
}

/** `t.items as x at i`, `unpivot t.attributes as value at key`; the cursor is at its first word. */
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
