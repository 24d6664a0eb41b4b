import { expect, test } from 'vitest'
import { ownTable } from './own-table.ts'
import { relation } from './relation.ts'

test('a table of the tool is named for its relation', () => {
  expect(ownTable('tidemill', 'history', relation('core', 'Orders'))).toEqual(
    relation('tidemill', 'history__core__orders'),
  )
})

test('names stay short enough for PostgreSQL, and different', () => {
  const long = 'subscriptions_that_were_cancelled_within_their_first_month'
  const names = ['a', 'b'].map((end) => ownTable('tidemill', 'tombstones', relation('core', `${long}_${end}`)).name)
  expect(new Set(names).size).toBe(2)
  for (const name of names) expect(name).toMatch(/^tombstones__core__subscriptions.*_[0-9a-f]{8}$/)
  for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
  const wide = ownTable('tidemill', 'tombstones', relation('core', 'ü'.repeat(60))).name
  expect(Buffer.byteLength(wide)).toBeLessThanOrEqual(63)
})
