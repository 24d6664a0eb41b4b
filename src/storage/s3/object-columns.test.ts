import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { parquetFile } from '../../simulate/parquet-file.ts'
import { objectColumns } from './object-columns.ts'

const parquet = { format: 'parquet', csv: { header: true, delimiter: ',' } } as const
const csv = { ...parquet, format: 'csv' } as const

/** What is found, and which bytes were asked for. */
async function look(content: Uint8Array, key: string, format: typeof parquet | typeof csv = parquet) {
  const asked: (readonly [number, number])[] = []
  const found = await objectColumns({ key, size: content.length }, format, async (start, end) => {
    asked.push([start, end])
    return new Uint8Array(content.slice(start, end))
  })
  return { names: 'columns' in found ? found.columns?.map(({ name }) => name) : found.problem, asked }
}

function file(columns: number, rows: number): Uint8Array {
  const cells = Array.from({ length: rows }, (_, index) => BigInt(index * 7919))
  const named = Array.from({ length: columns }, (_, index) => ({
    name: `column_${index}`,
    type: { kind: 'integer', bits: 64 } as const,
    cells,
  }))
  return parquetFile(named, 'UNCOMPRESSED')
}

test('reads the end of a Parquet file, and more of it where that is not enough', async () => {
  const small = file(2, 3)
  expect(await look(small, 'a.parquet')).toEqual({ names: ['column_0', 'column_1'], asked: [[0, small.length]] })
  const long = file(1, 100_000)
  expect((await look(long, 'a.parquet')).asked).toEqual([[long.length - 65_536, long.length]])
  const wide = file(1_500, 20)
  const { names, asked } = await look(wide, 'a.parquet')
  expect([names?.length, asked.length]).toEqual([1_500, 2])
  expect(asked[1]?.[0]).toBeGreaterThan(0)
})

test('reads the first row of a CSV, compressed or not, however long it is', async () => {
  const text = Buffer.from(`\ufeffa,"b ""c"""\n${'1,2\n'.repeat(1_000_000)}`)
  expect(await look(text, 'a.csv', csv)).toEqual({ names: ['a', 'b "c"'], asked: [[0, 262_144]] })
  const noise = Array.from({ length: 300_000 }, (_, index) => (index * 2_654_435_761) % 4_294_967_296)
  const zipped = gzipSync(`a,b\n${noise.join('\n')}`)
  expect(zipped.length).toBeGreaterThan(262_144)
  expect(await look(zipped, 'a.csv.GZ', csv)).toEqual({ names: ['a', 'b'], asked: [[0, 262_144]] })
})

test.each([
  ['a.parquet', parquet, 'PAR1 not at all', 'it is not a Parquet file (its end lacks the mark PAR1).'],
  ['a.parquet', parquet, '', 'it is not a Parquet file (its end lacks the mark PAR1).'],
  ['a.csv', csv, '', 'it is empty.'],
  ['a.csv.gz', csv, 'not zipped', 'incorrect header check'],
] as const)('says what is wrong with %s', async (key, format, text, problem) => {
  expect((await look(new TextEncoder().encode(text), key, format)).names).toBe(problem)
})
