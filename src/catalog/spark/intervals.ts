import { entriesOf, macro } from '../entry.ts'
import { givesMonths, givesTime } from './result-types.ts'

const fn = entriesOf('dates')

/** Functions that make intervals: of months, of time, and Spark's older one of both. */
export const sparkIntervals = [
  fn(
    'make_dt_interval',
    [0, 4],
    'An interval of days, hours, minutes and seconds.',
    macro(`() as tidemill.time_interval(0, 0, 0, 0), (days_) as tidemill.time_interval(days_, 0, 0, 0),
    (days_, hours_) as tidemill.time_interval(days_, hours_, 0, 0),
    (days_, hours_, minutes_) as tidemill.time_interval(days_, hours_, minutes_, 0),
    (days_, hours_, minutes_, seconds_) as tidemill.time_interval(days_, hours_, minutes_, seconds_)`),
    { returns: givesTime },
  ),
  fn(
    'make_ym_interval',
    [0, 2],
    'An interval of years and months.',
    macro(`() as to_months(0), (years_) as to_months(cast(years_ * 12 as integer)),
    (years_, months_) as to_months(cast(years_ * 12 + months_ as integer))`),
    { returns: givesMonths },
  ),
  fn(
    'make_interval',
    [0, 7],
    'An interval of years, months, weeks, days, hours, minutes and seconds.',
    macro(`() as to_months(0), (years_) as tidemill.mixed_interval(years_, 0, 0, 0, 0, 0, 0),
    (years_, months_) as tidemill.mixed_interval(years_, months_, 0, 0, 0, 0, 0),
    (years_, months_, weeks_) as tidemill.mixed_interval(years_, months_, weeks_, 0, 0, 0, 0),
    (years_, months_, weeks_, days_) as tidemill.mixed_interval(years_, months_, weeks_, days_, 0, 0, 0),
    (years_, months_, weeks_, days_, hours_) as tidemill.mixed_interval(years_, months_, weeks_, days_, hours_, 0, 0),
    (years_, months_, weeks_, days_, hours_, minutes_) as tidemill.mixed_interval(years_, months_, weeks_, days_, hours_, minutes_, 0),
    (years_, months_, weeks_, days_, hours_, minutes_, seconds_) as tidemill.mixed_interval(years_, months_, weeks_, days_, hours_, minutes_, seconds_)`),
    { returns: 'interval' },
  ),
]
