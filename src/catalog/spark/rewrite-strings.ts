import { array, binary, call, caseWhen, cast, isNull, nullValue, number, string } from '../../sql/build.ts'
import type { Call, CaseBranch, Expression, TextSpan } from '../../sql/tree.ts'
import type { Rewrite, RewriteContext } from '../entry.ts'
import { joined, macroCall, nameOf, recall, values } from '../write.ts'
import { asText } from './rewrite-bytes.ts'

/** `concat` is `||`, which knows texts, bytes and arrays and gives NULL for NULL. */
export const concatenation: Rewrite = (node, context) => {
  const { result } = context
  const parts = values(node).map((part) =>
    result?.kind === 'string' && context.exactTypeOf(part) ? asText(part, context) : part,
  )
  const [only] = parts
  if (result?.kind === 'array' && parts.length > 1) {
    // A list and NULL is the list in DuckDB.
    const tests = parts.map((part): Expression => isNull(part, part.span))
    const absent = tests.reduce((left, right) => binary('or', left, right, node.span))
    return caseWhen([[absent, nullValue(node.span)]], joined(parts, node.span), node.span)
  }
  return parts.length === 1 && only && !result ? cast(only, 'varchar', node.span) : joined(parts, node.span)
}

export const separatedTexts: Rewrite = (node) => {
  const [separator, ...parts] = values(node)
  if (!separator) return null
  const lists = parts.map((part) => macroCall('spark_texts', [part], part.span))
  const all = call('flatten', [call('list_value', lists, node.span)], node.span)
  const filled = lists.length === 0 ? array([string('', node.span)], node.span) : all
  return macroCall('joined_texts', [filled, separator], node.span)
}

export const textAt: Rewrite = (node, context) => {
  const [place, ...texts] = values(node)
  if (!place) return null
  const bytes = texts.every((text) => context.exactTypeOf(text)?.kind === 'binary')
  const list = call('list_value', bytes ? texts : texts.map((text) => asText(text, context)), node.span)
  return macroCall(
    'spark_get',
    [list, binary('-', cast(place, 'bigint', place.span), number(1, node.span), node.span)],
    node.span,
  )
}

/** The function `like` is the operator. */
export function likeCall(operator: 'like' | 'ilike'): Rewrite {
  return (node, context) => {
    const [value, pattern] = values(node)
    if (!value || !pattern) return null
    return context.like({ kind: 'like', span: node.span, operator, negated: false, value, pattern, escape: null })
  }
}

/** `to_binary(text, format)`: hex, utf-8 (utf8) or base64. */
export function binaryCall(lenient: boolean): Rewrite {
  return (node, context) => {
    const [value, format] = values(node)
    if (!value) return null
    if (format && format.kind !== 'string') return context.refuse(format.span, 'Write the format as a literal.')
    const { span } = node
    const text = asText(value, context)
    const failing = (read: Expression) => (lenient ? call('try', [read], span) : read)
    switch (format?.value.toLowerCase() ?? 'hex') {
      case 'hex':
        return macroCall(lenient ? 'spark_unhex' : 'strict_unhex', [text], span)
      case 'utf-8':
      case 'utf8':
        return call('encode', [text], span)
      case 'base64':
        return failing(call('from_base64', [text], span))
      default:
        return lenient
          ? cast({ kind: 'null', span }, 'blob', span)
          : context.refuse(span, 'The formats are hex, utf-8 and base64.')
    }
  }
}

export const decodeCall: Rewrite = (node, context) => {
  const args = values(node)
  const [operand, charset] = args
  if (!operand || !charset) return null
  if (args.length > 2) return decodeCase(node, operand, args.slice(1), context)
  if (!isUtf8(charset)) return context.refuse(charset.span, "On DuckDB `decode` reads 'UTF-8' only.")
  return call('decode', [operand], node.span)
}

/** `decode(x, a, 1, b, 2, 3)`; NULL equals NULL. */
export function decodeCase(
  node: Call,
  operand: Expression,
  rest: readonly Expression[],
  context: RewriteContext,
): Expression {
  const { span } = node
  const chosen = (result: Expression) =>
    context.dialect === 'spark' && context.result?.kind === 'string' && result.kind !== 'null'
      ? asText(result, context)
      : result
  const branches: CaseBranch[] = []
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const [search, result] = [rest[at], rest[at + 1]]
    if (!search || !result) continue
    const same = context.compare({ kind: 'is-distinct', span, negated: true, left: operand, right: search })
    branches.push({ kind: 'case-branch', span, when: same, result: chosen(result) })
  }
  const last = rest.length % 2 === 1 ? rest.at(-1) : null
  return { kind: 'case', span, operand: null, branches, otherwise: last ? chosen(last) : null }
}

export const encodeCall: Rewrite = (node, context) => {
  const [operand, charset] = values(node)
  if (!operand || !charset) return null
  if (!isUtf8(charset)) return context.refuse(charset.span, "On DuckDB `encode` writes 'UTF-8' only.")
  return call('encode', [operand], node.span)
}

function isUtf8(charset: Expression): boolean {
  return charset.kind === 'string' && /^utf-?8$/i.test(charset.value)
}

/** Spark counts groups from 1 when none is named, DuckDB gives the whole match. */
export const regexGroup: Rewrite = (node, context) => {
  const [subject, pattern, group] = values(node)
  if (!subject || !pattern) return null
  const index = group ?? number(1, node.span)
  if (index.kind !== 'number') return context.refuse(index.span, 'Write the number of the group as a literal.')
  return recall(node, nameOf(node), [subject, pattern, index])
}

