import { entriesOf, macro, refused, rewrite, sameAs } from '../entry.ts'
import { datePartType, shiftedType } from './return-types.ts'
import {
  convertedZoneOnDuckdb,
  currentMoment,
  dateAddition,
  dateDifference,
  datePartCall,
  dateTruncation,
  dayOf,
  parsedDate,
  parsedTimestamp,
  zonedMoment,
} from './rewrite-dates.ts'

const fn = entriesOf('dates')
const timestamp = { returns: 'timestamp' } as const
const date = { returns: 'date' } as const

export const redshiftDates = [
  fn(
    'add_months',
    2,
    'The moment so many months later; the last day of a month stays the last.',
    macro(`(moment, months) as
    if(cast(moment as date) = last_day(moment), last_day(moment + to_months(cast(months as integer))) + (moment - date_trunc('day', moment)), moment + to_months(cast(months as integer)))`),
    { takes: ['timestamp', null], ...timestamp },
  ),
  fn('convert_timezone', [2, 3], 'The wall time of one zone in another.', rewrite(convertedZoneOnDuckdb), timestamp),
  fn('current_date', 0, 'The day on which the statement began, in UTC.', rewrite(currentMoment('date')), date),
  fn('date', 1, 'The day of a moment, or of a text.', rewrite(dayOf), date),
  fn(
    'age',
    [1, 2],
    'The time between two moments.',
    refused('Redshift has it on its leader node alone. Write `datediff` or `months_between`.'),
    { aliases: ['current_time', 'isfinite', 'localtime'] },
  ),
  fn('date_cmp', 2, 'Compares two dates: -1, 0 or 1.', macro('(one, other) as tidemill.compared(one, other)'), {
    takes: ['date'],
    returns: 'integer',
  }),
  fn('date_part', 2, 'A field of a moment.', rewrite(datePartCall), {
    aliases: ['pgdate_part'],
    returns: datePartType,
  }),
  fn('date_part_year', 1, 'The year of a date.', macro('(day) as cast(year(day) as integer)'), {
    takes: ['date'],
    returns: 'integer',
  }),
  fn('date_trunc', 2, 'The beginning of the unit that a moment lies in.', rewrite(dateTruncation), timestamp),
  fn('dateadd', 3, 'The moment so many units later.', rewrite(dateAddition), {
    aliases: ['date_add'],
    returns: shiftedType,
  }),
  fn('datediff', 3, 'How many borders of a unit lie between two moments.', rewrite(dateDifference), {
    aliases: ['date_diff'],
    returns: 'bigint',
  }),
  fn('getdate', 0, 'When the statement began, in UTC.', rewrite(currentMoment('timestamp')), {
    aliases: ['sysdate', 'current_timestamp', 'now', 'statement_timestamp', 'timeofday', 'localtimestamp'],
    ...timestamp,
  }),
  fn(
    'interval_cmp',
    2,
    'Compares two intervals: -1, 0 or 1.',
    macro('(one, other) as tidemill.compared(cast(one as interval), cast(other as interval))'),
    { returns: 'integer' },
  ),
  fn('last_day', 1, 'The last day of the month.', sameAs('last_day'), { takes: ['date'], ...date }),
  fn(
    'months_between',
    2,
    'Months between two moments, with a fraction by months of 31 days.',
    macro('(later, earlier) as tidemill.months_between(later, earlier)'),
    { takes: ['timestamp'], returns: 'double' },
  ),
  fn(
    'next_day',
    2,
    'The next such day of the week after a date.',
    macro('(day, name) as tidemill.next_day(day, upper(left(name, 2)))'),
    { takes: ['date', null], ...date },
  ),
  fn('timestamp_cmp', 2, 'Compares two moments: -1, 0 or 1.', macro('(one, other) as tidemill.compared(one, other)'), {
    aliases: [
      'date_cmp_timestamp',
      'date_cmp_timestamptz',
      'timestamp_cmp_date',
      'timestamp_cmp_timestamptz',
      'timestamptz_cmp',
      'timestamptz_cmp_date',
      'timestamptz_cmp_timestamp',
    ],
    takes: ['timestamp'],
    returns: 'integer',
  }),
  fn('timezone', 2, 'A wall time of a zone as an instant, or an instant as a wall time.', rewrite(zonedMoment)),
  fn('to_date', [2, 3], 'Text as a date, by a pattern.', rewrite(parsedDate), date),
  fn('to_timestamp', [2, 3], 'Text as an instant, by a pattern.', rewrite(parsedTimestamp), { returns: 'timestamptz' }),
]
