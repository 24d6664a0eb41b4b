import { macroTable } from './macro.ts'

/** DuckDB's `greatest` and `least` leave NULL out; these keep it. */
export const boundMacros = macroTable({
  at_least: '(value, low) as if(value < low, low, value)',

  compared: '(one, other) as case when one < other then -1 when one > other then 1 when one = other then 0 end',

  at_most: '(value, high) as if(value > high, high, value)',
})
