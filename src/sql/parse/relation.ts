import type { TokenCursor } from '../cursor.ts'
import type { Expression, Identifier, Join, JoinType, LateralView, Navigation, Relation, Sample } from '../tree.ts'
import { parseCall } from './call.ts'
import { holdsQuery } from './parenthesis.ts'
import { parsePivot, parseUnpivot } from './pivot.ts'
import { parseRows } from './rows.ts'
import { parseTableAlias } from './table-alias.ts'

/** What stands behind `from`. */
export function parseFrom(cursor: TokenCursor): readonly Relation[] {
  const relations: Relation[] = []
  do relations.push(parseRelation(cursor, relations))
  while (cursor.skipSymbol(','))
  return relations
}

/** A relation with its joins, pivots and unpivots. `earlier` are the relations to the left, whose columns it may name. */
function parseRelation(cursor: TokenCursor, earlier: readonly Relation[]): Relation {
  const { start } = cursor.token
  let relation = parseRelationPrimary(cursor, earlier)
  for (;;) {
    if (cursor.isWord('pivot') && cursor.isSymbolAhead(1, '(')) relation = parsePivot(cursor, relation, start)
    else if (cursor.isWord('unpivot')) relation = parseUnpivot(cursor, relation, start)
    else {
      const join = parseJoin(cursor, relation, start, earlier)
      if (!join) return relation
      relation = join
    }
  }
}

function parseRelationPrimary(cursor: TokenCursor, earlier: readonly Relation[]): Relation {
  const { token, syntax } = cursor
  const { start } = token
  const { features } = syntax
  if (cursor.isWord('values') && !cursor.isSymbolAhead(1, '.')) {
    if (!features.values) {
      cursor.fail('sql/unsupported', token, `${syntax.title} has no \`values\` in \`from\`.`, {
        help: 'Write `(select 1 as a union all select 2) as t`, or a seed.',
      })
    }
    const rows = parseRows(cursor)
    const alias = parseTableAlias(cursor)
    return { kind: 'inline-table', span: cursor.spanFrom(start), rows, alias }
  }
  if (features.navigation && cursor.isWord('unpivot')) return parseNavigation(cursor, true)
  const lateral = cursor.isWord('lateral') && cursor.ahead(1).value !== 'view' && !cursor.isSymbolAhead(1, '.')
  if (lateral) cursor.advance()
  if (cursor.isSymbol('(')) return parseParentheses(cursor, start, lateral)
  if (token.kind === 'string') {
    cursor.failExpecting('a table', `Names are quoted with ${syntax.identifierQuote}, strings with '.`)
  }
  if (features.navigation && atNavigation(cursor, earlier)) return parseNavigation(cursor, false)
  if (!mayBeTable(cursor)) failExpectingTable(cursor)
  const nameStart = cursor.token.start
  const name = [cursor.anyName()]
  while (cursor.skipSymbol('.')) name.push(cursor.label('a table name'))
  if (cursor.isSymbol('(')) {
    const call = parseCall(cursor, name, nameStart)
    const alias = parseTableAlias(cursor)
    return { kind: 'table-function', span: cursor.spanFrom(start), lateral, call, alias }
  }
  if (lateral) cursor.failExpecting('a sub-query or a table function behind `lateral`')
  const sample = parseSample(cursor)
  const alias = parseTableAlias(cursor)
  return { kind: 'table', span: cursor.spanFrom(start), name, sample, alias }
}

function mayBeTable(cursor: TokenCursor): boolean {
  const { kind, value } = cursor.token
  if (kind === 'word' && cursor.syntax.notBareTableAlias.has(value)) return cursor.isSymbolAhead(1, '.')
  return cursor.isName()
}

function parseParentheses(cursor: TokenCursor, start: number, lateral: boolean): Relation {
  const open = cursor.advance()
  if (holdsQuery(cursor)) {
    const query = cursor.query()
    cursor.closeParenthesis(open)
    const sample = parseSample(cursor)
    const alias = parseTableAlias(cursor)
    return { kind: 'subquery-relation', span: cursor.spanFrom(start), lateral, query, sample, alias }
  }
  const relation = cursor.nested(() => parseRelation(cursor, []))
  cursor.closeParenthesis(open)
  const alias = parseTableAlias(cursor)
  return { kind: 'nested-relation', span: cursor.spanFrom(start), relation, alias }
}

