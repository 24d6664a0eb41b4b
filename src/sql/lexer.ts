import type { DialectSyntax } from './dialects/syntax.ts'
import { isDigit } from './dialects/words.ts'
import { type SqlProblem, SqlProblemSignal } from './problem.ts'
import type { Token, TokenKind } from './token.ts'

/**
 * All tokens of a text; comments and white space are left out.
 * Throws a `SqlProblemSignal` for a string, name or comment that is never closed, at its opening.
 */
export function lex(text: string, syntax: DialectSyntax): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  for (;;) {
    at = skipBlanks(text, at, syntax)
    if (at >= text.length) break
    const token = readToken(text, at, syntax)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function readToken(text: string, start: number, syntax: DialectSyntax): Token {
  const first = text.charAt(start)
  if (first === "'") return readString(text, start, start, syntax)
  if (first === '"') {
    return syntax.doubleQuotedStrings ? readString(text, start, start, syntax) : readQuotedName(text, start, '"')
  }
  if (first === '`' && syntax.identifierQuote === '`') return readQuotedName(text, start, '`')
  if (first === '$' && syntax.dollarQuotedStrings && text.startsWith('$$', start))
    return readDollarQuoted(text, start, syntax)
  if (first === '/' && text.startsWith('/*+', start)) return readHint(text, start)
  return (
    readPrefixedString(text, start, syntax) ??
    readNumber(text, start, syntax) ??
    readWord(text, start, syntax) ??
    readSymbol(text, start, syntax)
  )
}

/** The first offset from `at` on that is neither white space nor in a comment. */
function skipBlanks(text: string, start: number, syntax: DialectSyntax): number {
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(text.charAt(at)))) continue
    if (code === 45 && text.charCodeAt(at + 1) === 45) {
      at = lineEnd(text, at, syntax)
    } else if (code === 47 && text.charCodeAt(at + 1) === 42 && !(syntax.hints && text.charAt(at + 2) === '+')) {
      at = commentEnd(text, at) - 1
    } else break
  }
  return at
}

function lineEnd(text: string, start: number, syntax: DialectSyntax): number {
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const continues = syntax.commentsContinue && text.charAt(at - 1) === '\\'
    if ((code === 10 || code === 13) && !continues) break
  }
  return at
}

/** Behind the `*\/` that closes the comment; comments nest, in both dialects. */
function commentEnd(text: string, start: number): number {
  const marks = /\/\*|\*\//g
  marks.lastIndex = start
  let depth = 0
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return marks.lastIndex
  }
  return fail({
    code: 'sql/unterminated',
    message: 'This comment is never closed.',
    start,
    end: start + 2,
    help: 'Close it with `*/`. Comments nest: each `/*` inside needs its own `*/`.',
  })
}

function readHint(text: string, start: number): Token {
  const close = text.indexOf('*/', start + 3)
  if (close < 0) {
    return fail({
      code: 'sql/unterminated',
      message: 'This hint is never closed.',
      start,
      end: start + 3,
      help: 'Close it with `*/`.',
    })
  }
  return token('hint', text, start, close + 2, text.slice(start + 3, close).trim())
}

function readString(text: string, start: number, open: number, syntax: DialectSyntax): Token {
  const quote = text.charAt(open)
  for (let at = open + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\') at++
    else if (character === quote) {
      // Spark reads a doubled quote as the end of one string and the start of the next.
      if (!syntax.doubleQuotedStrings && text.charAt(at + 1) === quote) at++
      else return token('string', text, start, at + 1, syntax.unescape(text.slice(open + 1, at)))
    }
  }
  return failUnclosedString(start, open + 1, quote, syntax)
}

function failUnclosedString(start: number, end: number, quote: string, syntax: DialectSyntax): never {
  const inside = syntax.doubleQuotedStrings ? `\\${quote}` : "''"
  return fail({
    code: 'sql/unterminated',
    message: 'This string is never closed.',
    start,
    end,
    help: `Close it with \`${quote}\`. A quote inside a string is written \`${inside}\`.`,
  })
}

/** `$$it's$$`, where nothing is escaped. */
function readDollarQuoted(text: string, start: number, syntax: DialectSyntax): Token {
  const close = text.indexOf('$$', start + 2)
  if (close < 0) return failUnclosedString(start, start + 2, '$$', syntax)
  return token('string', text, start, close + 2, text.slice(start + 2, close))
}

/** `X'0AFF'`, Spark's raw `r'…'`, Redshift's `E'…'`. */
function readPrefixedString(text: string, start: number, syntax: DialectSyntax): Token | null {
  const code = text.charCodeAt(start + 1)
  if (code !== 39 && !(code === 34 && syntax.doubleQuotedStrings)) return null
  const quote = text.charAt(start + 1)
  const prefix = syntax.stringPrefixes.get(text.charAt(start).toLowerCase())
  if (!prefix) return null
  if (prefix === 'escaped') return readString(text, start, start + 1, syntax)
  const close = text.indexOf(quote, start + 2)
  if (close < 0) return failUnclosedString(start, start + 2, quote, syntax)
  return token(prefix === 'binary' ? 'binary' : 'string', text, start, close + 1, text.slice(start + 2, close))
}

function readQuotedName(text: string, start: number, quote: string): Token {
  let at = start + 1
  for (;;) {
    at = text.indexOf(quote, at)
    if (at < 0) {
      return fail({
        code: 'sql/unterminated',
        message: 'This quoted name is never closed.',
        start,
        end: start + 1,
        help: quote === '"' ? "Close it with `\"`. Strings are in single quotes: 'text'." : 'Close it with a backtick.',
      })
    }
    if (text.charAt(at + 1) !== quote) break
    at += 2
  }
  return token('quoted', text, start, at + 1, text.slice(start + 1, at).replaceAll(quote + quote, quote))
}

function readNumber(text: string, start: number, syntax: DialectSyntax): Token | null {
  const code = text.charCodeAt(start)
  if (!isDigit(code) && code !== 46) return null
  syntax.number.lastIndex = start
  const match = syntax.number.exec(text)
  return match ? token('number', text, start, start + match[0].length) : null
}

function readWord(text: string, start: number, syntax: DialectSyntax): Token | null {
  if (!syntax.beginsWord(text.charCodeAt(start))) return null
  let end = start + 1
  while (end < text.length && syntax.continuesWord(text.charCodeAt(end))) end++
  const written = text.slice(start, end)
  return { kind: 'word', text: written, value: written.toLowerCase(), start, end }
}

function readSymbol(text: string, start: number, syntax: DialectSyntax): Token {
  for (const symbol of syntax.symbols.get(text.charCodeAt(start)) ?? []) {
    const matches = symbol.length === 1 || text.startsWith(symbol, start)
    if (matches) return { kind: 'symbol', text: symbol, value: symbol, start, end: start + symbol.length }
  }
  const width = text.startsWith('{{', start) || text.startsWith('{%', start) || text.startsWith('}}', start) ? 2 : 1
  const end = start + (width === 1 ? String.fromCodePoint(text.codePointAt(start) ?? 0).length : 2)
  return token('unknown', text, start, end)
}

function token(kind: TokenKind, text: string, start: number, end: number, value?: string): Token {
  const written = text.slice(start, end)
  return { kind, text: written, value: value ?? written, start, end }
}

function fail(problem: SqlProblem): never {
  throw new SqlProblemSignal(problem)
}
