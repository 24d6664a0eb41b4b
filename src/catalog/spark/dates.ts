import { entriesOf, macro, refused, rewrite, sameAs } from '../entry.ts'
import { differenceType, momentType, partType, shiftedTime, timeWindowType, windowTime } from './date-types.ts'
import { givesWallTime } from './result-types.ts'
import {
  currentTime,
  dateDifference,
  dateFormat,
  datePart,
  dateShift,
  dateTruncation,
  fromUnixTime,
  parsedDate,
  parsedTimestamp,
  unixTime,
} from './rewrite-dates.ts'

const fn = entriesOf('dates')
const ofTimestamp = { takes: ['timestamp'], returns: 'integer' } as const
const ofDate = { takes: ['date'], returns: 'integer' } as const
const date = { returns: 'date' } as const
const timestamp = { returns: 'timestamp' } as const
/** Some of the aliases speak of wall time. */
const moment = { returns: momentType }

export const sparkDates = [
  fn(
    'add_months',
    2,
    'The date so many months later; the last day at most.',
    macro('(day, months) as cast(day + to_months(cast(months as integer)) as date)'),
    { takes: ['date', 'integer'], ...date },
  ),
  fn(
    'convert_timezone',
    [2, 3],
    'The wall time of one zone in another.',
    macro(`(target, moment) as tidemill.in_zone(tidemill.spark_timestamp(moment), target),
    (source, target, moment) as tidemill.in_zone(tidemill.out_of_zone(tidemill.spark_timestamp(moment), source), target)`),
    { returns: givesWallTime },
  ),
  fn('current_date', 0, 'The day on which the statement began, in UTC.', rewrite(currentTime('date')), {
    aliases: ['curdate'],
    ...date,
  }),
  fn('current_timestamp', 0, 'When the statement began, in UTC.', rewrite(currentTime('timestamp')), {
    aliases: ['now', 'localtimestamp'],
    ...moment,
  }),
  fn('current_timezone', 0, 'The zone of the session: UTC.', macro("() as 'UTC'"), { returns: 'string' }),
  fn(
    'date_add',
    [2, 3],
    'The date so many days later; with a unit, the moment so many units later.',
    rewrite(dateShift, '(day, days) as day + cast(days as integer)'),
    { returns: shiftedTime },
  ),
  fn(
    'dateadd',
    [2, 3],
    'The date so many days later; with a unit, the moment so many units later.',
    rewrite(dateShift, '(day, days) as day + cast(days as integer)'),
    { returns: shiftedTime },
  ),
  fn(
    'datediff',
    [2, 3],
    'Days from the second date to the first; with a unit, whole units from the first moment to the second.',
    rewrite(dateDifference, "(later, earlier) as cast(date_diff('day', earlier, later) as integer)"),
    { aliases: ['date_diff', 'timestampdiff'], returns: differenceType },
  ),
  fn('date_format', 2, "A moment as text, by a pattern of Java's.", rewrite(dateFormat), {
    takes: ['timestamp', null],
    returns: 'string',
  }),
  fn(
    'date_from_unix_date',
    1,
    'The date so many days after 1970-01-01.',
    macro("(days) as date '1970-01-01' + cast(days as integer)"),
    date,
  ),
  fn('date_part', 2, 'A field of a moment.', rewrite(datePart), {
    aliases: ['datepart'],
    returns: partType,
  }),
  fn('date_sub', 2, 'The date so many days earlier.', macro('(day, days) as day - cast(days as integer)'), {
    takes: ['date', 'integer'],
    ...date,
  }),
  fn(
    'date_trunc',
    2,
    'The beginning of the unit that a moment lies in.',
    rewrite(dateTruncation('timestamp')),
    timestamp,
  ),
  fn('day', 1, 'The day of the month.', macro('(day) as cast(day(day) as integer)'), {
    aliases: ['dayofmonth'],
    ...ofDate,
  }),
  fn(
    'dayofweek',
    1,
    'The day of the week, 1 for Sunday.',
    macro('(day) as cast(dayofweek(day) + 1 as integer)'),
    ofDate,
  ),
  fn('dayofyear', 1, 'The day of the year.', macro('(day) as cast(dayofyear(day) as integer)'), ofDate),
  fn('from_unixtime', [1, 2], 'Seconds since 1970 as text.', rewrite(fromUnixTime), { returns: 'string' }),
  fn(
    'from_utc_timestamp',
    2,
    'The wall time of a zone at a moment of UTC.',
    macro('(moment, zone) as tidemill.in_zone(moment, zone)'),
    { takes: ['timestamp', null], ...timestamp },
  ),
  fn('hour', 1, 'The hour.', macro('(moment) as cast(hour(moment) as integer)'), ofTimestamp),
  fn('last_day', 1, 'The last day of the month.', sameAs('last_day'), { takes: ['date'], ...date }),
  fn(
    'make_date',
    3,
    'The date of a year, month and day; NULL when there is none.',
    macro(
      "(year_, month_, day_) as try_cast(printf('%04d-%02d-%02d', cast(year_ as bigint), cast(month_ as bigint), cast(day_ as bigint)) as date)",
    ),
    date,
  ),
  fn(
    'make_timestamp',
    [6, 7],
    'The moment of its fields; NULL when there is none.',
    macro(`(year_, month_, day_, hour_, minute_, second_) as
      tidemill.spark_moment(year_, month_, day_, hour_, minute_, cast(second_ as decimal(16, 6))),
    (year_, month_, day_, hour_, minute_, second_, zone) as
      timezone('UTC', timezone(zone, tidemill.spark_moment(year_, month_, day_, hour_, minute_, cast(second_ as decimal(16, 6)))))`),
    { ...moment, aliases: ['make_timestamp_ntz', 'make_timestamp_ltz'] },
  ),
  fn('minute', 1, 'The minute.', macro('(moment) as cast(minute(moment) as integer)'), ofTimestamp),
  fn('month', 1, 'The month.', macro('(day) as cast(month(day) as integer)'), ofDate),
  fn(
    'months_between',
    [2, 3],
    'Months between two moments, with a fraction by months of 31 days.',
    // Whole seconds count.
    macro(`(later, earlier) as round(tidemill.months_between(date_trunc('second', later), date_trunc('second', earlier)), 8),
    (later, earlier, rounded) as list_transform([tidemill.months_between(date_trunc('second', later), date_trunc('second', earlier))],
      lambda _months: if(rounded, round(_months, 8), _months))[1]`),
    { takes: ['timestamp', 'timestamp', null], returns: 'double' },
  ),
  fn(
    'next_day',
    2,
    'The next such day of the week after a date.',
    macro('(day, name) as tidemill.next_day(day, upper(left(trim(name), 2)))'),
    { takes: ['date', null], ...date },
  ),
  fn('quarter', 1, 'The quarter.', macro('(day) as cast(quarter(day) as integer)'), ofDate),
  fn(
    'second',
    1,
    'The second, without its fraction.',
    macro('(moment) as cast(second(moment) as integer)'),
    ofTimestamp,
  ),
  fn(
    'timestamp_micros',
    1,
    'The moment so many microseconds after 1970.',
    macro('(number) as make_timestamp(cast(number as bigint))'),
    timestamp,
  ),
  fn(
    'timestamp_millis',
    1,
    'The moment so many milliseconds after 1970.',
    macro('(number) as make_timestamp(cast(number as bigint) * 1000)'),
    timestamp,
  ),
  fn(
    'timestamp_seconds',
    1,
    'The moment so many seconds after 1970.',
    macro(
      `(number) as if(contains(typeof(number), 'INT'), make_timestamp(cast(number as bigint) * 1000000), make_timestamp(cast(trunc(cast(number as decimal(30, 9)) * 1000000) as bigint)))`,
    ),
    timestamp,
  ),
  fn('timestampadd', 3, 'The moment so many units later.', rewrite(dateShift), { returns: shiftedTime }),
  fn(
    'to_date',
    [1, 2],
    "Text as a date, by Spark's rules or by a pattern of Java's; NULL when it is none.",
    rewrite(parsedDate),
    { aliases: ['try_to_date'], ...date },
  ),
  fn(
    'to_timestamp',
    [1, 2],
    "Text as a moment, by Spark's rules or by a pattern of Java's; NULL when it is none.",
    rewrite(parsedTimestamp),
    { aliases: ['try_to_timestamp', 'to_timestamp_ntz', 'to_timestamp_ltz'], ...moment },
  ),
  fn(
    'to_utc_timestamp',
    2,
    'The moment of UTC at a wall time of a zone.',
    macro('(moment, zone) as tidemill.out_of_zone(moment, zone)'),
    { takes: ['timestamp', null], ...timestamp },
  ),
  fn('trunc', 2, 'The first day of the unit that a date lies in.', rewrite(dateTruncation('date')), date),
  fn(
    'unix_date',
    1,
    'Days since 1970-01-01.',
    macro("(day) as cast(date_diff('day', date '1970-01-01', day) as integer)"),
    ofDate,
  ),
  fn('unix_micros', 1, 'Microseconds since 1970.', sameAs('epoch_us'), { takes: ['timestamp'], returns: 'bigint' }),
  fn(
    'unix_millis',
    1,
    'Whole milliseconds since 1970.',
    macro('(moment) as cast(floor(epoch_us(moment) / 1000) as bigint)'),
    { takes: ['timestamp'], returns: 'bigint' },
  ),
  fn('unix_seconds', 1, 'Whole seconds since 1970.', macro('(moment) as cast(floor(epoch(moment)) as bigint)'), {
    takes: ['timestamp'],
    returns: 'bigint',
  }),
  fn(
    'unix_timestamp',
    [0, 2],
    'Seconds since 1970, of text by a pattern (yyyy-MM-dd HH:mm:ss unless told).',
    rewrite(unixTime),
    { aliases: ['to_unix_timestamp'], returns: 'bigint' },
  ),
  fn('weekday', 1, 'The day of the week, 0 for Monday.', macro('(day) as cast(isodow(day) - 1 as integer)'), ofDate),
  fn('weekofyear', 1, 'The ISO week.', macro('(day) as cast(weekofyear(day) as integer)'), ofDate),
  fn('window', [2, 4], 'The windows of time that a moment lies in; to group by.', sameAs('window'), {
    returns: timeWindowType,
  }),
  fn(
    'session_window',
    2,
    'Windows that grow with what falls into them.',
    refused('On DuckDB rows are grouped by windows of one length.'),
  ),
  fn('window_time', 1, 'The last moment of a window.', macro(`(window_) as window_."end" - to_microseconds(1)`), {
    returns: windowTime,
  }),
  fn('year', 1, 'The year.', macro('(day) as cast(year(day) as integer)'), ofDate),
]
