import type { Analysis } from '../analysis/analyse-query.ts'
import { carryThrough } from '../analysis/carry-through.ts'
import { drivingRelation } from '../analysis/driving-relation.ts'
import { keyExpressions } from '../analysis/key-expressions.ts'
import { primaryKeyOutputs } from '../analysis/primary-key-outputs.ts'
import { problemDiagnostic } from '../analysis/problem-diagnostic.ts'
import type { ModelConfig } from '../config/model-config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { ChangeFlow, NodeId } from '../manifest/nodes.ts'
import { carriedColumns } from '../manifest/system-columns.ts'
import { column, identifier } from '../sql/build.ts'
import type { Expression, Query, SelectItem, TextSpan } from '../sql/tree.ts'
import type { OriginText } from '../template/origin-text.ts'

export interface FlowInput {
  readonly query: Query
  readonly text: OriginText
  readonly analysis: Analysis
  readonly name: string
  /** The model as a whole. */
  readonly place: Span
  readonly config: ModelConfig
  /** What each key was before it went has to be known. */
  readonly keepsImages: boolean
  /** Rules of the model set rows aside. */
  readonly setsAside: boolean
  readonly driving: {
    readonly id: NodeId
    readonly source: NodeId
    readonly relation: readonly string[]
    readonly keyColumns: readonly string[]
  }
}

/**
 * How changes pass through a query: its key over the rows that drive it, and for queries that keep every change the
 * system columns carried to the output.
 */
export function changeFlow(input: FlowInput): {
  readonly flow: ChangeFlow | null
  readonly diagnostics: readonly Diagnostic[]
} {
  const { query, text, analysis, name, config, driving, keepsImages, setsAside } = input
  const problem = (found: Parameters<typeof problemDiagnostic>[0]) => {
    const diagnostic = problemDiagnostic(found, text, `"${name}"`)
    // It concerns the model; a macro that wrote a part of it may serve many.
    const isHere = diagnostic.span?.file === input.place.file
    return { flow: null, diagnostics: [isHere ? diagnostic : { ...diagnostic, span: input.place }] }
  }
  const hasKey = driving.keyColumns.length > 0
  const keepsAll = config.keep === 'all' || config.strategy === 'append' || !hasKey
  const outputs = analysis.columns === 'unknown' ? [] : analysis.columns.map((output) => output.name)

  let keyColumns = config.uniqueKey.map((key) => key.toLowerCase())
  if (keyColumns.length === 0 && hasKey) {
    const found = primaryKeyOutputs(analysis, driving.relation, driving.keyColumns)
    // A log needs no key of its own.
    if (found.ok) keyColumns = driving.keyColumns.map((key) => found.outputs.get(key.toLowerCase()) ?? key)
    else if (!keepsAll) return problem(found.problem)
  }
  const base = {
    driving: driving.id,
    source: driving.source,
    keyColumns,
    ownColumns: carriedColumns.filter((name) => outputs.includes(name)),
  }
  const carry = () =>
    carryThrough(
      analysis,
      driving.relation,
      carriedColumns.map((name) => ({ name, as: name })),
    )
  if (keepsAll) {
    const carried = carry()
    if (!carried.ok) return problem(carried.problem)
    const judgedQuery = setsAside ? carried.query : null
    return {
      flow: { ...base, keysQuery: query, query: carried.query, imagesQuery: null, judgedQuery },
      diagnostics: [],
    }
  }
  const keys = keyExpressions(analysis, driving.relation, keyColumns)
  if (!keys.ok) return problem(keys.problem)
  const images = keepsImages || setsAside ? carry() : null
  if (images && !images.ok) return problem(images.problem)
  return {
    flow: {
      ...base,
      keysQuery: keysQuery(query.span, driving.relation, keys.expressions),
      query,
      imagesQuery: keepsImages ? (images?.query ?? null) : null,
      judgedQuery: setsAside ? (images?.query ?? null) : null,
    },
    diagnostics: [],
  }
}

/** `select <key> as k, …, _op, … from <driving relation>`. */
export function keysQuery(span: TextSpan, relation: readonly string[], keys: ReadonlyMap<string, Expression>): Query {
  const item = (expression: Expression, name: string): SelectItem => ({
    kind: 'select-item',
    span: expression.span,
    expression,
    alias: identifier(name, expression.span, true),
    columnAliases: [],
  })
  return {
    kind: 'query',
    span,
    with: null,
    orderBy: [],
    sortBy: [],
    distributeBy: [],
    clusterBy: [],
    limit: null,
    offset: null,
    body: {
      kind: 'select',
      span,
      hint: null,
      distinct: false,
      top: null,
      items: [
        ...[...keys].map(([name, expression]) => item(expression, name)),
        ...carriedColumns.map((name) => item(column(name, span), name)),
      ],
      from: [
        { kind: 'table', span, name: relation.map((part) => identifier(part, span, true)), sample: null, alias: null },
      ],
      lateralViews: [],
      where: null,
      groupBy: null,
      having: null,
      qualify: null,
      windows: [],
    },
  }
}

/** The staging model, among some, whose rows drive a query. */
export function drivingOf<T extends { readonly relation: readonly string[] }>(
  analysis: Analysis,
  candidates: readonly T[],
): T | null {
  if (candidates.length === 1) return candidates[0] ?? null
  const found = drivingRelation(
    analysis,
    candidates.map((candidate) => candidate.relation),
  )
  return candidates.find((candidate) => found !== null && candidate.relation.join('.') === found.join('.')) ?? null
}
