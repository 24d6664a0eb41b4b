import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { expect, onTestFinished, test } from 'vitest'
import { parquetFile } from '../../simulate/parquet-file.ts'
import { textType } from '../../simulate/stored-type.ts'
import { writeObjectColumn } from './object-column.ts'

test.each(['UNCOMPRESSED', 'SNAPPY'] as const)(
  'a file with one column of another reads as that (%s)',
  async (codec) => {
    const root = mkdtempSync(join(tmpdir(), 'tidemill-column-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    const rows = Array.from({ length: 30_000 }, (_, index) => index)
    const content = parquetFile(
      [
        { name: 'id', type: { kind: 'integer', bits: 64 }, cells: rows.map((row) => BigInt(row * 7919)) },
        { name: 'Commit_TS', type: textType, cells: rows.map((row) => `2026-01-01 00:00:0${row % 7}`) },
        { name: 'note', type: textType, cells: rows.map((row) => `note ${row}`) },
      ],
      codec,
    )
    let asked = 0
    const path = join(root, 'a.parquet')
    await writeObjectColumn({ size: content.length }, 'commit_ts', path, async (start, end) => {
      asked += end - start
      return new Uint8Array(content.slice(start, end))
    })
    expect(statSync(path).size).toBe(content.length)
    expect(asked).toBeLessThan(content.length / 2)
    const found = await parquetReadObjects({ file: await asyncBufferFromFile(path), columns: ['Commit_TS'] })
    expect(found).toEqual(rows.map((row) => ({ Commit_TS: `2026-01-01 00:00:0${row % 7}` })))
  },
)
