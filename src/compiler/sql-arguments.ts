import type { ConfigValue } from '../config/value.ts'
import { quoteIdentifier, quoteString } from '../sql/quote.ts'

/** An argument from YAML as a literal: text in quotes, numbers with their written digits. */
export function literal(value: ConfigValue, dialect: 'spark' | 'redshift', quoteText = true): string | null {
  if (value.kind !== 'scalar') return null
  if (value.value === null) return 'null'
  if (typeof value.value === 'string') return quoteText ? quoteString(dialect, value.value) : value.value
  return value.raw
}

/** An argument that is SQL already: a number or an expression. */
export function expression(value: ConfigValue): string | null {
  if (value.kind !== 'scalar' || value.value === null) return null
  return typeof value.value === 'string' ? value.value : value.raw
}

export function columnName(value: ConfigValue, dialect: 'spark' | 'redshift'): string | null {
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return null
  return quoteColumn(value.value, dialect)
}

export function quoteColumn(name: string, dialect: 'spark' | 'redshift'): string {
  return quoteIdentifier(dialect, name.toLowerCase())
}
