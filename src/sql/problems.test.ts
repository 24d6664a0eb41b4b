import { describe, expect, test } from 'vitest'
import type { QueryDialect } from './dialects/syntax.ts'
import { parseQuery } from './parse-query.ts'

/** The problem as `start-end code message`, and the help. */
function problemOf(sql: string, dialect: QueryDialect): readonly [string, string | null] {
  const { problem } = parseQuery(sql, dialect)
  if (!problem) return ['none', null]
  const { start, end, code, message, help } = problem
  return [`${start}-${end} ${code} ${message}`, help]
}

type Case = readonly [dialect: QueryDialect, sql: string, problem: string, help: string | null]

function check(cases: readonly Case[]): void {
  test.each(cases)('%s: %s', (dialect, sql, problem, help) => {
    expect(problemOf(sql, dialect)).toEqual([problem, help])
  })
}

describe('commas', () => {
  check([
    [
      'redshift',
      'select a order_id b from t',
      '18-19 sql/syntax Expected the end of the query after `order_id` but found `b`.',
      'If `b` begins the next item of a list, put a comma in front of it.',
    ],
    [
      'redshift',
      'select o.id o.total from t',
      '13-14 sql/syntax Expected the end of the query after `o` but found `.`.',
      'If `o` begins the next item of a list, put a comma in front of it.',
    ],
    [
      'spark',
      'select 1 from (select a sum(b) from t)',
      '27-28 sql/syntax Expected `)` after `sum` but found `(`.',
      'If `sum` begins the next item of a list, put a comma in front of it.',
    ],
    [
      'redshift',
      'select a, from t',
      '10-14 sql/syntax Expected a column or expression after `,` but found `from`.',
      'Take away the comma, or write what should follow it.',
    ],
    [
      'spark',
      'select a, from t',
      '10-14 sql/syntax Expected a column or expression after `,` but found `from`.',
      'Take away the comma, or write what should follow it.',
    ],
    [
      'redshift',
      'select a,, b from t',
      '9-10 sql/syntax Expected a column or expression after `,` but found `,`.',
      'Take away the comma, or write what should follow it.',
    ],
    [
      'redshift',
      'select a b c from t',
      '11-12 sql/syntax Expected the end of the query after `b` but found `c`.',
      'If `c` begins the next item of a list, put a comma in front of it.',
    ],
    [
      'redshift',
      'select f(a,) from t',
      '11-12 sql/syntax Expected a column or expression after `,` but found `)`.',
      'Take away the comma, or write what should follow it.',
    ],
    [
      'redshift',
      'select a from t, where b',
      '17-22 sql/syntax Expected a table or sub-query after `,` but found `where`.',
      'Take away the comma, or write the table that should follow it.',
    ],
    [
      'redshift',
      'with a as (select 1), select 2',
      '22-28 sql/syntax Expected the name of a query after `,` but found `select`.',
      'Take away the comma in front of it.',
    ],
    [
      'spark',
      'select a from t order by a,',
      '27-27 sql/syntax Expected a column or expression after `,` but the query ends there.',
      'Take away the comma, or write what should follow it.',
    ],
    [
      'redshift',
      "select a 'x' from t",
      "9-12 sql/syntax Expected the end of the query after `a` but found `'x'`.",
      "If `'x'` begins the next item of a list, put a comma in front of it.",
    ],
    [
      'redshift',
      'select a from t where x in ()',
      '28-29 sql/syntax Expected a column or expression after `(` but found `)`.',
      null,
    ],
  ])
})

describe('parentheses', () => {
  check([
    [
      'redshift',
      'select (a + 1 from t',
      '7-8 sql/unbalanced This `(` is never closed.',
      'Write the missing `)`, or take this one away.',
    ],
    [
      'spark',
      'select sum(a from t',
      '10-11 sql/unbalanced This `(` is never closed.',
      'Write the missing `)`, or take this one away.',
    ],
    [
      'redshift',
      'select a) from t',
      '8-9 sql/unbalanced This `)` closes nothing.',
      'Take it away, or write the `(` that it belongs to.',
    ],
    [
      'redshift',
      'select a from (select 1',
      '14-15 sql/unbalanced This `(` is never closed.',
      'Write the missing `)`, or take this one away.',
    ],
    [
      'redshift',
      'select f((a) from t',
      '8-9 sql/unbalanced This `(` is never closed.',
      'Write the missing `)`, or take this one away.',
    ],
    ['spark', 'select x[1 from t', '11-15 sql/syntax Expected `]` after `1` but found `from`.', null],
    [
      'spark',
      'select x[1',
      '8-9 sql/unbalanced This `[` is never closed.',
      'Write the missing `]`, or take this one away.',
    ],
    ['redshift', 'with a as select 1', '10-16 sql/syntax Expected `(` after `as` but found `select`.', null],
    [
      'spark',
      'select a from t where b in (select 1',
      '27-28 sql/unbalanced This `(` is never closed.',
      'Write the missing `)`, or take this one away.',
    ],
  ])
})

