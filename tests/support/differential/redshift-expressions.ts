import fc from 'fast-check'

/** A derived table with a column of each plain type, and values at the edges; `id` orders the rows. */
export const redshiftTable = [
  [1, '1', '5', '7', '12.50', '0.333333', '2.5', "'abc'", "'2024-01-31'", "'2024-02-29 13:14:15.123456'", 'true'],
  [
    2,
    '-3',
    '-7',
    '-9007199254740993',
    '-0.05',
    '123456.789012',
    '-0.1',
    "' Ab c '",
    "'2024-12-31'",
    "'1969-12-31 23:59:59'",
    'false',
  ],
  [
    3,
    '32000',
    '2000000',
    '922337203685',
    '99999.99',
    '-99999.999999',
    '1e10',
    "''",
    "'1970-01-01'",
    "'2024-06-15 00:00:00'",
    'true',
  ],
  [
    4,
    '-32000',
    '-2000000',
    '-922337203685',
    '-99999.99',
    '0',
    '0',
    "'12'",
    "'2000-02-29'",
    "'2023-03-26 02:30:00'",
    'null',
  ],
  [5, '0', '0', '0', '0', '0.5', '1e-7', "'2024-03-05'", "'1999-12-31'", "'2024-12-30 23:59:59.999999'", 'false'],
  [6, 'null', 'null', 'null', 'null', 'null', 'null', 'null', 'null', 'null', 'null'],
  [
    7,
    '12',
    '1000000',
    '123456789012',
    '1.01',
    '1.5',
    '1234567.891',
    "'äöü x'",
    "'2024-02-28'",
    "'2024-01-01 12:00:00'",
    'true',
  ],
]
  .map(([id, small, whole, big, price, rate, ratio, name, day, moment, open]) =>
    [
      `select ${id} as id, ${small}::smallint as small, ${whole}::int as whole, ${big}::bigint as big`,
      `${price}::numeric(10,2) as price, ${rate}::numeric(18,6) as rate, ${ratio}::float8 as ratio`,
      `${name}::varchar(20) as name, ${day}::date as day, ${moment}::timestamp as moment, ${open}::boolean as open`,
    ].join(', '),
  )
  .join(' union all ')

type Text = fc.Arbitrary<string>

