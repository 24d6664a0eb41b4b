import type { TextSpan } from '../sql/tree.ts'

/** What is wrong with the names in a query, with offsets into its SQL text. Words for it are made in `problem-diagnostic.ts`. */
export type Problem = ProblemPlace & ProblemDetails

export interface ProblemPlace {
  readonly start: number
  readonly end: number
}

export type ProblemDetails =
  | {
      readonly code: 'column/unknown'
      readonly column: string
      /** Where it was looked for, as the query calls it. */
      readonly searched: readonly string[]
      readonly known: readonly string[]
      /** The clause that cannot see it, when it is an alias of the same select list. */
      readonly hiddenAliasIn: string | null
    }
  | { readonly code: 'column/ambiguous'; readonly column: string; readonly owners: readonly string[] }
  | {
      readonly code: 'column/unknown-alias'
      readonly qualifier: string
      readonly known: readonly string[]
      /** The alias of the relation that is called so elsewhere. */
      readonly aliasOfTable: string | null
    }
  | { readonly code: 'column/duplicate-output'; readonly column: string; readonly first: TextSpan }
  | { readonly code: 'column/unnamed-output'; readonly position: number }
  | { readonly code: 'column/alias-twice'; readonly alias: string; readonly first: TextSpan }
  | { readonly code: 'sql/compares-null'; readonly operator: string }
  | { readonly code: 'sql/date-without-quotes'; readonly day: string }
  | { readonly code: 'column/not-grouped'; readonly column: string }
  | { readonly code: 'column/no-such-position'; readonly position: number; readonly columns: number }
  | { readonly code: 'column/aggregate-in-where'; readonly name: string }
  | { readonly code: 'column/window-in-where'; readonly name: string }
  | { readonly code: 'column/union-width'; readonly expected: number; readonly found: number; readonly first: TextSpan }
  /** A value of this type stands where a condition is wanted. */
  | { readonly code: 'type/not-a-condition'; readonly clause: string; readonly type: string }
  | { readonly code: 'type/not-comparable'; readonly left: string; readonly right: string }
  | {
      readonly code: 'type/no-such-operation'
      readonly operator: string
      readonly left: string
      readonly right: string
    }
  | { readonly code: 'type/not-a-number'; readonly name: string; readonly type: string }
  | { readonly code: 'type/map-compared'; readonly column: string | null; readonly operator: string }
  | {
      readonly code: 'type/union-differs'
      readonly position: number
      readonly column: string | null
      readonly expected: string
      readonly found: string
      readonly first: TextSpan
    }
  | {
      readonly code: 'cdc/key-not-from-source'
      readonly column: string
      readonly relation: string
      readonly reason: string
    }
  | { readonly code: 'cdc/source-key-not-output'; readonly column: string; readonly relation: string }
  | {
      readonly code: 'cdc/columns-not-carried'
      readonly columns: readonly string[]
      readonly relation: string
      readonly reason: string
    }

export type ProblemCode = ProblemDetails['code']

export function problemAt(span: TextSpan, details: ProblemDetails): Problem {
  return { ...details, start: span.start, end: span.end }
}
