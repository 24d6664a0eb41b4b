/** What keeps a text from being a query, with offsets into that text. */
export interface SqlProblem {
  readonly code: SqlProblemCode
  /** A full sentence. */
  readonly message: string
  readonly start: number
  readonly end: number
  readonly help: string | null
}

export type SqlProblemCode =
  | 'sql/syntax'
  | 'sql/unterminated'
  | 'sql/unbalanced'
  | 'sql/not-a-query'
  | 'sql/several-statements'
  | 'sql/template-left-over'
  | 'sql/unsupported'
  | 'sql/too-deep'

/** Carries a problem out of the parser's recursion; `parseQuery` catches it, nobody else sees it. */
export class SqlProblemSignal extends Error {
  override readonly name = 'SqlProblemSignal'
  readonly problem: SqlProblem
  constructor(problem: SqlProblem) {
    super(problem.message)
    this.problem = problem
  }
}
