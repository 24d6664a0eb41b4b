import { analyseQuery } from '../analysis/analyse-query.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import { checkTranslation } from '../compiler/check-translation.ts'
import type { CompiledProject } from '../compiler/compile.ts'
import { nameResolver, render } from '../compiler/render-model.ts'
import { type Diagnostic, DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import type { CompiledSql, EngineName } from '../manifest/nodes.ts'
import { parseModel } from '../sql/parse-model.ts'
import { parseTemplate } from '../template/parse.ts'

/** SQL of an author's, in one of the two dialects. */
export interface DialectSql {
  readonly compiled: CompiledSql
  readonly engine: EngineName
}

/**
 * A template that stands in no file, compiled. Throws DiagnosticError for what is wrong with it.
 *
 * @param from what messages call its place
 * @param warn is told what nobody has checked to mean the same on the embedded engine
 */
export function inlineSql(
  compiled: CompiledProject,
  { text, engine, from = '--inline' }: { readonly text: string; readonly engine: EngineName; readonly from?: string },
  warn: (doubts: readonly Diagnostic[]) => void,
): DialectSql {
  const parsed = parseTemplate({ path: from, text })
  if (!parsed.template) throw new DiagnosticError(parsed.diagnostics)
  const rendered = render(parsed.template, compiled.context, {
    dialect: engine,
    names: nameResolver(compiled.declarations, engine),
    self: null,
    isIncremental: false,
    allowsConfig: false,
  })
  const problems = [...parsed.diagnostics, ...rendered.diagnostics]
  if (problems.length > 0) throw new DiagnosticError(problems)
  const model = parseModel(rendered.text, engine)
  if (!model.query) throw new DiagnosticError(model.diagnostics)
  const written = { text: rendered.text, query: model.query }
  const analysis = analyseQuery(written.query, engine, compiled.columns.catalog(engine))
  const doubts = checkTranslation(written, engine, analysis, inferTypes(analysis))
  if (hasErrors(doubts)) throw new DiagnosticError(doubts)
  warn(doubts)
  return { compiled: written, engine }
}
