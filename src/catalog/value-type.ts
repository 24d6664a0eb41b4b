/** The families of types that decide how an expression is translated; widths and element types do not. */
export type ValueType =
  | 'boolean'
  | 'integer'
  | 'bigint'
  | 'decimal'
  | 'double'
  | 'string'
  | 'binary'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'interval'
  | 'array'
  | 'map'
  | 'struct'
  | 'json'

export function isNumeric(type: ValueType | null): boolean {
  return type === 'integer' || type === 'bigint' || type === 'decimal' || type === 'double'
}

export function isWhole(type: ValueType | null): boolean {
  return type === 'integer' || type === 'bigint'
}
