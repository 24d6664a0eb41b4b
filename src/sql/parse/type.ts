import type { TokenCursor } from '../cursor.ts'
import type { DataType, SimpleType, StructField } from '../tree.ts'

/** Types of several words, each by its first. */
const longNames: Readonly<Record<string, readonly (readonly string[])[]>> = {
  double: [['double', 'precision']],
  character: [['character', 'varying']],
  char: [['char', 'varying']],
  national: [
    ['national', 'character', 'varying'],
    ['national', 'char', 'varying'],
    ['national', 'character'],
    ['national', 'char'],
  ],
  binary: [['binary', 'varying']],
  bit: [['bit', 'varying']],
}

const zoned = ['timestamp', 'time']

export function parseType(cursor: TokenCursor): DataType {
  const { syntax } = cursor
  const { start } = cursor.token
  if (cursor.token.kind !== 'word' || syntax.reserved.has(cursor.token.value)) cursor.failExpecting('a type')
  if (cursor.isWord('interval')) return parseIntervalType(cursor)
  if (syntax.features.complexTypes && (cursor.isSymbolAhead(1, '<') || cursor.isSymbolAhead(1, '<>'))) {
    return parseComplexType(cursor)
  }
  const name = readTypeName(cursor)
  const parameters = cursor.isSymbol('(') ? cursor.parenthesized(() => cursor.list(() => readParameter(cursor))) : []
  const zone = zoned.includes(name) ? readZone(cursor) : ''
  return { kind: 'simple-type', span: cursor.spanFrom(start), name: name + zone, parameters } satisfies SimpleType
}

function readTypeName(cursor: TokenCursor): string {
  const words = longNames[cursor.token.value]?.find((candidate) => cursor.areWords(...candidate))
  if (words) {
    cursor.skipWords(...words)
    return words.join(' ')
  }
  return cursor.advance().value
}

function readZone(cursor: TokenCursor): string {
  for (const word of ['with', 'without']) {
    if (cursor.skipWords(word, 'time', 'zone')) return ` ${word} time zone`
  }
  return ''
}

function readParameter(cursor: TokenCursor): string {
  const sign = cursor.isSymbol('-') ? cursor.advance().text : ''
  const { kind, value } = cursor.token
  if (kind !== 'number' && !(kind === 'word' && value === 'max')) cursor.failExpecting('a length or precision')
  return sign + cursor.advance().value
}

function parseIntervalType(cursor: TokenCursor): DataType {
  const { start } = cursor.advance()
  let from: string | null = null
  let to: string | null = null
  if (isIntervalUnit(cursor)) {
    from = cursor.advance().value
    if (cursor.skipWords('to')) to = cursor.advance().value
    if (cursor.isSymbol('(')) cursor.parenthesized(() => readParameter(cursor))
  }
  return { kind: 'interval-type', span: cursor.spanFrom(start), from, to }
}

function isIntervalUnit(cursor: TokenCursor): boolean {
  return cursor.isWord('year', 'month', 'day', 'hour', 'minute', 'second')
}

function parseComplexType(cursor: TokenCursor): DataType {
  const word = cursor.advance()
  const { start } = word
  if (word.value === 'struct') {
    if (cursor.skipSymbol('<>')) return { kind: 'struct-type', span: cursor.spanFrom(start), fields: [] }
    const fields = inAngles(cursor, () => cursor.list(() => parseStructField(cursor)))
    return { kind: 'struct-type', span: cursor.spanFrom(start), fields }
  }
  if (word.value === 'array') {
    const element = inAngles(cursor, () => cursor.type())
    return { kind: 'array-type', span: cursor.spanFrom(start), element }
  }
  if (word.value === 'map') {
    const [key, value] = inAngles(cursor, () => {
      const first = cursor.type()
      cursor.expectSymbol(',')
      return [first, cursor.type()] as const
    })
    return { kind: 'map-type', span: cursor.spanFrom(start), key, value }
  }
  return cursor.fail('sql/syntax', word, `\`${word.text}\` is not a type that has others inside.`, {
    help: 'Types with `<…>` are array<…>, map<…, …> and struct<name: …>.',
  })
}

function inAngles<T>(cursor: TokenCursor, read: () => T): T {
  cursor.expectSymbol('<')
  const result = read()
  cursor.expectSymbol('>')
  return result
}

/** `name: type`, or with a blank between them, as in a list of columns. */
export function parseStructField(cursor: TokenCursor): StructField {
  const { start } = cursor.token
  const name = cursor.label('a field name')
  cursor.skipSymbol(':')
  const type = cursor.type()
  const notNull = cursor.skipWords('not', 'null')
  if (cursor.skipWords('comment')) {
    if (cursor.token.kind !== 'string') cursor.failExpecting('a string')
    cursor.advance()
  }
  return { kind: 'struct-field', span: cursor.spanFrom(start), name, type, notNull }
}
