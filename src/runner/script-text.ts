import { readChangesQuery } from '../engines/duckdb/read-changes.ts'
import { duckdbPlanner } from '../planner/planner-dialect.ts'
import type { Action } from '../planner/steps.ts'

/** A step's script as the adapter gets it: what target/run shows. What is decided while it runs is told in a comment. */
export function scriptText(script: readonly Action[]): string {
  return script
    .map(actionText)
    .filter((text) => text !== '')
    .join('\n\n')
}

function actionText(action: Action): string {
  const address = duckdbPlanner.relation
  switch (action.kind) {
    case 'execute':
    case 'expect-none':
      return `${action.sql.sql};`
    case 'test':
      return `-- test ${action.test}\n${action.sql.sql};`
    case 'transaction':
      return `begin;\n\n${scriptText(action.actions)}\n\ncommit;`
    case 'read-changes':
      return `create or replace temp table ${duckdbPlanner.identifier(action.into.name)} as\n${readChangesQuery(action.from)};`
    case 'make-room':
      return `-- columns that ${address(action.into)} lacks are added, and those that are too narrow are widened`
    case 'insert-matching':
      return `-- the columns that both have\ninsert into ${address(action.into)} by name select * from ${address(action.from)}${action.where === null ? '' : ` where ${action.where}`};`
    case 'publish':
      return `-- with the same columns the rows are replaced instead\ncreate or replace table ${address(action.target)} as select * from ${address(action.candidate)};`
    case 'load-seed':
      return `-- the rows of the seed's file go into ${address(action.into)}`
    case 'fault-point':
    case 'fail':
      return ''
  }
}
