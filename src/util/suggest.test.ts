import { describe, expect, test } from 'vitest'
import { didYouMean, suggest } from './suggest.ts'

describe('near names', () => {
  test.each([
    ['ordrs', ['orders', 'customers'], 'orders'],
    ['oders', ['orders', 'others'], 'orders others'],
    ['Orders', ['orders'], 'orders'],
    ['refrence', ['reference', 'ref'], 'reference'],
    ['cutsomer', ['customer'], 'customer'],
    ['stg_order', ['stg_orders', 'orders', 'order_lines'], 'stg_orders'],
    ['orders', ['stg_orders', 'fct'], 'stg_orders'],
    ['country', ['countries', 'currency'], 'countries'],
    ['core.orders', ['orders', 'core'], 'orders core'],
    ['x', ['y'], 'y'],
    ['ab', ['xyz'], ''],
    ['id', ['idea', 'order_id'], ''],
    ['anything', [], ''],
    ['aaaa', ['aaab', 'aaac', 'aaad', 'aaae'], 'aaab aaac aaad'],
    ['same', ['same', 'same'], 'same'],
  ])('%s', (input, known, near) => {
    expect(suggest(input, known).join(' ')).toBe(near)
  })
})

test('a question', () => {
  expect(didYouMean('zzz', ['orders'])).toBeNull()
  expect(didYouMean('ordrs', ['orders'])).toBe('Did you mean "orders"?')
  expect(didYouMean('a1', ['a2', 'a3', 'a4'])).toBe('Did you mean "a2", "a3" or "a4"?')
})
