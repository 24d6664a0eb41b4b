import { analyseQuery } from '../analysis/analyse-query.ts'
import { typeProblems } from '../analysis/checks/type-problems.ts'
import { groupingProblems } from '../analysis/grouping.ts'
import { problemDiagnostic } from '../analysis/problem-diagnostic.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import { hardCodedRelation } from '../diagnostics/catalog/compile.ts'
import type { Span } from '../diagnostics/source.ts'
import type { CompiledSql, EngineName, NodeId } from '../manifest/nodes.ts'
import { relationKey } from '../manifest/relation.ts'
import { parseModel } from '../sql/parse-model.ts'
import type { OriginText } from '../template/origin-text.ts'
import { ephemeralsReadBy, inlineEphemerals } from './ephemeral.ts'
import { callOf, checkRelationNames } from './relation-names.ts'
import type { Workspace } from './workspace.ts'

/** A data test as far as its SQL concerns it. */
export interface TestReader {
  readonly name: string
  readonly engine: EngineName
  /** Where to point when what it reads does not suit it. */
  readonly span: Span
  readonly dependsOn: ReadonlySet<NodeId>
}

/** Reads SQL that is made of a test's, where all that can be wrong has been reported. Null when it cannot be read. */
export function readMeasure(written: OriginText, reader: TestReader, workspace: Workspace): CompiledSql | null {
  const { name, engine, span, dependsOn } = reader
  const quiet = { ...workspace, report: () => {} }
  const { models } = ephemeralsReadBy({ name, engine, refs: [...dependsOn], placeOf: () => span }, quiet)
  const text = inlineEphemerals(written, models)
  const { query } = parseModel(text, engine)
  return query && { text, query }
}

/** Reads the SQL of a test, with the ephemeral models that it needs, and checks the names in it. */
export function readTestSql(written: OriginText, reader: TestReader, workspace: Workspace): CompiledSql {
  const { name, engine, span, dependsOn } = reader
  const refs = [...dependsOn]
  const { models, reads, isSound } = ephemeralsReadBy({ name, engine, refs, placeOf: () => span }, workspace)
  const text = inlineEphemerals(written, models)
  if (!isSound) return { text, query: null }
  const { query, diagnostics } = parseModel(text, engine)
  for (const problem of diagnostics) workspace.report(problem)
  if (!query) return { text, query }
  const analysis = analyseQuery(query, engine, workspace.columns.catalog(engine))
  const found =
    analysis.problems.length > 0
      ? analysis.problems
      : [...groupingProblems(analysis), ...typeProblems(analysis, inferTypes(analysis))]
  for (const problem of found) workspace.report(problemDiagnostic(problem, text, `"${name}"`))
  const naming = checkRelationNames({ text, reads, mayReadTemporary: false }, analysis, workspace)
  for (const { owner, place } of naming)
    workspace.report(hardCodedRelation(relationKey(owner.relation), callOf(owner), place))
  return { text, query }
}
