import { entriesOf, refused, rewrite, sameAs } from '../entry.ts'
import { typeOfArgument } from '../types/return-type.ts'
import { averageType, interpolatedType, lastArgument, sumType } from './return-types.ts'
import {
  anyValue,
  counted,
  discretePercentile,
  exactAverage,
  interpolated,
  summed,
  truths,
} from './rewrite-aggregates.ts'

const fn = entriesOf('aggregates')
const double = { returns: 'double' } as const
const boolean = { returns: 'boolean' } as const
const same = { returns: typeOfArgument(0) }

export const redshiftAggregates = [
  fn('any_value', 1, 'Any value of the group.', rewrite(anyValue), same),
  fn('avg', 1, 'The mean; of whole numbers without its fraction.', rewrite(exactAverage), {
    returns: averageType,
  }),
  fn('bit_and', 1, 'The bits that all values share.', sameAs('bit_and'), same),
  fn('bit_or', 1, 'The bits that any value has.', sameAs('bit_or'), same),
  fn('bool_and', 1, 'Whether all values are true.', rewrite(truths('bool_and')), boolean),
  fn('bool_or', 1, 'Whether any value is true.', rewrite(truths('bool_or')), boolean),
  fn(
    'count',
    [0, 1],
    'How many rows, or values that are not NULL; `approximate count(distinct x)` is an estimate.',
    rewrite(counted),
    { returns: 'bigint' },
  ),
  fn('grouping', [1, null], 'Which of the keys a row is a total over, as bits.', sameAs('grouping'), {
    returns: 'integer',
  }),
  fn('hll', 1, 'Sketches for approximate counts.', refused('Write `approximate count(distinct x)`.'), {
    aliases: ['hll_cardinality', 'hll_combine', 'hll_combine_sketches', 'hll_create_sketch'],
  }),
  fn('max', 1, 'The greatest value.', sameAs('max'), same),
  fn('median', 1, 'The middle value, interpolated.', rewrite(interpolated), { returns: interpolatedType }),
  fn('min', 1, 'The least value.', sameAs('min'), same),
  fn('percentile_cont', 1, 'A percentile, interpolated: `within group (order by x)`.', rewrite(interpolated), {
    returns: interpolatedType,
  }),
  fn(
    'percentile_disc',
    1,
    'A percentile among the values themselves: `within group (order by x)`.',
    rewrite(discretePercentile),
    { returns: lastArgument },
  ),
  fn('stddev_pop', 1, 'The standard deviation of a population.', sameAs('stddev_pop'), double),
  fn('stddev_samp', 1, 'The standard deviation of a sample.', sameAs('stddev_samp'), {
    aliases: ['stddev'],
    ...double,
  }),
  fn('sum', 1, 'The sum: of whole numbers a bigint.', rewrite(summed), { returns: sumType }),
  fn('var_pop', 1, 'The variance of a population.', sameAs('var_pop'), double),
  fn('var_samp', 1, 'The variance of a sample.', sameAs('var_samp'), { aliases: ['variance'], ...double }),
]
