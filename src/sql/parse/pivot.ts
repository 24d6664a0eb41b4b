import type { TokenCursor } from '../cursor.ts'
import type { AliasedExpression, Column, Expression, Identifier, Pivot, Relation, Row, Unpivot } from '../tree.ts'
import { parseTableAlias } from './table-alias.ts'

/** `pivot (sum(v) as total for k in ('a', 'b'))` behind a relation; the cursor is at `pivot`. */
export function parsePivot(cursor: TokenCursor, source: Relation, start: number): Pivot {
  cursor.advance()
  const inside = cursor.parenthesized(() => {
    const aggregates = cursor.list(() => parseAliased(cursor, () => cursor.expression()))
    cursor.expectWord('for')
    const columns = cursor.isSymbol('(')
      ? cursor.parenthesized(() => cursor.list(() => parseColumn(cursor)))
      : [parseColumn(cursor)]
    cursor.expectWord('in')
    const values = cursor.parenthesized(() => cursor.list(() => parseAliased(cursor, () => cursor.expression())))
    return { aggregates, columns, values }
  })
  const alias = parseTableAlias(cursor)
  return { kind: 'pivot', span: cursor.spanFrom(start), source, ...inside, alias }
}

/** `unpivot include nulls (v for k in (a, b as 'x'))` behind a relation; the cursor is at `unpivot`. */
export function parseUnpivot(cursor: TokenCursor, source: Relation, start: number): Unpivot {
  cursor.advance()
  const includeNulls = cursor.skipWords('include', 'nulls')
  if (!includeNulls) cursor.skipWords('exclude', 'nulls')
  const inside = cursor.parenthesized(() => {
    const valueColumns = cursor.isSymbol('(') ? cursor.nameList('a column name') : [cursor.name('a column name')]
    cursor.expectWord('for')
    const nameColumn = cursor.name('a column name')
    cursor.expectWord('in')
    const inputs = cursor.parenthesized(() => cursor.list(() => parseAliased(cursor, () => parseInput(cursor))))
    return { valueColumns, nameColumn, inputs }
  })
  const alias = parseTableAlias(cursor)
  return { kind: 'unpivot', span: cursor.spanFrom(start), source, includeNulls, ...inside, alias }
}

function parseInput(cursor: TokenCursor): Column | Row {
  if (!cursor.isSymbol('(')) return parseColumn(cursor)
  const { start } = cursor.token
  const items = cursor.parenthesized(() => cursor.list(() => parseColumn(cursor)))
  return { kind: 'row', span: cursor.spanFrom(start), items }
}

function parseColumn(cursor: TokenCursor): Column {
  const { start } = cursor.token
  const parts = [cursor.name('a column name')]
  while (cursor.skipSymbol('.')) parts.push(cursor.label('a column name'))
  return { kind: 'column', span: cursor.spanFrom(start), parts }
}

function parseAliased(cursor: TokenCursor, read: () => Expression): AliasedExpression {
  const { start } = cursor.token
  const expression = read()
  const alias = parseAlias(cursor)
  return { kind: 'aliased-expression', span: cursor.spanFrom(start), expression, alias }
}

/** In `in (q1 as 'first')` Redshift writes the name as a string. */
function parseAlias(cursor: TokenCursor): Identifier | null {
  const explicit = cursor.skipWords('as')
  if (explicit && cursor.token.kind === 'string') {
    const { value, start, end } = cursor.advance()
    return { kind: 'identifier', span: { start, end }, name: value, quoted: true }
  }
  if (explicit) return cursor.label('a name')
  const bare = cursor.isName() && !cursor.isWord('for', 'in') && !cursor.syntax.notBareAlias.has(cursor.token.value)
  return bare ? cursor.anyName() : null
}
