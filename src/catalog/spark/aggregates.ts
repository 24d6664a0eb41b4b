import { entriesOf, refused, rewrite, sameAs } from '../entry.ts'
import { arrayOf, typeOfArgument } from '../types/return-type.ts'
import { averageType, bitsType, middleType, orderedPercentileType, percentileType, sumType } from './number-types.ts'
import { givesTinyint } from './result-types.ts'
import {
  collectedList,
  collectedSet,
  conditionCount,
  counted,
  extreme,
  extremeBy,
  firstOrLast,
  mean,
  median,
  ofVarying,
  orderedPercentile,
  percentile,
  populationSkewness,
  spread,
  total,
} from './rewrite-aggregates.ts'

const fn = entriesOf('aggregates')
const double = { returns: 'double' } as const
const boolean = { returns: 'boolean' } as const
const bits = { returns: bitsType }
const same = { returns: typeOfArgument(0) }

export const sparkAggregates = [
  fn('any_value', [1, 2], 'Any value of the group.', rewrite(firstOrLast('first')), same),
  fn(
    'approx_count_distinct',
    [1, 2],
    'About how many distinct values there are.',
    rewrite(counted('approx_count_distinct')),
    { returns: 'bigint' },
  ),
  fn('avg', 1, 'The mean.', rewrite(mean), { returns: averageType, aliases: ['mean'] }),
  fn('bit_and', 1, 'The bits that all values share.', sameAs('bit_and'), bits),
  fn('bit_or', 1, 'The bits that any value has.', sameAs('bit_or'), bits),
  fn('bit_xor', 1, 'The exclusive or of all values.', sameAs('bit_xor'), bits),
  fn('bool_and', 1, 'Whether all values are true.', sameAs('bool_and'), { ...boolean, aliases: ['every'] }),
  fn('bool_or', 1, 'Whether any value is true.', sameAs('bool_or'), { ...boolean, aliases: ['any', 'some'] }),
  fn('collect_list', 1, 'All values that are not NULL, as an array.', rewrite(collectedList), {
    returns: arrayOf(typeOfArgument(0)),
    aliases: ['array_agg'],
  }),
  fn('collect_set', 1, 'The distinct values that are not NULL, as an array.', rewrite(collectedSet), {
    returns: arrayOf(typeOfArgument(0)),
  }),
  fn(
    'corr',
    2,
    'The correlation; NULL where one side does not vary.',
    rewrite(ofVarying('corr', ['regr_sxx', 'regr_syy'])),
    double,
  ),
  fn('count', [0, null], 'How many rows, or values that are not NULL.', rewrite(counted('count')), {
    returns: 'bigint',
  }),
  fn('count_if', 1, 'For how many rows a condition holds.', rewrite(conditionCount), { returns: 'bigint' }),
  fn('covar_pop', 2, 'The covariance of a population.', sameAs('covar_pop'), double),
  fn('covar_samp', 2, 'The covariance of a sample.', sameAs('covar_samp'), double),
  fn('first', [1, 2], 'The first value, of the values that are not NULL when told so.', rewrite(firstOrLast('first')), {
    ...same,
    aliases: ['first_value'],
  }),
  fn('grouping', 1, 'Whether a column is left out of this grouping.', sameAs('grouping'), { returns: givesTinyint }),
  fn('grouping_id', [0, null], 'Which columns are left out of this grouping.', sameAs('grouping_id'), {
    returns: 'bigint',
  }),
  fn('kurtosis', 1, 'The excess kurtosis of a population.', rewrite(spread('kurtosis_pop')), double),
  fn('last', [1, 2], 'The last value, of the values that are not NULL when told so.', rewrite(firstOrLast('last')), {
    ...same,
    aliases: ['last_value'],
  }),
  fn(
    'listagg',
    [1, 2],
    'Joins texts.',
    refused("Spark 3.5 has no such function: write array_join(collect_list(x), ',')."),
    {
      aliases: ['string_agg', 'group_concat'],
    },
  ),
  fn('histogram_numeric', 2, 'A histogram of so many bins.', refused('DuckDB chooses other bins.')),
  fn('count_min_sketch', 4, 'A sketch of how often values occur.', refused('DuckDB has no such sketch.')),
  fn('hll_sketch_agg', [1, 2], 'A sketch of distinct values.', refused('Write approx_count_distinct(x).')),
  fn('hll_union_agg', [1, 2], 'One sketch of several.', refused('DuckDB has no such sketch.')),
  fn('bitmap_construct_agg', 1, 'A bitmap of places.', refused('DuckDB has no such bitmap.')),
  fn('bitmap_or_agg', 1, 'One bitmap of several.', refused('DuckDB has no such bitmap.')),
  fn('max', 1, 'The greatest value.', rewrite(extreme('max')), same),
  fn('max_by', 2, 'The value where another is greatest.', rewrite(extremeBy('max')), same),
  fn('median', 1, 'The middle value, interpolated.', rewrite(median), { returns: middleType }),
  fn('min', 1, 'The least value.', rewrite(extreme('min')), same),
  fn('min_by', 2, 'The value where another is least.', rewrite(extremeBy('min')), same),
  fn('mode', 1, 'The most frequent value.', sameAs('mode'), same),
  fn('percentile', [2, 3], 'A percentile, interpolated.', rewrite(percentile('quantile_cont')), {
    returns: percentileType(middleType),
  }),
  fn('percentile_approx', [2, 3], 'A percentile among the values themselves.', rewrite(percentile('quantile_disc')), {
    returns: percentileType(typeOfArgument(0)),
    aliases: ['approx_percentile'],
  }),
  fn(
    'percentile_cont',
    1,
    'A percentile, interpolated: `within group (order by x)`.',
    rewrite(orderedPercentile('percentile_cont')),
    {
      returns: orderedPercentileType,
    },
  ),
  fn(
    'percentile_disc',
    1,
    'A percentile among the values themselves: `within group (order by x)`.',
    rewrite(orderedPercentile('percentile_disc')),
    { returns: orderedPercentileType },
  ),
  fn('regr_avgx', 2, 'The mean of the second argument.', sameAs('regr_avgx'), double),
  fn('regr_avgy', 2, 'The mean of the first argument.', sameAs('regr_avgy'), double),
  fn('regr_count', 2, 'How many pairs are complete.', sameAs('regr_count'), { returns: 'bigint' }),
  fn(
    'regr_intercept',
    2,
    'Where the regression line meets the axis.',
    rewrite(ofVarying('regr_intercept', ['regr_sxx'])),
    double,
  ),
  fn('regr_r2', 2, 'The coefficient of determination.', sameAs('regr_r2'), double),
  fn('regr_slope', 2, 'The slope of the regression line.', rewrite(ofVarying('regr_slope', ['regr_sxx'])), double),
  fn('regr_sxx', 2, 'The spread of the second argument.', sameAs('regr_sxx'), double),
  fn('regr_sxy', 2, 'The common spread.', sameAs('regr_sxy'), double),
  fn('regr_syy', 2, 'The spread of the first argument.', sameAs('regr_syy'), double),
  fn('skewness', 1, 'The skewness of a population.', rewrite(populationSkewness), double),
  fn('stddev', 1, 'The standard deviation of a sample.', rewrite(spread('stddev_samp')), {
    takes: ['double'],
    ...double,
    aliases: ['std', 'stddev_samp'],
  }),
  fn('stddev_pop', 1, 'The standard deviation of a population.', rewrite(spread('stddev_pop')), {
    ...double,
    takes: ['double'],
  }),
  fn('sum', 1, 'The sum: of whole numbers a bigint.', rewrite(total('wraps')), { returns: sumType }),
  fn('try_avg', 1, 'The mean.', rewrite(mean), { returns: averageType }),
  fn('try_sum', 1, 'The sum; NULL when it does not fit.', rewrite(total('null')), { returns: sumType }),
  fn('var_pop', 1, 'The variance of a population.', rewrite(spread('var_pop')), { ...double, takes: ['double'] }),
  fn('variance', 1, 'The variance of a sample.', rewrite(spread('var_samp')), {
    ...double,
    takes: ['double'],
    aliases: ['var_samp'],
  }),
]
