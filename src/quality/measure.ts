import type { Check } from './rule.ts'
import { allOf } from './sql.ts'

/**
 * How many failures a test has, as one item of a select list, so that many tests over one relation share a scan: those
 * whose `by` and `where` are the same may stand side by side.
 */
export interface Measure {
  readonly kind: 'row' | 'groups'
  /** What the rows are grouped by. Without anything the select gives one row, and its item is the number of failures. */
  readonly by: readonly string[]
  /** The rows that the select reads: those that count. Of kind `row` the item itself leaves the others out. */
  readonly where: string | null
  /** Failures are values, and `item` counts the rows that have them: only of none it is the number of failures. */
  readonly countsRows: boolean
  /** `select <failures> as failures from <relation>`, or where `by` names something, for each group 1 or 0 as `fails`. */
  readonly item: string
  /** Of kind `row`: `select <1 or 0> as fails from <relation>`, for each row of the relation. */
  readonly condition: string | null
}

/** Null where the failures cannot be counted in a select over the relation alone. `where`: which rows the test is about. */
export function measure(check: Check, model: string, where: string | null): Measure | null {
  switch (check.kind) {
    case 'query':
      return null
    case 'rows': {
      const fails = allOf([where, check.fails])
      return {
        kind: 'row',
        by: [],
        where: null,
        // Distinct values of many tests would have to be kept side by side, for what is mostly none.
        countsRows: check.distinct !== undefined,
        item: `select count(case when ${fails} then 1 end) as failures from ${model}`,
        condition: `select case when ${fails} then 1 else 0 end as fails from ${model}`,
      }
    }
    case 'groups': {
      const { by, fails } = check
      const counted = allOf([where, check.where])
      const condition = counted === '' ? '' : ` where ${counted}`
      const grouping = by.length > 0 ? ` group by ${by.join(', ')}` : ''
      const name = by.length > 0 ? 'fails' : 'failures'
      return {
        kind: 'groups',
        by,
        where: counted === '' ? null : counted,
        countsRows: false,
        item: `select case when ${fails} then 1 else 0 end as ${name} from ${model}${condition}${grouping}`,
        condition: null,
      }
    }
  }
}
