import {
  type SqlFinding,
  sqlNotAQuery,
  sqlSeveralStatements,
  sqlSyntax,
  sqlTemplateLeftOver,
  sqlTooDeep,
  sqlUnbalanced,
  sqlUnsupported,
  sqlUnterminated,
} from '../diagnostics/catalog/sql.ts'
import type { Diagnostic, RelatedPlace } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { CallSite, OriginText } from '../template/origin-text.ts'
import type { QueryDialect } from './dialects/syntax.ts'
import { parseExpression, parseQuery } from './parse-query.ts'
import type { SqlProblem, SqlProblemCode } from './problem.ts'
import type { Query, TextSpan } from './tree.ts'

/** Either a query, or diagnostics that say why not. The query's spans are offsets into the rendered text. */
export interface ParsedModel {
  readonly query: Query | null
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the rendered text of a model; problems are reported where they were written in its template. */
export function parseModel(text: OriginText, dialect: QueryDialect): ParsedModel {
  const { query, problem } = parseQuery(text.text, dialect)
  return problem ? { query: null, diagnostics: [problemDiagnostic(problem, text)] } : { query, diagnostics: [] }
}

/** Reads a condition alone, as far as to say what is wrong with it. */
export function parseModelCondition(text: OriginText, dialect: QueryDialect): Pick<ParsedModel, 'diagnostics'> {
  const { problem } = parseExpression(text.text, dialect)
  return { diagnostics: problem ? [problemDiagnostic(problem, text)] : [] }
}

/** Where a piece of the rendered text was written; null for empty text. */
export function templateSpan(text: OriginText, { start, end }: TextSpan): Span | null {
  return text.originOf(start, end)?.span ?? null
}

function problemDiagnostic(problem: SqlProblem, text: OriginText): Diagnostic {
  const origin = text.originOf(problem.start, problem.end)
  return diagnosticOf[problem.code]({
    message: problem.message,
    span: origin?.span ?? null,
    help: problem.help,
    related: callPlaces(origin?.via ?? null),
  })
}

const diagnosticOf: Readonly<Record<SqlProblemCode, (finding: SqlFinding) => Diagnostic>> = {
  'sql/syntax': sqlSyntax,
  'sql/unterminated': sqlUnterminated,
  'sql/unbalanced': sqlUnbalanced,
  'sql/not-a-query': sqlNotAQuery,
  'sql/several-statements': sqlSeveralStatements,
  'sql/template-left-over': sqlTemplateLeftOver,
  'sql/unsupported': sqlUnsupported,
  'sql/too-deep': sqlTooDeep,
}

/** Each call on the way from the model to the macro that wrote the text, innermost first. */
export function callPlaces(via: CallSite | null): readonly RelatedPlace[] {
  const places: RelatedPlace[] = []
  for (let call = via; call; call = call.caller) {
    places.push({ message: `"${call.name}" is called here.`, span: call.span })
  }
  return places
}
