import { macroTable } from './macro.ts'

/**
 * Results of aggregates in the type of their dialect. The aggregates themselves are arguments, so that they keep
 * their clauses; `cast_to_type` takes no more than the type of its second argument, and DuckDB drops the rest.
 */
export const aggregateMacros = macroTable({
  sum_as: '(total, sample) as cast_to_type(total, sample + cast(0 as bigint))',

  // DuckDB corrects the skewness as that of a sample.
  population_skewness: `(sampled, variance, count) as
    case when variance = 0 then null when count = 2 then 0.0 else sampled * (count - 2) / sqrt(count * (count - 1)) end`,
})
