import { call, cast, number, string } from '../../../sql/build.ts'
import { revised } from '../../../sql/node-forms.ts'
import type { Call, Expression, Frame, Window } from '../../../sql/tree.ts'
import { installed, type Rendering, type Rewrite, type RewriteContext, refused, rewrite, sameAs } from '../../entry.ts'
import { recall, values } from '../../write.ts'
import { gathered, listed, twoTexts } from '../rewrite-strings.ts'
import { asText } from './as-text.ts'

/** Its first argument becomes text. */
function ofText(name: string): Rendering {
  return rewrite((node) => {
    const [text, ...rest] = values(node)
    return text ? recall(node, name, [asText(text), ...rest]) : null
  })
}

/** The arguments the other way round. */
const placeOf: Rewrite = (node) => {
  const [part, text] = values(node)
  return part && text ? call('strpos', [asText(text), part], node.span) : null
}

/** A `char(n)` is as long as it is without the blanks that fill it up, so it must not become text before. */
const length: Rewrite = (node, context) => {
  const [text] = values(node)
  if (!text) return null
  return recall(node, 'length', [context.typeOf(text) === 'string' ? text : asText(text)])
}

const one = (value: Expression) => number(1, value.span)

/** The flags that PostgreSQL has of Redshift's; its expressions look around without `p`. */
function flagsOf(
  parameters: Expression | undefined,
  context: RewriteContext,
): { flags: string; group: boolean } | null {
  if (!parameters) return { flags: 'c', group: false }
  if (parameters.kind !== 'string' || !/^[icpe]*$/.test(parameters.value)) {
    return context.refuse(parameters.span, "The parameters are 'c', 'e', 'i' and 'p', as a literal.")
  }
  return { flags: parameters.value.includes('i') ? 'i' : 'c', group: parameters.value.includes('e') }
}

const regexPart: Rewrite = (node, context) => {
  const [text, pattern, position, occurrence, parameters] = values(node)
  const found = flagsOf(parameters, context)
  if (!text || !pattern || !found) return null
  const part = number(found.group && pattern.kind === 'string' && /\((?!\?)/.test(pattern.value) ? 1 : 0, node.span)
  const args = [text, pattern, position ?? one(text), occurrence ?? one(text), string(found.flags, node.span), part]
  return call(['tidemill', 'redshift_regexp_substr'], args, node.span)
}

const regexCount: Rewrite = (node, context) => {
  const [text, pattern, position, parameters] = values(node)
  const found = flagsOf(parameters, context)
  if (!text || !pattern || !found) return null
  return recall(node, 'regexp_count', [text, pattern, position ?? one(text), string(found.flags, node.span)])
}

const regexPlace: Rewrite = (node, context) => {
  const [text, pattern, position, occurrence, option, parameters] = values(node)
  const found = flagsOf(parameters, context)
  if (!text || !pattern || !found) return null
  const option_ = option ?? number(0, node.span)
  const places = [position ?? one(text), occurrence ?? one(text), option_]
  return recall(node, 'regexp_instr', [text, pattern, ...places, string(found.flags, node.span)])
}

/** Redshift writes groups as `$1`. */
const regexReplacement: Rewrite = (node, context) => {
  const [text, pattern, replacement, position, parameters] = values(node)
  const found = flagsOf(parameters, context)
  if (!text || !pattern || !found) return null
  const groups =
    replacement?.kind === 'string'
      ? string(replacement.value.replaceAll('\\', '\\\\').replace(/\$(\d)/g, '\\$1'), replacement.span)
      : (replacement ?? string('', node.span))
  const all = number(0, node.span)
  return recall(node, 'regexp_replace', [
    text,
    pattern,
    groups,
    position ?? one(text),
    all,
    string(found.flags, node.span),
  ])
}

/** PostgreSQL has no order within an aggregate over a window: there it is the window's, and the frame is the whole of it. */
const listedTexts: Rewrite = (node, context) => {
  const { over, span, withinGroup } = node
  const [value, separator] = values(node)
  if (value && node.distinct && !over && context.typeOf(value) === 'string') {
    const all = gathered({ ...node, distinct: false }, value, 'array_agg', [asText(value)])
    return call(['tidemill', 'redshift_listed_once'], [all, separator ?? string('', span)], span)
  }
  if (!over || withinGroup.length === 0) return listed(distinctOrder(node, context), context)
  if (over.kind !== 'window') return context.refuse(span, 'Write the window behind `over`.')
  const bound = (text: Frame['start']['bound']) => ({ kind: 'frame-bound' as const, span, bound: text, offset: null })
  const [start, end] = [bound('unbounded preceding'), bound('unbounded following')]
  const window: Window = revised(over, {
    orderBy: withinGroup,
    frame: { kind: 'frame', span, unit: 'rows', start, end },
  })
  return listed(revised(node, { over: window, withinGroup: [] }), context)
}

/** Of distinct texts the order must be written as they are: as the `varchar` that is joined. */
function distinctOrder(node: Call, context: RewriteContext): Call {
  if (!node.distinct) return node
  const withinGroup = node.withinGroup.map((item) =>
    context.typeOf(item.expression) === 'string'
      ? revised(item, { expression: cast(item.expression, 'varchar', item.expression.span) })
      : item,
  )
  return revised(node, { withinGroup })
}

const stretch: Rewrite = (node) => {
  const [text, ...rest] = values(node)
  return text ? recall(node, 'substr', [asText(text), ...rest]) : null
}

/** A blank at the end does not count. */
const comparedTexts: Rewrite = (node) => {
  const trimmed = values(node).map((value) => call('rtrim', [asText(value), string(' ', value.span)], value.span))
  return call(['tidemill', 'redshift_compared'], trimmed, node.span)
}

/** What holds of texts; without the flag PostgreSQL's `trim` is `btrim`. */
export const textsOnPostgres: Readonly<Record<string, Rendering>> = {
  ascii: ofText('ascii'),
  bpcharcmp: rewrite(comparedTexts),
  btrim: ofText('btrim'),
  charindex: rewrite(placeOf),
  chr: sameAs('chr'),
  concat: rewrite(twoTexts),
  initcap: ofText('initcap'),
  left: ofText('left'),
  len: rewrite(length),
  listagg: rewrite(listedTexts),
  lower: ofText('lower'),
  lpad: ofText('lpad'),
  ltrim: ofText('ltrim'),
  octet_length: rewrite((node, context) => {
    const [value] = values(node)
    if (!value) return null
    return recall(node, 'octet_length', [context.typeOf(value) === 'binary' ? value : asText(value)])
  }),
  quote_ident: ofText('quote_ident'),
  quote_literal: ofText('quote_literal'),
  regexp_count: rewrite(regexCount),
  regexp_instr: rewrite(regexPlace),
  regexp_replace: rewrite(regexReplacement),
  regexp_substr: rewrite(regexPart),
  repeat: ofText('repeat'),
  replace: ofText('replace'),
  reverse: ofText('reverse'),
  right: ofText('right'),
  rpad: ofText('rpad'),
  rtrim: ofText('rtrim'),
  soundex: refused('PostgreSQL has no soundex without an extension.'),
  split_part: installed('redshift_split_part'),
  strpos: ofText('strpos'),
  strtol: installed('redshift_strtol'),
  substring: rewrite(stretch),
  to_hex: sameAs('to_hex'),
  translate: ofText('translate'),
  upper: ofText('upper'),
}
