import { aggregate, expressionFunction } from './sql-function.ts'

/** Aggregates that PostgreSQL lacks. Their step functions are never called for NULL, so NULL is left out. */
export const aggregateFunctions = [
  expressionFunction('redshift_first_step(state anyelement, value anyelement) returns anyelement', 'state'),
  expressionFunction('redshift_last_step(state anyelement, value anyelement) returns anyelement', 'value'),
  aggregate('redshift_first(anyelement)', 'sfunc = tidemill.redshift_first_step, stype = anyelement'),
  aggregate('redshift_last(anyelement)', 'sfunc = tidemill.redshift_last_step, stype = anyelement'),
  ...['smallint', 'integer'].map((type) =>
    expressionFunction(`redshift_mean(total bigint, count bigint, sample ${type}) returns bigint`, 'total / count'),
  ),
  expressionFunction(
    'redshift_mean(total numeric, count bigint, sample bigint) returns bigint',
    'div(total, count)::bigint',
  ),
  expressionFunction(
    'redshift_mean(total numeric, count bigint, sample numeric) returns numeric',
    'trunc(total / count, scale(total))',
  ),
  expressionFunction(
    'redshift_mean(total double precision, count bigint, sample double precision) returns double precision',
    'total / count',
  ),
]
