import type { DataFrameCode, ModelNode, NodeId } from '../../manifest/nodes.ts'
import type { Relation } from '../../manifest/relation.ts'
import { carriedColumns } from '../../manifest/system-columns.ts'
import type { Scratch } from '../planner-dialect.ts'
import { plainSql } from '../sql-text.ts'
import type { Action, DataFrameRead, SqlText } from '../steps.ts'

export interface DataFrameInput {
  readonly scratch: Scratch
  readonly model: ModelNode
  readonly dataframe: DataFrameCode
  /** Where a node's rows are. */
  relationOf(id: NodeId): Relation
}

/** Runs the model's function. What it gives is then read as the rows of a query would be: see `dataframeRows`. */
export function dataframeAction({ scratch, model, dataframe, relationOf }: DataFrameInput): Action {
  const refs = [...dataframe.refs].map(
    ([name, id]): DataFrameRead => ({ call: 'ref', names: [name], relation: relationOf(id) }),
  )
  const sources = dataframe.sources.map(
    ({ source, table, id }): DataFrameRead => ({ call: 'source', names: [source, table], relation: relationOf(id) }),
  )
  return {
    kind: 'dataframe',
    model: model.id,
    code: model.rawCode,
    path: model.path,
    calls: 'model',
    reads: [...refs, ...sources],
    vars: dataframe.vars,
    needs: needsOf(model),
    contract: model.config.contract.enforced ? model.columns : null,
    into: resultIn(scratch),
  }
}

export function dataframeRows(scratch: Scratch): SqlText {
  return plainSql(`select * from ${scratch.dialect.relation(resultIn(scratch))}`)
}

function resultIn(scratch: Scratch): Relation {
  return scratch.table('dataframe')
}

function needsOf({ config, flow }: ModelNode): Extract<Action, { kind: 'dataframe' }>['needs'] {
  return config.materialized === 'staging' && config.keep === 'all'
    ? { as: 'changes', columns: carriedColumns }
    : { as: 'key', columns: flow?.keyColumns ?? [] }
}
