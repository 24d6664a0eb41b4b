import * as problems from '../diagnostics/catalog/template.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import {
  type HandlebarsCall,
  type HandlebarsExpression,
  type HandlebarsHashPair,
  type HandlebarsLiteral,
  type HandlebarsLocation,
  type HandlebarsPath,
  parseTagText,
  type TagError,
} from './handlebars.ts'
import { jinjaTagToHandlebars } from './jinja.ts'
import { OriginText } from './origin-text.ts'
import type { TagToken } from './scan.ts'
import { spanOf } from './template-source.ts'
import {
  type BlockParameter,
  type CallExpression,
  deepestNesting,
  type Expression,
  type LiteralExpression,
  type NamedArgument,
  type PathExpression,
} from './tree.ts'

/** The content of one tag. */
export interface TagContent {
  readonly call: CallExpression
  readonly parameters: readonly BlockParameter[]
}

/**
 * Reads what stands between a tag's braces: `ref "orders"`, `each xs as |x|`, for `{{else if x}}` the `if x`.
 * Null, with a diagnostic, when Handlebars' parser refuses it.
 */
export function readTag(
  source: OriginText,
  token: TagToken,
  report: (diagnostic: Diagnostic) => void,
): TagContent | null {
  const inner = source.text.slice(token.innerStart, token.innerEnd)
  if (parenthesesWithin(inner) > deepestNesting) {
    report(problems.nestedTooDeeply(spanOf(source, token.start, token.end), deepestNesting))
    return null
  }
  const block = token.form !== 'output'
  const name = block ? (/^\s*([^\s|}()]+)/.exec(inner)?.[1] ?? '') : ''
  // Line breaks become blanks: in one line, the parser's columns are offsets. Literals are read from the source.
  const oneLine = inner.replace(/[\r\n\u2028\u2029]/g, ' ')
  const open = block ? '{{#' : '{{'
  const parsed = parseTagText(`${open}${oneLine}}}${block ? `{{/${name}}}` : ''}`)
  const shift = token.innerStart - open.length

  if ('start' in parsed) {
    report(unreadable(source, token, { start: parsed.start + shift, end: parsed.end + shift }))
    return null
  }
  const { call } = parsed
  if (call.path.type === 'PathExpression' && call.path.original === '-') {
    // `{{- x -}}` trims in Jinja; to Handlebars it is a name.
    report(problems.jinja(spanOf(source, token.start, token.end), jinjaForm(source, token)))
    return null
  }
  const reader = new TagReader(source, shift, report)
  const content = reader.call(call, spanOf(source, token.start, token.end))
  if (content === null) return null
  const parameters = block ? blockParameters(source, token, parsed.blockParameters, report) : []
  return { call: content, parameters }
}

