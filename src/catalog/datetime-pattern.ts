import type { PatternRefusal } from './java-pattern.ts'

/** A stretch of a moment's text: by `strftime`, in the case and width that the pattern asks for. */
export interface PatternPiece {
  readonly format: string
  /** The macro that writes it, where `strftime` cannot. */
  readonly made: string | null
  /** An ending as in `1st`. */
  readonly ordinal: 'th' | 'TH' | null
  readonly letters: 'as is' | 'upper' | 'lower'
  /** Filled up with blanks to this width: names of months and days, unless the pattern says FM. */
  readonly width: number
}

interface Token {
  readonly name: string
  readonly write: string | null
  readonly read: string | null
  readonly padded?: boolean
  /** A macro that writes it. */
  readonly made?: string
}

/** Longest first within a letter; names of months and days follow the pattern's case. */
const tokens: readonly Token[] = [
  { name: 'Y,YYY', write: '', read: null, made: 'text_grouped_year' },
  { name: 'YYYY', write: '%Y', read: '%Y' },
  { name: 'YY', write: '%y', read: '%y' },
  { name: 'YYY', write: '', read: null, made: 'text_three_years' },
  { name: 'IYYY', write: '%G', read: null },
  { name: 'IDDD', write: null, read: null },
  { name: 'IYY', write: '', read: null, made: 'text_three_iso_years' },
  { name: 'IY', write: '', read: null, made: 'text_two_iso_years' },
  { name: 'ID', write: '%u', read: null },
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
  { name: 'SSSSS', write: '', read: null, made: 'text_second_of_day' },
  { name: 'SSSS', write: '', read: null, made: 'text_second_of_day' },
  { name: 'SS', write: '%S', read: '%S' },
  { name: 'US', write: '%f', read: '%f' },
  { name: 'AM', write: '%p', read: '%p' },
  { name: 'PM', write: '%p', read: '%p' },
  { name: 'A.M.', write: '', read: null, made: 'text_meridian' },
  { name: 'P.M.', write: '', read: null, made: 'text_meridian' },
  { name: 'A.D.', write: '', read: null, made: 'text_dotted_era' },
  { name: 'B.C.', write: '', read: null, made: 'text_dotted_era' },
  { name: 'AD', write: '', read: null, made: 'text_era' },
  { name: 'BC', write: '', read: null, made: 'text_era' },
  { name: 'IW', write: '%V', read: null },
  { name: 'WW', write: '', read: null, made: 'text_week_of_year' },
  { name: 'CC', write: '', read: null, made: 'text_century' },
  { name: 'RM', write: '', read: null, made: 'text_month_roman', padded: true },
  { name: 'TZ', write: 'UTC', read: null },
  { name: 'OF', write: '+00', read: '%z' },
  { name: 'I', write: '', read: null, made: 'text_one_iso_year' },
  { name: 'Y', write: '', read: null, made: 'text_one_year' },
  { name: 'Q', write: '', read: null, made: 'text_quarter' },
  { name: 'D', write: '', read: null, made: 'text_weekday' },
  { name: 'J', write: '', read: null, made: 'text_julian_day' },
  { name: 'W', write: '', read: null, made: 'text_week_of_month' },
]

/** Whether a pattern of `to_char` is one for moments rather than for numbers. */
export function isDatetimePattern(pattern: string): boolean {
  const signs = pattern.replace(/"[^"]*"/g, '')
  // A pattern for numbers has places for digits, unless they are Roman.
  if (!/[09]/.test(signs)) return !/RN/i.test(signs)
  return /Y|MM|MON|DD|DAY|DY|HH|MI\b|SS|US|IW|Q|J|WW/i.test(signs.replace(/MI$/i, ''))
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
    const piece = part.kind === 'text' ? plain(part.text) : written(part.token, part.text, part.ordinal, fill)
    if (!piece) return { letters: part.text }
    pieces.push(piece)
    if (part.kind === 'token') fill = true
  }
  return merged(pieces)
}

/** Where the fields of a pattern of plain digits stand in a text: a regular expression, and the number of each group. */
export interface FieldPlaces {
  readonly pattern: string
  readonly groups: Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>
}

const fieldNames: Readonly<Record<string, keyof FieldPlaces['groups']>> = {
  YYYY: 'year',
  MM: 'month',
  DD: 'day',
  HH24: 'hour',
  MI: 'minute',
  SS: 'second',
}

/** Null when the pattern has anything but such fields and signs between them. */
export function fieldPlaces(pattern: string): FieldPlaces | null {
  const groups = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
  const parts = partsOf(pattern)
  let regex = '^\\s*'
  let count = 0
  for (const [at, part] of parts.entries()) {
    if (part.kind === 'modifier') continue
    if (part.kind === 'text') {
      if (/[A-Za-z0-9]/.test(part.text)) return null
      regex += '[^0-9]*'
      continue
    }
    const field = fieldNames[part.token.name]
    if (!field || groups[field] > 0) return null
    groups[field] = ++count
    const width = field === 'year' ? 4 : 2
    const touches = parts[at + 1]?.kind === 'token'
    regex += touches ? `(\\d{${width}})` : `(\\d{1,${width}})`
  }
  return count > 0 ? { pattern: regex, groups } : null
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
  | { readonly kind: 'token'; readonly text: string; readonly token: Token; readonly ordinal: 'th' | 'TH' | null }

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
      const [ordinal = null] = /^(?:th|TH)/.exec(rest.slice(token.name.length)) ?? []
      parts.push({
        kind: 'token',
        text: rest.slice(0, token.name.length),
        token,
        ordinal: ordinal as 'th' | 'TH' | null,
      })
      at += token.name.length + (ordinal?.length ?? 0)
    } else {
      parts.push({ kind: 'text', text: rest.slice(0, 1) })
      at++
    }
  }
  return parts
}

function written(token: Token, text: string, ordinal: PatternPiece['ordinal'], fill: boolean): PatternPiece | null {
  if (token.write === null) return null
  const made = token.made ?? null
  if (!fill && /^%[mdHIMSj]$/.test(token.write)) {
    return { ...plainFormat(token.write.replace('%', '%-')), ordinal }
  }
  const isWord = /^%[aAbBp]$/.test(token.write) || /^(RM|[AP]\.?M\.?|AD|BC|A\.D\.|B\.C\.)$/.test(token.name)
  const letters = isWord ? caseOf(text) : 'as is'
  return {
    format: token.write,
    made,
    ordinal,
    letters,
    width: token.padded && fill ? (token.name === 'RM' ? 4 : 9) : 0,
  }
}

function caseOf(text: string): PatternPiece['letters'] {
  if (text === text.toUpperCase()) return 'upper'
  return text === text.toLowerCase() ? 'lower' : 'as is'
}

function plain(text: string): PatternPiece {
  return plainFormat(literal(text))
}

function plainFormat(format: string): PatternPiece {
  return { format, made: null, ordinal: null, letters: 'as is', width: 0 }
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

function isPlain({ made, ordinal, letters, width }: PatternPiece): boolean {
  return made === null && ordinal === null && letters === 'as is' && width === 0
}
