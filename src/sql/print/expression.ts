import type { ArrayLiteral, AtTimeZone, Expression, Field, Row, Subscript } from '../tree.ts'
import {
  writeCall,
  writeCase,
  writeCast,
  writeExtract,
  writeLambda,
  writePosition,
  writeStar,
  writeTrim,
} from './call.ts'
import { writeBinary, writeInterval, writeNumber, writeStruct, writeTypedLiteral } from './literal.ts'
import { writeOperators, writeUnary } from './operator.ts'
import { operandPrecedence, precedenceOf } from './precedence.ts'
import {
  writeBetween,
  writeIn,
  writeIs,
  writeIsDistinct,
  writeLike,
  writeLikeQuantified,
  writeQuantified,
} from './predicate.ts'
import type { SqlWriter } from './writer.ts'

/** In parentheses when it binds less closely than `minimum`. */
export function writeExpression(writer: SqlWriter, expression: Expression, minimum: number): void {
  // The table has an entry for each kind that takes just that kind, which the compiler cannot follow through the look-up.
  const write = writers[expression.kind] as (writer: SqlWriter, expression: Expression) => void
  if (precedenceOf(expression, writer.style) >= minimum) write(writer, expression)
  else writer.parentheses(() => write(writer, expression))
}

type Writers = {
  readonly [Kind in Expression['kind']]: (writer: SqlWriter, expression: Extract<Expression, { kind: Kind }>) => void
}

const writers: Writers = {
  null: (writer) => writer.text('null'),
  boolean: (writer, { value }) => writer.text(value ? 'true' : 'false'),
  number: writeNumber,
  string: (writer, { value }) => writer.text(writer.stringText(value)),
  'binary-literal': writeBinary,
  'typed-literal': writeTypedLiteral,
  interval: writeInterval,
  column: (writer, { parts }) => writer.path(parts),
  star: writeStar,
  keyword: (writer, { word }) => writer.text(word),
  raw: (writer, { text }) => writer.text(text),
  unary: writeUnary,
  binary: writeOperators,
  is: writeIs,
  'is-distinct': writeIsDistinct,
  between: writeBetween,
  'in-list': writeIn,
  'in-subquery': writeIn,
  like: writeLike,
  'like-quantified': writeLikeQuantified,
  quantified: writeQuantified,
  exists: (writer, { query }) => {
    writer.text('exists ')
    writer.subquery(query)
  },
  subquery: (writer, { query }) => writer.subquery(query),
  case: writeCase,
  cast: writeCast,
  'at-time-zone': writeAtTimeZone,
  call: writeCall,
  extract: writeExtract,
  trim: writeTrim,
  position: writePosition,
  lambda: writeLambda,
  subscript: writeSubscript,
  field: writeField,
  row: writeRow,
  array: writeArray,
  struct: writeStruct,
}

function writeAtTimeZone(writer: SqlWriter, { value, zone }: AtTimeZone): void {
  const minimum = writer.style.precedences.atTimeZone
  writer.expression(value, minimum)
  writer.text(' at time zone ')
  writer.expression(zone, minimum + 1)
}

function writeSubscript(writer: SqlWriter, { value, index }: Subscript): void {
  writer.expression(value, operandPrecedence)
  writer.text('[')
  writer.expression(index)
  writer.text(']')
}

/** Behind a bare name a dot would make another name of it. */
function writeField(writer: SqlWriter, { value, name }: Field): void {
  if (value.kind === 'column') writer.parentheses(() => writer.expression(value))
  else writer.expression(value, operandPrecedence)
  writer.text('.')
  writer.name(name)
}

function writeRow(writer: SqlWriter, { items }: Row): void {
  if (items.length === 1) writer.text(writer.style.singleRow)
  writer.parentheses(() => writer.expressions(items))
}

function writeArray(writer: SqlWriter, { items }: ArrayLiteral): void {
  const [open, close] = writer.style.array
  writer.text(open)
  writer.expressions(items)
  writer.text(close)
}
