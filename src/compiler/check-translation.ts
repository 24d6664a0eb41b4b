import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { CompiledSql, EngineName } from '../manifest/nodes.ts'
import { templateSpan } from '../sql/parse-model.ts'
import { problemDiagnostic } from '../translate/diagnostics.ts'
import { translateQuery } from '../translate/translate-query.ts'

/** What embedded DuckDB cannot say of a query, or says without anybody having checked that it means the same. */
export function checkTranslation({ text, query }: CompiledSql, engine: EngineName): readonly Diagnostic[] {
  if (!query) return []
  const { problems } = translateQuery(query, { from: engine, to: 'duckdb', relations: () => null })
  return problems.map((problem) => problemDiagnostic(problem, engine, (span) => templateSpan(text, span)))
}
