import fc from 'fast-check'

/** A table with a column of each plain type, and values at the edges; `id` orders the rows. */
export const table = `select * from values
  (1, cast(1 as smallint), 5, 7L, 12.50BD, 0.333333BD, 2.5D, 'abc', date'2024-01-31', timestamp'2024-02-29 13:14:15.123456', true),
  (2, cast(-3 as smallint), -7, -9007199254740993L, -0.05BD, 123456.789012BD, -0.1D, ' Ab c ', date'2024-12-31', timestamp'1969-12-31 23:59:59', false),
  (3, cast(32767 as smallint), 2147483647, 9223372036854775807L, 99999999.99BD, -999999.999999BD, 1e20D, '', date'1970-01-01', timestamp'2024-06-15 00:00:00', true),
  (4, cast(-32768 as smallint), -2147483648, -9223372036854775807L, -99999999.99BD, 0BD, 0D, '12', date'2000-02-29', timestamp'2023-03-26 02:30:00', null),
  (5, cast(0 as smallint), 0, 0L, 0BD, 0.5BD, 1e-7D, '2024-03-05', date'1999-12-31', timestamp'2024-12-30 23:59:59.999999', false),
  (6, null, null, null, null, null, null, null, null, null, null),
  (7, cast(12 as smallint), 1000000, 123456789012L, 1.005BD, 1.5BD, 1234567.891D, 'äöü ß', date'2024-02-28', timestamp'2024-01-01 12:00:00', true),
  (8, cast(2 as smallint), 3, 2L, 2.50BD, 2.500000BD, double('NaN'), '-1.5e2', date'2023-07-04', timestamp'1900-01-01 00:00:00', false)
  as v(id, small, whole, big, price, rate, ratio, name, day, moment, open)`

/** The same columns with the types that the tables get. */
export const typedTable = `select id, small, whole, big, cast(price as decimal(10,2)) as price, cast(rate as decimal(18,6)) as rate,
  ratio, name, day, moment, open from (${table})`

type Text = fc.Arbitrary<string>

