/** What a data test looks at: each row by itself, or the relation as a whole. */
export type RuleScope = 'row' | 'table'

/** The packages of dbt that Tidemill brings the tests of. */
export type DbtPackage = 'dbt_utils' | 'dbt_expectations'

/** One generic data test. One idea, one file in rules/. */
export interface Rule {
  readonly name: string
  /** Other names for the very same test. */
  readonly aliases?: readonly string[]
  /** The packages that have it: their prefix may stand in front of its names. */
  readonly packages?: readonly DbtPackage[]
  /** One line for the reference pages: what holds where the test passes. */
  readonly summary: string
  /** `row`: judged on the rows about to be published. `table`: on the relation as it will be. */
  readonly scope: RuleScope
  /** True when the rule means nothing without a column. */
  readonly needsColumn: boolean
  /** It looks at values as they stand in change files, so that it belongs to staging models. */
  readonly judgesFiles?: boolean
  readonly parameters: readonly RuleParameter[]
  /** Optional parameters of which the rule means nothing without any. */
  readonly needsOneOf?: readonly string[]
  /** What is counted where the test does not say: an aggregate over the failing rows, `count(*)` when there is none. */
  readonly failCalc?: string
  /** What fails, in the SQL of `call.engine`. */
  check(call: RuleCall): Check | Refusal
}

/** What fails, as far apart as it can be told. None of the texts names the relation, but for that of `query`. */
export type Check =
  /** Each row by itself. */
  | {
      readonly kind: 'rows'
      /** A condition on the row: where it is true, the row fails; false and NULL pass. */
      readonly fails: string
      /** The select list of the failing rows. */
      readonly shows: string
      /** Failures are the distinct values of this, not the rows; it is not NULL where a row fails. */
      readonly distinct?: string
    }
  /** The rows of the relation together, or, where `by` names something, those of each group. */
  | {
      readonly kind: 'groups'
      readonly by: readonly string[]
      /** The rows that count; all of them where there is none. */
      readonly where?: string | null
      /** The select list of the failing groups: aggregates, and what stands in `by`. */
      readonly shows: string
      /** A condition on aggregates: where it is true, the group fails; false and NULL pass. */
      readonly fails: string
    }
  /** Whatever needs more than one pass over the one relation: joins, windows, sets. */
  | {
      readonly kind: 'query'
      readonly failingRows: string
      /** Where each row fails or passes by itself: the `_change_id` of every row that fails, of a relation that has it. */
      readonly failingIds?: string
    }

/** The rule cannot be answered as it is asked: an argument must be something else. */
export interface Refusal {
  readonly kind: 'refused'
  readonly argument: string
  /** Reads on from "must be". */
  readonly expected: string
}

export interface RuleParameter {
  readonly name: string
  readonly required?: boolean
  readonly type: RuleParameterType
  /** For columns: the parameter that names their relation; without one it is the relation under test. */
  readonly of?: string
  /** For a list: the parameter that says whether its texts are values (`true`) or SQL. */
  readonly quotedIf?: string
  /** The words that an `option` may be. */
  readonly options?: readonly string[]
}

export type RuleParameterType =
  | 'list'
  | 'relation'
  | 'column'
  | 'columns'
  | 'names'
  | 'number'
  | 'boolean'
  | 'expression'
  | 'text'
  | 'texts'
  | 'comparison'
  | 'interval'
  | 'option'

export interface RuleCall {
  /** The relation as it stands after FROM: a name, or a query in parentheses when there is a `where`. */
  readonly model: string
  /** The column, quoted; empty for a rule on a whole relation. */
  readonly column: string
  /** The column's name alone; null where an expression takes its place. */
  readonly columnName: string | null
  /** The dialect of the test. */
  readonly engine: 'spark' | 'redshift'
  /**
   * Arguments as SQL: literals, quoted columns, relation names, comparisons (`> 0.95`), numbers; lists as lists of them.
   * An option is its word, a name a column's in lower case, an interval its number and its unit.
   */
  readonly arguments: Readonly<Record<string, string | readonly string[] | undefined>>
  /** What is known of the relation under test, or of the one that an argument names. */
  relation(parameter?: string): KnownRelation
}

export interface KnownRelation {
  readonly name: string
  /** In their order, without those that the tool adds; null where they are not known. */
  readonly columns: readonly KnownColumn[] | null
}

export interface KnownColumn {
  /** In lower case. */
  readonly name: string
  /** As the test's dialect writes it; null where it is not known. */
  readonly type: string | null
}

/** An argument that the rule declares as one value. */
export function one(call: RuleCall, name: string): string | undefined {
  const value = call.arguments[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** An argument that the rule declares as a list. */
export function many(call: RuleCall, name: string): readonly string[] {
  const value = call.arguments[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

/** An argument that is there and `true`. */
export function isOn(call: RuleCall, name: string): boolean {
  return one(call, name) === 'true'
}
