import type { PatternRefusal } from './java-pattern.ts'

/** A stretch of a moment's text: by `strftime`, in the case and width that the pattern asks for. */
export interface PatternPiece {
  readonly format: string
  readonly letters: 'as is' | 'upper' | 'lower'
  /** Filled up with blanks to this width: names of months and days, unless the pattern says FM. */
  readonly width: number
}

interface Token {
  readonly name: string
  readonly write: string | null
  readonly read: string | null
  readonly padded?: boolean
}

/** Longest first within a letter; names of months and days follow the pattern's case. */
const tokens: readonly Token[] = [
  { name: 'YYYY', write: '%Y', read: '%Y' },
  { name: 'YYY', write: null, read: null },
  { name: 'YY', write: '%y', read: '%y' },
  { name: 'IYYY', write: '%G', read: null },
  { name: 'MONTH', write: '%B', read: '%B', padded: true },
  { name: 'MON', write: '%b', read: '%b' },
  { name: 'MM', write: '%m', read: '%m' },
  { name: 'MI', write: '%M', read: '%M' },
  { name: 'MS', write: '%g', read: '%g' },
  { name: 'DAY', write: '%A', read: null, padded: true },
  { name: 'DDD', write: '%j', read: '%j' },
  { name: 'DD', write: '%d', read: '%d' },
  { name: 'DY', write: '%a', read: null },
  { name: 'HH24', write: '%H', read: '%H' },
  { name: 'HH12', write: '%I', read: '%I' },
  { name: 'HH', write: '%I', read: '%I' },
  { name: 'SS', write: '%S', read: '%S' },
  { name: 'US', write: '%f', read: '%f' },
  { name: 'AM', write: '%p', read: '%p' },
  { name: 'PM', write: '%p', read: '%p' },
  { name: 'IW', write: '%V', read: null },
  { name: 'WW', write: null, read: null },
  { name: 'CC', write: null, read: null },
  { name: 'RM', write: null, read: null },
  { name: 'TZ', write: 'UTC', read: null },
  { name: 'OF', write: '+00', read: '%z' },
  { name: 'Y', write: null, read: null },
  { name: 'Q', write: null, read: null },
  { name: 'D', write: null, read: null },
  { name: 'J', write: null, read: null },
  { name: 'W', write: null, read: null },
]

/** Whether a pattern of `to_char` is one for moments rather than for numbers. */
export function isDatetimePattern(pattern: string): boolean {
  return /Y|MM|MON|DD|DAY|DY|HH|MI\b|SS|US|IW|Q|J|WW/i.test(pattern.replace(/"[^"]*"/g, '').replace(/MI$/i, ''))
}

/** The pieces of a pattern of `to_char`, or what has no counterpart. */
export function datetimePieces(pattern: string): readonly PatternPiece[] | PatternRefusal {
  const pieces: PatternPiece[] = []
  let fill = true
  for (const part of partsOf(pattern)) {
    if (part.kind === 'modifier') {
      fill = false
      continue
    }
    const piece = part.kind === 'text' ? plain(part.text) : written(part.token, part.text, fill)
    if (!piece) return { letters: part.text }
    pieces.push(piece)
    if (part.kind === 'token') fill = true
  }
  return merged(pieces)
}

/** The pattern of `to_date` or `to_timestamp` as `strptime` has it. */
export function datetimeFormat(pattern: string): string | PatternRefusal {
  let format = ''
  for (const part of partsOf(pattern)) {
    if (part.kind === 'text') format += literal(part.text)
    else if (part.kind === 'token') {
      if (part.token.read === null) return { letters: part.text }
      format += part.token.read
    }
  }
  return format
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'modifier'; readonly text: string }
  | { readonly kind: 'token'; readonly text: string; readonly token: Token }

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = []
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at)
    const quoted = /^"([^"]*)"?/.exec(rest)
    const token = tokens.find(({ name }) => rest.slice(0, name.length).toUpperCase() === name)
    if (quoted) {
      parts.push({ kind: 'text', text: quoted[1] ?? '' })
      at += quoted[0].length
    } else if (/^FM/i.test(rest)) {
      parts.push({ kind: 'modifier', text: 'FM' })
      at += 2
    } else if (token) {
      parts.push({ kind: 'token', text: rest.slice(0, token.name.length), token })
      at += token.name.length
    } else {
      parts.push({ kind: 'text', text: rest.slice(0, 1) })
      at++
    }
  }
  return parts
}

function written(token: Token, text: string, fill: boolean): PatternPiece | null {
  if (token.write === null) return null
  if (!fill && /^%[mdHIMSj]$/.test(token.write)) return plainFormat(token.write.replace('%', '%-'))
  const letters = /^%[aAbBp]$/.test(token.write) ? caseOf(text) : 'as is'
  return { format: token.write, letters, width: token.padded && fill ? 9 : 0 }
}

function caseOf(text: string): PatternPiece['letters'] {
  if (text === text.toUpperCase()) return 'upper'
  return text === text.toLowerCase() ? 'lower' : 'as is'
}

function plain(text: string): PatternPiece {
  return plainFormat(literal(text))
}

function plainFormat(format: string): PatternPiece {
  return { format, letters: 'as is', width: 0 }
}

function literal(text: string): string {
  return text.replaceAll('%', '%%')
}

/** Neighbours that need nothing but `strftime` become one piece. AM and PM are capitals already. */
function merged(pieces: readonly PatternPiece[]): readonly PatternPiece[] {
  const result: PatternPiece[] = []
  for (const piece of pieces) {
    const simple = piece.format === '%p' && piece.letters === 'upper' ? plainFormat('%p') : piece
    const last = result.at(-1)
    if (last && isPlain(last) && isPlain(simple)) result[result.length - 1] = plainFormat(last.format + simple.format)
    else result.push(simple)
  }
  return result
}

function isPlain({ letters, width }: PatternPiece): boolean {
  return letters === 'as is' && width === 0
}
