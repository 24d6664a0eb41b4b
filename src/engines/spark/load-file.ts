import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type CastingContext, parse } from 'csv-parse'
import type { TextSource } from '../engine.ts'
import { EngineError } from '../engine-error.ts'

type Cells = readonly (string | null)[]

/** Writes the rows of a source as the driver reads them, JSON lines of `c0`, `c1`, …, and tells how many there were. */
export async function writeLoadFile(source: TextSource, path: string): Promise<number> {
  let count = 0
  const asLines = async function* (rows: AsyncIterable<Cells>): AsyncGenerator<string> {
    for await (const cells of rows) {
      if (cells.length !== source.columns.length) {
        const expected = `${cells.length} cells stand where ${source.columns.length} are expected`
        throw new EngineError('data', `Row ${count + 1}: ${expected}.`)
      }
      count++
      yield `${JSON.stringify(Object.fromEntries(cells.map((cell, index) => [`c${index}`, cell])))}\n`
    }
  }
  await pipeline(rowsOf(source), asLines, createWriteStream(path))
  return count
}

function rowsOf(source: TextSource): AsyncIterable<Cells> {
  if (source.kind === 'rows') return Readable.from(source.rows)
  const { header, delimiter, null: absent } = source
  const parser = parse({
    bom: true,
    delimiter,
    from: header ? 2 : 1,
    relax_column_count: true,
    skip_empty_lines: true,
    cast: (value: string, { quoting }: CastingContext) => (!quoting && value === absent ? null : value),
  })
  const file = createReadStream(source.path)
  file.on('error', (cause) => parser.destroy(new EngineError('data', cause.message, { cause })))
  parser.on('error', () => file.destroy())
  return file.pipe(parser)
}
