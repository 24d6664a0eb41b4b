import type { NodeId, TestNode } from '../manifest/nodes.ts'
import type { Relation } from '../manifest/relation.ts'
import { judgementItems } from '../quality/judgement.ts'
import { verdictColumn } from './materializations/judge.ts'
import type { PlannerDialect } from './planner-dialect.ts'
import { plainSql, sql } from './sql-text.ts'
import type { Action, JudgedTest, SqlText } from './steps.ts'
import { standsOfTest, storesFailures, type TestContext, testAction } from './test-actions.ts'
import type { Stand, WrittenItem } from './write-sql.ts'

/** Tests that one query answers. */
interface Scan {
  readonly isGrouped: boolean
  readonly before: string
  readonly after: string
  readonly tests: { readonly node: TestNode; readonly item: SqlText; readonly action: JudgedTest }[]
}

/** PostgreSQL takes 1,664 columns, and three of them are a test's. */
const testsPerScan = 400
/** The Redshift Data API takes statements of up to 100 kB. */
const lettersPerScan = 80_000

/**
 * Judges some tests of a step. Those that count failures over the same rows are one query; of those that group them, the
 * ones that group alike.
 */
export function testActions(
  tests: readonly TestNode[],
  context: TestContext,
  stands: ReadonlyMap<NodeId, Stand>,
): readonly Action[] {
  const open = new Map<string, Scan>()
  const scans: Scan[] = []
  const actions: JudgedTest[] = []
  for (const node of tests) {
    const action = testAction(node, context, stands)
    if (!action) continue
    actions.push(action)
    const written = writtenItem(node, context, stands)
    if (!written) continue
    const { item, before, after } = written
    const isGrouped = (node.measured?.by.length ?? 0) > 0
    const key = JSON.stringify([isGrouped, before, after])
    let scan = open.get(key)
    if (!scan || !hasRoom(scan, item)) {
      scan = { isGrouped, before, after, tests: [] }
      open.set(key, scan)
      scans.push(scan)
    }
    scan.tests.push({ node, item, action })
  }
  const shared = scans.filter((scan) => scan.tests.length > 1)
  const together = new Set(shared.flatMap((scan) => scan.tests.map(({ action }) => action)))
  return [...shared.map(scanAction), ...actions.filter((action) => !together.has(action))]
}

function writtenItem(node: TestNode, context: TestContext, stands: ReadonlyMap<NodeId, Stand>): WrittenItem | null {
  const { measured, engine, dependsOn } = node
  if (dependsOn.length > 1 || storesFailures(node, context) || !measured?.item.query) return null
  const { query, text } = measured.item
  return context.writer.writeItem(query, text, engine, standsOfTest(node, context, stands))
}

function hasRoom({ before, after, tests }: Scan, item: SqlText): boolean {
  const letters = tests.reduce(
    (sum, test) => sum + lettersOf(test.item),
    before.length + after.length + lettersOf(item),
  )
  return tests.length < testsPerScan && letters <= lettersPerScan
}

/** With what judges its number. */
function lettersOf({ sql: text }: SqlText): number {
  return text.length + 60
}

function scanAction({ isGrouped, before, after, tests }: Scan): Action {
  const list = tests.reduce<SqlText>(
    (items, { item }, index) => sql`${items}${items.sql === '' ? '' : ',\n  '}${item} as m${index}`,
    isGrouped ? sql`` : sql`count(*) as m_rows`,
  )
  const inner = sql`${before}${list}${after}`
  const judged = tests.flatMap(({ node }, index) => {
    const failures = isGrouped ? `coalesce(sum(m${index}), 0)` : `m${index}`
    return judgementItems(node.config, failures)
  })
  return {
    kind: 'scan',
    rows: !isGrouped,
    setsAside: null,
    tests: tests.map(({ action }) => action),
    hints: tests.filter(({ node }) => node.measured?.countsRows).map(({ node }) => node.id),
    sql: sql`select ${isGrouped ? '' : 'm_rows, '}${judged.join(', ')}\nfrom (\n${inner}\n) as measured`,
  }
}

/**
 * Says how many rows each of some tests has set aside, of the relation that holds them.
 *
 * @param rules the tests, each with the place of its verdict among the columns
 */
export function setAsideCounts(
  rules: readonly { readonly test: TestNode; readonly index: number }[],
  context: TestContext,
  held: Relation,
  dialect: PlannerDialect,
  keptIn: Relation,
): readonly Action[] {
  if (rules.length === 0) return []
  const sums = rules.map(({ index }) => `coalesce(sum(${verdictColumn(index)}), 0) as m${index}`)
  const judged = rules.flatMap(({ test, index }) => judgementItems({ ...test.config, limit: null }, `m${index}`))
  const text = `select ${judged.join(', ')}\nfrom (select ${sums.join(', ')} from ${dialect.relation(held)}) as measured`
  const tests = rules.flatMap(({ test }) => testAction(test, context, new Map()) ?? [])
  return [{ kind: 'scan', rows: false, hints: [], tests, sql: plainSql(text), setsAside: keptIn }]
}
