import type { Manifest } from '../manifest/manifest.ts'
import { isRelationNode, type NodeId, type TestNode } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { judgementQuery } from '../quality/judgement.ts'
import type { EngineLayout } from './engine-layout.ts'
import type { PlannerDialect } from './planner-dialect.ts'
import { sql } from './sql-text.ts'
import type { JudgedTest, SqlText } from './steps.ts'
import type { Versions } from './versions.ts'
import type { SqlWriter, Stand, Stands } from './write-sql.ts'

/** What the actions of tests are written with. */
export interface TestContext {
  readonly manifest: Manifest
  readonly writer: SqlWriter
  readonly layout: EngineLayout
  /** The schema of the ledger, quoted. */
  readonly ledger: string
  readonly versions: Versions
  /** The command asks for failing rows to be kept, of tests that do not say otherwise. */
  readonly storeFailures: boolean
}

/**
 * Judges a data test. `stands` says what the test sees in place of relations that are not public yet; staging models
 * are always seen without their deletions.
 */
export function testAction(
  test: TestNode,
  context: TestContext,
  stands: ReadonlyMap<NodeId, Stand>,
): JudgedTest | null {
  if (!test.compiled.query) return null
  const { writer, ledger, versions } = context
  const { query, text } = test.compiled
  let written: SqlText | null = null
  return {
    kind: 'test',
    test: test.id,
    // Where a scan answers for it, nobody asks.
    get sql() {
      written ??= judged(test, writer.write(query, text, test.engine, standsOfTest(test, context, stands)))
      return written
    },
    stores: storesFailures(test, context)
      ? {
          into: test.audit,
          rows: limited(test, writer.write(query, text, test.engine, standsOfTest(test, context, stands))),
        }
      : null,
    ledger,
    fingerprint: versions.ofTest(test),
  }
}

export function storesFailures({ config }: TestNode, { storeFailures }: TestContext): boolean {
  return config.storeFailures ?? storeFailures
}

function limited({ config: { limit } }: TestNode, failing: SqlText): SqlText {
  return limit === null ? failing : sql`select * from (${failing}) as failing_rows limit ${limit}`
}

/** What a test sees in place of the relations that it names. */
export function standsOfTest(
  test: TestNode,
  { manifest, layout }: TestContext,
  stands: ReadonlyMap<NodeId, Stand>,
): Stands {
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
  return seen
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
