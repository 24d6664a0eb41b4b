import { analyseQuery } from '../analysis/analyse-query.ts'
import { typeProblems } from '../analysis/checks/type-problems.ts'
import { findNode } from '../analysis/function-kinds.ts'
import { problemDiagnostic } from '../analysis/problem-diagnostic.ts'
import type { RelationColumn } from '../analysis/relation-columns.ts'
import { inferTypes } from '../analysis/types/infer-types.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import { predicateReadsEphemeral } from '../diagnostics/catalog/config.ts'
import { hasErrors } from '../diagnostics/diagnostic.ts'
import { mergeAliases, type RowPredicates } from '../manifest/nodes.ts'
import { identifier } from '../sql/build.ts'
import { parseModel, parseModelCondition } from '../sql/parse-model.ts'
import { printRelationName } from '../sql/quote.ts'
import type { Column, Expression, Node, Query } from '../sql/tree.ts'
import { rewrite, walk } from '../sql/walk.ts'
import { OriginText } from '../template/origin-text.ts'
import { checkTranslation } from './check-translation.ts'
import type { RenderedModel } from './render-models.ts'
import type { Workspace } from './workspace.ts'

/**
 * Reads the conditions of `incremental_predicates` and checks what they name. A column without a qualifier is the
 * target's.
 *
 * @param columns those of the target; null when they are not known
 */
export function rowPredicates(
  model: RenderedModel,
  columns: readonly RelationColumn[] | null,
  workspace: Workspace,
): RowPredicates | null {
  const { declared, predicates } = model
  const { name, relation, config } = declared
  const { engine } = config
  const written = predicates.map(({ text }) => text).filter(({ text }) => text.trim() !== '')
  const [first] = written
  if (!first || !reportReads(model, workspace)) return null
  const unread = written.flatMap((text) => parseModelCondition(text, engine).diagnostics)
  for (const problem of unread) workspace.report(problem)
  if (unread.length > 0) return null

  const place = first.originOf(0, 1)?.span ?? declared.span
  const glue = (text: string) => OriginText.computed(text, place)
  const target = printRelationName(engine, [relation.schema, relation.name])
  const from = `${target} as ${mergeAliases.target} cross join (select * from ${target}) as ${mergeAliases.newRows}`
  const text = OriginText.concat([
    glue(`select 1 as is_matched from ${from} where (`),
    ...written.flatMap((condition, at) => [...(at > 0 ? [glue('\n) and (')] : []), condition]),
    glue('\n)'),
  ])
  const parsed = parseModel(text, engine)
  for (const problem of parsed.diagnostics) workspace.report(problem)
  if (!parsed.query) return null
  const query = withQualifiers(parsed.query)
  const catalog = columns ? workspace.columns.catalogWith(relation, columns, engine) : workspace.columns.catalog(engine)
  const analysis = analyseQuery(query, engine, catalog)
  const types = inferTypes(analysis)
  const found = analysis.problems.length > 0 ? analysis.problems : typeProblems(analysis, types)
  const owner = `"incremental_predicates" of "${name}"`
  for (const problem of found) workspace.report(problemDiagnostic(problem, text, owner))
  if (found.length > 0) return null
  const sql = { text, query }
  if (workspace.profile?.engines[engine]?.type.value === 'duckdb') {
    const translation = checkTranslation(sql, engine, analysis, types)
    for (const problem of translation) workspace.report(problem)
    if (hasErrors(translation)) return null
  }
  return { sql, readNewRows: readsNewRows(query) }
}

/** False where the conditions read what cannot stand in them. */
function reportReads({ declared, predicates }: RenderedModel, { nodes, report }: Workspace): boolean {
  let isSound = true
  for (const { recording } of predicates) {
    for (const { id, span } of recording.sources) {
      const node = nodes.get(id)
      const source = node?.kind === 'source' ? `${node.sourceName}.${node.name}` : id
      report(problems.sourceReadOutsideStaging(declared.name, source, span))
      isSound = false
    }
    for (const { id, span } of recording.refs) {
      const node = nodes.get(id)
      if (node?.kind !== 'model' || node.config.materialized !== 'ephemeral') continue
      report(predicateReadsEphemeral(declared.name, node.name, span))
      isSound = false
    }
  }
  return isSound
}

/** Within a query of its own a name is for that query to look up first. */
function withQualifiers(query: Query): Query {
  const bare = new Set<Node>()
  const condition = conditionOf(query)
  if (condition) {
    walk(condition, (node) => {
      if (node.kind === 'column' && node.parts.length === 1) bare.add(node)
      return node.kind === 'query' ? 'skip' : null
    })
  }
  return rewrite(query, (node, original) =>
    node.kind === 'column' && bare.has(original)
      ? { ...node, parts: [identifier(mergeAliases.target, node.span), ...node.parts] }
      : node,
  )
}

function readsNewRows(query: Query): boolean {
  const condition = conditionOf(query)
  return condition !== null && findNode(condition, (node) => node.kind === 'column' && isOfNewRows(node)) !== null
}

function isOfNewRows({ parts }: Column): boolean {
  return parts.length > 1 && parts[0]?.name.toLowerCase() === mergeAliases.newRows
}

function conditionOf({ body }: Query): Expression | null {
  return body.kind === 'select' ? body.where : null
}
