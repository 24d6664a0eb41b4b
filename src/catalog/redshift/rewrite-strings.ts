import { binary, call, cast, isNotNull, number, string } from '../../sql/build.ts'
import { revised } from '../../sql/node-forms.ts'
import type { Call, Expression, StringLiteral, TextSpan } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { macroCall, recall, values } from '../write.ts'
import { withAnyCharacter } from './any-character.ts'
import { type LookAround, lookAround, lookAroundOfPerl, looksAround } from './rewrite-look-around.ts'

export const twoTexts: Rewrite = (node) => {
  const [left, right] = values(node)
  return left && right ? binary('||', left, right, node.span) : null
}

const collations: Readonly<Record<string, 'by case' | 'without case'>> = {
  case_sensitive: 'by case',
  cs: 'by case',
  case_insensitive: 'without case',
  ci: 'without case',
}

/** It changes how a text is compared, not the text. Without a collation of its own a database compares by case. */
export const collated: Rewrite = (node, context) => {
  const [value, name] = values(node)
  if (!value || !name) return null
  const collation = name.kind === 'string' ? collations[name.value.toLowerCase()] : undefined
  if (collation === 'by case') return value
  if (collation) {
    return context.refuse(
      node.span,
      'Texts are compared by the case of their letters here. Compare `lower(…)` on both sides.',
    )
  }
  context.reject(
    name.span,
    'Redshift has the collations `case_sensitive` and `case_insensitive` alone.',
    'Name one of them as a literal.',
  )
  return null
}

/** A negative number of 32 bits has eight digits. */
export const hexDigits: Rewrite = (node, context) => {
  const [value] = values(node)
  if (!value) return null
  const type = context.exactTypeOf(value)
  const isShort = type?.kind === 'integer' && type.bits <= 32
  const wide = cast(value, 'bigint', value.span)
  const digits = isShort ? binary('&', wide, number(4294967295n, value.span), value.span) : value
  return macroCall('redshift_to_hex', [digits], node.span)
}

export const substringCall: Rewrite = (node, context) => {
  const [value, place, size] = values(node)
  if (!value || !place) return null
  const type = context.typeOf(value)
  const text = type === null || type === 'string' ? value : cast(value, 'varchar', value.span)
  const plain = [place, size].every((value) => !value || (value.kind === 'number' && Number(value.digits) >= 1))
  const args = size ? [text, place, size] : [text, place]
  return plain ? call('substring', args, node.span) : macroCall('redshift_substring', args, node.span)
}

/** `regexp_count(text, pattern, position, parameters)`. */
export const regexCount: Rewrite = (node, context) => {
  const [text, pattern, position, parameters] = values(node)
  if (!text || !pattern) return null
  const matched = patternWith(pattern, parameters, position, context)
  if (!matched) return null
  if (matched.around) return matched.around.within(text, (_, marks) => macroCall('look_count', [marks], node.span))
  return macroCall('redshift_regexp_count', [from(text, position), matched.pattern], node.span)
}

/** `regexp_substr(text, pattern, position, occurrence, parameters)`; the parameter `e` asks for the first group. */
export const regexPart: Rewrite = (node, context) => {
  const [text, pattern, position, occurrence, parameters] = values(node)
  if (!text || !pattern) return null
  const matched = patternWith(pattern, parameters, position, context)
  if (!matched) return null
  if (matched.around) {
    if (matched.group) return context.refuse(node.span, "On DuckDB a pattern that looks around has no parameter 'e'.")
    const nth = occurrence ?? number(1, node.span)
    return matched.around.within(text, (value, marks) => macroCall('look_part', [value, marks, nth], node.span))
  }
  const source = from(text, position)
  if (matched.group) {
    const rest = [occurrence ?? number(1, node.span), number(1, node.span)]
    return macroCall('regex_part', [source, matched.pattern, ...rest], node.span)
  }
  const args = [source, matched.pattern]
  return macroCall('redshift_regexp_substr', occurrence && !isOne(occurrence) ? [...args, occurrence] : args, node.span)
}

/** `regexp_instr(text, pattern, position, occurrence, option, parameters)`; an option of 1 asks for the end. */
export const regexPlace: Rewrite = (node, context) => {
  const [text, pattern, position, occurrence, option, parameters] = values(node)
  if (!text || !pattern) return null
  const matched = patternWith(pattern, parameters, position, context)
  if (!matched) return null
  if (matched.group) return context.refuse(node.span, "On DuckDB it knows no parameter 'e'.")
  if (option && option.kind !== 'number') return context.refuse(option.span, 'On DuckDB the option must be 0 or 1.')
  const nth = occurrence ?? number(1, node.span)
  if (matched.around) {
    const side = number(option && Number(option.digits) !== 0 ? 1 : 0, node.span)
    return matched.around.within(text, (_, marks) => macroCall('look_place', [marks, nth, side], node.span))
  }
  const start = position && !isOne(position) ? [placeOf(position)] : []
  if (option && Number(option.digits) !== 0) {
    const first = start[0] ?? number(1, node.span)
    return macroCall('regex_end_from', [text, matched.pattern, nth, first], node.span)
  }
  if (start.length > 0) return macroCall('regex_place_from', [text, matched.pattern, nth, ...start], node.span)
  const args = [text, matched.pattern]
  return macroCall('redshift_regexp_instr', isOne(nth) ? args : [...args, nth], node.span)
}

