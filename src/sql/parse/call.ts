import type { TokenCursor } from '../cursor.ts'
import type { Token } from '../token.ts'
import type { Argument, Call, Expression, Identifier, NamedArgument, OrderItem, Star } from '../tree.ts'
import { parseOrderBy } from './order.ts'
import { parseOver } from './window.ts'

/** A call without parentheses, such as `current_date`; its name has been read. */
export function bareCall(cursor: TokenCursor, name: readonly Identifier[], start: number): Call {
  return {
    kind: 'call',
    span: cursor.spanFrom(start),
    name,
    parentheses: false,
    distinct: false,
    args: [],
    orderBy: [],
    withinGroup: [],
    filter: null,
    nulls: null,
    over: null,
    approximate: false,
  }
}

/** The rest of a call whose name has been read: the next token is its `(`. */
export function parseCall(cursor: TokenCursor, name: readonly Identifier[], start: number): Call {
  const open = cursor.expectSymbol('(')
  const distinct = cursor.skipWords('distinct')
  const all = cursor.isWord('all') && !cursor.isSymbolAhead(1, ',') && !cursor.isSymbolAhead(1, ')')
  if (!distinct && all) cursor.advance()
  const functionName = simpleName(name)
  const args = cursor.isSymbol(')') ? [] : cursor.list(() => parseArgument(cursor, functionName))
  return finishCall(cursor, name, start, open, args, distinct)
}

/** As `parseCall`, when the `(` and the first argument have been read too. */
export function parseCallFrom(
  cursor: TokenCursor,
  name: Identifier,
  start: number,
  open: Token,
  first: Expression,
): Call {
  const more = cursor.skipSymbol(',') ? cursor.list(() => parseArgument(cursor, name.name.toLowerCase())) : []
  return finishCall(cursor, [name], start, open, [first, ...more], false)
}

function finishCall(
  cursor: TokenCursor,
  name: readonly Identifier[],
  start: number,
  open: Token,
  args: readonly Argument[],
  distinct: boolean,
): Call {
  const functionName = simpleName(name)
  const orderBy = args.length > 0 ? parseOrderBy(cursor) : []
  const nullsInside = parseNulls(cursor)
  cursor.closeParenthesis(open, args.length === 0 ? 'an argument or `)`' : '`,` or `)`')
  const withinGroup = parseWithinGroup(cursor, functionName)
  const filter = parseFilter(cursor)
  const nulls = nullsInside ?? parseNulls(cursor)
  const over = parseOver(cursor)
  return {
    kind: 'call',
    span: cursor.spanFrom(start),
    name,
    parentheses: true,
    distinct,
    args: withUnit(cursor, functionName, args),
    orderBy,
    withinGroup,
    filter,
    nulls,
    over,
    approximate: false,
  }
}

/** In lower case; empty for a qualified name. */
function simpleName(name: readonly Identifier[]): string {
  return name.length === 1 ? (name[0]?.name.toLowerCase() ?? '') : ''
}

function parseArgument(cursor: TokenCursor, functionName: string): Argument {
  const { features } = cursor.syntax
  const { start } = cursor.token
  if (features.namedArguments && cursor.isSymbolAhead(1, '=>') && cursor.isName()) {
    const name = cursor.anyName()
    cursor.advance()
    const value = cursor.expression()
    return { kind: 'named-argument', span: cursor.spanFrom(start), form: '=>', name, value } satisfies NamedArgument
  }
  const value = parseStar(cursor) ?? cursor.expression()
  if (features.aliasedArguments && functionName === 'struct' && cursor.skipWords('as')) {
    const name = cursor.label('a field name')
    return { kind: 'named-argument', span: cursor.spanFrom(start), form: 'as', name, value } satisfies NamedArgument
  }
  return value
}

/** `*` or `t.*` if it is next; where a star may stand, the caller knows. */
export function parseStar(cursor: TokenCursor): Star | null {
  let distance = 0
  while (isNameToken(cursor, distance) && cursor.isSymbolAhead(distance + 1, '.')) distance += 2
  if (!cursor.isSymbolAhead(distance, '*')) return null
  const { start } = cursor.token
  const qualifier: Identifier[] = []
  while (!cursor.isSymbol('*')) {
    qualifier.push(cursor.anyName())
    cursor.advance()
  }
  cursor.advance()
  return { kind: 'star', span: cursor.spanFrom(start), qualifier, except: [] }
}

function isNameToken(cursor: TokenCursor, distance: number): boolean {
  const { kind } = cursor.ahead(distance)
  return kind === 'word' || kind === 'quoted'
}

/** In `datediff(day, a, b)` the first argument is a word, not a column. */
function withUnit(cursor: TokenCursor, functionName: string, args: readonly Argument[]): readonly Argument[] {
  const [first, ...others] = args
  if (cursor.syntax.unitFunctions.get(functionName) !== args.length) return args
  if (first?.kind !== 'column' || first.parts.length !== 1) return args
  const [part] = first.parts
  if (!part || part.quoted) return args
  return [{ kind: 'keyword', span: first.span, word: part.name }, ...others]
}

function parseNulls(cursor: TokenCursor): Call['nulls'] {
  if (cursor.skipWords('ignore', 'nulls')) return 'ignore'
  return cursor.skipWords('respect', 'nulls') ? 'respect' : null
}

function parseWithinGroup(cursor: TokenCursor, functionName: string): readonly OrderItem[] {
  if (!cursor.areWords('within', 'group')) return []
  const { withinGroup } = cursor.syntax.features
  if (withinGroup && !withinGroup.has(functionName)) {
    const known = [...withinGroup].map((word) => `\`${word}\``).join(' and ')
    const help = functionName === 'listagg' ? "Write `array_join(sort_array(collect_list(value)), ',')`." : null
    const message = `${cursor.syntax.title} has \`within group\` after ${known} only.`
    cursor.fail('sql/syntax', cursor.token, message, { help })
  }
  cursor.skipWords('within', 'group')
  return cursor.parenthesized(() => {
    if (!cursor.isWord('order')) cursor.failExpecting('`order by`')
    return parseOrderBy(cursor)
  })
}

function parseFilter(cursor: TokenCursor): Expression | null {
  if (!cursor.isWord('filter') || !cursor.isSymbolAhead(1, '(')) return null
  cursor.advance()
  return cursor.parenthesized(() => {
    cursor.expectWord('where')
    return cursor.expression()
  })
}
