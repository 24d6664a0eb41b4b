import type { SqlType } from '../../catalog/types/sql-type.ts'

/** The type of `value.a.b`. */
export function withFields(type: SqlType | null, fields: readonly string[]): SqlType | null {
  return fields.reduce<SqlType | null>((outer, name) => fieldType(outer, name), type)
}

/** A struct's field, by its name without case; of an array of structs, the array of the fields; of a map, the value. */
export function fieldType(type: SqlType | null, name: string): SqlType | null {
  switch (type?.kind) {
    case 'struct':
      return type.fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.type ?? null
    case 'array': {
      const element = fieldType(type.element, name)
      return element && { kind: 'array', element }
    }
    case 'map':
      return type.value
    case 'super':
      return type
    default:
      return null
  }
}
