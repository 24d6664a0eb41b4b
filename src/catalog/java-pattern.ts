/** A letter of Java's date patterns (`DateTimeFormatter`) that cannot be said in DuckDB. */
export interface PatternRefusal {
  readonly letters: string
}

/** A stretch of a moment's text: by `strftime`, or a number that DuckDB's formats do not have. */
export type FormatPiece =
  | { readonly kind: 'format'; readonly format: string }
  | { readonly kind: 'quarter'; readonly form: 'digit' | 'digits' | 'short' | 'long' }
  | { readonly kind: 'fraction'; readonly digits: number }
  | { readonly kind: 'hour'; readonly from: 0 | 1; readonly width: number }
  | { readonly kind: 'aligned day' }

/** One way to read text by a pattern: each optional section is there, or it is not. */
export interface ParseVariant {
  /** What `strptime` takes. */
  readonly format: string
  /** What the text must match in full; numbers have as many digits as letters say. */
  readonly strict: string
  /** What Spark 2 would have read from the front of the text. Where only that one reads it, Spark 3 fails. */
  readonly loose: string
  /** The zone may be `Z`, which `strptime` does not read. */
  readonly zulu: boolean
  /** Set in front of text and format, where the pattern has no year: Java begins in 1970. */
  readonly year: string
}

type Token =
  | { readonly kind: 'letters'; readonly letter: string; readonly count: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }

/** Moments are in UTC, so letters for a zone are plain text. Optional sections are written always. */
export function javaFormat(pattern: string): readonly FormatPiece[] | PatternRefusal {
  const pieces: FormatPiece[] = []
  for (const token of tokensOf(pattern)) {
    if (token.kind !== 'letters' && token.kind !== 'text') continue
    const piece = token.kind === 'letters' ? written(token.letter, token.count) : plain(literal(token.text))
    if (!piece) return { letters: lettersOf(token) }
    const last = pieces.at(-1)
    if (last?.kind === 'format' && piece.kind === 'format')
      pieces[pieces.length - 1] = plain(last.format + piece.format)
    else pieces.push(piece)
  }
  return pieces
}

/** The ways in which the pattern reads a text, the longest first. */
export function javaParsers(pattern: string): readonly ParseVariant[] | PatternRefusal {
  const variants: ParseVariant[] = []
  for (const tokens of withoutOptions(tokensOf(pattern))) {
    const variant = variantOf(tokens)
    if ('letters' in variant) return variant
    variants.push(variant)
  }
  return variants.slice(0, mostVariants)
}

const mostVariants = 16

function lettersOf(token: Token): string {
  if (token.kind === 'letters') return token.letter.repeat(token.count)
  return token.kind === 'text' ? token.text : '['
}

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < pattern.length; ) {
    const letter = pattern[at] as string
    if (letter === "'") {
      const end = quoteEnd(pattern, at)
      const text = end === at + 2 ? "'" : pattern.slice(at + 1, end - 1).replaceAll("''", "'")
      tokens.push({ kind: 'text', text })
      at = end
    } else if (/[A-Za-z]/.test(letter)) {
      let count = 1
      while (pattern[at + count] === letter) count++
      tokens.push({ kind: 'letters', letter, count })
      at += count
    } else {
      tokens.push(
        letter === '[' ? { kind: 'open' } : letter === ']' ? { kind: 'close' } : { kind: 'text', text: letter },
      )
      at++
    }
  }
  return tokens
}

function quoteEnd(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at++) {
    if (pattern[at] !== "'") continue
    if (pattern[at + 1] === "'" && at > start + 1) at++
    else return at + 1
  }
  return pattern.length
}

function literal(text: string): string {
  return text.replaceAll('%', '%%')
}

function plain(format: string): FormatPiece {
  return { kind: 'format', format }
}

function written(letter: string, count: number): FormatPiece | null {
  switch (letter) {
    case 'Q':
    case 'q':
      return count > 4
        ? null
        : { kind: 'quarter', form: (['digit', 'digits', 'short', 'long'] as const)[count - 1] ?? 'digit' }
    case 'S':
      return count > 9 ? null : { kind: 'fraction', digits: count }
    case 'k':
      return count > 2 ? null : { kind: 'hour', from: 1, width: count }
    case 'K':
      return count > 2 ? null : { kind: 'hour', from: 0, width: count }
    case 'F':
      return count === 1 ? { kind: 'aligned day' } : null
    default: {
      const format = specifier(letter, count)
      return format === null ? null : plain(format)
    }
  }
}

