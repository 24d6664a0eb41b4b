import { queryOf, selectOf } from '../build.ts'
import type { TokenCursor } from '../cursor.ts'
import { wordSet } from '../dialects/words.ts'
import type { Identifier, InlineTable, Join, JoinType, Relation } from '../tree.ts'
import { parseCall } from './call.ts'
import { atNavigation, parseNavigation } from './navigation.ts'
import { holdsNamedRows, holdsQuery } from './parenthesis.ts'
import { parsePivot, parseUnpivot } from './pivot.ts'
import { parseRows } from './rows.ts'
import { parseSample } from './sample.ts'
import { parseTableAlias } from './table-alias.ts'

/** What stands behind `from`. */
export function parseFrom(cursor: TokenCursor): readonly Relation[] {
  const names: Names = new Set()
  return cursor.list(() => parseRelation(cursor, names))
}

/** What the relations to the left are called, in lower case: a later one may be a value of theirs. Grows as they are read. */
type Names = Set<string>

/** A relation with its joins, pivots and unpivots. */
function parseRelation(cursor: TokenCursor, names: Names): Relation {
  const { start } = cursor.token
  let relation = parseNamedPrimary(cursor, names)
  for (;;) {
    if (cursor.isWord('pivot') && cursor.isSymbolAhead(1, '(')) relation = parsePivot(cursor, relation, start)
    else if (cursor.isWord('unpivot')) relation = parseUnpivot(cursor, relation, start)
    else {
      const join = parseJoin(cursor, relation, start, names)
      if (!join) return relation
      relation = join
    }
  }
}

function parseNamedPrimary(cursor: TokenCursor, names: Names): Relation {
  const relation = parseRelationPrimary(cursor, names)
  const name = nameOf(relation)
  if (name) names.add(name.name.toLowerCase())
  return relation
}

function nameOf(relation: Relation): Identifier | null {
  if (relation.kind === 'join') return null
  if (relation.kind === 'navigation') return relation.alias
  if (relation.alias) return relation.alias.name
  return relation.kind === 'table' ? (relation.name.at(-1) ?? null) : null
}

function parseRelationPrimary(cursor: TokenCursor, names: Names): Relation {
  const { start } = cursor.token
  const { features } = cursor.syntax
  if (cursor.isWord('values') && !cursor.isSymbolAhead(1, '.')) return parseInlineTable(cursor)
  if (features.navigation && cursor.isWord('unpivot')) return parseNavigation(cursor, true)
  const lateral = cursor.isWord('lateral') && cursor.ahead(1).value !== 'view' && !cursor.isSymbolAhead(1, '.')
  if (lateral) cursor.advance()
  if (cursor.isSymbol('(')) return parseParentheses(cursor, start, lateral)
  if (features.navigation && atNavigation(cursor, names)) return parseNavigation(cursor, false)
  if (!mayBeTable(cursor)) failExpectingTable(cursor)
  return parseNamed(cursor, start, lateral)
}

function parseInlineTable(cursor: TokenCursor): InlineTable {
  const { token, syntax } = cursor
  if (!syntax.features.values) {
    cursor.fail('sql/unsupported', token, `${syntax.title} has no \`values\` in \`from\`.`, {
      help: 'Write `(select 1 as a union all select 2) as t`, or a seed.',
    })
  }
  const rows = parseRows(cursor)
  const alias = parseTableAlias(cursor)
  return { kind: 'inline-table', span: cursor.spanFrom(token.start), rows, alias }
}

/** A table or a call of a table function. */
function parseNamed(cursor: TokenCursor, start: number, lateral: boolean): Relation {
  const nameStart = cursor.token.start
  const name = [cursor.anyName()]
  while (cursor.skipSymbol('.')) name.push(cursor.label('a table name'))
  if (cursor.isSymbol('(')) {
    const call = parseCall(cursor, name, nameStart)
    const alias = parseTableAlias(cursor)
    return { kind: 'table-function', span: cursor.spanFrom(start), lateral, call, alias }
  }
  if (lateral) cursor.failExpecting('a sub-query or a table function behind `lateral`')
  failOnTimeTravel(cursor)
  const sample = parseSample(cursor)
  const alias = parseTableAlias(cursor)
  return { kind: 'table', span: cursor.spanFrom(start), name, sample, alias }
}

/** Spark's `t version as of 3`. */
function failOnTimeTravel(cursor: TokenCursor): void {
  if (!cursor.areWords('version', 'as', 'of') && !cursor.areWords('timestamp', 'as', 'of')) return
  const message = 'Tidemill does not read earlier versions of a table.'
  cursor.fail('sql/unsupported', cursor.token, message, { help: 'Read the table as it is.' })
}

