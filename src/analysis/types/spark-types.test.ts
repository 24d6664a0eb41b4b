import { expect, test } from 'vitest'
import { typeName } from '../../catalog/types/write-type.ts'
import { parseQuery } from '../../sql/parse-query.ts'
import { queryTypes } from './infer-types.ts'

function sparkType(expression: string): string {
  const { query, problem } = parseQuery(`select ${expression}`, 'spark')
  if (!query) throw new Error(problem.message)
  return queryTypes(query, 'spark', () => 'unknown')
    .outputs.map((type) => typeName(type, 'spark'))
    .join(', ')
}

test.each([
  ['-2147483648', 'int'],
  ['sum(cast(1 as smallint))', 'bigint'],
  ['sum(1.50)', 'decimal(13,2)'],
  ['avg(1.50)', 'decimal(7,6)'],
  ["avg('1')", 'double'],
  ['round(12.345, 1)', 'decimal(4,1)'],
  ['round(12.345, -1)', 'decimal(3,0)'],
  ['ceil(12.345)', 'decimal(3,0)'],
  ['floor(1.5D)', 'bigint'],
  ['ceil(5, 0)', 'decimal(11,0)'],
  ['try_divide(1.5, 2)', 'decimal(7,6)'],
  ['shiftleft(cast(1 as tinyint), 1)', 'int'],
  ['percentile(1, array(0.1, 0.2))', 'array<double>'],
  ["median(interval '1' month)", 'interval year to month'],
  ['array(1, 2.5, 3L)', 'array<decimal(21,1)>'],
  ["map('a', 1)", 'map<string,int>'],
  ['map_entries(map(1, 2.5))', 'array<struct<key:int,value:decimal(2,1)>>'],
  ['transform(array(1, 2), (x, i) -> x * 1.5)', 'array<decimal(13,1)>'],
  ['aggregate(array(1), 0L, (a, x) -> a + x, a -> cast(a as string))', 'string'],
  ["named_struct('a', 1, 'b', array('x'))", 'struct<a:int,b:array<string>>'],
  ["from_json('{}', 'a int, b array<string>')", 'struct<a:int,b:array<string>>'],
  ["from_json('{}', schema_of_json('{\"a\": [1]}'))", 'struct<a:array<bigint>>'],
  ["date'2024-01-01' + interval 1 month", 'date'],
  ["date'2024-01-01' + interval 1 hour", 'timestamp'],
  ["interval '2 hours 3 minutes'", 'interval hour to minute'],
  ["extract(second from interval '1' minute)", 'decimal(8,6)'],
  ["convert_timezone('UTC', now())", 'timestamp_ntz'],
  ["substring(x'01', 1)", 'binary'],
  ["to_number('1', '999.99')", 'decimal(5,2)'],
])('%s is %s', (expression, type) => {
  expect(sparkType(expression)).toBe(type)
})

test('the body of a lambda may be asked for before its call', () => {
  const { query } = parseQuery('select filter(array(1), x -> x > 1)', 'spark')
  const item = query?.body.kind === 'select' ? query.body.items[0] : undefined
  const lambda = item?.expression.kind === 'call' ? item.expression.args[1] : undefined
  const body = lambda?.kind === 'lambda' && lambda.body.kind === 'binary' ? lambda.body : undefined
  if (!query || !body) throw new Error('no lambda')
  expect(queryTypes(query, 'spark', () => 'unknown').typeOf(body.left)).toEqual({ kind: 'integer', bits: 32 })
})
