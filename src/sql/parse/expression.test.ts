import { describe, expect, test } from 'vitest'
import { outline } from '../../../tests/support/sql-outline.ts'
import type { QueryDialect } from '../dialects/syntax.ts'
import { parseExpression } from '../parse-query.ts'

function read(sql: string, dialect: QueryDialect): string {
  const { expression, problem } = parseExpression(sql, dialect)
  return expression ? outline(expression) : problem.message
}

function check(dialect: QueryDialect, cases: readonly (readonly [sql: string, expected: string])[]): void {
  test.each(cases)(`${dialect}: %s`, (sql, expected) => {
    expect(read(sql, dialect)).toBe(expected)
  })
}

describe('operators bind as the engine has it', () => {
  check('spark', [
    ['a or b and c', '(or a (and b c))'],
    ['not a = b', '(not (= a b))'],
    ['! a and b', '(and (not a) b)'],
    ['a + b * c - d', '(- (+ a (* b c)) d)'],
    ['a || b + c', '(+ (|| a b) c)'],
    ['a | b ^ c & d', '(| a (^ b (& c d)))'],
    ['a = b | c', '(= a (| b c))'],
    ['a == b', '(= a b)'],
    ['a != b', '(<> a b)'],
    ['a <=> b', '(<=> a b)'],
    ['a div b % c', '(% (div a b) c)'],
    ['- a + b', '(+ (- a) b)'],
    ['a = b is null', 'is[(= a b)]'],
    ['a = b in (1, 2)', 'in-list[(= a b) 1 2]'],
    ['a between 1 and 2 and b', '(and between[a 1 2] b)'],
    ["a like 'x' || 'y'", 'like[a (|| "x" "y")]'],
    ["a not rlike 'x'", 'like[a "x"]'],
    ["a like any ('x', 'y')", 'like-quantified[a "x" "y"]'],
    ['~ a', '(~ a)'],
    ['x -> x + 1', 'lambda[x (+ x 1)]'],
    ['f((x, y) -> x < y)', 'f(lambda[x y (< x y)])'],
  ])
  check('redshift', [
    ['a or b and c', '(or a (and b c))'],
    ['a = b || c', '(= a (|| b c))'],
    ['a || b + c', '(|| a (+ b c))'],
    ['- a ^ b', '(^ (- a) b)'],
    ['-1::int', '(- (cast 1 int))'],
    ['a::date - b::date', '(- (cast a date) (cast b date))'],
    ['a = b is null', 'is[(= a b)]'],
    ['not a is null', '(not is[a])'],
    ['a isnull', 'is[a]'],
    ["a ~ 'x' and b !~* 'y'", '(and (~ a "x") (!~* b "y"))'],
    ["a ~~ 'x'", 'like[a "x"]'],
    ["a similar to 'x' escape '^'", 'like[a "x" "^"]'],
    ["a::timestamp at time zone 'UTC'", 'at-time-zone[(cast a timestamp) "UTC"]'],
    ['|/ 25 + 1', '(|/ (+ 25 1))'],
    ['(a, b) overlaps (c, d)', '(overlaps row[a b] row[c d])'],
    ['a = any (select 1)', 'quantified[a query[select[select-item[1]]]]'],
  ])
})

