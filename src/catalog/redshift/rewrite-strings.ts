import { binary, call, cast, isNotNull, string } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { macroCall, recall, values } from '../write.ts'

export const twoTexts: Rewrite = (node) => {
  const [left, right] = values(node)
  return left && right ? binary('||', left, right, node.span) : null
}

export const substringCall: Rewrite = (node) => {
  const [text, place, size] = values(node)
  if (!text || !place) return null
  const plain = [place, size].every((value) => !value || (value.kind === 'number' && Number(value.digits) >= 1))
  const args = size ? [text, place, size] : [text, place]
  return plain ? call('substring', args, node.span) : macroCall('redshift_substring', args, node.span)
}

/** `regexp_substr(text, pattern, position, occurrence, …, parameters)`; only letters among the parameters that are known. */
export function regexCall(macro: string, occurrenceAfterPosition: number): Rewrite {
  return (node, context) => {
    const [text, pattern, position, ...rest] = values(node)
    if (!text || !pattern) return null
    const occurrence = occurrenceAfterPosition === 1 && rest[0]?.kind !== 'string' ? rest.shift() : undefined
    const parameters = rest.pop()
    // An option of 0 asks for the beginning of the match, which is what is given anyway.
    if (macro.endsWith('instr') && rest[0]?.kind === 'number' && Number(rest[0].digits) === 0) rest.shift()
    if (rest.length > 0)
      return context.refuse(node.span, 'On DuckDB it takes text, pattern, position, occurrence and parameters.')
    const matched = patternWith(pattern, parameters, context)
    if (!matched) return null
    const from = position && !isOne(position) ? call('substr', [text, position], text.span) : text
    if (from !== text && macro.endsWith('instr')) {
      return context.refuse(node.span, 'On DuckDB the search begins at the first character.')
    }
    return macroCall(macro, occurrence && !isOne(occurrence) ? [from, matched, occurrence] : [from, matched], node.span)
  }
}

function isOne(value: Expression): boolean {
  return value.kind === 'number' && Number(value.digits) === 1
}

/** The parameter `i` as a flag within the pattern; `c` and `p` change nothing. */
function patternWith(
  pattern: Expression,
  parameters: Expression | undefined,
  context: RewriteContext,
): Expression | null {
  if (!parameters) return pattern
  if (parameters.kind !== 'string' || !/^[icp]*$/.test(parameters.value)) {
    return context.refuse(parameters.span, "The parameters that DuckDB has are 'c' and 'i'.")
  }
  if (!parameters.value.includes('i')) return pattern
  return binary('||', string('(?i)', parameters.span), pattern, pattern.span)
}

/** Redshift writes groups as `$1`, as DuckDB writes `\1`. */
export const regexReplacement: Rewrite = (node, context) => {
  const [text, pattern, replacement, position, parameters] = values(node)
  if (!text || !pattern) return null
  if (position && !isOne(position))
    return context.refuse(position.span, 'On DuckDB the search begins at the first character.')
  const matched = patternWith(pattern, parameters, context)
  if (!matched) return null
  const groups =
    replacement?.kind === 'string'
      ? string(replacement.value.replaceAll('\\', '\\\\').replace(/\$(\d)/g, '\\$1'), replacement.span)
      : (replacement ?? string('', node.span))
  return recall(node, 'regexp_replace', [text, matched, groups, string('g', node.span)])
}

/** NULL and empty texts are left out; nothing gives NULL. */
export const listed: Rewrite = (node) => {
  const [value, separator] = values(node)
  if (!value) return null
  const { span } = node
  const text = cast(value, 'varchar', value.span)
  const filled = binary('<>', text, string('', span), span)
  const present = binary('and', isNotNull(value, span), filled, span)
  return {
    ...recall(node, 'string_agg', [text, separator ?? string('', span)]),
    orderBy: node.withinGroup,
    withinGroup: [],
    filter: node.filter ? binary('and', node.filter, present, span) : present,
  }
}
