import { type Grammar, TokenCursor } from './cursor.ts'
import { syntaxOf } from './dialects/dialects.ts'
import type { QueryDialect } from './dialects/syntax.ts'
import { wordSet } from './dialects/words.ts'
import { lex } from './lexer.ts'
import { parseExpression as parseExpressionRule } from './parse/expression.ts'
import { parseQuery as parseQueryRule, requireQuery } from './parse/query.ts'
import { parseStructField, parseType as parseTypeRule } from './parse/type.ts'
import { type SqlProblem, SqlProblemSignal } from './problem.ts'
import type { DataType, Expression, Query, StructField } from './tree.ts'
import { leftoverHelp } from './unexpected-token.ts'

/** What a text holds, or why it does not: one of the two is null. Offsets are into the text. */
export type ParseResult<Name extends string, Value> =
  | ({ readonly [Key in Name]: Value } & { readonly problem: null })
  | ({ readonly [Key in Name]: null } & { readonly problem: SqlProblem })

const grammar: Grammar = { query: parseQueryRule, expression: parseExpressionRule, type: parseTypeRule }

/**
 * Reads one query; a `;` at its end is fine. Never throws: what is wrong comes back as a problem, the first one if
 * there are several.
 */
export function parseQuery(text: string, dialect: QueryDialect): ParseResult<'query', Query> {
  const { value, problem } = attempt(text, dialect, 'query', readQuery)
  return problem ? { query: null, problem } : { query: value, problem }
}

/** Reads an expression alone, such as the condition of a test. */
export function parseExpression(text: string, dialect: QueryDialect): ParseResult<'expression', Expression> {
  const { value, problem } = attempt(text, dialect, 'expression', (cursor) => cursor.expression())
  return problem ? { expression: null, problem } : { expression: value, problem }
}

/** Reads a type, such as `decimal(10, 2)` or Spark's `array<struct<a: int>>`. */
export function parseType(text: string, dialect: QueryDialect): ParseResult<'type', DataType> {
  const { value, problem } = attempt(text, dialect, 'type', (cursor) => cursor.type())
  return problem ? { type: null, problem } : { type: value, problem }
}

/** Reads a list of columns with types, as Spark's `from_json` takes it: `a int, b array<string>`. */
export function parseColumnTypes(text: string, dialect: QueryDialect): ParseResult<'fields', readonly StructField[]> {
  const { value, problem } = attempt(text, dialect, 'list', (cursor) => cursor.list(() => parseStructField(cursor)))
  return problem ? { fields: null, problem } : { fields: value, problem }
}

type Attempt<T> = { readonly value: T; readonly problem: null } | { readonly value: null; readonly problem: SqlProblem }

/** `what` names the whole, for messages. */
function attempt<T>(text: string, dialect: QueryDialect, what: string, read: (cursor: TokenCursor) => T): Attempt<T> {
  try {
    const syntax = syntaxOf(dialect)
    const cursor = new TokenCursor(text, lex(text, syntax), syntax, grammar)
    const value = read(cursor)
    if (!cursor.atEnd) failOnRest(cursor, what)
    return { value, problem: null }
  } catch (signal) {
    if (signal instanceof SqlProblemSignal) return { value: null, problem: signal.problem }
    throw signal
  }
}

function readQuery(cursor: TokenCursor): Query {
  if (cursor.atEnd) {
    cursor.fail('sql/not-a-query', cursor.token, 'There is no query here.', { help: 'Begin with `select` or `with`.' })
  }
  requireQuery(cursor)
  const query = cursor.query()
  while (cursor.isSymbol(';')) {
    cursor.advance()
    if (!cursor.atEnd && !cursor.isSymbol(';')) {
      cursor.fail('sql/several-statements', cursor.token, 'A second statement begins here, but a model is one query.', {
        help: 'Take the `;` away, or move the other statement into a hook or a model of its own.',
      })
    }
  }
  return query
}

/** Something stands behind what was read: says what it most likely is. */
function failOnRest(cursor: TokenCursor, what: string): never {
  if (cursor.isSymbol(')')) {
    cursor.fail('sql/unbalanced', cursor.token, 'This `)` closes nothing.', {
      help: 'Take it away, or write the `(` that it belongs to.',
    })
  }
  cursor.failExpecting(`the end of the ${what}`, restHelp(cursor))
}

function restHelp(cursor: TokenCursor): string | null {
  const { token, previous, syntax } = cursor
  if (token.kind === 'word' && clauses.has(token.value)) {
    return 'Clauses come in this order: `from`, `where`, `group by`, `having`, `qualify`, `order by`, `limit`.'
  }
  if (cursor.isSymbol(',') && cursor.behind(2)?.value === 'limit') return 'Write `limit <rows> offset <rows to skip>`.'
  if (syntax.infix.has(token.value)) return 'Operators of this kind do not chain: put one of them in parentheses.'
  return leftoverHelp(token, previous, syntax)
}

const clauses = wordSet('from where group having qualify order limit offset')