function failExpectingTable(cursor: TokenCursor): never {
  const { token, previous, syntax } = cursor
  if (previous?.value === ',') {
    cursor.failExpecting('a table or sub-query', 'Take away the comma, or write the table that should follow it.')
  }
  const reserved = token.kind === 'word' && syntax.reserved.has(token.value)
  const quote = syntax.identifierQuote
  const help = reserved
    ? `\`${token.text}\` is a reserved word; a table of that name is written ${quote}${token.text}${quote}.`
    : null
  cursor.failExpecting('a table or sub-query', help)
}

// ---- Joins

function parseJoin(cursor: TokenCursor, left: Relation, start: number, earlier: readonly Relation[]): Join | null {
  const { token } = cursor
  if (token.kind !== 'word') return null
  const natural = cursor.isWord('natural')
  const type = parseJoinType(cursor, natural)
  if (!type) return null
  const right = parseRelationPrimary(cursor, [...earlier, left])
  const condition = parseJoinCondition(cursor)
  if (!condition && !natural && type !== 'cross' && !cursor.syntax.features.semiJoins) {
    cursor.failExpecting('`on` or `using`', 'Every join but `cross join` says how its rows belong together.')
  }
  if (condition && (natural || (type === 'cross' && !cursor.syntax.features.semiJoins))) {
    const words = natural ? 'natural join' : 'cross join'
    cursor.fail('sql/syntax', condition.span, `A \`${words}\` takes no condition.`, {
      help: `Write \`join … ${condition.kind} …\`, without \`${natural ? 'natural' : 'cross'}\`.`,
    })
  }
  return { kind: 'join', span: cursor.spanFrom(start), type, natural, left, right, condition }
}

const joinTypes: readonly (readonly [string, JoinType])[] = [
  ['join', 'inner'],
  ['inner join', 'inner'],
  ['cross join', 'cross'],
  ['left join', 'left'],
  ['left outer join', 'left'],
  ['right join', 'right'],
  ['right outer join', 'right'],
  ['full join', 'full'],
  ['full outer join', 'full'],
]

const semiJoinTypes: readonly (readonly [string, JoinType])[] = [
  ['left semi join', 'left semi'],
  ['semi join', 'left semi'],
  ['left anti join', 'left anti'],
  ['anti join', 'left anti'],
]

/** Steps over `left outer join` and returns its type; null when no join is next. */
function parseJoinType(cursor: TokenCursor, natural: boolean): JoinType | null {
  if (natural) cursor.advance()
  const types = cursor.syntax.features.semiJoins ? [...joinTypes, ...semiJoinTypes] : joinTypes
  for (const [words, type] of types) if (cursor.skipWords(...words.split(' '))) return type
  if (natural) cursor.failExpecting('`join`')
  if (cursor.isWord('inner', 'cross', 'left', 'right', 'full')) {
    cursor.advance()
    cursor.failExpecting('`join`')
  }
  return null
}

function parseJoinCondition(cursor: TokenCursor): Join['condition'] {
  const { start } = cursor.token
  if (cursor.skipWords('on')) {
    const condition = cursor.expression()
    return { kind: 'on', span: cursor.spanFrom(start), condition }
  }
  if (cursor.skipWords('using')) {
    const columns = cursor.nameList('a column name')
    return { kind: 'using', span: cursor.spanFrom(start), columns }
  }
  return null
}

// ---- Spark

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

/** `tablesample (10 percent) repeatable (42)`. */
function parseSample(cursor: TokenCursor): Sample | null {
  if (!cursor.syntax.features.tableSample || !cursor.isWord('tablesample')) return null
  const { start } = cursor.advance()
  const method = cursor.parenthesized(() => parseSampleMethod(cursor))
  const seed = cursor.skipWords('repeatable') ? cursor.parenthesized(() => cursor.expression()) : null
  return { kind: 'sample', span: cursor.spanFrom(start), ...method, seed }
}

function parseSampleMethod(cursor: TokenCursor): Pick<Sample, 'method' | 'size' | 'total'> {
  if (cursor.skipWords('bucket')) {
    const size = cursor.expression()
    if (!cursor.skipWords('out', 'of')) cursor.failExpecting('`out of`')
    return { method: 'bucket', size, total: cursor.expression() }
  }
  const size: Expression = cursor.expression()
  if (cursor.skipWords('percent')) return { method: 'percent', size, total: null }
  if (cursor.skipWords('rows')) return { method: 'rows', size, total: null }
  return cursor.failExpecting('`percent` or `rows`')
}

// ---- Redshift

/** Whether the name at the cursor leads into a value of a relation to the left: `from t, t.items`. */
function atNavigation(cursor: TokenCursor, earlier: readonly Relation[]): boolean {
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

function parseNavigation(cursor: TokenCursor, unpivot: boolean): Navigation {
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
