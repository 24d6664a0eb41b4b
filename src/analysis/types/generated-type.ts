import { integerType, type SqlType, stringType, structType } from '../../catalog/types/sql-type.ts'
import type { Call, Expression } from '../../sql/tree.ts'
import { functionName } from '../generators.ts'

/** The type of one of the columns that a table function gives, counted from zero. */
export function generatedType(
  call: Call,
  column: number,
  typeOf: (expression: Expression) => SqlType | null,
): SqlType | null {
  const values = call.args.map((argument) => (argument.kind === 'named-argument' ? argument.value : argument))
  const [first] = values
  const collection = first ? typeOf(first) : null
  switch (functionName(call)) {
    case 'explode':
    case 'explode_outer':
      return elementType(collection, column)
    case 'posexplode':
    case 'posexplode_outer':
      return column === 0 ? integerType : elementType(collection, column - 1)
    case 'inline':
    case 'inline_outer': {
      const element = collection?.kind === 'array' ? collection.element : null
      return element?.kind === 'struct' ? (element.fields[column]?.type ?? null) : null
    }
    case 'stack': {
      const rows = first?.kind === 'number' ? Number(first.digits) : 0
      const width = Math.ceil((values.length - 1) / rows)
      const value = values[1 + column]
      return value && column < width ? typeOf(value) : null
    }
    case 'json_tuple':
    case 'parse_url_tuple':
      return stringType
    case 'range':
      return { kind: 'integer', bits: 64 }
    case 'generate_series':
      return collection
    default:
      return null
  }
}

function elementType(type: SqlType | null, column: number): SqlType | null {
  if (type?.kind === 'array') return column === 0 ? type.element : null
  if (type?.kind !== 'map') return null
  return column === 0 ? type.key : type.value
}

/** `window(time, '5 minutes')` makes a pair of moments. */
export function timeWindowType(moment: SqlType | null): SqlType {
  return structType([
    { name: 'start', type: moment },
    { name: 'end', type: moment },
  ])
}
