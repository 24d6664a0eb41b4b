/** A letter of Java's date patterns (`DateTimeFormatter`) that cannot be said in DuckDB. */
export interface PatternRefusal {
  readonly letters: string
}

/**
 * Java's pattern as DuckDB's `strftime` or `strptime` has it, or the letters that have no counterpart.
 * Moments are in UTC, so letters for a zone are plain text when writing.
 */
export function javaPattern(pattern: string, use: 'format' | 'parse'): string | PatternRefusal {
  let out = ''
  for (let at = 0; at < pattern.length; ) {
    const letter = pattern[at] as string
    if (letter === "'") {
      const end = quoteEnd(pattern, at)
      out += literal(end === at + 2 ? "'" : pattern.slice(at + 1, end - 1).replaceAll("''", "'"))
      at = end
    } else if (/[A-Za-z]/.test(letter)) {
      let count = 1
      while (pattern[at + count] === letter) count++
      const code = specifier(letter, count, use)
      if (code === null) return { letters: letter.repeat(count) }
      out += code
      at += count
    } else {
      if (letter !== '[' && letter !== ']') out += literal(letter)
      else return { letters: letter }
      at++
    }
  }
  return out
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

function specifier(letter: string, count: number, use: 'format' | 'parse'): string | null {
  const parse = use === 'parse'
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
    case 'S':
      return count === 3 ? '%g' : count === 6 ? '%f' : parse && count < 6 ? '%f' : null
    case 'a':
      return count === 1 ? '%p' : null
    case 'E':
      if (parse) return null
      return count <= 3 ? '%a' : count === 4 ? '%A' : null
    case 'X':
      return parse ? (count === 1 ? null : '%z') : 'Z'
    case 'x':
      return parse ? '%z' : ([null, '+00', '+0000', '+00:00'][count] ?? null)
    case 'Z':
      return parse ? '%z' : count <= 3 ? '+0000' : count === 5 ? 'Z' : null
    case 'z':
      return parse ? null : count <= 3 ? 'UTC' : null
    case 'G':
      return parse ? null : count <= 3 ? 'AD' : null
    default:
      return null
  }
}
