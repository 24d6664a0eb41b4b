import { expect, test } from 'vitest'
import { duckdbType } from './duckdb-type.ts'

test.each([
  ['bigint', 'bigint'],
  ['INT', 'integer'],
  ['decimal(18,2)', 'decimal(18, 2)'],
  ['decimal', 'decimal(10, 0)'],
  ['string', 'varchar'],
  ['double', 'double'],
  ['timestamp', 'timestamp'],
  ['binary', 'blob'],
  ['array<int>', 'integer[]'],
  ['map<string, decimal(5,1)>', 'map(varchar, decimal(5, 1))'],
  ['struct<a: int, `b c`: array<string>>', 'struct("a" integer, "b c" varchar[])'],
  ['nonsense', null],
])('spark: %s is %s', (type, expected) => {
  expect(duckdbType(type, 'spark')).toBe(expected)
})

test.each([
  ['varchar(200)', 'varchar'],
  ['char(3)', 'varchar'],
  ['varchar(max)', 'varchar'],
  ['numeric', 'decimal(18, 0)'],
  ['double precision', 'double'],
  ['float(24)', 'float'],
  ['timestamptz', 'timestamp with time zone'],
  ['timestamp without time zone', 'timestamp'],
  ['super', 'json'],
  ['varbyte', 'blob'],
  ['strng', null],
  ['integer; drop table x', null],
])('redshift: %s is %s', (type, expected) => {
  expect(duckdbType(type, 'redshift')).toBe(expected)
})
