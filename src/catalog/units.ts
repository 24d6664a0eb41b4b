import type { Expression } from '../sql/tree.ts'

const unitNames: Readonly<Record<string, string>> = {
  millennium: 'millennium millennia mil mils millenniums',
  century: 'century centuries c cent cents',
  decade: 'decade decades dec decs',
  year: 'year years y yr yrs yyyy yy',
  quarter: 'quarter quarters qtr qtrs',
  month: 'month months mon mons mm',
  week: 'week weeks w',
  day: 'day days d dd',
  hour: 'hour hours h hr hrs hh',
  minute: 'minute minutes m min mins mi',
  second: 'second seconds s sec secs ss',
  millisecond: 'millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs millisecon',
  microsecond: 'microsecond microseconds us usec usecs usecond useconds microsec microsecs microsecon',
}

const byName = new Map(
  Object.entries(unitNames).flatMap(([unit, names]) => names.split(' ').map((name) => [name, unit] as const)),
)

/** The unit that a bare word or a literal names, as DuckDB calls it; null for anything else. */
export function unitOf(expression: Expression): string | null {
  const word = wordOf(expression)
  return word === null ? null : (byName.get(word) ?? null)
}

/** A bare word in lower case, whether it was read as a keyword, a column or a text. */
export function wordOf(expression: Expression): string | null {
  if (expression.kind === 'keyword') return expression.word.toLowerCase()
  if (expression.kind === 'string') return expression.value.toLowerCase()
  if (expression.kind === 'column' && expression.parts.length === 1)
    return expression.parts[0]?.name.toLowerCase() ?? null
  return null
}
