import { duckdbType } from '../catalog/duckdb-type.ts'
import type { SourceDialect } from '../catalog/entry.ts'
import { findFunction } from '../catalog/functions.ts'
import { isNumeric, isWhole, type ValueType } from '../catalog/value-type.ts'
import { nameOf, values } from '../catalog/write.ts'
import type { Binary, Call, DataType, Expression, NumberLiteral } from '../sql/tree.ts'

type TypeOf = (expression: Expression) => ValueType | null

/**
 * The type that an expression has whatever its tables hold: that of literals, casts, and functions and operators over
 * such. `typeOf` knows the types of its operands. Null when only the tables can tell.
 */
export function evidentType(node: Expression, dialect: SourceDialect, typeOf: TypeOf): ValueType | null {
  switch (node.kind) {
    case 'number':
      return numberType(node)
    case 'string':
      return 'string'
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
      return 'boolean'
    case 'binary-literal':
      return 'binary'
    case 'interval':
      return 'interval'
    case 'array':
      return 'array'
    case 'struct':
      return 'struct'
    case 'typed-literal':
    case 'cast':
      return familyOf(node.type, dialect)
    case 'unary':
      return node.operator === 'not' ? 'boolean' : typeOf(node.operand)
    case 'binary':
      return binaryType(node, dialect, typeOf)
    case 'case':
      return shared(
        [...node.branches.map((branch) => branch.result), ...(node.otherwise ? [node.otherwise] : [])],
        dialect,
        typeOf,
      )
    case 'call':
      return callType(node, dialect, typeOf)
    case 'trim':
      return 'string'
    case 'position':
      return 'integer'
    default:
      return null
  }
}

/** `float`, `varchar(10)` and `array<int>` as the families that they belong to. */
export function familyOf(type: DataType, dialect: SourceDialect): ValueType | null {
  if (type.kind === 'array-type') return 'array'
  if (type.kind === 'map-type') return 'map'
  if (type.kind === 'struct-type') return 'struct'
  if (type.kind === 'interval-type') return 'interval'
  const name = (duckdbType(type, dialect) ?? '').replace(/\(.*/, '')
  return families[name] ?? null
}

const families: Readonly<Record<string, ValueType>> = {
  tinyint: 'integer',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'bigint',
  decimal: 'decimal',
  float: 'double',
  double: 'double',
  varchar: 'string',
  blob: 'binary',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  'timestamp with time zone': 'timestamptz',
  json: 'json',
}

function numberType({ digits, suffix }: NumberLiteral): ValueType {
  if (suffix === 'L') return 'bigint'
  if (suffix === 'BD') return 'decimal'
  if (suffix === 'D' || suffix === 'F') return 'double'
  if (/e/i.test(digits)) return 'double'
  if (digits.includes('.')) return 'decimal'
  return Math.abs(Number(digits)) > 2147483647 ? 'bigint' : 'integer'
}

const comparisons = new Set(['or', 'and', '=', '<>', '<', '<=', '>', '>=', '<=>', '~', '!~', '~*', '!~*', 'overlaps'])

function binaryType({ operator, left, right }: Binary, dialect: SourceDialect, typeOf: TypeOf): ValueType | null {
  if (comparisons.has(operator)) return 'boolean'
  const [a, b] = [typeOf(left), typeOf(right)]
  if (operator === '||')
    return a === 'array' || b === 'array' ? 'array' : a === 'string' || b === 'string' ? 'string' : null
  if (operator === 'div') return 'bigint'
  if (a === 'date' && operator !== '*' && isWhole(b)) return 'date'
  if (b === 'interval' && a === 'timestamp') return 'timestamp'
  if (!isNumeric(a) || !isNumeric(b)) return null
  if (a === 'double' || b === 'double') return 'double'
  if (operator === '/' && dialect === 'spark' && isWhole(a) && isWhole(b)) return 'double'
  if (a === 'decimal' || b === 'decimal') return 'decimal'
  return a === 'bigint' || b === 'bigint' ? 'bigint' : 'integer'
}

/** Functions that give one of their arguments back. */
const passing = new Set([
  'coalesce',
  'nvl',
  'ifnull',
  'greatest',
  'least',
  'nullif',
  'abs',
  'max',
  'min',
  'first',
  'last',
])

function callType(node: Call, dialect: SourceDialect, typeOf: TypeOf): ValueType | null {
  const name = nameOf(node)
  const args = values(node)
  if (passing.has(name)) return shared(args, dialect, typeOf)
  if (name === 'if') return shared(args.slice(1), dialect, typeOf)
  return findFunction(dialect, name)?.returns ?? null
}

/** One type for all; in Spark text wins over every other. */
function shared(expressions: readonly Expression[], dialect: SourceDialect, typeOf: TypeOf): ValueType | null {
  const types = new Set(expressions.filter(({ kind }) => kind !== 'null').map(typeOf))
  if (dialect === 'spark' && types.has('string')) return 'string'
  const [only] = types
  return types.size === 1 ? (only ?? null) : null
}
