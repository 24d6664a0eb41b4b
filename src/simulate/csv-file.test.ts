import { expect, test } from 'vitest'
import { csvFile } from './csv-file.ts'
import { storedType, textType } from './stored-type.ts'

const column = (
  name: string,
  declared: string,
  ...cells: (string | number | bigint | boolean | Uint8Array | null)[]
) => ({
  name,
  type: storedType(declared) ?? textType,
  cells,
})

test('quotes by RFC 4180, and tells NULL from the empty text', () => {
  const columns = [column('a', 'text', null, '', 'x,y', 'say "hi"', 'two\nlines', 'plain; text')]
  expect(csvFile(columns, { header: true, delimiter: ',', null: '' })).toBe(
    'a\n\n""\n"x,y"\n"say ""hi"""\n"two\nlines"\nplain; text\n',
  )
})

test('goes by the settings of the source', () => {
  const columns = [column('a', 'text', null, 'NULL', 'x,y', 'p;q'), column('b', 'integer', 1, 2, 3, null)]
  expect(csvFile(columns, { header: false, delimiter: ';', null: 'NULL' })).toBe(
    'NULL;1\n"NULL";2\nx,y;3\n"p;q";NULL\n',
  )
})

test('writes values as SQL does', () => {
  const columns = [
    column('decimal', 'decimal(18, 2)', -5n),
    column('whole', 'decimal(18, 0)', 12n),
    column('date', 'date', 20_458),
    column('time', 'time', 36_000_500),
    column('timestamp', 'timestamp', 1_767_571_200_000_001n),
    column('boolean', 'boolean', false),
    column('bytes', 'binary', Uint8Array.of(0, 255)),
  ]
  expect(csvFile(columns, { header: false, delimiter: ',', null: '' })).toBe(
    '-0.05,12,2026-01-05,10:00:00.500,2026-01-05 00:00:00.000001,false,00ff\n',
  )
})