function mayBeTable(cursor: TokenCursor): boolean {
  const { kind, value } = cursor.token
  const isClause = kind === 'word' && cursor.syntax.notBareAlias.has(value)
  if (isClause && cursor.isSymbolAhead(1, '.')) return true
  return cursor.isName() && (!isClause || (!neverTables.has(value) && endsTable(cursor)))
}

/** Behind a forgotten table these are what they say, though Spark would take them for its name. */
const neverTables = wordSet('from where group having limit on using by')

/** Whether nothing but the end of a relation is behind the next token, so that the token can only name a table. */
function endsTable(cursor: TokenCursor): boolean {
  const { kind, value } = cursor.ahead(1)
  if (kind === 'end') return true
  if (kind === 'symbol') return value === ')' || value === ',' || value === ';'
  return kind === 'word' && tableEnds.has(value)
}

const tableEnds = wordSet('as where group having distribute cluster sort limit')

function parseParentheses(cursor: TokenCursor, start: number, lateral: boolean): Relation {
  const open = cursor.advance()
  if (holdsQuery(cursor) && !holdsNamedRows(cursor)) {
    const query = cursor.query()
    cursor.closeParenthesis(open)
    const sample = parseSample(cursor)
    const alias = parseTableAlias(cursor)
    return { kind: 'subquery-relation', span: cursor.spanFrom(start), lateral, query, sample, alias }
  }
  const relation = cursor.nested(() => parseRelation(cursor, new Set()))
  cursor.closeParenthesis(open)
  if (relation.kind === 'inline-table') return namedRows(relation, cursor, start, lateral)
  const alias = parseTableAlias(cursor)
  return { kind: 'nested-relation', span: cursor.spanFrom(start), relation, alias }
}

/** Rows in parentheses are a query, which hides their name from outside. */
function namedRows(rows: InlineTable, cursor: TokenCursor, start: number, lateral: boolean): Relation {
  const { span } = rows
  const expression = { kind: 'star' as const, span, qualifier: [], except: [] }
  const everything = { kind: 'select-item' as const, span, expression, alias: null, columnAliases: [] }
  const query = queryOf(selectOf([everything], span, [rows]), span)
  const sample = parseSample(cursor)
  const alias = parseTableAlias(cursor)
  return { kind: 'subquery-relation', span: cursor.spanFrom(start), lateral, query, sample, alias }
}

function failExpectingTable(cursor: TokenCursor): never {
  const { token, previous, syntax } = cursor
  if (token.kind === 'string') {
    cursor.failExpecting('a table or sub-query', `Names are quoted with ${syntax.identifierQuote}, strings with '.`)
  }
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

function parseJoin(cursor: TokenCursor, left: Relation, start: number, names: Names): Join | null {
  const { token } = cursor
  if (token.kind !== 'word') return null
  const natural = cursor.isWord('natural')
  const type = parseJoinType(cursor, natural)
  if (!type) return null
  const right = parseNamedPrimary(cursor, names)
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

type JoinForm = readonly [words: readonly string[], type: JoinType]

const joinTypes: readonly JoinForm[] = [
  [['join'], 'inner'],
  [['inner', 'join'], 'inner'],
  [['cross', 'join'], 'cross'],
  [['left', 'join'], 'left'],
  [['left', 'outer', 'join'], 'left'],
  [['right', 'join'], 'right'],
  [['right', 'outer', 'join'], 'right'],
  [['full', 'join'], 'full'],
  [['full', 'outer', 'join'], 'full'],
]

const everyJoinType: readonly JoinForm[] = [
  ...joinTypes,
  [['left', 'semi', 'join'], 'left semi'],
  [['semi', 'join'], 'left semi'],
  [['left', 'anti', 'join'], 'left anti'],
  [['anti', 'join'], 'left anti'],
]

const joinStarts = new Set(everyJoinType.map(([[first]]) => first))

/** Steps over `left outer join` and returns its type; null when no join is next. */
function parseJoinType(cursor: TokenCursor, natural: boolean): JoinType | null {
  if (natural) cursor.advance()
  if (!joinStarts.has(cursor.token.value)) return natural ? cursor.failExpecting('`join`') : null
  const types = cursor.syntax.features.semiJoins ? everyJoinType : joinTypes
  for (const [words, type] of types) if (cursor.skipWords(...words)) return type
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
