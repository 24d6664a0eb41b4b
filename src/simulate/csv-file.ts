import type { CsvFormat } from '../config/source-values.ts'
import { daysText, momentText } from './moment.ts'
import type { FileColumn } from './parquet-file.ts'
import type { Cell, StoredType } from './stored-type.ts'

/** A CSV as DMS writes it, quoted by RFC 4180. NULL is the bare null text, a text that looks like it is quoted. */
export function csvFile(columns: readonly FileColumn[], format: CsvFormat): string {
  const rows = (columns[0]?.cells ?? []).map((_, index) =>
    columns.map(({ cells, type }) => {
      const cell = cells[index] ?? null
      return cell === null ? format.null : quotedIfNeeded(cellText(cell, type), format)
    }),
  )
  const titles = format.header ? [columns.map(({ name }) => quotedIfNeeded(name, format))] : []
  return [...titles, ...rows].map((row) => `${row.join(format.delimiter)}\n`).join('')
}

function quotedIfNeeded(text: string, { delimiter, null: absent }: CsvFormat): string {
  const isPlain = text !== '' && text !== absent && !text.includes(delimiter) && !/["\r\n]/.test(text)
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`
}

/** A value as text: a decimal with its point, a date, time or timestamp as SQL writes it, bytes in hexadecimal. */
function cellText(cell: NonNullable<Cell>, type: StoredType): string {
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('hex')
  switch (type.kind) {
    case 'decimal':
      return decimalText(BigInt(cell), type.scale)
    case 'date':
      return daysText(Number(cell))
    case 'time':
      return momentText(BigInt(cell) * 1000n).slice(11, 23)
    case 'timestamp':
      return momentText(BigInt(cell))
    default:
      return String(cell)
  }
}

function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