describe('operands', () => {
  check('spark', [
    ['1.5BD', '1.5BD'],
    ['10L + 1e3', '(+ 10L 1e3)'],
    ["'a' 'b' \"c\"", '"abc"'],
    ["'it\\'s\\n'", '"it\'s\\n"'],
    ["r'\\d'", '"\\\\d"'],
    ["'50\\%'", '"50\\\\%"'],
    ["date '2024-01-01'", 'typed-literal[date "2024-01-01"]'],
    ["X 'A'", 'binary-literal[]'],
    ['interval 3 days 2 hours', 'interval[interval-part[3 days] interval-part[2 hours]]'],
    ["interval -'1-1' year to month", 'interval[interval-part["1-1" year month]]'],
    ['a.b.c', 'a.b.c'],
    ['a[0].b', 'field[subscript[a 0] b]'],
    ['(a).b', 'field[a b]'],
    ['m["k"]', 'subscript[m "k"]'],
    ['`from`.`a``b`', 'from.a`b'],
    ['2020_sales', '2020_sales'],
    ['case a when 1 then 2 else 3 end', 'case[a case-branch[1 2] 3]'],
    ['datediff(day, a, b)', 'datediff(:day a b)'],
    ['datediff(a, b)', 'datediff(a b)'],
    ['substring(a from 2 for 3)', 'substring(a 2 3)'],
    ['substr(a for 3)', 'substr(a 1 3)'],
    ["overlay(a placing 'x' from 2)", 'overlay(a "x" 2)'],
    ["trim(leading 'x' from a)", 'trim["x" a]'],
    ['trim(a)', 'trim(a)'],
    ["position('a' in b)", 'position["a" b]'],
    ["position('a', b)", 'position("a" b)'],
    ['extract(year from a)', 'extract[year a]'],
    ['exists(a, x -> x > 1)', 'exists(a lambda[x (> x 1)])'],
    ['exists (select 1)', 'exists[query[select[select-item[1]]]]'],
    ['struct(1 as a, b)', 'struct(named-argument[a 1] b)'],
    ['explode(collection => a)', 'explode(named-argument[collection a])'],
    ['left(a, 1)', 'left(a 1)'],
    ['try_cast(a as array<struct<b: int>>)', '(try-cast a array-type[struct-type[struct-field[b int]]])'],
    ['current_date', 'current_date()'],
    ['count(*)', 'count(star[])'],
    ['count(t.*)', 'count(star[t])'],
    ['((select 1) + 1)', '(+ subquery[query[select[select-item[1]]]] 1)'],
    ['(a, b)', 'row[a b]'],
  ])
  check('redshift', [
    ["'it''s \\\\ \\''", '"it\'s \\\\ \'"'],
    ["'a'\n'b'", '"ab"'],
    ['a::decimal(10, 2)', '(cast a decimal<10 2>)'],
    ['a::varchar(max)', '(cast a varchar<max>)'],
    ['convert(double precision, a)', '(cast a double precision)'],
    ["timestamp with time zone '2024-01-01'", 'typed-literal[timestamp with time zone "2024-01-01"]'],
    ["interval '3 hours, 35 minutes'", 'interval[interval-part["3 hours, 35 minutes"]]'],
    ["interval '1' day", 'interval[interval-part["1" day]]'],
    ['date_part(month, a)', 'date_part(:month a)'],
    ['approximate count(distinct a)', 'count(a)'],
    ['"A""b".c', 'A"b.c'],
    ['a.b[0].c', 'field[subscript[a.b 0] c]'],
    ['sysdate', 'sysdate()'],
  ])
})

test('the span of an operator is kept', () => {
  const { expression } = parseExpression('a  +  b', 'spark')
  expect(expression).toMatchObject({ span: { start: 0, end: 7 }, operatorSpan: { start: 3, end: 4 } })
})

test('the span of an expression begins at its parenthesis', () => {
  const { expression } = parseExpression('(a + b) * c', 'spark')
  expect(expression?.span).toEqual({ start: 0, end: 11 })
})

test('clauses of a call', () => {
  const sql = 'f(distinct a order by b) filter (where c) ignore nulls over (partition by d order by e rows 2 preceding)'
  const { expression } = parseExpression(sql, 'spark')
  expect(expression).toMatchObject({
    kind: 'call',
    distinct: true,
    orderBy: [{ kind: 'order-item' }],
    filter: { kind: 'column' },
    nulls: 'ignore',
    over: { kind: 'window', frame: { unit: 'rows', start: { bound: 'preceding' }, end: null } },
  })
})

test('a reserved word is a column only in quotes', () => {
  expect(read('"order"', 'redshift')).toBe('order')
  expect(read('order + 1', 'redshift')).toBe('Expected a column or expression but found `order`.')
  expect(read('order + 1', 'spark')).toBe('(+ order 1)')
})
