import { constants, gunzipSync } from 'node:zlib'
import {
  columnsInFirstRow,
  columnsInFooter,
  type FileColumns,
  type FileFormat,
  footerLength,
  shapeOf,
  unreadable,
} from '../file-columns.ts'

/** Reads some bytes of an object: those from `start` up to and without `end`. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>

/** Most objects of changes are smaller than that, and most footers of larger ones. */
export const firstLook = 64 * 1024

/** What a CSV's first row fits in. */
export const headLook = 256 * 1024

/**
 * Reads the columns of an object without reading all of it. Rejects with what `read` rejects with; what the object holds
 * is a problem in the answer.
 */
export async function objectColumns(
  { key, size }: { readonly key: string; readonly size: number },
  format: FileFormat,
  read: ReadRange,
): Promise<FileColumns> {
  const tail = (length: number) => read(Math.max(0, size - length), size)
  if (format.format === 'parquet') {
    const first = size === 0 ? new Uint8Array() : await tail(firstLook)
    const length = attempt(() => footerLength(first.buffer))
    if (typeof length !== 'number') return length
    const footer = length > first.length ? await tail(length) : first
    return attempt(() => shapeOf(columnsInFooter(footer.buffer), format))
  }
  const head = size === 0 ? new Uint8Array() : await read(0, Math.min(size, headLook))
  return attempt(() => shapeOf(columnsInFirstRow(headText(head, /\.gz$/i.test(key)), format.csv.delimiter), format))
}

/** The end of a Parquet object, as much of it as says what the object holds. */
export async function footerOf(size: number, read: ReadRange): Promise<Uint8Array<ArrayBuffer>> {
  const tail = (length: number) => read(Math.max(0, size - length), size)
  const first = await tail(firstLook)
  const length = footerLength(first.buffer)
  return length > first.length ? tail(length) : first.slice(-length)
}

/** The beginning of a text may be cut off anywhere. */
export function headText(head: Uint8Array, isCompressed: boolean): string {
  const bytes = isCompressed ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : Buffer.from(head)
  return bytes.toString('utf8')
}

function attempt<T>(work: () => T): T | FileColumns {
  try {
    return work()
  } catch (problem) {
    return unreadable(problem)
  }
}
