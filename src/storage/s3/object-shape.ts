import { gzipSync } from 'node:zlib'
import { footerOf, headLook, headText, type ReadRange } from './object-columns.ts'

/**
 * A file that has an object's columns and none of its rows: of a Parquet file its footer, of a CSV its first row. Engines
 * open such a file for its columns, and would otherwise need all of it.
 */
export async function objectShape(
  { key, size }: { readonly key: string; readonly size: number },
  read: ReadRange,
): Promise<Uint8Array> {
  if (/\.parquet$/i.test(key)) {
    return Buffer.concat([Buffer.from('PAR1'), await footerOf(size, read)])
  }
  const isCompressed = /\.gz$/i.test(key)
  const row = Buffer.from(firstRow(headText(await read(0, Math.min(size, headLook)), isCompressed)))
  return isCompressed ? gzipSync(row) : row
}

/** Up to the first line break that does not stand in quotes. */
function firstRow(text: string): string {
  let isQuoted = false
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '"') isQuoted = !isQuoted
    else if (text[index] === '\n' && !isQuoted) return text.slice(0, index + 1)
  }
  return text
}