const { number, text, day, moment, truth } = fc.letrec<Record<'number' | 'text' | 'truth' | 'day' | 'moment', string>>(
  (tie) => {
    const n = tie('number') as Text
    const s = tie('text') as Text
    const b = tie('truth') as Text
    const d = tie('day') as Text
    const m = tie('moment') as Text
    const small = fc.integer({ min: 0, max: 6 }).map(String)
    const make = (...parts: readonly (string | Text)[]): Text =>
      fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''))
    const oneOf = (...options: readonly Text[]): Text => fc.oneof({ maxDepth: 3, withCrossShrink: true }, ...options)
    return {
      number: oneOf(
        fc.constantFrom('small', 'whole', 'big', 'price', 'rate', 'ratio', '1', '3', '2.5', '-7'),
        make('(', n, ' ', fc.constantFrom('+', '-', '*'), ' ', n, ')'),
        make('(', n, ' / nullif(', n, ', 0))'),
        make('(', fc.constantFrom('small', 'whole', 'big'), ' % 7)'),
        make('abs(', n, ')'),
        make('round(', n, ', ', fc.integer({ min: 0, max: 3 }).map(String), ')'),
        make(fc.constantFrom('floor', 'ceil', 'sign', 'trunc'), '(', n, ')'),
        make(fc.constantFrom('greatest', 'least', 'coalesce', 'nullif', 'nvl'), '(', n, ', ', n, ')'),
        make('case when ', b, ' then ', n, ' else ', n, ' end'),
        make('cast(', n, ' as ', fc.constantFrom('bigint', 'float8', 'numeric(30,3)'), ')'),
        make(fc.constantFrom('len', 'length', 'octet_length', 'ascii'), '(', s, ')'),
        make('strpos(', s, ", 'b')"),
        make("charindex('b', ", s, ')'),
        make("date_part('", fc.constantFrom('year', 'month', 'day', 'quarter', 'dow', 'doy', 'week'), "', ", d, ')'),
        make('extract(', fc.constantFrom('hour', 'minute', 'year'), ' from ', m, ')'),
        make('datediff(', fc.constantFrom('day', 'month', 'year', 'quarter'), ', ', d, ', ', d, ')'),
        make('datediff(', fc.constantFrom('hour', 'minute', 'second'), ', ', m, ', ', m, ')'),
        make('regexp_count(', s, ", '[a-z]')"),
      ),
      text: oneOf(
        fc.constantFrom('name', "'x'", "'Ab 1'", "'b,c,d'"),
        make(fc.constantFrom('upper', 'lower', 'trim', 'ltrim', 'rtrim', 'reverse', 'initcap'), '(', s, ')'),
        make('concat(', s, ', ', s, ')'),
        make('(', s, ' || ', s, ')'),
        make('substring(', s, ', ', fc.integer({ min: 1, max: 5 }).map(String), ', ', small, ')'),
        make(fc.constantFrom('lpad', 'rpad'), '(', s, ', ', small, ", '*')"),
        make(fc.constantFrom('left', 'right'), '(', s, ', ', small, ')'),
        make('replace(', s, ", 'b', 'zz')"),
        make('repeat(', s, ', ', fc.integer({ min: 0, max: 3 }).map(String), ')'),
        make('split_part(', s, ", ',', ", fc.integer({ min: 1, max: 3 }).map(String), ')'),
        make('cast(', oneOf(fc.constantFrom('small', 'whole', 'big', 'price', 'rate'), d, m), ' as varchar(40))'),
        make(fc.constantFrom('coalesce', 'nvl'), '(', s, ', ', s, ')'),
        make('decode(', s, ", 'abc', ", s, ", 'other')"),
        make('translate(', s, ", 'abc', 'xy')"),
        make('regexp_replace(', s, ", '[0-9]+', '#')"),
        make('to_char(', m, ", 'YYYY-MM-DD HH24:MI:SS')"),
        make('to_char(', d, ", 'Mon DD, YYYY')"),
        make('md5(', s, ')'),
      ),
      truth: oneOf(
        fc.constantFrom('open', 'true'),
        make('(', n, ' ', fc.constantFrom('=', '<', '>=', '<>'), ' ', n, ')'),
        make('(', s, ' ', fc.constantFrom('=', '<', '>='), ' ', s, ')'),
        make('(', d, ' ', fc.constantFrom('=', '<', '>='), ' ', d, ')'),
        make('(', b, ' ', fc.constantFrom('and', 'or'), ' ', b, ')'),
        make('(', oneOf(n, s, d), ' is null)'),
        make('(', s, " like '%b%')"),
        make('(', s, " in ('abc', '12'))"),
        make('(', n, ' between ', n, ' and ', n, ')'),
      ),
      day: oneOf(
        fc.constantFrom('day', "date '2024-02-29'"),
        make('last_day(', d, ')'),
        make('trunc(', m, ')'),
        make('(', d, ' + ', fc.integer({ min: -3, max: 40 }).map(String), ')'),
        make('coalesce(', d, ', ', d, ')'),
        make('next_day(', d, ", 'Mon')"),
      ),
      moment: oneOf(
        fc.constantFrom('moment', "timestamp '2024-01-31 10:20:30.5'"),
        make('date_trunc(', fc.constantFrom("'hour'", "'day'", "'month'", "'week'", "'quarter'"), ', ', m, ')'),
        make(
          'dateadd(',
          fc.constantFrom('day', 'month', 'hour', 'minute'),
          ', ',
          fc.integer({ min: -5, max: 14 }).map(String),
          ', ',
          oneOf(m, d),
          ')',
        ),
        make('add_months(', d, ', ', fc.integer({ min: -5, max: 14 }).map(String), ')'),
        make('coalesce(', m, ', ', m, ')'),
      ),
    }
  },
)

/** One expression of Redshift SQL over the table. */
export const redshiftExpressions: Text = fc.oneof(number, text, truth, day, moment)

/** Aggregates over the table. */
export const redshiftAggregates: Text = fc
  .tuple(fc.constantFrom('sum', 'avg', 'min', 'max', 'count', 'median', 'listagg'), fc.oneof(number, day, text))
  .filter(([name, value]) => name !== 'listagg' || !value.includes('median'))
  .map(([name, value]) => (name === 'listagg' ? `count(distinct ${value})` : `${name}(${value})`))