const { number, text, truth, day, moment } = fc.letrec<{
  number: string
  text: string
  truth: string
  day: string
  moment: string
}>((tie) => {
  const n = tie('number') as Text
  const s = tie('text') as Text
  const b = tie('truth') as Text
  const d = tie('day') as Text
  const m = tie('moment') as Text
  const small = fc.integer({ min: -3, max: 6 }).map(String)
  const make = (...parts: readonly (string | Text)[]): Text =>
    fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''))
  const oneOf = (...options: readonly Text[]): Text => fc.oneof({ maxDepth: 3, withCrossShrink: true }, ...options)
  return {
    number: oneOf(
      fc.constantFrom('small', 'whole', 'big', 'price', 'rate', 'ratio', '1', '0', '2.5', '-7', '100L', '1.0D'),
      make('(', n, ' ', fc.constantFrom('+', '-', '*', '/', '%'), ' ', n, ')'),
      make('abs(', n, ')'),
      make('round(', n, ', ', fc.integer({ min: 0, max: 4 }).map(String), ')'),
      make(fc.constantFrom('floor', 'ceil', 'sign', '-'), '(', n, ')'),
      make(fc.constantFrom('greatest', 'least', 'coalesce', 'nullif', 'nvl'), '(', n, ', ', n, ')'),
      make('case when ', b, ' then ', n, ' else ', n, ' end'),
      make(
        'cast(',
        n,
        ' as ',
        fc.constantFrom('int', 'bigint', 'smallint', 'double', 'decimal(12,3)', 'decimal(5,1)', 'string'),
        ') ',
      ),
      make('cast(', s, ' as ', fc.constantFrom('int', 'double', 'decimal(10,2)', 'bigint'), ')'),
      make(fc.constantFrom('length', 'ascii'), '(', s, ')'),
      make('instr(', s, ", 'b')"),
      make(
        fc.constantFrom('year', 'month', 'dayofmonth', 'quarter', 'dayofweek', 'weekofyear', 'dayofyear'),
        '(',
        d,
        ')',
      ),
      make(fc.constantFrom('hour', 'minute', 'second', 'unix_timestamp'), '(', m, ')'),
      make('datediff(', d, ', ', d, ')'),
      make('months_between(', d, ', ', d, ')'),
      make('pmod(', n, ', ', n, ')'),
    ),
    text: oneOf(
      fc.constantFrom('name', "'x'", "''", "'Ab 1'"),
      make(fc.constantFrom('upper', 'lower', 'trim', 'ltrim', 'rtrim', 'reverse', 'initcap'), '(', s, ')'),
      make('concat(', s, ', ', s, ')'),
      make('(', s, ' || ', s, ')'),
      make("concat_ws('-', ", s, ', ', s, ')'),
      make('substring(', s, ', ', small, ', ', small, ')'),
      make(fc.constantFrom('lpad', 'rpad'), '(', s, ', ', fc.integer({ min: 0, max: 6 }).map(String), ", '*')"),
      make('replace(', s, ", 'b', 'zz')"),
      make('repeat(', s, ', ', fc.integer({ min: -1, max: 3 }).map(String), ')'),
      make(fc.constantFrom('left', 'right'), '(', s, ', ', small, ')'),
      make('cast(', oneOf(n, d, m, b), ' as string)'),
      make('coalesce(', s, ', ', s, ')'),
      make('case when ', b, ' then ', s, ' end'),
      make('split(', s, ", ' ')[0]"),
      make('regexp_replace(', s, ", '[0-9]+', '#')"),
      make('date_format(', m, ", 'yyyy-MM-dd HH:mm')"),
      make('md5(', s, ')'),
    ),
    truth: oneOf(
      fc.constantFrom('open', 'true'),
      make('(', n, ' ', fc.constantFrom('=', '<', '>=', '<>', '<=>'), ' ', n, ')'),
      make('(', s, ' ', fc.constantFrom('=', '<', '<=>'), ' ', s, ')'),
      make('(', d, ' ', fc.constantFrom('=', '<', '>='), ' ', d, ')'),
      make('(', b, ' ', fc.constantFrom('and', 'or'), ' ', b, ')'),
      make('not (', b, ')'),
      make('(', oneOf(n, s, d), ' is null)'),
      make('(', s, " like '%b%')"),
      make('(', n, ' between ', n, ' and ', n, ')'),
      make('(', s, " in ('abc', '12'))"),
    ),
    day: oneOf(
      fc.constantFrom('day', "date'2024-02-29'"),
      make(fc.constantFrom('date_add', 'date_sub', 'add_months'), '(', d, ', ', small, ')'),
      make('last_day(', d, ')'),
      make('trunc(', d, ', ', fc.constantFrom("'month'", "'year'", "'week'", "'quarter'"), ')'),
      make('to_date(', m, ')'),
      make('cast(', s, ' as date)'),
      make('(', d, ' + interval ', fc.constantFrom('1 day', '1 month', '2 years'), ')'),
      make('coalesce(', d, ', ', d, ')'),
      make('next_day(', d, ", 'MON')"),
    ),
    moment: oneOf(
      fc.constantFrom('moment', "timestamp'2024-01-31 10:20:30.5'"),
      make('date_trunc(', fc.constantFrom("'hour'", "'day'", "'month'", "'minute'", "'week'"), ', ', m, ')'),
      make(
        '(',
        m,
        ' ',
        fc.constantFrom('+', '-'),
        ' interval ',
        fc.constantFrom('1 hour', '1 month', '3 days', '10 seconds'),
        ')',
      ),
      make('cast(', d, ' as timestamp)'),
      make('coalesce(', m, ', ', m, ')'),
    ),
  }
})

/** One expression of Spark SQL over the table. */
export const expressions: fc.Arbitrary<string> = fc.oneof(number, text, truth, day, moment)

/** Aggregates over the table. */
export const aggregates: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('sum', 'avg', 'min', 'max', 'count', 'stddev', 'collect_set', 'first'),
    fc.oneof(number, day, text),
  )
  .map(([name, value]) =>
    name === 'collect_set'
      ? `size(collect_set(${value}))`
      : name === 'first'
        ? `count(distinct ${value})`
        : `${name}(${value})`,
  )
