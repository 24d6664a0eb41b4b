import type { DialectSyntax } from './dialects/syntax.ts'
import { type SqlProblemCode, SqlProblemSignal } from './problem.ts'
import type { Token } from './token.ts'
import type { DataType, Expression, Identifier, Query, TextSpan } from './tree.ts'
import { leftoverHelp, missingNameHelp, problemOfToken, shorten } from './unexpected-token.ts'

/**
 * The parts of the grammar that contain one another (a query holds expressions, an expression holds queries). The
 * parser's files call each other through this, so that their imports make no circle.
 */
export interface Grammar {
  query(cursor: TokenCursor): Query
  /** Reads an expression whose operators bind at least as closely as `minimum`. */
  expression(cursor: TokenCursor, minimum: number): Expression
  type(cursor: TokenCursor): DataType
}

/** Nesting beyond this is refused, so that neither parser nor any later pass can overflow the stack. */
export const maximumDepth = 450

/** A place in a list of tokens, with the small steps that every rule of the grammar is made of. */
export class TokenCursor {
  readonly syntax: DialectSyntax
  readonly #tokens: readonly Token[]
  readonly #text: string
  readonly #grammar: Grammar
  readonly #end: Token
  #closings: ReadonlyMap<number, number> | null = null
  #index = 0
  #token: Token
  #depth = 0

  constructor(text: string, tokens: readonly Token[], syntax: DialectSyntax, grammar: Grammar) {
    this.#text = text
    this.#tokens = tokens
    const end = tokens.at(-1)?.end ?? 0
    this.#end = { kind: 'end', text: '', value: '', start: end, end }
    this.#token = tokens[0] ?? this.#end
    this.syntax = syntax
    this.#grammar = grammar
  }

  get token(): Token {
    return this.#token
  }

  get atEnd(): boolean {
    return this.token.kind === 'end'
  }

  get previous(): Token | null {
    return this.behind(1)
  }

  /** The token that was read `distance` tokens ago. */
  behind(distance: number): Token | null {
    return this.#tokens[this.#index - distance] ?? null
  }

  /** The token `distance` places further on. */
  ahead(distance: number): Token {
    return this.#tokens[this.#index + distance] ?? this.#end
  }

  /** Whether a line ends between the last token and the next. */
  followsLineBreak(): boolean {
    return /[\r\n]/.test(this.#text.slice(this.previous?.end ?? 0, this.token.start))
  }

  /** How far ahead the `(` at `distance` is closed; null when it never is. */
  closingDistance(distance: number): number | null {
    const index = this.#closingOf(this.#index + distance)
    return index === undefined ? null : index - this.#index
  }

  #closingOf(index: number): number | undefined {
    this.#closings ??= matchParentheses(this.#tokens)
    return this.#closings.get(index)
  }

  advance(): Token {
    const token = this.#token
    if (token !== this.#end) {
      this.#index++
      this.#token = this.#tokens[this.#index] ?? this.#end
    }
    return token
  }

  /** From `start` to the end of the last token that was read. */
  spanFrom(start: number): TextSpan {
    const end = this.#tokens[this.#index - 1]?.end ?? start
    return { start, end: Math.max(start, end) }
  }

  isWord(...words: readonly string[]): boolean {
    const { kind, value } = this.token
    return kind === 'word' && words.includes(value)
  }

  /** Whether the next tokens are these words. */
  areWords(...words: readonly string[]): boolean {
    for (let distance = 0; distance < words.length; distance++) {
      const { kind, value } = this.ahead(distance)
      if (kind !== 'word' || value !== words[distance]) return false
    }
    return true
  }

  isSymbol(symbol: string): boolean {
    const { kind, value } = this.token
    return kind === 'symbol' && value === symbol
  }

  isSymbolAhead(distance: number, symbol: string): boolean {
    const { kind, value } = this.ahead(distance)
    return kind === 'symbol' && value === symbol
  }

  /** Steps over the words if all of them are next. */
  skipWords(...words: readonly string[]): boolean {
    if (!this.areWords(...words)) return false
    for (let count = words.length; count > 0; count--) this.advance()
    return true
  }

  skipSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false
    this.advance()
    return true
  }

  expectWord(word: string): Token {
    if (!this.isWord(word)) this.failExpecting(`\`${word}\``)
    return this.advance()
  }

  expectSymbol(symbol: string): Token {
    if (!this.isSymbol(symbol)) this.failExpecting(`\`${symbol}\``)
    return this.advance()
  }

  /** Reads `(…)`: reports at the opening parenthesis when nothing closes it. */
  parenthesized<T>(read: () => T): T {
    const open = this.expectSymbol('(')
    const result = read()
    this.closeParenthesis(open)
    return result
  }

  /** Steps over the `)` that belongs to `open`. */
  closeParenthesis(open: Token, expected = '`)`'): void {
    if (this.skipSymbol(')')) return
    if (!this.#closingOf(this.#tokens.indexOf(open))) this.failUnclosed(open)
    this.failExpecting(expected, leftoverHelp(this.token, this.previous, this.syntax))
  }

  /** One or more, with commas between. */
  list<T>(read: () => T): T[] {
    const items = [read()]
    while (this.skipSymbol(',')) items.push(read())
    return items
  }

  query(): Query {
    return this.nested(() => this.#grammar.query(this), 4)
  }

  expression(minimum = 0): Expression {
    this.#enter(1)
    const result = this.#grammar.expression(this, minimum)
    this.#depth -= 1
    return result
  }

  type(): DataType {
    this.#enter(1)
    const result = this.#grammar.type(this)
    this.#depth -= 1
    return result
  }

  /** Counts nesting; `weight` is how much of the stack one level takes, compared with an expression. */
  nested<T>(read: () => T, weight = 1): T {
    this.#enter(weight)
    const result = read()
    this.#depth -= weight
    return result
  }

  #enter(weight: number): void {
    this.#depth += weight
    if (this.#depth > maximumDepth) {
      this.fail('sql/too-deep', this.token, 'This query is nested too deeply to be read.', {
        help: 'Give the inner parts names: move them into `with` queries or models of their own.',
      })
    }
  }

  // ---- Names

  /** Whether the next token is a name where one is expected in an expression or after a dot. */
  isName(): boolean {
    const { kind, value } = this.token
    return kind === 'quoted' || (kind === 'word' && !this.syntax.reserved.has(value))
  }

  /** Reads a name; `expected` says what it names, for the message. */
  name(expected: string): Identifier {
    if (!this.isName()) this.#failExpectingName(expected)
    return this.anyName()
  }

  /** Reads a name where even reserved words may stand: after `as` and after a dot. */
  label(expected: string): Identifier {
    if (this.token.kind !== 'quoted' && this.token.kind !== 'word') this.#failExpectingName(expected)
    return this.anyName()
  }

  /** The next token as a name. */
  anyName(): Identifier {
    const { kind, text, value, start, end } = this.advance()
    const quoted = kind === 'quoted'
    return { kind: 'identifier', span: { start, end }, name: quoted ? value : text, quoted }
  }

  nameList(expected: string): Identifier[] {
    return this.parenthesized(() => this.list(() => this.name(expected)))
  }

  #failExpectingName(expected: string): never {
    this.failExpecting(expected, missingNameHelp(this.token, this.previous, this.syntax))
  }

  // ---- Problems

  fail(
    code: SqlProblemCode,
    at: TextSpan,
    message: string,
    { help = null }: { readonly help?: string | null } = {},
  ): never {
    throw new SqlProblemSignal({ code, message, start: at.start, end: at.end, help })
  }

  /** "Expected <expected> after `x` but found `y`.", unless the token itself says more. */
  failExpecting(expected: string, help: string | null = null): never {
    const { token, previous } = this
    const problem = problemOfToken(token, this.syntax)
    if (problem) throw new SqlProblemSignal(problem)
    const where = previous ? ` after \`${shorten(previous.text)}\`` : ''
    const found = token.kind === 'end' ? 'the query ends there' : `found \`${shorten(token.text)}\``
    this.fail('sql/syntax', token, `Expected ${expected}${where} but ${found}.`, { help })
  }

  failUnclosed(open: Token): never {
    this.fail('sql/unbalanced', open, `This \`${open.text}\` is never closed.`, {
      help: `Write the missing \`${open.text === '[' ? ']' : ')'}\`, or take this one away.`,
    })
  }
}

/** The index of the `)` for that of each `(` that is closed. */
function matchParentheses(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const closings = new Map<number, number>()
  const open: number[] = []
  tokens.forEach((token, index) => {
    if (token.kind !== 'symbol') return
    if (token.value === '(') open.push(index)
    else if (token.value === ')') {
      const start = open.pop()
      if (start !== undefined) closings.set(start, index)
    }
  })
  return closings
}
