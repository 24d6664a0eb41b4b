import { type FileHandle, open } from 'node:fs/promises'
import { parquetMetadata } from 'hyparquet'
import { mapConcurrent } from '../../util/map-concurrent.ts'
import { footerOf, type ReadRange } from './object-columns.ts'

/** How many pieces of a column are asked for at once. */
const parallelPieces = 16

/**
 * Writes a Parquet file of an object's size that has nothing but the object's footer and one of its columns, each where
 * the object has it: who reads no other column cannot tell the two apart. The rest is a hole, which takes no room.
 */
export async function writeObjectColumn(
  object: { readonly size: number },
  column: string,
  to: string,
  read: ReadRange,
): Promise<void> {
  const footer = await footerOf(object.size, read)
  const file = await open(to, 'w')
  try {
    await file.truncate(object.size)
    await writeAll(file, footer, object.size - footer.length)
    await mapConcurrent(piecesOf(column, footer), parallelPieces, async ({ start, end }) => {
      await writeAll(file, await read(start, end), start)
    })
  } finally {
    await file.close()
  }
}

function piecesOf(column: string, footer: Uint8Array<ArrayBuffer>) {
  const { row_groups } = parquetMetadata(footer.buffer)
  return row_groups.flatMap(({ columns }) =>
    columns.flatMap(({ meta_data: piece }) => {
      if (piece?.path_in_schema[0]?.toLowerCase() !== column.toLowerCase()) return []
      const { dictionary_page_offset: dictionary, data_page_offset: data } = piece
      const start = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data)
      return [{ start, end: start + Number(piece.total_compressed_size) }]
    }),
  )
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten
  }
}
