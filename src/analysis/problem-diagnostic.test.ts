import { describe, expect, test } from 'vitest'
import { analyse } from '../../tests/support/analyse-sql.ts'
import { formatDiagnostic } from '../diagnostics/format.ts'
import type { QueryDialect } from '../sql/dialects/syntax.ts'
import { OriginText } from '../template/origin-text.ts'
import { carryThrough } from './carry-through.ts'
import { keyExpressions } from './key-expressions.ts'
import { modelOutputProblems } from './model-output.ts'
import { primaryKeyOutputs } from './primary-key-outputs.ts'
import type { Problem } from './problem.ts'
import { problemDiagnostic } from './problem-diagnostic.ts'

/** Everything but the frames: place, code, message; help; related places. */
function words(sql: string, problem: Problem | undefined): string[] {
  if (!problem) return []
  const text = formatDiagnostic(problemDiagnostic(problem, OriginText.ofFile({ path: 'm.sql', text: sql }), 'm'))
  return text
    .split('\n')
    .filter((line) => !/^\s*\d*\s*\|/.test(line))
    .map((line) => line.trim().replace(/ See docs.*/, ''))
    .filter((line) => line !== '' && !line.startsWith('See docs'))
}

describe('problems in words', () => {
  test.each<[sql: string, lines: string[], dialect?: QueryDialect]>([
    [
      'select o.totl from shop.orders o',
      ['m.sql:1:10  error column/unknown  There is no column "totl" in "o".', 'Did you mean "total"?'],
    ],
    [
      'select price from shop.orders o join shop.customers c on true',
      [
        'm.sql:1:8  error column/unknown  There is no column "price" in "o" or "c".',
        'The columns are id, customer_id, total, status, name, city.',
      ],
    ],
    [
      'select 2 * total as twice from shop.orders where twice > 1',
      [
        'm.sql:1:50  error column/unknown  There is no column "twice" in "shop.orders".',
        '"twice" is an alias of this select list, which `where` cannot see: repeat its expression, or put the query into a CTE.',
      ],
      'spark',
    ],
    [
      'select id from shop.orders o, shop.customers c',
      [
        'm.sql:1:8  error column/ambiguous  The column "id" is in "o" and "c": which one is meant is not said.',
        'Write o.id or c.id.',
      ],
    ],
    [
      'select orders.id from shop.orders o',
      [
        'm.sql:1:8  error column/unknown-alias  "orders" is no relation that this part of the query reads.',
        'This query calls it "o": write o in front of the dot.',
      ],
    ],
    [
      'select id from shop.orders union select id, name from shop.customers',
      [
        'm.sql:1:41  error column/union-width  This branch has 2 columns, but the first has 1 column.',
        'Branches are matched column by column: write 1 column here.',
        'm.sql:1:8  The first branch is here.',
      ],
    ],
  ])('%s', (sql, lines, dialect = 'redshift') => {
    expect(words(sql, analyse(sql, dialect).problems[0])).toEqual(lines)
  })

  test('two columns of one name', () => {
    const sql = 'select id, total as id from shop.orders'
    expect(words(sql, modelOutputProblems(analyse(sql))[0])).toEqual([
      'm.sql:1:12  error column/duplicate-output  Two columns of this model are called "id".',
      'Give one of them another alias, or leave it out.',
      'm.sql:1:8  The first "id" comes from here.',
    ])
  })

  test('a column without a name', () => {
    const sql = 'select id, count(*) from shop.orders'
    expect(words(sql, modelOutputProblems(analyse(sql))[0])).toEqual([
      'm.sql:1:12  error column/unnamed-output  Column 2 of this model is an expression without a name, for which each engine makes up its own.',
      'Give it an alias: write "as name" behind it.',
    ])
  })

  test('keys and what orders changes', () => {
    const sql = 'select max(id) as k from shop.orders'
    const key = keyExpressions(analyse(sql), ['shop', 'orders'], ['k'])
    expect(key.ok ? [] : words(sql, key.problem)).toEqual([
      'm.sql:1:8  error cdc/key-not-from-source  The key column "k" of m cannot be followed to "shop.orders": it is an aggregate of several rows.',
      'Make "k" from columns of "shop.orders" alone, or choose another unique_key.',
    ])
    const output = primaryKeyOutputs(analyse(sql), ['shop', 'orders'], ['id'])
    expect(output.ok ? [] : words(sql, output.problem)).toEqual([
      'm.sql:1:8  error cdc/source-key-not-output  No column of m carries "id", which is in the primary key of "shop.orders".',
      "Add id to the select list, or name the model's own key: unique_key.",
    ])
    const carried = carryThrough(analyse(sql), ['shop', 'orders'], [{ name: '_op', as: '_op' }])
    expect(carried.ok ? [] : words(sql, carried.problem)).toEqual([
      'm.sql:1:8  error cdc/columns-not-carried  "_op" cannot be carried from "shop.orders" through the query of m: an aggregate makes one row of all.',
      'Keep one row for each row of "shop.orders" here, and aggregate in a model that reads this one; or use the strategy "recompute".',
    ])
  })
})