describe('what is never closed', () => {
  check([
    [
      'redshift',
      "select 'abc from t",
      '7-8 sql/unterminated This string is never closed.',
      "Close it with `'`. A quote inside a string is written `''`.",
    ],
    [
      'spark',
      'select "abc from t',
      '7-8 sql/unterminated This string is never closed.',
      'Close it with `"`. A quote inside a string is written `\\"`.',
    ],
    [
      'redshift',
      'select "a from t',
      '7-8 sql/unterminated This quoted name is never closed.',
      "Close it with `\"`. Strings are in single quotes: 'text'.",
    ],
    [
      'spark',
      'select `a from t',
      '7-8 sql/unterminated This quoted name is never closed.',
      'Close it with a backtick.',
    ],
    [
      'redshift',
      'select 1 /* abc',
      '9-11 sql/unterminated This comment is never closed.',
      'Close it with `*/`. Comments nest: each `/*` inside needs its own `*/`.',
    ],
    ['spark', 'select /*+ broadcast(t) a', '7-10 sql/unterminated This hint is never closed.', 'Close it with `*/`.'],
  ])
})

describe('operators', () => {
  check([
    [
      'redshift',
      'select a from t where a == 1',
      '24-26 sql/syntax Redshift SQL compares with one `=`, not `==`.',
      'Write `=`.',
    ],
    [
      'spark',
      'select a from t where a = = 1',
      '26-27 sql/syntax Expected a column or expression after `=` but found `=`.',
      'Equality is written with one `=`.',
    ],
    [
      'redshift',
      'select a <=> b from t',
      '9-12 sql/syntax Redshift SQL has no `<=>` operator.',
      'Write `(a = b or (a is null and b is null))`.',
    ],
    [
      'spark',
      'select a::int from t',
      '8-10 sql/syntax Spark SQL has no `::` operator.',
      'Write `cast(value as type)`.',
    ],
    [
      'redshift',
      "select a -> 'b' from t",
      '9-11 sql/syntax Redshift SQL has no `->` operator.',
      'Use `json_extract_path_text(…)`, or a SUPER column with `column.field`.',
    ],
    [
      'redshift',
      'select 1 +',
      '10-10 sql/syntax Expected a column or expression after `+` but the query ends there.',
      null,
    ],
    [
      'redshift',
      'select a from t where not',
      '25-25 sql/syntax Expected a column or expression after `not` but the query ends there.',
      null,
    ],
    [
      'spark',
      'select a from t where a between 1',
      '33-33 sql/syntax Expected `and` after `1` but the query ends there.',
      null,
    ],
    [
      'redshift',
      'select a is from t',
      '12-16 sql/syntax Expected `null`, `true`, `false`, `unknown` or `distinct from` after `is` but found `from`.',
      null,
    ],
    [
      'spark',
      'select a like from t',
      '14-18 sql/syntax Expected a column or expression after `like` but found `from`.',
      null,
    ],
    [
      'redshift',
      'select a < b < c',
      '13-14 sql/syntax Expected the end of the query after `b` but found `<`.',
      'Operators of this kind do not chain: put one of them in parentheses.',
    ],
    [
      'spark',
      'select a is null = true',
      '17-18 sql/syntax Expected the end of the query after `null` but found `=`.',
      'Operators of this kind do not chain: put one of them in parentheses.',
    ],
  ])
})

