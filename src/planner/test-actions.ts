import type { Manifest } from '../manifest/manifest.ts'
import { isRelationNode, type NodeId, type TestNode } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { judgementQuery } from '../quality/judgement.ts'
import type { EngineLayout } from './engine-layout.ts'
import type { PlannerDialect } from './planner-dialect.ts'
import { recordBuilt } from './record.ts'
import { sql } from './sql-text.ts'
import type { Action, SqlText } from './steps.ts'
import type { Versions } from './versions.ts'
import type { SqlWriter, Stand } from './write-sql.ts'

/** What the actions of tests are written with. */
export interface TestContext {
  readonly manifest: Manifest
  readonly writer: SqlWriter
  readonly layout: EngineLayout
  /** The schema of the ledger, quoted. */
  readonly ledger: string
  readonly versions: Versions
}

/**
 * Judges a data test. `stands` says what the test sees in place of relations that are not public yet; staging models
 * are always seen without their deletions.
 */
export function testAction(test: TestNode, context: TestContext, stands: ReadonlyMap<NodeId, Stand>): Action | null {
  if (!test.compiled.query) return null
  const { manifest, writer, layout, ledger, versions } = context
  const seen = new Map<string, Stand>()
  for (const id of test.dependsOn) {
    const node = manifest.nodes.get(id)
    if (!node || !isRelationNode(node)) continue
    const stand =
      stands.get(id) ??
      (node.kind === 'model' && node.config.materialized === 'staging'
        ? liveRows(layout.dialects[test.engine], node.relation)
        : null)
    if (stand) seen.set(relationKey(node.relation), stand)
  }
  const failing = writer.write(test.compiled.query, test.compiled.text, test.engine, seen)
  return {
    kind: 'test',
    test: test.id,
    sql: judged(test, failing),
    record: recordBuilt(layout.warehouse, ledger, test.id, versions.ofTest(test)),
  }
}

function judged(test: TestNode, failing: SqlText): SqlText {
  // The thresholds go around the text of the failing rows, so the pieces of that text keep their places.
  const [before, after] = judgementQuery({ ...test.config, failingRows: '\u0000' }).split('\u0000')
  return sql`${before ?? ''}${failing}${after ?? ''}`
}

/** Rows of a staging table that are no deletions: what tests and readers see. */
export function liveRows(dialect: PlannerDialect, relation: Relation): Stand {
  return { kind: 'sql', sql: `(select * from ${dialect.relation(relation)} where _op <> 'D')` }
}
