import type { SyntaxNode } from '@lezer/common'
import type { ConfigValue, MapEntry, ScalarValue } from '../config/value.ts'
import { type SourceFile, type Span, span } from '../diagnostics/source.ts'
import { OriginText } from '../template/origin-text.ts'

/** The value of a literal of Python, or the part of it that is none. */
export type Literal = { readonly value: ConfigValue } | { readonly notLiteral: Span }

export function readLiteral(node: SyntaxNode, file: SourceFile): Literal {
  const place = span(file, node.from, node.to)
  const text = file.text.slice(node.from, node.to)
  switch (node.name) {
    case 'String':
    case 'ContinuedString': {
      const value = stringOf(node, file)
      return value === null ? { notLiteral: place } : { value: textAt(value, place) }
    }
    case 'Number':
    case 'UnaryExpression': {
      const value = numberOf(text)
      return value === null ? { notLiteral: place } : { value: scalar(value, text, place) }
    }
    case 'Boolean':
      return { value: scalar(text === 'True', text, place) }
    case 'None':
      return { value: scalar(null, text, place) }
    case 'ParenthesizedExpression': {
      const [inner] = partsOf(node)
      return inner ? readLiteral(inner, file) : { notLiteral: place }
    }
    case 'ArrayExpression':
    case 'TupleExpression': {
      const items: ConfigValue[] = []
      for (const part of partsOf(node)) {
        const item = readLiteral(part, file)
        if (!('value' in item)) return item
        items.push(item.value)
      }
      return { value: { kind: 'list', items, span: place } }
    }
    case 'DictionaryExpression':
      return readDictionary(node, file)
    default:
      return { notLiteral: place }
  }
}

function readDictionary(node: SyntaxNode, file: SourceFile): Literal {
  const entries: MapEntry[] = []
  const parts = partsOf(node)
  if (parts.length % 2 !== 0) return { notLiteral: span(file, node.from, node.to) }
  for (let index = 0; index < parts.length; index += 2) {
    const [key, item] = [parts[index] as SyntaxNode, parts[index + 1] as SyntaxNode]
    const name = readLiteral(key, file)
    if (!('value' in name)) return name
    const value = readLiteral(item, file)
    if (!('value' in value)) return value
    const keySpan = span(file, key.from, key.to)
    if (name.value.kind !== 'scalar') return { notLiteral: keySpan }
    entries.push({ key: name.value.raw, keySpan, value: value.value })
  }
  return { value: { kind: 'map', entries, span: span(file, node.from, node.to) } }
}

/** What stands between brackets, without the punctuation. */
function partsOf(node: SyntaxNode): SyntaxNode[] {
  const parts: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!/^[[\](){},:]$/.test(child.name) && child.name !== 'Comment') parts.push(child)
  }
  return parts
}

function textAt(value: string, place: Span): ScalarValue {
  return {
    kind: 'scalar',
    value,
    raw: value,
    style: 'computed',
    span: place,
    origin: OriginText.computed(value, place),
  }
}

function scalar(value: number | boolean | null, raw: string, place: Span): ScalarValue {
  return { kind: 'scalar', value, raw, style: 'computed', span: place, origin: null }
}

/** Null for complex numbers and for operators other than a sign. */
function numberOf(text: string): number | null {
  const [, sign, digits] = /^([+-]?)\s*([\w.+-]+)$/.exec(text) ?? []
  if (digits === undefined) return null
  const plain = digits.replaceAll('_', '')
  const isNumber = /^(?:0[xob][0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i.test(plain)
  return isNumber ? (sign === '-' ? -1 : 1) * Number(plain) : null
}

/** Null for bytes; a formatted string is another node. */
function stringOf(node: SyntaxNode, file: SourceFile): string | null {
  if (node.name === 'ContinuedString') {
    const parts = partsOf(node).map((part) => (part.name === 'String' ? stringOf(part, file) : null))
    return parts.includes(null) ? null : parts.join('')
  }
  const written = file.text.slice(node.from, node.to)
  const [, prefix = '', quote = ''] = /^(\w*)('''|"""|'|")/.exec(written) ?? []
  if (/b/i.test(prefix) || quote === '') return null
  const body = written.slice(prefix.length + quote.length, written.length - quote.length).replace(/\r\n?/g, '\n')
  return /r/i.test(prefix) ? body : unescaped(body)
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
}

function unescaped(body: string): string {
  return body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, x?: string, u?: string, long?: string, octal?: string, other?: string) => {
      const hex = x ?? u ?? long
      if (hex !== undefined) return Number.parseInt(hex, 16) > 0x10ffff ? whole : fromCode(Number.parseInt(hex, 16))
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8))
      const character = other ?? ''
      return escapes[character] ?? (/['"\\]/.test(character) ? character : whole)
    },
  )
}

function fromCode(code: number): string {
  return String.fromCodePoint(code)
}