describe('clauses', () => {
  check([
    [
      'redshift',
      'select a form t',
      '14-15 sql/syntax Expected the end of the query after `form` but found `t`.',
      'Did you mean "from"?',
    ],
    [
      'spark',
      'select 1 from (select a from t wehre b = 1)',
      '37-38 sql/syntax Expected `)` after `wehre` but found `b`.',
      'Did you mean "where"?',
    ],
    [
      'redshift',
      'select a from t where',
      '21-21 sql/syntax Expected a column or expression after `where` but the query ends there.',
      null,
    ],
    ['spark', 'select a from t group a', '22-23 sql/syntax Expected `by` after `group` but found `a`.', null],
    ['spark', 'select a from t order a', '22-23 sql/syntax Expected `by` after `order` but found `a`.', null],
    [
      'spark',
      'select a from t limit',
      '21-21 sql/syntax Expected a column or expression after `limit` but the query ends there.',
      null,
    ],
    [
      'redshift',
      'select from t',
      '7-11 sql/syntax Expected a column or expression after `select` but found `from`.',
      null,
    ],
    [
      'redshift',
      'select a from t left jon b on x',
      '21-24 sql/syntax Expected `join` after `left` but found `jon`.',
      null,
    ],
    [
      'redshift',
      'select a from t join b',
      '22-22 sql/syntax Expected `on` or `using` after `b` but the query ends there.',
      'Every join but `cross join` says how its rows belong together.',
    ],
    [
      'redshift',
      'select a from t cross join b on true',
      '29-36 sql/syntax A `cross join` takes no condition.',
      'Write `join … on …`, without `cross`.',
    ],
    [
      'redshift',
      'select a from t union',
      '21-21 sql/syntax Expected a query that begins with `select` or `with` after `union` but the query ends there.',
      null,
    ],
    [
      'redshift',
      'select case when a then 1 from t',
      '26-30 sql/syntax Expected `when`, `else` or `end` after `1` but found `from`.',
      'Each `case` is closed by an `end`.',
    ],
    ['redshift', 'select case a end', '14-17 sql/syntax Expected `when` after `a` but found `end`.', null],
    ['redshift', 'select cast(a int)', '14-17 sql/syntax Expected `as` after `a` but found `int`.', null],
    ['spark', 'select cast(a as) from t', '16-17 sql/syntax Expected a type after `as` but found `)`.', null],
    [
      'spark',
      'select sum(a) over (partition a)',
      '30-31 sql/syntax Expected `by` after `partition` but found `a`.',
      null,
    ],
    [
      'spark',
      'select a from t qualify x',
      '16-23 sql/unsupported Spark SQL has no `qualify`.',
      'Put the window function into a sub-query, and the condition into its outer `where`.',
    ],
    [
      'redshift',
      'select a from t order by a where b',
      '27-32 sql/syntax Expected the end of the query after `a` but found `where`.',
      'Clauses come in this order: `from`, `where`, `group by`, `having`, `qualify`, `order by`, `limit`.',
    ],
    [
      'redshift',
      'select top 3 a from t window w as (order by a)',
      '22-28 sql/unsupported Redshift SQL has no `window` clause.',
      'Write each window where it is used: `over (partition by … order by …)`.',
    ],
    [
      'redshift',
      'select a from t connect by prior b = c',
      '16-23 sql/unsupported Tidemill does not read `connect by`.',
      'Write the hierarchy as `with recursive …`.',
    ],
    [
      'spark',
      'with recursive a as (select 1) select * from a',
      '5-14 sql/unsupported Spark SQL has no recursive queries.',
      'Write the levels out as joins, or build the model on the redshift engine.',
    ],
    [
      'spark',
      "select listagg(x, ',') within group (order by x)",
      '23-29 sql/syntax Spark SQL has `within group` after `percentile_cont` and `percentile_disc` only.',
      "Write `array_join(sort_array(collect_list(value)), ',')`.",
    ],
  ])
})

describe('what other engines have', () => {
  check([
    [
      'spark',
      'select 1 from t where a && b',
      '25-26 sql/syntax Expected a column or expression after `&` but found `&`.',
      'Conditions are joined with `and`.',
    ],
    [
      'spark',
      'select 1 from t limit 10, 20',
      '24-25 sql/syntax Expected the end of the query after `10` but found `,`.',
      'Write `limit <rows> offset <rows to skip>`.',
    ],
    [
      'spark',
      'select * from t version as of 3',
      '16-23 sql/unsupported Tidemill does not read earlier versions of a table.',
      'Read the table as it is.',
    ],
    [
      'redshift',
      'select a from t where b = any(array(1, 2))',
      '26-29 sql/unsupported `any` compares with the rows of a sub-query, and this is none.',
      'Write `in (…)` for a list of values.',
    ],
    [
      'redshift',
      'select distinct on (a) a from t',
      '16-18 sql/unsupported Redshift SQL has no `distinct on`.',
      'Number the rows with `row_number() over (partition by … order by …)`, and keep the first.',
    ],
  ])
})

