import type { RuleCall } from './rule.ts'

/** All conditions together: one as it is, several in parentheses, `''` for none. */
export function allOf(conditions: readonly (string | null | undefined)[]): string {
  const given = conditions.filter((condition) => condition !== null && condition !== undefined && condition !== '')
  return given.length > 1 ? given.map((condition) => `(${condition})`).join(' and ') : (given[0] ?? '')
}

/** True where a value that is not NULL lies outside its bounds; one of them may be missing. */
export function outside(value: string, min: string | undefined, max: string | undefined, isStrict: boolean): string {
  const equal = isStrict ? '=' : ''
  const bounds = [
    min === undefined ? null : `${value} <${equal} ${min}`,
    max === undefined ? null : `${value} >${equal} ${max}`,
  ]
  return bounds.filter((bound) => bound !== null).join(' or ')
}

/** True where a comparison such as `> 0.95` does not hold for a value that is not NULL. */
export function misses(value: string, comparison: string): string {
  return `not (${value} ${comparison})`
}

/** A number as a double, with which a quotient keeps its fraction and no sum overflows. */
export function double({ engine }: RuleCall, value: string): string {
  return `cast(${value} as ${engine === 'spark' ? 'double' : 'double precision'})`
}

export function text({ engine }: RuleCall, value: string): string {
  return `cast(${value} as ${engine === 'spark' ? 'string' : 'varchar(65535)'})`
}

/** A part of a whole between 0 and 1; NULL of nothing. */
export function share(call: RuleCall, part: string, whole: string): string {
  return `${double(call, part)} / nullif(${whole}, 0)`
}

export const dateparts = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const

export function now({ engine }: RuleCall): string {
  return engine === 'spark' ? 'current_timestamp()' : 'getdate()'
}

/** The moment that lies so many units back. */
export function ago(call: RuleCall, amount: string, unit: string): string {
  const back = amount.startsWith('-') ? amount.slice(1) : `-${amount}`
  return `dateadd(${unit}, ${back}, ${now(call)})`
}