function from(text: Expression, position: Expression | undefined): Expression {
  return position && !isOne(position) ? call('substr', [text, placeOf(position)], text.span) : text
}

/** A place before the first is the first. */
function placeOf(position: Expression): Expression {
  if (position.kind === 'number' && Number(position.digits) >= 1) return position
  return macroCall('at_least', [position, number(1, position.span)], position.span)
}

function isOne(value: Expression): boolean {
  return value.kind === 'number' && Number(value.digits) === 1
}

interface MatchedPattern {
  readonly pattern: Expression
  readonly group: boolean
  readonly around: LookAround | null
}

/** The parameter `i` as a flag within the pattern; `e` asks for the first group, where there is one. */
function patternWith(
  pattern: Expression,
  parameters: Expression | undefined,
  position: Expression | undefined,
  context: RewriteContext,
): MatchedPattern | null {
  if (pattern.kind === 'string' && looksAround(pattern.value)) {
    return patternAround(pattern, parameters, position, context)
  }
  if (!parameters) return { pattern: withAnyCharacter(pattern), group: false, around: null }
  if (parameters.kind !== 'string' || !/^[icpe]*$/.test(parameters.value)) {
    return context.refuse(parameters.span, "The parameters that DuckDB has are 'c', 'e', 'i' and 'p'.")
  }
  const group = parameters.value.includes('e') && hasGroup(pattern)
  const own = parameters.value.includes('p') ? pattern : withAnyCharacter(pattern)
  if (!parameters.value.includes('i')) return { pattern: own, group, around: null }
  return { pattern: binary('||', string('(?i)', parameters.span), own, pattern.span), group, around: null }
}

/** Only Perl's dialect looks around, which the parameter `p` asks for. */
function patternAround(
  pattern: StringLiteral,
  parameters: Expression | undefined,
  position: Expression | undefined,
  context: RewriteContext,
): MatchedPattern | null {
  const letters = parameters?.kind === 'string' ? parameters.value : ''
  if (!letters.includes('p') || !/^[icpe]*$/.test(letters)) {
    context.reject(pattern.span, lookAroundOfPerl, "Give the function the parameter 'p'.")
    return null
  }
  const start = position && !isOne(position) ? placeOf(position) : null
  const around = lookAround(pattern, letters, start, context)
  return around && { pattern, group: letters.includes('e') && hasGroup(pattern), around }
}

function hasGroup(pattern: Expression): boolean {
  return pattern.kind === 'string' && /\((?!\?)/.test(pattern.value.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]/g, ''))
}

/** Redshift writes groups as `$1`, as DuckDB writes `\1`. */
export const regexReplacement: Rewrite = (node, context) => {
  const [text, pattern, replacement, position, parameters] = values(node)
  if (!text || !pattern) return null
  const matched = patternWith(pattern, parameters, position, context)
  if (!matched) return null
  if (matched.around) return replacedAround(node.span, matched.around, text, replacement ?? string('', node.span))
  const groups =
    replacement?.kind === 'string'
      ? string(replacement.value.replaceAll('\\', '\\\\').replace(/\$(\d)/g, '\\$1'), replacement.span)
      : (replacement ?? string('', node.span))
  const replaced = recall(node, 'regexp_replace', [
    from(text, position),
    matched.pattern,
    groups,
    string('g', node.span),
  ])
  if (!position || isOne(position)) return replaced
  // What lies before the place stays as it is.
  const before = call(
    'left',
    [text, binary('-', placeOf(position), number(1, position.span), position.span)],
    text.span,
  )
  return binary('||', before, replaced, node.span)
}

function replacedAround(
  span: TextSpan,
  around: LookAround,
  text: Expression,
  replacement: Expression,
): Expression | null {
  let refused = false
  const replaced = around.within(text, (value, marks) => {
    const parts = around.parts(value, marks, replacement)
    refused = parts === null
    return parts ? macroCall('look_replaced', [value, marks, parts], span) : value
  })
  return refused ? null : replaced
}

/** NULL and empty texts are left out; nothing gives NULL. */
export const listed: Rewrite = (node) => {
  const [value, separator] = values(node)
  if (!value) return null
  return gathered(node, value, 'string_agg', [cast(value, 'varchar', value.span), separator ?? string('', node.span)])
}

/** Of texts that differ in blanks at the end alone, `distinct` takes the first. */
export const listedOnce: Rewrite = (node, context) => {
  const [value, separator] = values(node)
  if (!value || !node.distinct || context.typeOf(value) !== 'string') return listed(node, context)
  const all = gathered({ ...node, distinct: false }, value, 'list', [cast(value, 'varchar', value.span)])
  return macroCall('redshift_listed_once', [all, separator ?? string('', node.span)], node.span)
}

/** The aggregate of what is neither NULL nor empty, in the order `within group`. */
export function gathered(node: Call, value: Expression, name: string, args: readonly Expression[]): Call {
  const { span } = node
  const filled = binary('<>', cast(value, 'varchar', value.span), string('', span), span)
  const present = binary('and', isNotNull(value, span), filled, span)
  return revised(recall(node, name, args), {
    orderBy: node.withinGroup,
    withinGroup: [],
    filter: node.filter ? binary('and', node.filter, present, span) : present,
  })
}
