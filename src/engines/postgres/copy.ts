import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { Relation } from '../../manifest/relation.ts'
import { quoteIdentifier, quoteString } from '../../sql/quote.ts'
import type { LoadSource, ParquetSource } from '../engine.ts'
import { EngineError } from '../engine-error.ts'

/** How many rows go to the server in one piece. */
const rowsAtOnce = 500

/** The COPY that takes the rows of a source from its stream. The server's CSV is the port's: quoted cells are text. */
export function copyStatement(relation: Relation, source: LoadSource): string {
  const target = `${quote(relation.schema)}.${quote(relation.name)}`
  const columns = source.columns.map(quote).join(', ')
  const { header, delimiter, absent } =
    source.kind === 'csv'
      ? { header: source.header, delimiter: source.delimiter, absent: source.null }
      : { header: false, delimiter: ',', absent: '' }
  const options = `format csv, header ${header}, delimiter ${text(delimiter)}, null ${text(absent)}, encoding 'UTF8'`
  return `copy ${target} (${columns}) from stdin (${options})`
}

/** The source's bytes, read no quicker than the server takes them. */
export function copyStream(source: LoadSource): Readable {
  switch (source.kind) {
    case 'rows':
      return Readable.from(asCsv(source.rows))
    case 'csv':
      return Readable.from(bytesOf(source.path))
    case 'parquet':
      return Readable.from(linesOf(source))
  }
}

/** DuckDB, which reads Parquet, is loaded when there is some to be read. */
async function* linesOf(source: ParquetSource): AsyncGenerator<string> {
  const { parquetLines } = await import('./parquet-lines.ts')
  yield* parquetLines(source)
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const bytes of createReadStream(path)) yield bytes
  } catch (cause) {
    throw new EngineError('data', cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function* asCsv(rows: readonly (readonly (string | null)[])[]): Generator<string> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    yield rows
      .slice(start, start + rowsAtOnce)
      .map((cells) => `${cells.map(cell).join(',')}\n`)
      .join('')
  }
}

function cell(value: string | null): string {
  return value === null ? '' : quote(value)
}

function quote(name: string): string {
  return quoteIdentifier('postgres', name)
}

function text(value: string): string {
  return quoteString('postgres', value)
}
