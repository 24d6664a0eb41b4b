import type { Relation } from '../../manifest/relation.ts'
import type { PlannerDialect } from '../planner-dialect.ts'
import { plainSql } from '../sql-text.ts'
import type { Action, Contract, Rows, SqlText } from '../steps.ts'

export function execute(sql: SqlText | string): Action {
  return { kind: 'execute', sql: typeof sql === 'string' ? plainSql(sql) : sql }
}

/** Rows that the step asks for once or twice, where a view is cheaper than to keep them. */
export function scratchView(into: Relation, sql: SqlText | string): Action {
  const text = typeof sql === 'string' ? plainSql(sql) : sql
  return { kind: 'create', as: 'scratch-view', into, rows: { kind: 'query', sql: text } }
}

/** One transaction where there are any; elsewhere one thing after the other. */
export function together(dialect: PlannerDialect, actions: readonly Action[]): readonly Action[] {
  return dialect.hasTransactions ? [{ kind: 'transaction', actions }] : actions
}

/** All columns of a relation but some. */
export function columnsBut(dialect: PlannerDialect, of: Relation, leavesOut: readonly string[], condition = ''): Rows {
  const from = `${dialect.relation(of)} as t${condition}`
  return { kind: 'columns', of, alias: 't', leavesOut, instead: new Map(), adds: [], from }
}

/** The check of what a model's contract promises of a relation. */
export function expectContract(of: Relation, contract: Contract | null): readonly Action[] {
  return contract ? [{ kind: 'expect-contract', of, contract }] : []
}
