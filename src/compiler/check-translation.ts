import { queryNames } from '../analysis/query-names.ts'
import type { Resolution } from '../analysis/resolved.ts'
import type { QueryTypes } from '../analysis/types/infer-types.ts'
import { duckdbFunctions } from '../catalog/duckdb-functions.ts'
import { duckdbTypeText, typeNames } from '../catalog/duckdb-type.ts'
import { findFunction, functions } from '../catalog/functions.ts'
import { functionUnknown, sqlTypeUnknown } from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { CompiledSql, EngineName } from '../manifest/nodes.ts'
import { templateSpan } from '../sql/parse-model.ts'
import type { DataType, Query, SimpleType, TextSpan } from '../sql/tree.ts'
import { walk } from '../sql/walk.ts'
import { problemDiagnostic } from '../translate/diagnostics.ts'
import type { TranslationProblem } from '../translate/problem.ts'
import { translateQuery } from '../translate/translate-query.ts'
import { suggest } from '../util/suggest.ts'

/** What embedded DuckDB cannot say of a query, or says without anybody having checked that it means the same. */
export function checkTranslation(
  { text, query }: CompiledSql,
  engine: EngineName,
  analysis: Resolution,
  types: QueryTypes,
): readonly Diagnostic[] {
  if (!query) return []
  const locate = (span: TextSpan) => templateSpan(text, span)
  const misspelled = misspelledTypes(query, engine)
  if (misspelled.length > 0)
    return misspelled.map(({ type, near }) => sqlTypeUnknown(type.name, engine, near, locate(type.span)))
  const { problems } = translateQuery(query, {
    from: engine,
    to: 'duckdb',
    relations: () => null,
    types,
    names: queryNames(analysis),
  })
  return problems.map(
    (problem) => unknownFunction(problem, engine, locate) ?? problemDiagnostic(problem, engine, locate),
  )
}

/** Types that nobody knows, but that look like one that the dialect has. */
function misspelledTypes(query: Query, engine: EngineName): { readonly type: SimpleType; readonly near: string }[] {
  const found: { readonly type: SimpleType; readonly near: string }[] = []
  walk(query, (node) => {
    if (node.kind !== 'cast') return
    const { type }: { readonly type: DataType } = node
    if (type.kind !== 'simple-type' || duckdbTypeText(type, engine) !== null) return
    const [near] = suggest(type.name, typeNames(engine), 1)
    if (near !== undefined) found.push({ type, near })
  })
  return found
}

/**
 * A call that is more than unverified: of the other engine's function, of none with a typing mistake, or of one that
 * DuckDB lacks as well, so that the model would fail there.
 */
function unknownFunction(
  problem: TranslationProblem,
  engine: EngineName,
  locate: (span: TextSpan) => Diagnostic['span'],
): Diagnostic | null {
  if (problem.code !== 'dialect/not-verified') return null
  const other: EngineName = engine === 'spark' ? 'redshift' : 'spark'
  const isOfOther = findFunction(other, problem.name) !== null
  const isMissing = !problem.isQualified && !duckdbFunctions.has(problem.name)
  const [near] = suggest(
    problem.name,
    functions[engine].flatMap(({ name, aliases }) => [name, ...aliases]),
    1,
  )
  if (!isOfOther && near === undefined && !isMissing) return null
  return functionUnknown(
    problem.name,
    engine,
    { other: isOfOther ? other : null, near: near ?? null, isMissing },
    locate(problem),
  )
}
