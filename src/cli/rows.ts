import type { QueryResult, Value } from '../engines/engine.ts'
import { formatTable } from '../util/format-table.ts'

/** Types whose values come as text because a JavaScript number would round them. */
const exactNumber = /^(?:u?bigint|u?hugeint|bignum|varint|int8|decimal|numeric)\b/i

/** One array of objects. Numbers keep all their digits and their scale, so they are written as they are, not computed. */
export function rowsAsJson({ columns, rows }: QueryResult): string {
  const names = columns.map((column) => JSON.stringify(column.name))
  const numeric = columns.map((column) => exactNumber.test(column.type) && !column.type.endsWith(']'))
  const lines = rows.map((row) => {
    const cells = row.map((value, index) => `${names[index]}: ${cellAsJson(value, numeric[index] ?? false)}`)
    return `  {${cells.join(', ')}}`
  })
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`
}

function cellAsJson(value: Value, isExactNumber: boolean): string {
  if (isExactNumber && typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)) return value
  return JSON.stringify(value)
}

/** RFC 4180: NULL is an unquoted empty cell, the empty text a quoted one. */
export function rowsAsCsv({ columns, rows }: QueryResult): string {
  const lines = [columns.map((column) => csvText(column.name)), ...rows.map((row) => row.map(csvCell))]
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('')
}

function csvCell(value: Value): string {
  if (value === null) return ''
  return csvText(plainText(value))
}

function csvText(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** For people: numbers to the right, line breaks shown as they would be written. */
export function rowsAsTable({ columns, rows }: QueryResult): string {
  const isNumber = (type: string) =>
    exactNumber.test(type) || /^(?:u?(?:tiny|small)?int|integer|uinteger|float|double|real)/i.test(type)
  const titles = columns.map(({ name, type }) => ({
    title: name,
    align: isNumber(type) ? ('right' as const) : ('left' as const),
  }))
  const cells = rows.map((row) => row.map((value) => (value === null ? 'NULL' : oneLine(plainText(value)))))
  return `${formatTable(titles, cells)}\n`
}

function plainText(value: Exclude<Value, null>): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function oneLine(text: string): string {
  return text.replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t')
}
