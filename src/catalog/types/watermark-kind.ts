import type { SqlType } from './sql-type.ts'

/**
 * How a watermark orders the rows of a table: as a moment, or as a whole number. A type that nobody knows, and text, are
 * read as moments. Null for a type that does neither.
 */
export function watermarkKind(type: SqlType | null): 'moment' | 'number' | null {
  switch (type?.kind) {
    case undefined:
    case 'string':
    case 'date':
    case 'timestamp':
      return 'moment'
    case 'integer':
      return 'number'
    case 'decimal':
      return type.scale === 0 ? 'number' : null
    default:
      return null
  }
}