function specifier(letter: string, count: number): string | null {
  switch (letter) {
    case 'y':
      return count === 2 ? '%y' : count <= 4 ? '%Y' : null
    case 'M':
    case 'L':
      return ['%-m', '%m', '%b', '%B'][count - 1] ?? null
    case 'd':
      return ['%-d', '%d'][count - 1] ?? null
    case 'D':
      return count === 3 ? '%j' : count === 1 ? '%-j' : null
    case 'H':
      return ['%-H', '%H'][count - 1] ?? null
    case 'h':
      return ['%-I', '%I'][count - 1] ?? null
    case 'm':
      return ['%-M', '%M'][count - 1] ?? null
    case 's':
      return ['%-S', '%S'][count - 1] ?? null
    case 'a':
      return count === 1 ? '%p' : null
    case 'E':
      return count <= 3 ? '%a' : count === 4 ? '%A' : null
    case 'X':
      return count <= 5 ? 'Z' : null
    case 'x':
      return ['+00', '+0000', '+00:00', '+0000', '+00:00'][count - 1] ?? null
    case 'Z':
      return count <= 3 ? '+0000' : count === 4 ? 'GMT' : count === 5 ? 'Z' : null
    case 'z':
      return count <= 3 ? 'UTC' : count === 4 ? 'Coordinated Universal Time' : null
    case 'V':
      return count === 2 ? 'UTC' : null
    case 'O':
      return count === 1 || count === 4 ? 'GMT' : null
    case 'G':
      return count <= 3 ? 'AD' : count === 4 ? 'Anno Domini' : null
    default:
      return null
  }
}

/** All choices of optional sections, in which inner ones need their outer one. */
function withoutOptions(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const start = tokens.findIndex(({ kind }) => kind === 'open')
  if (start === -1) return [tokens.filter(({ kind }) => kind !== 'close')]
  let depth = 0
  let end = start
  for (; end < tokens.length; end++) {
    const kind = tokens[end]?.kind
    if (kind === 'open') depth++
    else if (kind === 'close' && --depth === 0) break
  }
  const [before, inside, after] = [tokens.slice(0, start), tokens.slice(start + 1, end), tokens.slice(end + 1)]
  const rests = withoutOptions(after).slice(0, mostVariants)
  const choices = [...withoutOptions(inside).slice(0, mostVariants), []]
  return choices.flatMap((chosen) => rests.map((rest) => [...before, ...chosen, ...rest]))
}

interface ReadToken {
  readonly format: string
  readonly strict: string
  readonly loose: string
}

function variantOf(tokens: readonly Token[]): ParseVariant | PatternRefusal {
  let [format, strict, loose] = ['', '', '^\\s*']
  for (const [index, token] of tokens.entries()) {
    const read = token.kind === 'letters' ? readLetters(token.letter, token.count, tokens[index + 1]) : readText(token)
    if (!read) return { letters: lettersOf(token) }
    format += read.format
    strict += read.strict
    loose += read.loose
  }
  const hasYear = tokens.some((token) => token.kind === 'letters' && /[yu]/.test(token.letter))
  const zulu = tokens.some((token) => token.kind === 'letters' && token.letter === 'X')
  return { format, strict, loose, zulu, year: hasYear ? '' : '1970 ' }
}

function readText(token: Token): ReadToken {
  const text = token.kind === 'text' ? token.text : ''
  const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return { format: literal(text), strict: pattern, loose: pattern }
}

const months = '(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)'
const longMonths = '(?i:january|february|march|april|may|june|july|august|september|october|november|december)'

function readLetters(letter: string, count: number, next: Token | undefined): ReadToken | null {
  const named = (format: string, pattern: string): ReadToken => ({ format, strict: pattern, loose: pattern })
  // Numbers that touch have their own width; before anything else all digits are read.
  const touches = next?.kind === 'letters' && /[yMdDHhmsS]/.test(next.letter)
  const digits = (format: string, strict: string): ReadToken => ({
    ...{ format, strict },
    loose: touches ? `\\d{${count}}` : '\\s*\\d+',
  })
  const one = (format: string) => (count <= 2 ? digits(format, count === 1 ? '\\d{1,2}' : '\\d{2}') : null)
  switch (letter) {
    case 'y':
      if (count > 4) return null
      return count === 2 ? digits('%y', '\\d{2}') : digits('%Y', count === 4 ? '\\d{4}' : '\\d{1,4}')
    case 'M':
    case 'L':
      return count === 3 ? named('%b', months) : count === 4 ? named('%B', longMonths) : one('%m')
    case 'd':
      return one('%d')
    case 'D':
      return count <= 3 ? digits('%j', count === 1 ? '\\d{1,3}' : `\\d{${count},3}`) : null
    case 'H':
      return one('%H')
    case 'h':
      return one('%I')
    case 'm':
      return one('%M')
    case 's':
      return one('%S')
    case 'S':
      return count <= 9 ? { format: '%f', strict: `\\d{1,${count}}`, loose: '\\d{1,3}(?:$|\\D)' } : null
    case 'a':
      return count === 1 ? named('%p', '(?i:AM|PM)') : null
    case 'X':
    case 'x':
    case 'Z':
      return zoneToken(letter, count)
    default:
      return null
  }
}

function zoneToken(letter: string, count: number): ReadToken | null {
  const shape =
    letter === 'Z' ? { 1: '\\d{4}', 2: '\\d{4}', 3: '\\d{4}' } : { 1: '\\d{2}', 2: '\\d{4}', 3: '\\d{2}:\\d{2}' }
  const offset = (shape as Readonly<Record<number, string>>)[count]
  if (!offset) return null
  const pattern = letter === 'X' ? `(?:Z|[+-]${offset})` : `[+-]${offset}`
  return { format: '%z', strict: pattern, loose: pattern }
}
