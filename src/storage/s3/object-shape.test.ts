import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { parquetFile } from '../../simulate/parquet-file.ts'
import { fileColumns } from '../file-columns.ts'
import { objectShape } from './object-shape.ts'

function shapeOf(content: Uint8Array, key: string): Promise<Uint8Array> {
  return objectShape({ key, size: content.length }, async (start, end) => new Uint8Array(content.slice(start, end)))
}

test.each([2, 1_500])('is of a Parquet file with %i columns its footer', async (width) => {
  const root = mkdtempSync(join(tmpdir(), 'tidemill-shape-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const cells = Array.from({ length: 20_000 / width }, (_, index) => BigInt(index * 7919))
  const columns = Array.from({ length: width }, (_, index) => ({
    name: `column_${index}`,
    type: { kind: 'integer', bits: 64 } as const,
    cells,
  }))
  const content = parquetFile(columns, 'UNCOMPRESSED')
  const shape = await shapeOf(content, 'a.parquet')
  expect(shape.length).toBeLessThan(content.length / 1.5)
  const format = { format: 'parquet', csv: { header: true, delimiter: ',' } } as const
  for (const [name, bytes] of Object.entries({ content, shape })) writeFileSync(join(root, name), bytes)
  expect(fileColumns(join(root, 'shape'), format)).toEqual(fileColumns(join(root, 'content'), format))
})

test.each([
  ['a,b\n1,2\n', 'a,b\n'],
  ['a,"b\r\n"",\n"\r\n1,2\r\n', 'a,"b\r\n"",\n"\r\n'],
  ['a,b', 'a,b'],
])('is of a CSV its first row: %j', async (text, row) => {
  expect(Buffer.from(await shapeOf(Buffer.from(text), 'a.csv')).toString()).toBe(row)
  expect(gunzipSync(await shapeOf(gzipSync(text), 'a.csv.gz')).toString()).toBe(row)
})