describe('names', () => {
  check([
    [
      'redshift',
      'select order from t',
      '7-12 sql/syntax Expected a column or expression after `select` but found `order`.',
      '`order` is a reserved word; a column of that name is written "order".',
    ],
    ['redshift', 'select a as from t', '12-16 sql/syntax Expected a name after `as` but found `from`.', null],
    [
      'redshift',
      "select a as 'x' from t",
      "12-15 sql/syntax Expected a name after `as` but found `'x'`.",
      'Redshift SQL quotes names with ", strings with \'.',
    ],
    [
      'redshift',
      'select `a` from t',
      '7-8 sql/syntax Redshift SQL does not quote names with backticks.',
      'Write "name", in double quotes.',
    ],
    [
      'spark',
      'select é from t',
      '7-8 sql/syntax Spark SQL reads the letter `é` in quoted names only.',
      'Quote the name with `.',
    ],
    [
      'spark',
      "select a from 't'",
      "14-17 sql/syntax Expected a table or sub-query after `from` but found `'t'`.",
      "Names are quoted with `, strings with '.",
    ],
    [
      'redshift',
      'select a from user',
      '14-18 sql/syntax Expected a table or sub-query after `from` but found `user`.',
      '`user` is a reserved word; a table of that name is written "user".',
    ],
    [
      'redshift',
      'select a from t as where',
      '19-24 sql/syntax Expected a name for the table after `as` but found `where`.',
      null,
    ],
    [
      'redshift',
      'select a from x.',
      '16-16 sql/syntax Expected a table name after `.` but the query ends there.',
      null,
    ],
  ])
})

describe('what is not one query', () => {
  check([
    ['redshift', '', '0-0 sql/not-a-query There is no query here.', 'Begin with `select` or `with`.'],
    ['spark', '-- nothing', '0-0 sql/not-a-query There is no query here.', 'Begin with `select` or `with`.'],
    [
      'redshift',
      'selct a from t',
      '0-5 sql/syntax Expected a query that begins with `select` or `with` but found `selct`.',
      'Did you mean "select"?',
    ],
    [
      'redshift',
      'delete from t',
      '0-6 sql/not-a-query A model is a query, but `delete` begins another statement.',
      'Write what the table should hold as a `select`; Tidemill makes the table and loads it. Other statements go into hooks.',
    ],
    [
      'spark',
      'insert into x select 1',
      '0-6 sql/not-a-query A model is a query, but `insert` begins another statement.',
      'Write what the table should hold as a `select`; Tidemill makes the table and loads it. Other statements go into hooks.',
    ],
    [
      'redshift',
      'select a into x from t',
      '9-13 sql/not-a-query `select … into` makes a table, and a model is a query.',
      'Take `into …` away; the table is named by the model’s file.',
    ],
    [
      'redshift',
      'select a from t; select b',
      '17-23 sql/several-statements A second statement begins here, but a model is one query.',
      'Take the `;` away, or move the other statement into a hook or a model of its own.',
    ],
    [
      'spark',
      'from t select a',
      '0-4 sql/unsupported A query that begins with `from` is not read.',
      'Begin with `select`: `select * from …`.',
    ],
    [
      'redshift',
      'values (1)',
      '0-6 sql/unsupported Redshift SQL has no `values` as a query.',
      'Write `select 1 as a union all select 2`.',
    ],
    [
      'redshift',
      'select * from (values (1)) t(x)',
      '15-21 sql/unsupported Redshift SQL has no `values` in `from`.',
      'Write `(select 1 as a union all select 2) as t`, or a seed.',
    ],
    [
      'redshift',
      'select array[1, 2]',
      '14-15 sql/syntax Expected `]` after `1` but found `,`.',
      'A list of values is written `array(…)`, with parentheses.',
    ],
    [
      'spark',
      'select {{x}} from t',
      '7-9 sql/template-left-over A `{{` was left in the SQL text.',
      'Template tags are written `{{…}}`, blocks `{{#if …}}…{{/if}}`; Jinja’s `{% … %}` is not read.',
    ],
    [
      'spark',
      'select a from {% x %}',
      '14-16 sql/template-left-over A `{%` was left in the SQL text.',
      'Template tags are written `{{…}}`, blocks `{{#if …}}…{{/if}}`; Jinja’s `{% … %}` is not read.',
    ],
    ['spark', 'select a ? b', '9-10 sql/syntax The character `?` has no meaning in Spark SQL.', null],
  ])
})

test.each<readonly [QueryDialect, string]>([
  ['redshift', 'select a from t;'],
  ['spark', 'select a from t ; ; -- done'],
])('%s: %s is one query', (dialect, sql) => {
  expect(problemOf(sql, dialect)).toEqual(['none', null])
})
