/** How many failing rows make a test warn or fail, as dbt writes it: an SQL comparison such as `> 10` or `!= 0`. */
export interface Thresholds {
  readonly severity: 'error' | 'warn'
  readonly warnIf: string
  readonly errorIf: string
}

/** dbt's default for `warn_if` and `error_if`. */
export const anyFailure = '!= 0'

export interface JudgementOptions extends Thresholds {
  /** The failing rows: a query. */
  readonly failingRows: string
  /** An aggregate over the failing rows; dbt's default is `count(*)`. */
  readonly failCalc: string
  readonly limit: number | null
}

/**
 * The one-row query that decides a test: columns failures, should_warn, should_error, as dbt's `get_test_sql`.
 * A test without a failing row has zero failures, also when `fail_calc` is an aggregate that gives NULL.
 */
export function judgementQuery({ failingRows, failCalc, limit, warnIf, errorIf }: JudgementOptions): string {
  const limited = limit === null ? failingRows : `select * from (${failingRows}) as failing_rows limit ${limit}`
  const count = `coalesce(${failCalc}, 0)`
  return `select ${count} as failures, ${count} ${warnIf} as should_warn, ${count} ${errorIf} as should_error from (${limited}) as test_rows`
}

/**
 * The same three columns for a number of failures that is known already, as items of a select list. `failures`: the
 * number, as SQL.
 */
export function judgementItems(
  { limit, warnIf, errorIf }: Pick<JudgementOptions, 'limit' | 'warnIf' | 'errorIf'>,
  failures: string,
): readonly [failures: string, shouldWarn: string, shouldError: string] {
  const count = limit === null ? failures : `case when ${failures} > ${limit} then ${limit} else ${failures} end`
  const compared = limit === null ? failures : `(${count})`
  return [count, `${compared} ${warnIf}`, `${compared} ${errorIf}`]
}

export type Verdict = 'pass' | 'warn' | 'fail'

export function verdict(severity: Thresholds['severity'], shouldWarn: boolean, shouldError: boolean): Verdict {
  if (severity === 'error' && shouldError) return 'fail'
  return shouldWarn ? 'warn' : 'pass'
}
