import { type Grammar, TokenCursor } from './cursor.ts'
import { syntaxOf } from './dialects/dialects.ts'
import type { QueryDialect } from './dialects/syntax.ts'
import { lex } from './lexer.ts'
import { parseExpression } from './parse/expression.ts'
import { parseQuery as parseQueryRule, requireQuery } from './parse/query.ts'
import { parseType } from './parse/type.ts'
import { type SqlProblem, SqlProblemSignal } from './problem.ts'
import type { Query } from './tree.ts'

/** A text is a query or has a problem. */
export type ParseResult =
  | { readonly query: Query; readonly problem: null }
  | { readonly query: null; readonly problem: SqlProblem }

const grammar: Grammar = { query: parseQueryRule, expression: parseExpression, type: parseType }

/**
 * Reads one query; a `;` at its end is fine. Never throws: what is wrong comes back as the first problem, with offsets
 * into `text`.
 */
export function parseQuery(text: string, dialect: QueryDialect): ParseResult {
  try {
    const syntax = syntaxOf(dialect)
    const cursor = new TokenCursor(text, lex(text, syntax), syntax, grammar)
    return { query: readWhole(cursor), problem: null }
  } catch (signal) {
    if (signal instanceof SqlProblemSignal) return { query: null, problem: signal.problem }
    throw signal
  }
}

function readWhole(cursor: TokenCursor): Query {
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
  if (!cursor.atEnd) failOnRest(cursor)
  return query
}

/** Something stands behind the query: says what it most likely is. */
function failOnRest(cursor: TokenCursor): never {
  const { token, previous } = cursor
  if (cursor.isSymbol(')')) {
    cursor.fail('sql/unbalanced', token, 'This `)` closes nothing.', {
      help: 'Take it away, or write the `(` that it belongs to.',
    })
  }
  const operand = ['word', 'quoted', 'string', 'number'].includes(token.kind)
  const missingComma = operand && previous !== null && previous.value !== ')'
  return cursor.failExpecting(
    'the end of the query',
    missingComma ? `If \`${token.text}\` is the next item of a list, put a comma in front of it.` : null,
  )
}
