import type { SourceDialect } from '../../catalog/entry.ts'
import { findFunction } from '../../catalog/functions.ts'
import { commonType } from '../../catalog/types/common-type.ts'
import { literalDigits, mostDigits } from '../../catalog/types/decimals.ts'
import { extractType } from '../../catalog/types/extract-type.ts'
import { intervalField, sqlTypeOf } from '../../catalog/types/read-type.ts'
import { typeOfFamily } from '../../catalog/types/return-type.ts'
import type { IntervalField, SqlType } from '../../catalog/types/sql-type.ts'
import * as types from '../../catalog/types/sql-type.ts'
import { nameOf } from '../../catalog/write.ts'
import type {
  Argument,
  Call,
  Expression,
  IntervalLiteral,
  IntervalPart,
  Lambda,
  NumberLiteral,
} from '../../sql/tree.ts'
import { valueType } from './attribute-type.ts'
import { fieldType } from './field-type.ts'
import { binaryType } from './operator-type.ts'

type TypeOf = (expression: Expression) => SqlType | null

/** The parts of an expression that its type depends on; those of a call without its lambdas. */
export function operandsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'unary':
      return [node.operand]
    case 'binary':
      return [node.left, node.right]
    case 'case':
      return [...node.branches.map((branch) => branch.result), ...(node.otherwise ? [node.otherwise] : [])]
    case 'call':
      return valuesOf(node)
    case 'trim':
      return [node.value]
    case 'extract':
      return [node.source]
    case 'at-time-zone':
      return [node.value]
    case 'subscript':
      return [node.value, node.index]
    case 'field':
      return [node.value]
    case 'row':
    case 'array':
      return node.items
    case 'struct':
      return node.fields.map((field) => field.value)
    default:
      return []
  }
}

/** What a call is given, without its lambdas. */
function valuesOf(call: Call): readonly Expression[] {
  const found: Expression[] = []
  for (const argument of call.args) {
    const value = plainArgument(argument)
    if (value.kind !== 'lambda') found.push(value)
  }
  for (const item of call.withinGroup) found.push(item.expression)
  return found
}

export function lambdasOf(call: Call): readonly Lambda[] {
  const found: Lambda[] = []
  for (const argument of call.args) {
    const value = plainArgument(argument)
    if (value.kind === 'lambda') found.push(value)
  }
  return found
}

/** For each lambda of a call, by its number, the types of its parameters. */
export function parameterTypes(
  call: Call,
  dialect: SourceDialect,
  typeOf: TypeOf,
): (index: number) => readonly (SqlType | null)[] {
  const rule = findFunction(dialect, nameOf(call))?.parameters
  const args = call.args
    .map(plainArgument)
    .filter((value) => value.kind !== 'lambda')
    .map(typeOf)
  return (index) => rule?.(args, index) ?? []
}

/** The type of an expression over operands whose types are known. Columns and subqueries are for the caller. */
export function expressionType(node: Expression, dialect: SourceDialect, typeOf: TypeOf): SqlType | null {
  switch (node.kind) {
    case 'null':
      return types.nullType
    case 'number':
      return numberType(node, dialect)
    case 'string':
      return types.stringType
    case 'binary-literal':
      return types.binaryType
    case 'interval':
      return literalInterval(node, dialect)
    case 'typed-literal':
    case 'cast':
      return sqlTypeOf(node.type, dialect)
    case 'boolean':
    case 'is':
    case 'is-distinct':
    case 'between':
    case 'in-list':
    case 'in-subquery':
    case 'like':
    case 'like-quantified':
    case 'quantified':
    case 'exists':
      return types.booleanType
    case 'unary':
      // Spark reads a minus as part of the number: -2147483648 is an int.
      if (dialect === 'spark' && node.operator === '-' && node.operand.kind === 'number') {
        return numberType(node.operand, dialect, 1n)
      }
      return unaryType(node.operator, typeOf(node.operand), dialect)
    case 'binary':
      return binaryType(node, dialect, typeOf)
    case 'case': {
      const results = [...node.branches.map((branch) => branch.result), ...(node.otherwise ? [node.otherwise] : [])]
      return resultType(results, dialect, typeOf)
    }
    case 'call':
      return callType(node, dialect, typeOf)
    case 'trim':
      return types.stringType
    case 'position':
      return types.integerType
    case 'extract':
      return extractType(node.field.name.toLowerCase(), typeOf(node.source), dialect)
    case 'at-time-zone':
      return atZoneType(typeOf(node.value))
    case 'subscript':
      return elementType(typeOf(node.value))
    case 'field':
      return fieldType(typeOf(node.value), node.name.name)
    case 'row':
      return dialect === 'spark' && node.items.length > 1 ? rowType(node.items, typeOf) : singleType(node.items, typeOf)
    case 'array':
      return types.arrayType(commonType(node.items.map(typeOf), dialect))
    case 'struct':
      return types.structType(node.fields.map(({ name, value }) => ({ name, type: typeOf(value) })))
    default:
      return null
  }
}

