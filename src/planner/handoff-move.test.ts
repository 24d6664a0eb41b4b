import { expect, test } from 'vitest'
import { KnownColumns } from '../analysis/known-columns.ts'
import { readSqlType } from '../catalog/types/read-type.ts'
import type { Crossing } from '../manifest/crossings.ts'
import type { EngineName } from '../manifest/nodes.ts'
import { relation } from '../manifest/relation.ts'
import { movedBy, movement } from './handoff-move.ts'

const orders = relation('core', 'orders')

/** The line for a relation with columns of these types; `?` is not known. */
function line(from: EngineName, ...types: readonly string[]): string {
  const columns = new KnownColumns()
  const named = types.map((type, at) => ({ name: `c${at}`, type: type === '?' ? null : readSqlType(type, from) }))
  columns.set(orders, types.length > 0 ? named : null, from)
  const to = from === 'spark' ? 'redshift' : 'spark'
  const node = { engine: from, relation: orders } as Crossing['node']
  return movement(movedBy({ node, to, readers: new Set() }, columns))
}

test('columns are told with what becomes of their types', () => {
  expect(line('spark', 'bigint', 'timestamp', 'array<string>')).toBe(
    'takes core.orders from spark to redshift: c0 bigint, c1 timestamp → timestamp, c2 array<string> → super',
  )
  expect(line('spark', 'tinyint', 'timestamp_ntz', 'string')).toContain(
    ': c0 tinyint → smallint, c1 timestamp_ntz, c2 string',
  )
})

test('on the way back in the words of Redshift', () => {
  expect(line('redshift', 'varchar(20)', 'timestamp', 'super')).toBe(
    'takes core.orders from redshift to spark: c0 varchar(20), c1 timestamp → timestamp, c2 super → string',
  )
})

test('many columns are counted', () => {
  expect(line('spark', 'int', 'date', 'double', 'int', 'int')).toContain(': c0 int, c1 date, c2 double and 2 more')
})

test('what is not known is not told', () => {
  expect(line('spark', '?')).toBe('takes core.orders from spark to redshift: c0')
  expect(line('spark')).toBe('takes core.orders from spark to redshift')
})
