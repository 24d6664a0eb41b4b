import { didYouMean } from '../../util/suggest.ts'
import type { TokenCursor } from '../cursor.ts'
import type { Cte, Expression, Query, QueryBody, SetBranch, SetOperation, Values, With } from '../tree.ts'
import { parseOrderBy, parseOrderItems } from './order.ts'
import { startsQuery, startsQueryAt } from './parenthesis.ts'
import { parseRows } from './rows.ts'
import { parseSelect } from './select.ts'

/** `with … <body> order by … limit …`. */
export function parseQuery(cursor: TokenCursor): Query {
  const { start } = cursor.token
  const withClause = cursor.isWord('with') ? parseWith(cursor) : null
  const body = parseSetOperations(cursor)
  const { orderBy, sortBy, distributeBy, clusterBy, limit, offset } = parseTail(cursor)
  const span = cursor.spanFrom(start)
  return { kind: 'query', span, with: withClause, body, orderBy, sortBy, distributeBy, clusterBy, limit, offset }
}

function parseWith(cursor: TokenCursor): With {
  const { start } = cursor.advance()
  const recursive = cursor.isWord('recursive') && !cursor.isSymbolAhead(1, '(') && cursor.ahead(1).value !== 'as'
  if (recursive) {
    if (!cursor.syntax.features.recursion) {
      cursor.fail('sql/unsupported', cursor.token, `${cursor.syntax.title} has no recursive queries.`, {
        help: 'Write the levels out as joins, or build the model on the redshift engine.',
      })
    }
    cursor.advance()
  }
  const ctes = cursor.list(() => parseCte(cursor))
  return { kind: 'with', span: cursor.spanFrom(start), recursive, ctes }
}

function parseCte(cursor: TokenCursor): Cte {
  const { start } = cursor.token
  const name = cursor.name('the name of a query')
  // Spark lets `as` out.
  const bare = cursor.syntax.features.optionalCteAs && cursor.isSymbol('(')
  const columns = cursor.isSymbol('(') && !(bare && startsQueryAt(cursor, 1)) ? cursor.nameList('a column name') : []
  if (!cursor.skipWords('as') && !bare) cursor.failExpecting('`as`')
  const query = cursor.parenthesized(() => {
    requireQuery(cursor)
    return cursor.query()
  })
  return { kind: 'cte', span: cursor.spanFrom(start), name, columns, query }
}

/** `union` and `except` from left to right; `intersect` binds closer. */
function parseSetOperations(cursor: TokenCursor): QueryBody {
  return parseSetChain(cursor, unions, () => parseSetChain(cursor, intersections, () => parseQueryOperand(cursor)))
}

const unions: ReadonlyMap<string, SetBranch['operator']> = new Map([
  ['union', 'union'],
  ['except', 'except'],
  ['minus', 'except'],
])
const intersections: ReadonlyMap<string, SetBranch['operator']> = new Map([['intersect', 'intersect']])

function parseSetChain(
  cursor: TokenCursor,
  operators: ReadonlyMap<string, SetBranch['operator']>,
  readOperand: () => QueryBody,
): QueryBody {
  const { start } = cursor.token
  const first = readOperand()
  const rest: SetBranch[] = []
  for (;;) {
    const { token } = cursor
    const operator = token.kind === 'word' ? operators.get(token.value) : undefined
    if (!operator) break
    cursor.advance()
    const all = cursor.skipWords('all')
    if (!all) cursor.skipWords('distinct')
    const body = readOperand()
    rest.push({ kind: 'set-branch', span: cursor.spanFrom(token.start), operator, all, body })
  }
  if (rest.length === 0) return first
  return { kind: 'set-operation', span: cursor.spanFrom(start), first, rest } satisfies SetOperation
}

function parseQueryOperand(cursor: TokenCursor): QueryBody {
  requireQuery(cursor)
  if (cursor.isSymbol('(')) return cursor.parenthesized(() => cursor.query())
  if (cursor.isWord('values')) return parseValues(cursor)
  return parseSelect(cursor)
}

function parseValues(cursor: TokenCursor): Values {
  const { start } = cursor.token
  const rows = parseRows(cursor)
  return { kind: 'values', span: cursor.spanFrom(start), rows }
}

type Tail = Pick<Query, 'orderBy' | 'sortBy' | 'distributeBy' | 'clusterBy' | 'limit' | 'offset'>

function parseTail(cursor: TokenCursor): Tail {
  const orderBy = parseOrderBy(cursor)
  const distribution = cursor.syntax.features.distribution
  const clusterBy = distribution && cursor.skipWords('cluster', 'by') ? cursor.list(() => cursor.expression()) : []
  const distributeBy =
    distribution && cursor.skipWords('distribute', 'by') ? cursor.list(() => cursor.expression()) : []
  const sortBy = distribution && cursor.skipWords('sort', 'by') ? parseOrderItems(cursor) : []
  let limit: Expression | null = null
  let offset: Expression | null = null
  // Redshift reads `limit` and `offset` in either order.
  for (;;) {
    if (!limit && cursor.isWord('limit')) {
      cursor.advance()
      if (!cursor.skipWords('all')) limit = cursor.expression()
    } else if (!offset && cursor.isWord('offset')) {
      cursor.advance()
      offset = cursor.expression()
      if (!cursor.skipWords('rows')) cursor.skipWords('row')
    } else if (!limit && cursor.syntax.features.fetch && cursor.isWord('fetch')) {
      limit = parseFetch(cursor)
    } else return { orderBy, sortBy, distributeBy, clusterBy, limit, offset }
  }
}

/** `fetch first 5 rows only`. */
function parseFetch(cursor: TokenCursor): Expression {
  const { start } = cursor.advance()
  if (!cursor.skipWords('first') && !cursor.skipWords('next')) cursor.failExpecting('`first` or `next`')
  const rows = cursor.isWord('row', 'rows')
  const limit: Expression = rows
    ? { kind: 'number', span: cursor.spanFrom(start), digits: '1', suffix: null }
    : cursor.expression()
  if (!cursor.skipWords('rows') && !cursor.skipWords('row')) cursor.failExpecting('`rows`')
  cursor.expectWord('only')
  return limit
}

const statements =
  /^(?:insert|update|delete|merge|create|drop|alter|truncate|copy|unload|grant|revoke|call|set|show|describe|explain|use|begin|commit|rollback|vacuum|analyze|refresh|cache)$/

/** Fails, in words that fit what stands there, unless a query begins here. */
export function requireQuery(cursor: TokenCursor): void {
  if (startsQuery(cursor) || cursor.isSymbol('(')) return
  const { token, syntax } = cursor
  if (token.kind === 'word' && statements.test(token.value)) {
    cursor.fail('sql/not-a-query', token, `A model is a query, but \`${token.text}\` begins another statement.`, {
      help: 'Write what the table should hold as a `select`; Tidemill makes the table and loads it. Other statements go into hooks.',
    })
  }
  if (token.kind === 'word' && token.value === 'values') {
    cursor.fail('sql/unsupported', token, `${syntax.title} has no \`values\` as a query.`, {
      help: 'Write `select 1 as a union all select 2`.',
    })
  }
  if (token.kind === 'word' && (token.value === 'from' || token.value === 'table')) {
    cursor.fail('sql/unsupported', token, `A query that begins with \`${token.text}\` is not read.`, {
      help: 'Begin with `select`: `select * from …`.',
    })
  }
  const near = token.kind === 'word' ? didYouMean(token.value, ['select', 'with']) : null
  cursor.failExpecting('a query that begins with `select` or `with`', near)
}
