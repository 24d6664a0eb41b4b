import { macroTable } from './macro.ts'

/**
 * Results of aggregates in the type of their dialect. The aggregates themselves are arguments, so that they keep
 * their clauses; `cast_to_type` takes no more than the type of its second argument, and DuckDB drops the rest.
 */
export const aggregateMacros = macroTable({
  sum_as: '(total, sample) as cast_to_type(total, sample + cast(0 as bigint))',
})
