import { array, binary, call, caseWhen, column, lambda, not, number, string } from '../../sql/build.ts'
import type { Expression, StringLiteral, TextSpan } from '../../sql/tree.ts'
import type { RewriteContext } from '../entry.ts'
import { type PlaceCondition, type PlacedBranch, type PlacedPattern, placedPattern } from '../look-around.ts'
import { joined, macroCall } from '../write.ts'

/** A pattern in Perl's dialect that looks around, ready to be tried at every place of a text. */
export interface LookAround {
  /** `body` is given the text, and where its matches start and end. */
  readonly within: (text: Expression, body: (text: Expression, marks: Expression) => Expression) => Expression
  /** The replacement of each match, one after the other. Null where its groups cannot be told apart. */
  readonly parts: (text: Expression, marks: Expression, replacement: Expression) => Expression | null
}

export const lookAroundOfPerl = "Redshift looks around in Perl's dialect of regular expressions only."

export function looksAround(pattern: string): boolean {
  return /\(\?(?:[=!]|<[=!])/.test(pattern.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]/g, 'x'))
}

/** Null when the pattern has been refused. */
export function lookAround(
  pattern: StringLiteral,
  parameters: string,
  position: Expression | null,
  context: RewriteContext,
): LookAround | null {
  const { span } = pattern
  const [inline = ''] = /^\(\?i\)/.exec(pattern.value) ?? []
  const placed = placedPattern(pattern.value.slice(inline.length))
  if (!placed) {
    return context.refuse(span, 'DuckDB looks around from the beginning or the end of a pattern only.')
  }
  if (position && placed.looksBack) {
    return context.refuse(position.span, 'On DuckDB a pattern that looks back is matched from the first place on.')
  }
  const flag = inline || parameters.includes('i') ? '(?i)' : ''
  return {
    within: (text, body) => {
      const bound = body(column('_text', span), column('_marks', span))
      const marks = macroCall('look_marks', [spansOf(placed, flag, position, span)], span)
      return named('_text', text, named('_marks', marks, bound, span), span)
    },
    parts: (text, marks, replacement) => {
      const one = replacementOf(placed, flag, text, replacement, context)
      if (!one) return null
      return call('list_transform', [macroCall('look_starts', [marks], span), lambda(['_at'], one, span)], span)
    },
  }
}

/** The value is computed once, however often it is used. */
function named(name: string, value: Expression, body: Expression, span: TextSpan): Expression {
  const list = call('list_transform', [array([value], span), lambda([name], body, span)], span)
  return call('list_extract', [list, number(1, span)], span)
}

function spansOf({ branches, empty }: PlacedPattern, flag: string, position: Expression | null, span: TextSpan) {
  const text = column('_text', span)
  const at = column('_at', span)
  const stops = branches.map((branch) => stopOf(branch, flag, span))
  const [only] = stops
  const stop = stops.length === 1 && only ? only : call('coalesce', stops, span)
  const end = branches.every(({ first }) => first)
    ? number(2, span)
    : binary('+', call('length', [text], span), number(2, span), span)
  const places = call('range', [position ?? number(1, span), end], span)
  const spans = call('list_transform', [places, lambda(['_at'], array([at, stop], span), span)], span)
  // Most texts of a column do not match, which one look at them tells.
  const plain = branches.map(({ first, main }) => `${first ? '^' : ''}(?:${main})`).join('|')
  const missed = not(call('regexp_matches', [text, string(`${flag}${plain}`, span)], span), span)
  return empty ? spans : caseWhen([[missed, array([], span)]], spans, span)
}

/** The place behind the match that begins at `_at`, or NULL. */
function stopOf(branch: PlacedBranch, flag: string, span: TextSpan): Expression {
  const at = column('_at', span)
  const matched = call('length', [groupOf(branch, flag, 1, at, span)], span)
  const stop = binary('+', at, matched, span)
  const conditions = branch.conditions.map((condition) => conditionTest(condition, flag, span))
  if (branch.first) conditions.unshift(binary('=', at, number(1, span), span))
  const [first, ...rest] = conditions
  if (!first) return stop
  return caseWhen([[rest.reduce((left, right) => binary('and', left, right, span), first), stop]], null, span)
}

/** A group of what is matched at a place, the whole of which is the first; NULL where nothing is. */
function groupOf(branch: PlacedBranch, flag: string, group: number, at: Expression, span: TextSpan): Expression {
  const { main, tail, borders } = branch
  const follows = tail === '' ? '' : `(?:${tail})`
  const pattern = `${flag}^${borders ? '(?s:.)' : ''}(${main})${follows}`
  const args = [rest(borders, at, span), string(pattern, span), number(group, span)]
  return call('list_extract', [call('regexp_extract_all', args, span), number(1, span)], span)
}

function conditionTest(condition: PlaceCondition, flag: string, span: TextSpan): Expression {
  const { behind, negated, offset, pattern, borders } = condition
  const passed = offset + (borders ? 1 : 0)
  const start = passed > 0 ? `(?s:.{${passed}})` : ''
  const seen = behind ? before(condition, span) : rest(borders, column('_at', span), span)
  const whole = behind ? `(?:${pattern})\\z` : `^${start}(?:${pattern})`
  const test = call('regexp_matches', [seen, string(`${flag}${whole}`, span)], span)
  return negated ? not(test, span) : test
}

/** As much of the text before the place as can matter. */
function before({ offset, reach }: PlaceCondition, span: TextSpan): Expression {
  const end = binary('+', column('_at', span), number(offset - 1, span), span)
  const all = call('left', [column('_text', span), end], span)
  return Number.isFinite(reach) ? call('right', [all, number(reach, span)], span) : all
}

/** The text from the place on; for word borders with the character before it, of which the first place has a blank. */
function rest(borders: boolean, at: Expression, span: TextSpan): Expression {
  const text = column('_text', span)
  return call('substr', [borders ? binary('||', string(' ', span), text, span) : text, at], span)
}

/** `$1` is a group of the match that begins at `_at`. */
function replacementOf(
  placed: PlacedPattern,
  flag: string,
  text: Expression,
  replacement: Expression,
  context: RewriteContext,
): Expression | null {
  const { span } = text
  if (replacement.kind !== 'string') return replacement
  const pieces = replacement.value.split(/\$(\d)/)
  if (pieces.length === 1) return replacement
  const [branch] = placed.branches
  const most = Math.max(...pieces.filter((_, index) => index % 2 === 1).map(Number))
  if (!branch || placed.groups === null || most > placed.groups) {
    return context.refuse(
      replacement.span,
      'On DuckDB the groups of a pattern that looks around must stand before it does.',
    )
  }
  const parts = pieces.map((piece, index) => {
    if (index % 2 === 0) return string(piece, span)
    const group = groupOf(branch, flag, Number(piece) + 1, column('_at', span), span)
    return call('coalesce', [group, string('', span)], span)
  })
  return joined(
    parts.filter((part) => part.kind !== 'string' || part.value !== ''),
    span,
  )
}
