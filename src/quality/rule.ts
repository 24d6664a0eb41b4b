/** What a data test looks at: each row by itself, or the relation as a whole. */
export type RuleScope = 'row' | 'table'

/** One generic data test as a query over a relation. One rule, one file in rules/. */
export interface Rule {
  readonly name: string
  /** One line for the reference pages. */
  readonly summary: string
  /** `row`: judged on the rows about to be published. `table`: on the relation as it will be. */
  readonly scope: RuleScope
  /** True when the rule means nothing without a column. */
  readonly needsColumn: boolean
  readonly parameters: readonly RuleParameter[]
  /** Optional parameters of which the rule means nothing without any. */
  readonly needsOneOf?: readonly string[]
  /** The failing rows, as a query in the SQL that Spark and Redshift share. */
  failingRows(call: RuleCall): string
}

export interface RuleParameter {
  readonly name: string
  readonly required: boolean
  readonly type: 'list' | 'relation' | 'column' | 'number' | 'boolean' | 'expression'
  /** For a column: the parameter that names its relation; without one it is the relation under test. */
  readonly of?: string
}

export interface RuleCall {
  /** The relation as it stands after FROM: a name, or a query in parentheses when there is a `where`. */
  readonly model: string
  /** The column, quoted; empty for a rule on a whole relation. */
  readonly column: string
  /** Arguments as SQL: literals, quoted columns, relation names; lists as lists of literals. */
  readonly arguments: Readonly<Record<string, string | readonly string[] | undefined>>
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
