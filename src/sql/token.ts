/**
 * - `word`: a keyword or a name without quotes
 * - `quoted`: a name in the dialect's identifier quotes
 * - `string`, `binary` (X'…'), `number`, `symbol`, `hint` (Spark's `/*+ … *\/`)
 * - `unknown`: a character that no query has
 * - `end`: directly after the last token, of no width
 */
export type TokenKind = 'word' | 'quoted' | 'string' | 'binary' | 'number' | 'symbol' | 'hint' | 'unknown' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** As written. */
  readonly text: string
  /**
   * What the text means: a word in lower case, a quoted name without quotes, a string's value, the hex digits of a
   * binary, a hint's inside; otherwise the text.
   */
  readonly value: string
  readonly start: number
  readonly end: number
}