export const regexReplacement: Rewrite = (node, context) => {
  const [subject, pattern, replacement, position] = values(node)
  if (!subject || !pattern || !replacement) return null
  if (replacement.kind === 'string' && /\$\{/.test(replacement.value)) {
    return context.refuse(replacement.span, 'Write the number of the group: `$1`.')
  }
  const groups =
    replacement.kind === 'string'
      ? string(duckdbReplacement(replacement.value), replacement.span)
      : macroCall('spark_replacement', [replacement], replacement.span)
  if (position) return macroCall('replaced_from', [subject, pattern, groups, position], node.span)
  return recall(node, 'regexp_replace', [subject, pattern, groups, string('g', node.span)])
}

/** Java writes groups as `$1` and escapes with a backslash; RE2 writes `\1`. */
function duckdbReplacement(replacement: string): string {
  return replacement.replace(/\\(.)|\$(\d)/gs, (_, escaped: string | undefined, group: string | undefined) => {
    if (group !== undefined) return `\\${group}`
    return escaped === '\\' ? '\\\\' : (escaped ?? '')
  })
}

/** The empty text behind it makes DuckDB refuse an array whose type is not evident, instead of taking it for a text. */
export const reversed: Rewrite = (node, context) => {
  const [value] = values(node)
  if (!value) return null
  const { span } = node
  if (context.typeOf(value) === 'array') return call('list_reverse', [value], span)
  return call('reverse', [binary('||', value, string('', span), span)], span)
}

/** Java's placeholders as those of DuckDB's `format`; each value is given as text or number, as its placeholder asks. */
export const formattedText: Rewrite = (node, context) => {
  const [pattern, ...args] = values(node)
  if (!pattern) return null
  if (pattern.kind !== 'string') return context.refuse(pattern.span, 'On DuckDB the format must be a literal.')
  const used: Expression[] = []
  let known = true
  const format = pattern.value.replace(
    /[{}]|%(?:%|n|([-0,+]*)(\d*)(\.\d+)?([a-zA-Z]))/g,
    (sign, flags, width, precision, letter) => {
      if (sign === '{' || sign === '}') return sign + sign
      if (sign === '%%') return '%'
      if (sign === '%n') return '\n'
      const value = args[used.length]
      const form: Form = { flags, width, precision: precision ?? '', letter }
      const placeholder = value && placeholderOf(form)
      if (!placeholder) {
        known = false
        return sign
      }
      used.push(formattedValue(value, placeholder, form, context))
      return letter === 's' ? placeholder : '{}'
    },
  )
  if (/%\d+\$/.test(pattern.value)) known = false
  // Days and microseconds are what Java is given of them.
  const moment = args.find((value) => ['date', 'timestamp'].includes(context.typeOf(value) ?? ''))
  if (moment) return context.refuse(moment.span, 'Write date_format(…) or a cast to string.')
  if (!known) return context.refuse(pattern.span, 'The placeholders that DuckDB has are %s, %d, %x, %f and %e.')
  return call('format', [string(format, pattern.span), ...used], node.span)
}

interface Form {
  readonly flags: string
  readonly width: string
  readonly precision: string
  readonly letter: string
}

/** What is not there is written as null; halves go away from zero, by the digits that a double is written with. */
function formattedValue(value: Expression, placeholder: string, form: Form, context: RewriteContext): Expression {
  const { span } = value
  const { letter, precision } = form
  if (letter === 's') {
    return call('coalesce', [macroCall('spark_string', [value], span), string('null', span)], span)
  }
  const type = context.exactTypeOf(value)
  const wanted = letter === 'f' || letter === 'e' ? 'float' : 'integer'
  if (type && type.kind !== 'null' && type.kind !== wanted) {
    const help = wanted === 'float' ? 'Cast it to double.' : 'Cast it to bigint.'
    context.reject(span, `The placeholder %${letter} takes no such value.`, help)
  }
  if (value.kind === 'number' && wanted === 'integer') return call('format', [string(placeholder, span), value], span)
  if (wanted === 'integer') {
    const text = call('format', [string(placeholder, span), cast(value, 'bigint', span)], span)
    return caseWhen([[isNull(value, span), word('null', form, span)]], text, span)
  }
  const double = cast(value, 'double', span)
  const places = number(Number(precision.slice(1) || 6), span)
  const rounded = letter === 'f' ? macroCall('rounded_double', [double, places], span) : double
  const isAbove = binary('>', double, number(0, span), span)
  const infinity = caseWhen(
    [[isAbove, word(form.flags.includes('+') ? '+Infinity' : 'Infinity', form, span)]],
    word('-Infinity', form, span),
    span,
  )
  return caseWhen(
    [
      [isNull(value, span), word('null'.slice(0, precision ? Number(precision.slice(1)) : 4), form, span)],
      [call('isnan', [double], span), word('NaN', form, span)],
      [call('isinf', [double], span), infinity],
    ],
    call('format', [string(placeholder, span), rounded], span),
    span,
  )
}

/** A word in the place of a number, within its width. */
function word(text: string, { flags, width }: Form, span: TextSpan): Expression {
  const size = Number(width || 0)
  return string(flags.includes('-') ? text.padEnd(size) : text.padStart(size), span)
}

function placeholderOf({ flags, width, precision, letter }: Form): string | null {
  if (!/^[sdxXfe]$/.test(letter)) return null
  const align = flags.includes('-') ? '<' : width && letter === 's' ? '>' : ''
  const sign = flags.includes('+') ? '+' : ''
  const zero = flags.includes('0') ? '0' : ''
  const comma = flags.includes(',') ? ',' : ''
  const places = precision || (letter === 'f' || letter === 'e' ? '.6' : '')
  return `{:${align}${sign}${zero}${width}${comma}${places}${letter}}`
}