/** How deep parentheses lie within one another. Handlebars' parser takes minutes for some thousands. */
function parenthesesWithin(inner: string): number {
  let depth = 0
  let deepest = 0
  for (const [sign] of inner.matchAll(/[()]|"(?:\\"|[^"])*"|'(?:\\'|[^'])*'/g)) {
    if (sign === '(') deepest = Math.max(deepest, ++depth)
    else if (sign === ')') depth--
  }
  return deepest
}

/** Why Handlebars' parser refused a tag. */
function unreadable(source: OriginText, token: TagToken, error: TagError): Diagnostic {
  const inner = source.text.slice(token.innerStart, token.innerEnd)
  const whole = spanOf(source, token.start, token.end)
  const form = jinjaForm(source, token)
  if (form !== null || /^\s*[\w.]+\(/.test(inner)) return problems.jinja(whole, form)
  if (inner.trim() === '') return problems.emptyTag(whole)
  const start = Math.min(error.start, token.innerEnd)
  const end = Math.min(error.end, token.innerEnd)
  return problems.syntax(spanOf(source, start, end), source.text.slice(start, end), whole)
}

function jinjaForm(source: OriginText, token: TagToken): string | null {
  return jinjaTagToHandlebars(source.text.slice(token.start, token.end))
}

/** The tree that Handlebars gives for names between bars has no places, so they are found in the text. */
function blockParameters(
  source: OriginText,
  token: TagToken,
  names: readonly string[],
  report: (diagnostic: Diagnostic) => void,
): BlockParameter[] {
  if (names.length === 0) return []
  let offset = source.text.lastIndexOf('|', source.text.lastIndexOf('|', token.innerEnd) - 1) + 1
  const seen = new Map<string, Span>()
  return names.map((name) => {
    const start = source.text.indexOf(name, offset)
    offset = start + name.length
    const span = spanOf(source, start, offset)
    const first = seen.get(name)
    if (first) report(problems.duplicateParameter(name, span, first))
    else seen.set(name, span)
    return { name, span }
  })
}

/** Turns Handlebars' tree of one tag into ours; null where it holds something that Tidemill refuses. */
class TagReader {
  readonly #source: OriginText
  readonly #shift: number
  readonly #report: (diagnostic: Diagnostic) => void

  constructor(source: OriginText, shift: number, report: (diagnostic: Diagnostic) => void) {
    this.#source = source
    this.#shift = shift
    this.#report = report
  }

  call(node: HandlebarsCall, span: Span): CallExpression | null {
    if (node.path.type !== 'PathExpression') {
      this.#report(problems.bareLiteral(span, this.#textAt(node.path.loc)))
      return null
    }
    const path = this.#path(node.path)
    const positional = node.params.map((param) => this.#expression(param))
    const named = this.#named(node.hash?.pairs ?? [])
    if (path === null || named === null || !positional.every((argument) => argument !== null)) return null
    return { kind: 'call', path, positional, named, span }
  }

  #expression(node: HandlebarsExpression): Expression | null {
    switch (node.type) {
      case 'PathExpression':
        return this.#path(node)
      case 'SubExpression':
        return this.call(node, this.#span(node.loc))
      default:
        return this.#literal(node)
    }
  }

  #path(node: HandlebarsPath): PathExpression | null {
    const span = this.#span(node.loc)
    if (node.depth > 0) {
      this.#report(problems.parentPath(span))
      return null
    }
    const written = this.#textAt(node.loc)
    const root = node.data ? 'data' : /^(?:this\b|\.)/.test(written) ? 'this' : 'name'
    return { kind: 'path', root, parts: node.parts, name: node.original, span }
  }

  #named(pairs: readonly HandlebarsHashPair[]): NamedArgument[] | null {
    const seen = new Map<string, Span>()
    const named: NamedArgument[] = []
    let complete = true
    for (const pair of pairs) {
      const start = pair.loc.start.column + this.#shift
      const keySpan = spanOf(this.#source, start, start + pair.key.length)
      const first = seen.get(pair.key)
      if (first) this.#report(problems.duplicateArgument(pair.key, keySpan, first))
      else seen.set(pair.key, keySpan)
      const value = this.#expression(pair.value)
      if (value === null) complete = false
      else if (!first) named.push({ key: pair.key, keySpan, value })
    }
    return complete ? named : null
  }

  #literal(node: HandlebarsLiteral): LiteralExpression {
    const span = this.#span(node.loc)
    const start = node.loc.start.column + this.#shift
    const end = node.loc.end.column + this.#shift
    switch (node.type) {
      case 'StringLiteral':
        return {
          kind: 'text',
          text: withoutEscapes(this.#source.slice(start + 1, end - 1), this.#source.text[start]),
          span,
        }
      case 'NumberLiteral':
        return { kind: 'number', value: Number(node.value), text: this.#source.slice(start, end), span }
      case 'BooleanLiteral':
        return { kind: 'boolean', value: node.value === true, span }
      case 'NullLiteral':
        return { kind: 'null', span }
      case 'UndefinedLiteral':
        return { kind: 'undefined', span }
    }
  }

  #span(loc: HandlebarsLocation): Span {
    return spanOf(this.#source, loc.start.column + this.#shift, loc.end.column + this.#shift)
  }

  #textAt(loc: HandlebarsLocation): string {
    return this.#source.text.slice(loc.start.column + this.#shift, loc.end.column + this.#shift)
  }
}

/** In a string, a backslash before the string's own quote goes; every other one stays. */
function withoutEscapes(text: OriginText, quote = '"'): OriginText {
  const escaped = `\\${quote}`
  if (!text.text.includes(escaped)) return text
  const parts: OriginText[] = []
  let from = 0
  for (let at = text.text.indexOf(escaped); at >= 0; at = text.text.indexOf(escaped, at + 2)) {
    parts.push(text.slice(from, at))
    from = at + 1
  }
  parts.push(text.slice(from))
  return OriginText.concat(parts)
}
