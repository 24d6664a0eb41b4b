import type { Rule } from '../rule.ts'
import { acceptedRange, range, valuesBetween } from './accepted-range.ts'
import { acceptedValues, notAcceptedValues } from './accepted-values.ts'
import { aggregatesBetween } from './aggregates-between.ts'
import { atLeastOne } from './at-least-one.ts'
import { cardinalityEquality } from './cardinality-equality.ts'
import { countsCompared } from './counts.ts'
import { dataType } from './data-type.ts'
import { declaredTypes } from './declared-types.ts'
import { equality } from './equality.ts'
import { expressionIsTrue } from './expression.ts'
import { length, lengthsBetween, lengthsEqual } from './length.ts'
import { measuredRules } from './measured.ts'
import { multicolumnSum, pairEqual, pairGreater, uniqueWithinRecord } from './multi-column.ts'
import { notConstant } from './not-constant.ts'
import { notEmptyString } from './not-empty-string.ts'
import { notNull } from './not-null.ts'
import { notNullProportion } from './not-null-proportion.ts'
import { onlyNull } from './null.ts'
import { patternRules, regex } from './patterns.ts'
import { medianBetween, quantileBetween } from './quantiles.ts'
import { mutuallyExclusiveRanges } from './ranges.ts'
import { freshness, recency, recentData } from './recency.ts'
import { relationships, relationshipsWhere } from './relationships.ts'
import { equalRowcount, fewerRowsThan } from './row-counts-of-two.ts'
import { decreasing, increasing, sequentialValues } from './sequence.ts'
import { columnExists, columnRules } from './table-columns.ts'
import {
  aggregationEqualsOther,
  distinctCountEqualsOther,
  reconciliation,
  rowCountEqualsOther,
  rowCountEqualsOtherTimes,
} from './two-relations.ts'
import { valuesOfType, valuesOfTypes } from './type-of-column.ts'
import { unique } from './unique.ts'
import { compoundColumnsUnique, uniqueCombination } from './unique-combination.ts'
import {
  distinctValuesContainSet,
  distinctValuesEqualSet,
  distinctValuesInSet,
  valuesInSet,
  valuesNotInSet,
} from './value-sets.ts'

/** Every generic data test that Tidemill brings: dbt's four, Tidemill's own, those of dbt-utils and dbt-expectations. */
export const rules: readonly Rule[] = [
  ...[acceptedValues, notNull, relationships, unique],
  ...[...measuredRules, dataType, freshness, length, range, reconciliation, regex],
  ...[acceptedRange, atLeastOne, cardinalityEquality, equalRowcount, equality, expressionIsTrue, fewerRowsThan],
  declaredTypes,
  ...[mutuallyExclusiveRanges, notAcceptedValues, notConstant, notEmptyString, notNullProportion, recency],
  ...[relationshipsWhere, sequentialValues, uniqueCombination],
  ...[
    ...aggregatesBetween,
    ...columnRules,
    ...countsCompared,
    ...patternRules,
    medianBetween,
    quantileBetween,
    columnExists,
  ],
  ...[aggregationEqualsOther, distinctCountEqualsOther, rowCountEqualsOther, rowCountEqualsOtherTimes],
  ...[compoundColumnsUnique, distinctValuesContainSet, distinctValuesEqualSet, distinctValuesInSet],
  ...[increasing, decreasing, lengthsBetween, lengthsEqual, multicolumnSum, onlyNull, pairEqual, pairGreater],
  ...[recentData, uniqueWithinRecord, valuesBetween, valuesInSet, valuesNotInSet, valuesOfType, valuesOfTypes],
]

/** Rules by each of their names, and by those with the prefix of their packages: `dbt_utils.accepted_range`. */
export const rulesByName: ReadonlyMap<string, Rule> = new Map(
  rules.flatMap((rule) => {
    const names = [rule.name, ...(rule.aliases ?? [])]
    const prefixed = (rule.packages ?? []).flatMap((from) => names.map((name) => `${from}.${name}`))
    return [...names, ...prefixed].map((name) => [name, rule] as const)
  }),
)
