import { type Diagnostic, error, type RelatedPlace } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/** What the SQL parser found, led back to the template. */
export interface SqlFinding {
  readonly message: string
  readonly span: Span | null
  readonly help: string | null
  /** The macro calls through which the text came. */
  readonly related: readonly RelatedPlace[]
}

/**
 * The SQL cannot be read at this place: something else was expected.
 *
 * The message says what could have stood there and what was found. The cause is often just in front of it: a comma too
 * many or too few, a missing operator, a reserved word used as a name.
 */
export function sqlSyntax(finding: SqlFinding): Diagnostic {
  return error('sql/syntax', finding)
}

/**
 * A string, a quoted name or a comment is opened and never closed.
 *
 * It is reported where it opens. A quote within a string is doubled in Redshift SQL (`'it''s'`) and has a backslash in
 * Spark SQL (`'it\'s'`); comments nest in both.
 */
export function sqlUnterminated(finding: SqlFinding): Diagnostic {
  return error('sql/unterminated', finding)
}

/**
 * Parentheses or brackets do not match.
 *
 * One that is never closed is reported where it opens; one that closes nothing, where it stands.
 */
export function sqlUnbalanced(finding: SqlFinding): Diagnostic {
  return error('sql/unbalanced', finding)
}

/**
 * The file holds something other than a query.
 *
 * A model is one `select` (or `with … select`): Tidemill creates the table, loads it and keeps it up to date. Statements
 * that should run before or after belong into `pre_hook` and `post_hook`.
 */
export function sqlNotAQuery(finding: SqlFinding): Diagnostic {
  return error('sql/not-a-query', finding)
}

/**
 * The file holds more than one statement.
 *
 * A model is one query; a `;` at its end is allowed. Move the other statement into a hook or into a model of its own.
 */
export function sqlSeveralStatements(finding: SqlFinding): Diagnostic {
  return error('sql/several-statements', finding)
}

/**
 * Braces of a template are still in the SQL text.
 *
 * Tags are written `{{…}}` and blocks `{{#if …}}…{{/if}}`; Jinja's `{% … %}` is not read.
 */
export function sqlTemplateLeftOver(finding: SqlFinding): Diagnostic {
  return error('sql/template-left-over', finding)
}

/**
 * The dialect of this model lacks what is written here, or Tidemill does not read it.
 *
 * The help shows another way to write it. Which dialect a model is written in follows from its `engine`.
 */
export function sqlUnsupported(finding: SqlFinding): Diagnostic {
  return error('sql/unsupported', finding)
}

/**
 * The query is nested more deeply than can be read.
 *
 * Parentheses, calls and sub-queries may nest about a hundred levels deep, and more where they are small. Give inner
 * parts names in a `with`, or make them models. The length of a chain (`union`, `and`, `||`) does not matter.
 */
export function sqlTooDeep(finding: SqlFinding): Diagnostic {
  return error('sql/too-deep', finding)
}
