import type { Value } from '../engines/engine.ts'
import type { Cell } from '../quality/row-diff.ts'

/** Whether values of a DuckDB type are numbers, which compare by their digits. */
export function isNumberType(type: string): boolean {
  return (
    /^(?:u?(?:tiny|small|big|huge)?int(?:eger)?|decimal|float|double|uinteger|bignum)\b/i.test(type) &&
    !type.endsWith(']')
  )
}

/** A value of a column as it compares with others of that type, and as it is shown. */
export function cellOf(value: Value, type: string): Cell {
  if (value === null) return { key: 'null', shown: 'NULL' }
  if (isNumberType(type)) return { key: `=${numberKey(String(value), type)}`, shown: shownText(String(value)) }
  if (type === 'JSON' && typeof value === 'string') return { key: `=${jsonKey(value)}`, shown: value }
  if (typeof value === 'object') return { key: `=${sortedJson(value)}`, shown: JSON.stringify(value) }
  const text = String(value)
  return { key: `=${text}`, shown: /^timestamp/i.test(type) ? shownMoment(text) : shownText(text) }
}

/** The same number is the same text, however many zeros it is written with. */
function numberKey(text: string, type: string): string {
  if (/^float\b/i.test(type)) return String(Math.fround(Number(text)))
  if (/^double\b/i.test(type)) return String(Number(text))
  const [, sign, whole = '', fraction = ''] = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text.trim()) ?? []
  if (whole + fraction === '') return exponentKey(text)
  const digits = [whole.replace(/^0+(?=\d)/, '') || '0', fraction.replace(/0+$/, '')]
    .filter((part) => part !== '')
    .join('.')
  return sign === '-' && digits !== '0' ? `-${digits}` : digits
}

function exponentKey(text: string): string {
  const number = Number(text)
  return text.trim() === '' || Number.isNaN(number) ? `?${text}` : String(number)
}

function jsonKey(text: string): string {
  try {
    return sortedJson(JSON.parse(text))
  } catch {
    return text
  }
}

/** JSON in which the order of an object's keys makes no difference. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${sortedJson(item)}`).join(',')}}`
}

function shownMoment(text: string): string {
  return text.replace('T', ' ').replace(/\.?0+(?=Z?$)/, (zeros) => (zeros.startsWith('.') ? '' : zeros))
}

/** Text on one line; in quotes where it would pass for something else. */
function shownText(text: string): string {
  const isPlain = text !== '' && text !== 'NULL' && text === text.trim() && !/[\r\n\t]/.test(text)
  return isPlain ? text : JSON.stringify(text)
}
