import type { Rule } from '../rule.ts'
import { acceptedRange, range } from './accepted-range.ts'
import { acceptedValues } from './accepted-values.ts'
import { notNull } from './not-null.ts'
import { relationships } from './relationships.ts'
import { unique } from './unique.ts'

/** Every generic data test that Tidemill brings, by name. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  [acceptedRange, acceptedValues, notNull, range, relationships, unique].map((rule) => [rule.name, rule]),
)
