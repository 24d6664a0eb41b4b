import type { RelationColumn } from '../analysis/relation-columns.ts'
import { readSqlType } from '../catalog/types/read-type.ts'
import { type PlainValue, plainValue } from '../config/value.ts'
import { stagingWithoutSource } from '../diagnostics/catalog/compile.ts'
import { dataframeKey } from '../diagnostics/catalog/dataframe.ts'
import type { ChangeFlow, DataFrameCode, ModelNode } from '../manifest/nodes.ts'
import { carriedColumns, systemColumnsOf } from '../manifest/system-columns.ts'
import type { DataFrameFile } from '../python/read-dataframe.ts'
import { column } from '../sql/build.ts'
import { keysQuery } from './change-flow.ts'
import { checkColumnsExist, checkDataTypes } from './check-columns.ts'
import { contractProblems } from './check-contract.ts'
import { checkJoins, checkReads, type DrivingCandidate } from './model-reads.ts'
import { nodeBase } from './node-base.ts'
import { unknownLineage, withSystemColumns } from './node-lineage.ts'
import { renderModelHooks } from './render-hooks.ts'
import type { RenderedModel } from './render-models.ts'
import { storedColumns } from './stored-columns.ts'
import type { Workspace } from './workspace.ts'

/** Makes the node of a DataFrame model. Of its columns only an enforced contract tells. */
export function addDataFrame(model: RenderedModel, python: DataFrameFile, workspace: Workspace): void {
  const { declared, full } = model
  const { config, properties } = declared
  const driving = declared.isCertain ? checkReads(model, workspace) : null
  const flow = config.materialized === 'staging' ? flowOf(model, driving, workspace) : null
  const outputs = workspace.broken.has(declared.id) ? null : promisedColumns(model)
  const columns = outputs && storedColumns(outputs, config)
  const stored = columns?.map(({ name }) => name) ?? null
  workspace.columns.set(declared.relation, columns, 'spark')
  workspace.lineage.set(
    declared.id,
    withSystemColumns(unknownLineage(declared.name, 'dataframe'), systemColumnsOf(config), flow?.driving ?? null),
  )
  for (const problem of outputs ? contractProblems(declared, outputs) : []) workspace.report(problem)
  if (stored) checkColumnsExist(declared.name, properties?.columns ?? [], stored, workspace.report)
  checkDataTypes(properties?.columns ?? [], workspace.report)

  const compiled = { text: full.text, query: null }
  const node: ModelNode = {
    kind: 'model',
    ...nodeBase(declared, workspace),
    engine: 'spark',
    dependsOn: [...model.refs, ...model.sources].sort(),
    rawCode: declared.from.file.text,
    compiled,
    compiledIncremental: compiled,
    refs: model.refs,
    sources: model.sources,
    macros: [],
    patchPath: properties?.span.file.path ?? null,
    outputs: stored,
    hooks: renderModelHooks(declared, workspace),
    ledgerSchema: workspace.declarations.ledgerSchema,
    flow,
    recompute: null,
    flowIncremental: flow,
    keptColumns: [],
    validToCurrent: null,
    predicates: null,
    volatile: python.volatile,
    dataframe: codeOf(python, workspace),
  }
  workspace.nodes.set(node.id, node)
}

/** The key goes through unchanged: no lineage could follow it through a function. */
function flowOf(
  model: RenderedModel,
  candidates: readonly DrivingCandidate[] | null,
  workspace: Workspace,
): ChangeFlow | null {
  const { declared } = model
  const { name, config, span } = declared
  if (workspace.broken.has(declared.id)) return null
  if (model.sources.length === 0) {
    workspace.broken.add(declared.id)
    workspace.report(stagingWithoutSource(name, null, span))
    return null
  }
  const [driving] = candidates ?? []
  if (!driving) return null
  checkJoins(model, driving, workspace)
  const { keyColumns, relation } = driving
  const own = config.uniqueKey.map((key) => key.toLowerCase())
  if (own.length > 0 && [...own].sort().join('\0') !== [...keyColumns].sort().join('\0')) {
    workspace.broken.add(declared.id)
    const place = config.entries.get('unique_key')?.value.span ?? span
    workspace.report(dataframeKey(name, own, keyColumns, place))
    return null
  }
  const nowhere = { start: 0, end: 0 }
  const keys = new Map(keyColumns.map((key) => [key, column(key, nowhere)]))
  return {
    driving: driving.id,
    source: driving.source,
    keyColumns,
    // Any of them may be among the columns, so that the tool's own stand in their place.
    ownColumns: carriedColumns,
    keysQuery: keysQuery(nowhere, relation, keys),
    query: null,
    imagesQuery: null,
    judgedQuery: null,
  }
}

/** The columns that an enforced contract declares: a build refuses any others. */
function promisedColumns({ declared }: RenderedModel): readonly RelationColumn[] | null {
  const { config, properties } = declared
  if (!config.contract.enforced) return null
  return (properties?.columns ?? []).map(({ name, dataType }) => ({
    name: name.value.toLowerCase(),
    type: dataType ? readSqlType(dataType.value, 'spark') : null,
  }))
}

function codeOf({ refs, sources, vars }: DataFrameFile, { declarations, context }: Workspace): DataFrameCode {
  const values: Record<string, PlainValue> = {}
  for (const { name } of vars) {
    const value = context.environment.vars.get(name.value)
    if (value) values[name.value] = plainValue(value)
  }
  return {
    refs: new Map(
      refs.flatMap(({ name }) => {
        const found = declarations.models.get(name.value)
        return found ? [[name.value, found.id]] : []
      }),
    ),
    sources: sources.flatMap(({ source, table }) => {
      const found = declarations.sources.get(source.value)?.get(table.value)
      return found ? [{ source: source.value, table: table.value, id: found.id }] : []
    }),
    vars: values,
  }
}
