import type { TokenCursor } from '../cursor.ts'
import type { Identifier, LateralView } from '../tree.ts'
import { parseCall } from './call.ts'

/** `lateral view outer explode(x) t as a, b`, any number of times. */
export function parseLateralViews(cursor: TokenCursor): readonly LateralView[] {
  const views: LateralView[] = []
  while (cursor.areWords('lateral', 'view')) views.push(parseLateralView(cursor))
  return views
}

function parseLateralView(cursor: TokenCursor): LateralView {
  const { start } = cursor.token
  cursor.skipWords('lateral', 'view')
  const outer = cursor.isWord('outer') && !cursor.isSymbolAhead(1, '(') && cursor.advance() !== null
  const nameStart = cursor.token.start
  const name = [cursor.name('a table function such as `explode`')]
  while (cursor.skipSymbol('.')) name.push(cursor.label('a function name'))
  const call = parseCall(cursor, name, nameStart)
  const alias = cursor.isName() && !cursor.syntax.notBareTableAlias.has(cursor.token.value) ? cursor.anyName() : null
  const columns = parseViewColumns(cursor)
  return { kind: 'lateral-view', span: cursor.spanFrom(start), outer, call, name: alias, columns }
}

function parseViewColumns(cursor: TokenCursor): readonly Identifier[] {
  const explicit = cursor.skipWords('as')
  if (!explicit && !cursor.isName()) return []
  if (!explicit && cursor.syntax.notBareTableAlias.has(cursor.token.value)) return []
  return cursor.list(() => cursor.name('a column name'))
}
