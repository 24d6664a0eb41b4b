import { expect, test } from 'vitest'
import { s3aAddress } from './s3a-address.ts'

const addressOf = (bucket: string, key: string, prefix = 'raw') => s3aAddress({ bucket, prefix }, key)

test('a key stands in its address as it is', () => {
  expect(addressOf('shop-raw', 'a b%20/é{x}[y]*?.csv')).toBe('s3a://shop-raw/raw/a b%20/é{x}[y]*?.csv')
  expect(addressOf('shop.raw', 'x.csv', '')).toBe('s3a://shop.raw/x.csv')
})

test.each([
  ['shop', 'a//b.csv', 'paths have no empty parts'],
  ['shop', 'a/./b.csv', 'nor those that mean the folder itself'],
  ['shop', 'a/../b.csv', 'or the one above'],
  ['shop', '/a.csv', 'paths have no empty parts'],
  ['shop_raw', 'a.csv', 'hosts have no underscore'],
  ['shop.2026', 'a.csv', 'and no number as their last part'],
  ['Shop', 'a.csv', 'and are small letters'],
])('%s %s has none: %s', (bucket, key) => {
  expect(addressOf(bucket, key)).toBeNull()
})