/** One type for the values of a `case` or of an argument list; Redshift: plain text when all are quoted literals. */
export function resultType(values: readonly Expression[], dialect: SourceDialect, typeOf: TypeOf): SqlType | null {
  const type = commonType(
    values.map((value) => valueType(value, dialect, (one) => typeOf(one as Expression))),
    dialect,
  )
  return type?.kind === 'null' && values.some((value) => value.kind === 'string') ? types.stringType : type
}

function callType(call: Call, dialect: SourceDialect, typeOf: TypeOf): SqlType | null {
  if (call.name.length !== 1) return null
  const returns = findFunction(dialect, nameOf(call))?.returns ?? null
  if (returns === null) return null
  if (typeof returns === 'string') return typeOfFamily(returns, dialect)
  const args = call.args.map((argument) => {
    const value = plainArgument(argument)
    if (value.kind === 'lambda') return typeOf(value.body)
    return valueType(value, dialect, (one) => typeOf(one as Expression))
  })
  const type = returns({ dialect, call, args: [...args, ...orderedValues(call).map(typeOf)] })
  // Where nothing but quoted literals says a type, it is text.
  const hasLiteral = call.args.some((argument) => plainArgument(argument).kind === 'string')
  return dialect === 'redshift' && type?.kind === 'null' && hasLiteral ? types.stringType : type
}

/** `percentile_cont(0.5) within group (order by x)` takes x as one more argument. */
function orderedValues({ withinGroup }: Call): readonly Expression[] {
  return withinGroup.map((item) => item.expression)
}

function plainArgument(argument: Argument): Expression {
  return argument.kind === 'named-argument' ? argument.value : argument
}

/** Spark: DataTypes of literals as its parser gives them. Redshift: PostgreSQL's, "Numeric Constants". `below`: how far a minus reaches further. */
function numberType(node: NumberLiteral, dialect: SourceDialect, below = 0n): SqlType {
  const { digits, suffix } = node
  switch (suffix) {
    case 'L':
      return types.bigintType
    case 'S':
      return types.smallintType
    case 'Y':
      return types.tinyintType
    case 'D':
      return types.doubleType
    case 'F':
      return types.floatType
  }
  if (suffix === null && /^\d{1,9}$/.test(digits)) return types.integerType
  if (suffix === null && dialect === 'spark' && /e/i.test(digits)) return types.doubleType
  const { precision, scale } = literalDigits(node)
  if (suffix === 'BD' || /[.e]/i.test(digits)) return types.decimalType(Math.min(precision, mostDigits), scale)
  const value = BigInt(digits)
  if (value <= 2147483647n + below) return types.integerType
  if (value <= 9223372036854775807n + below) return types.bigintType
  return types.decimalType(Math.min(precision, mostDigits), 0)
}

function literalInterval({ parts }: IntervalLiteral, dialect: SourceDialect): SqlType | null {
  if (dialect === 'redshift') return types.mixedInterval
  const fields = parts.flatMap((part) => unitsOf(part).flatMap(fieldsOf))
  const ranks = fields.map((field) => types.intervalFields.indexOf(field))
  const from = types.intervalFields[Math.min(...ranks)]
  const to = types.intervalFields[Math.max(...ranks)]
  return from && to ? (types.intervalType(from, to) ?? types.mixedInterval) : types.mixedInterval
}

/** The units stand behind the text, or within it: `interval '3 days 2 hours'`. */
function unitsOf({ value, unit, to }: IntervalPart): readonly string[] {
  if (unit) return [unit, ...(to ? [to] : [])].map((name) => name.name.toLowerCase())
  return value.kind === 'string' ? (value.value.toLowerCase().match(/[a-z]+/g) ?? []) : []
}

function fieldsOf(unit: string): readonly IntervalField[] {
  if (/^weeks?$/.test(unit)) return ['day']
  if (/^(milli|micro)seconds?$/.test(unit)) return ['second']
  const field = intervalField(unit)
  return field ? [field] : []
}

function unaryType(operator: string, operand: SqlType | null, dialect: SourceDialect): SqlType | null {
  switch (operator) {
    case 'not':
      return types.booleanType
    case '|/':
    case '||/':
      return types.doubleType
    default:
      return operand?.kind === 'string' && dialect === 'spark' ? types.doubleType : operand
  }
}

/** An instant at a zone is wall time there; wall time at a zone is an instant. */
function atZoneType(type: SqlType | null): SqlType | null {
  if (type?.kind === 'time') return { kind: 'time', zoned: true }
  if (type?.kind !== 'timestamp' && type?.kind !== 'date') return null
  return { kind: 'timestamp', zoned: type.kind === 'date' || !type.zoned }
}

function elementType(type: SqlType | null): SqlType | null {
  switch (type?.kind) {
    case 'array':
      return type.element
    case 'map':
      return type.value
    case 'super':
      return type
    default:
      return null
  }
}

function rowType(items: readonly Expression[], typeOf: TypeOf): SqlType {
  return types.structType(
    items.map((item, index) => ({
      name: item.kind === 'column' ? (item.parts.at(-1)?.name ?? '') : `col${index + 1}`,
      type: typeOf(item),
    })),
  )
}

function singleType(items: readonly Expression[], typeOf: TypeOf): SqlType | null {
  const [only] = items
  return items.length === 1 && only ? typeOf(only) : null
}
