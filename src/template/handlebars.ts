// The parser alone, so that neither Handlebars' compiler nor its file access gets into the bundle.
// @ts-expect-error The package declares no types for its inner modules; what is used of them is declared below.
import * as base from 'handlebars/dist/cjs/handlebars/compiler/base.js'

/** Columns are offsets, since what is parsed is always one line. */
export interface HandlebarsLocation {
  readonly start: { readonly column: number }
  readonly end: { readonly column: number }
}

export interface HandlebarsPath {
  readonly type: 'PathExpression'
  readonly data: boolean
  /** How many `../` stand before it. */
  readonly depth: number
  readonly parts: readonly string[]
  readonly original: string
  readonly loc: HandlebarsLocation
}

export interface HandlebarsLiteral {
  readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral' | 'NullLiteral' | 'UndefinedLiteral'
  readonly value: unknown
  readonly loc: HandlebarsLocation
}

export interface HandlebarsCall {
  readonly path: HandlebarsPath | HandlebarsLiteral
  readonly params: readonly HandlebarsExpression[]
  readonly hash?: { readonly pairs: readonly HandlebarsHashPair[] }
  readonly loc: HandlebarsLocation
}

export interface HandlebarsSubExpression extends HandlebarsCall {
  readonly type: 'SubExpression'
}

export interface HandlebarsHashPair {
  readonly key: string
  readonly value: HandlebarsExpression
  readonly loc: HandlebarsLocation
}

export type HandlebarsExpression = HandlebarsPath | HandlebarsLiteral | HandlebarsSubExpression

interface HandlebarsStatement extends HandlebarsCall {
  readonly type: 'MustacheStatement' | 'BlockStatement'
  readonly program?: { readonly blockParams?: readonly string[] }
}

interface HandlebarsParser {
  parseWithoutProcessing(text: string): {
    readonly body: readonly (HandlebarsStatement | { readonly path?: undefined })[]
  }
  readonly parser: { readonly lexer: { readonly yylloc: { first_column: number; last_column: number } } }
}

const handlebars: HandlebarsParser = base

export interface ParsedTag {
  readonly call: HandlebarsCall
  readonly blockParameters: readonly string[]
}

/** Where Handlebars' parser gave up. */
export interface TagError {
  readonly start: number
  readonly end: number
}

/** Reads one tag, or a block's opening tag followed at once by its close. */
export function parseTagText(text: string): ParsedTag | TagError {
  try {
    const [statement] = handlebars.parseWithoutProcessing(text).body
    // Other statements, a comment that begins behind a sign, call nothing.
    if (statement?.path) return { call: statement, blockParameters: statement.program?.blockParams ?? [] }
    return { start: 0, end: text.length }
  } catch {
    // What it throws quotes its own token names; the place is all that a user can use.
    const { first_column, last_column } = handlebars.parser.lexer.yylloc
    return { start: first_column, end: last_column }
  }
}
