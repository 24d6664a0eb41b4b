import type { SourceDialect } from '../catalog/entry.ts'
import { functionNotVerified, notAccepted, notTranslatable } from '../diagnostics/catalog/translate.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { TextSpan } from '../sql/tree.ts'
import type { TranslationProblem } from './problem.ts'

const engineNames: Readonly<Record<SourceDialect, string>> = { spark: 'Spark', redshift: 'Redshift' }

/** A problem for people; `locate` leads offsets of the translated text back to the author's file. */
export function problemDiagnostic(
  problem: TranslationProblem,
  dialect: SourceDialect,
  locate: (span: TextSpan) => Span | null,
): Diagnostic {
  const span = locate(problem)
  switch (problem.code) {
    case 'dialect/not-verified':
      return functionNotVerified(problem.name, engineNames[dialect], span)
    case 'dialect/not-translatable':
      return notTranslatable(problem.construct, problem.help, span)
    case 'dialect/not-accepted':
      return notAccepted(problem.message, problem.help, span)
  }
}
