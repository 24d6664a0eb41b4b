import type { NodeId } from '../manifest/nodes.ts'
import type { PlannerDialect } from './planner-dialect.ts'
import { plainSql } from './sql-text.ts'
import type { SqlText } from './steps.ts'

/** The ledger's statements that belong into the transactions of a plan's steps. */
export function recordApplied(
  dialect: PlannerDialect,
  ledger: string,
  node: NodeId,
  batches: readonly string[],
  rows: string,
): SqlText[] {
  if (batches.length === 0) return []
  // Redshift has no VALUES in FROM.
  const values = batches.map((batch) => `select ${dialect.text(batch)} as batch_id`).join(' union all ')
  const mine = `node_id = ${dialect.text(node)}`
  return [
    plainSql(
      `insert into ${ledger}.applied (batch_id, node_id, rows_written, applied_at) select b.batch_id, ${dialect.text(node)}, ${rows}, ${dialect.utcNow}` +
        ` from (${values}) as b where not exists (select 1 from ${ledger}.applied as a where a.batch_id = b.batch_id and a.${mine})`,
    ),
  ]
}

export function forgetApplied(dialect: PlannerDialect, ledger: string, node: NodeId): SqlText {
  return plainSql(`delete from ${ledger}.applied where node_id = ${dialect.text(node)}`)
}

/** What a relation was built from, in place of what was recorded before. */
export function recordBuilt(dialect: PlannerDialect, ledger: string, node: NodeId, fingerprint: string): SqlText[] {
  return recordAllBuilt(dialect, ledger, new Map([[node, fingerprint]]))
}

/** The same for several, in two statements for all of them. */
export function recordAllBuilt(
  dialect: PlannerDialect,
  ledger: string,
  fingerprints: ReadonlyMap<NodeId, string>,
): SqlText[] {
  const nodes = [...fingerprints.keys()].map(dialect.text)
  const rows = [...fingerprints].map((row) => `(${row.map(dialect.text).join(', ')}, ${dialect.utcNow})`)
  const which = nodes.length === 1 ? `= ${nodes[0]}` : `in (${nodes.join(', ')})`
  return [
    plainSql(`delete from ${ledger}.built where node_id ${which}`),
    plainSql(`insert into ${ledger}.built (node_id, fingerprint, built_at) values ${rows.join(', ')}`),
  ]
}
