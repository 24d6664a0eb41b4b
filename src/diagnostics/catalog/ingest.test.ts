import { expect, test } from 'vitest'
import { otherFormat, unknownFiles } from './ingest.ts'

test('names some of many files', () => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  expect(unknownFiles('shop.orders', keys, null).message).toBe(
    '7 files in the folder of shop.orders are not read, because of the name: a, b, c, d, e and 2 more.',
  )
  expect(unknownFiles('shop.orders', ['a'], null).message).toBe(
    '1 file in the folder of shop.orders is not read, because of the name: a.',
  )
})

test('says which format was found and which to write', () => {
  expect(otherFormat('shop.orders', ['x.csv'], 'parquet', null)).toMatchObject({
    message: 'shop.orders declares the format "parquet", but 1 change file of it is in CSV: x.csv.',
    help: 'Write `format: csv`, or move the files elsewhere.',
  })
})
