import { needsSpark } from '../diagnostics/catalog/dataframe.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { type DataFrameTest, isRelationNode, type NodeId, type TestNode } from '../manifest/nodes.ts'
import { type Relation, relationKey } from '../manifest/relation.ts'
import { judgementQuery } from '../quality/judgement.ts'
import { sha256 } from '../util/hash.ts'
import { invariant } from '../util/invariant.ts'
import type { EngineLayout } from './engine-layout.ts'
import type { PlannerDialect } from './planner-dialect.ts'
import { plainSql, sql } from './sql-text.ts'
import type { Action, DataFrameRead, JudgedTest, SqlText } from './steps.ts'
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
  /** The target, where it has no Spark that runs functions of Python; else null. */
  readonly lacksSpark: string | null
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
  if (test.dataframe) return dataframeTestAction(test, test.dataframe, context, stands)
  if (!test.compiled.query) return null
  const { writer, ledger, versions } = context
  const { query, text } = test.compiled
  let written: SqlText | null = null
  return {
    kind: 'test',
    test: test.id,
    prepares: [],
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

/** Runs the function of a test on the rows that it is to see; the rows that it gives back fail. */
function dataframeTestAction(
  test: TestNode,
  { refs }: DataFrameTest,
  context: TestContext,
  stands: ReadonlyMap<NodeId, Stand>,
): JudgedTest {
  const { layout, manifest, ledger, versions, lacksSpark } = context
  const dialect = layout.dialects[test.engine]
  const mark = sha256(test.id).slice(0, 12)
  const failing = dialect.scratch(`_tm_fails_${mark}`, 0)
  const views: Action[] = []
  const seen = (id: NodeId | null): Relation => {
    const node = id === null ? undefined : manifest.nodes.get(id)
    invariant(node && isRelationNode(node), 'a test in Python looks at relations')
    const isStaging = node.kind === 'model' && node.config.materialized === 'staging'
    const stand = stands.get(node.id) ?? (isStaging ? liveRows(dialect, node.relation) : null)
    const from = stand?.kind === 'sql' ? `${stand.sql} as seen` : dialect.relation(stand?.relation ?? node.relation)
    const into = dialect.scratch(`_tm_seen_${mark}_${views.length}`, 0)
    views.push({
      kind: 'create',
      as: 'scratch-view',
      into,
      rows: { kind: 'query', sql: plainSql(`select * from ${from}`) },
    })
    return into
  }
  const read = (name: string, id: NodeId | null) => ({ call: 'ref', names: [name], relation: seen(id) }) as const
  const reads = [read('', test.attachedTo), ...[...refs].map(([name, id]) => read(name, id))]
  const run = functionAction(test, reads, failing, [], context)
  const rows = plainSql(`select * from ${dialect.relation(failing)}`)
  return {
    kind: 'test',
    test: test.id,
    prepares: [...(lacksSpark === null ? views : []), run],
    sql: judged(test, rows),
    stores: storesFailures(test, context) ? { into: test.audit, rows: limited(test, rows) } : null,
    ledger,
    fingerprint: versions.ofTest(test),
  }
}

/** Has the function of a test look at the first of some relations. `needs`: columns that its result must have. */
export function functionAction(
  { id, name, span, dataframe }: TestNode,
  reads: readonly DataFrameRead[],
  into: Relation,
  needs: readonly string[],
  { lacksSpark }: TestContext,
): Action {
  invariant(dataframe, 'a test in Python has a function')
  if (lacksSpark !== null) return { kind: 'fail', diagnostic: needsSpark(name, lacksSpark, span) }
  const { file, vars } = dataframe
  return {
    ...{ kind: 'dataframe', model: id, code: file.text, path: file.path, calls: 'test', reads, vars, contract: null },
    ...{ needs: { as: 'changes', columns: needs }, into },
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
