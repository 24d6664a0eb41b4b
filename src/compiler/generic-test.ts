import type { DataTest } from '../config/data-test.ts'
import { plainValue } from '../config/value.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import { cannotSetAside } from '../diagnostics/catalog/compile.ts'
import type { EngineName, Measured, NodeId, RelationNode, TestConfig, TestNode } from '../manifest/nodes.ts'
import { auditOf } from '../manifest/own-table.ts'
import { anyFailure } from '../quality/judgement.ts'
import type { Rule } from '../quality/rule.ts'
import { rules, rulesByName } from '../quality/rules/index.ts'
import { OriginText } from '../template/origin-text.ts'
import { parseTemplate } from '../template/parse.ts'
import { md5 } from '../util/hash.ts'
import { lazy } from '../util/lazy.ts'
import { readMeasure, readTestSql, type TestReader } from './check-test-sql.ts'
import { dataframeTest } from './dataframe-test.ts'
import { nodeText } from './ephemeral.ts'
import { macroText } from './macro-test.ts'
import { macrosIn, nameResolver, render } from './render-model.ts'
import { rowTest } from './row-test.ts'
import { type RuleText, ruleText } from './rule-test.ts'
import { type RowJudgement, whyNotJudged, whyNotSetAside } from './set-aside.ts'
import { genericTestName } from './test-name.ts'
import type { Workspace } from './workspace.ts'

/** Where a test is written: a relation, and one of its columns or none. */
export interface TestPlace {
  readonly node: RelationNode
  readonly column: string | null
}

/** A data test of YAML on its way to becoming SQL. */
export interface TestDraft {
  readonly test: DataTest
  readonly place: TestPlace
  readonly engine: EngineName
  /** The relation under test as it stands behind FROM; with `where`, a query in parentheses. */
  readonly model: OriginText
  /** Its name alone, and the condition apart. */
  readonly relation: OriginText
  readonly where: OriginText | null
  /** Gathers what the test reads. */
  readonly dependsOn: Set<NodeId>
  readonly workspace: Workspace
}

/** The node of a test of YAML; null when something is wrong with it, which is reported. */
export function genericTest(test: DataTest, place: TestPlace, workspace: Workspace): TestNode | null {
  const { context, loaded, report } = workspace
  const { node, column } = place
  const testName = test.test.value
  // As in dbt, a project's own test stands before one of the same name.
  const macro = context.tests.get(testName)
  const python = macro ? undefined : workspace.dataframeTests.get(testName)
  const rule = macro || python ? undefined : rulesByName.get(testName)
  if (!rule && !macro && !python) {
    const known = [...rules.map(({ name }) => name), ...context.tests.keys(), ...namesOf(workspace.dataframeTests)]
    if (!context.brokenNames.has(testName)) report(problems.unknownTest(testName, known, test.test.span))
    return null
  }
  // That the column is missing is said where it is described.
  const columns = workspace.columns.of(node.relation)
  if (column !== null && columns && !columns.includes(column)) return null
  if (rule?.judgesFiles && !(node.kind === 'model' && node.config.materialized === 'staging')) {
    report(problems.testNeedsStaging(testName, node.name, test.test.span))
    return null
  }
  const engine: EngineName = node.kind === 'source' ? 'spark' : node.engine
  const dependsOn = new Set<NodeId>([node.id])
  const relation = OriginText.computed(nodeText(node, engine), test.test.span)
  const where = conditionOf(test, engine, workspace)
  const model = relationUnderTest(relation, where, test)
  const draft: TestDraft = { test, place, engine, model, relation, where, dependsOn, workspace }
  const written = rule ? ruleText(rule, draft) : null
  const dataframe = python ? dataframeTest(python, test, place, engine, dependsOn, workspace) : null
  const code = dataframe && python ? OriginText.ofFile(python.from.file) : null
  const text = macro ? macroText(macro, draft) : (written?.text ?? code)
  if (!text) return null
  const name = genericTestName(test, place)
  const reader = { name, engine, span: test.test.span, dependsOn }
  const compiled = dataframe ? { text, query: null } : readTestSql(text, reader, workspace)
  const own = macro && test.config.failCalc === null ? rowTest(compiled, node.relation) : null
  const asked = test.config.scope && (test.config.scope === 'batch' ? 'row' : 'table')
  // Only where it is asked: it writes the rule's SQL once more.
  const judges = (): RowJudgement | null => {
    const byRows = dependsOn.size > 1 ? 'by-others' : 'by-itself'
    if (own || dataframe) return (asked ?? 'row') === 'row' ? byRows : null
    if (!written || test.config.failCalc !== null || (rule?.judgesFiles && where)) return null
    if (written.failingIds) return asked === 'table' ? null : 'by-others'
    return (asked ?? written.scope) === 'row' && written.measure()?.condition != null ? 'by-itself' : null
  }
  const { onFailure, blocksBecause } = onFailureOf(test, { name, node, dependsOn, judges }, workspace)
  const config = testConfig(test, rule, onFailure, workspace)
  // Compiling alone has no use for it.
  const measured = lazy(() =>
    written && compiled.query && config.failCalc === countOfRows
      ? readMeasured(written, reader, workspace)
      : own?.by === 'condition'
        ? own.measured
        : null,
  )
  const ids = own?.by === 'ids' ? own.failingIds : null
  const failingIds = () => (written?.failingIds ? readMeasure(written.failingIds, reader, workspace) : ids)
  const plainArguments = test.args.map((entry) => [entry.key, plainValue(entry.value)] as const)
  const identity = JSON.stringify([name, node.id, column, plainArguments])
  return {
    kind: 'test',
    id: `test.${loaded.project.name}.${name}.${md5(identity).slice(-10)}`,
    name,
    fqn: [...node.fqn.slice(0, -1), name],
    path: test.span.file.path,
    span: test.test.span,
    description: test.description ?? '',
    tags: test.config.tags,
    meta: test.config.meta,
    dependsOn: [...dependsOn].sort(),
    testKind: 'generic',
    testName,
    engine,
    attachedTo: node.id,
    column,
    arguments: Object.fromEntries(plainArguments),
    scope: asked ?? (onFailure === 'quarantine' ? 'row' : (written?.scope ?? 'table')),
    config,
    compiled,
    audit: auditOf(name, workspace.declarations.auditSchema),
    get measured() {
      return measured()
    },
    failingIds: onFailure === 'quarantine' ? failingIds() : null,
    blocksBecause,
    judgesFiles: rule?.judgesFiles ?? false,
    dataframe,
    macros: dataframe ? [] : macrosIn(text, context.macros),
  }
}

function namesOf(files: Workspace['dataframeTests']): readonly string[] {
  return [...files].filter(([, { definition }]) => definition !== null).map(([name]) => name)
}

const countOfRows = 'count(*)'

function readMeasured(written: RuleText, reader: TestReader, workspace: Workspace): Measured | null {
  const measure = written.measure()
  const item = measure && readMeasure(measure.item, reader, workspace)
  if (!measure || !item) return null
  const condition = measure.condition && readMeasure(measure.condition, reader, workspace)
  return { ...measure, item, condition }
}

/** What becomes of rows that fail: where they cannot be set aside they block, which a rule that asks for it is told. */
function onFailureOf(
  { test, config }: DataTest,
  {
    name,
    node,
    dependsOn,
    judges,
  }: {
    readonly name: string
    readonly node: RelationNode
    readonly dependsOn: ReadonlySet<NodeId>
    judges(): RowJudgement | null
  },
  { report, nodes }: Workspace,
): Pick<TestConfig, 'onFailure'> & Pick<TestNode, 'blocksBecause'> {
  const ofModel = node.kind === 'source' || node.kind === 'seed' ? 'block' : node.config.quality.onFailure
  const asked = config.onFailure ?? (ofModel === 'quarantine' && config.severity === 'warn' ? 'warn' : ofModel)
  if (asked !== 'quarantine') return { onFailure: asked, blocksBecause: null }
  const why = whyNotSetAside(node, nodes) ?? whyNotJudged(node, judges(), dependsOn, nodes)
  if (why === null) return { onFailure: 'quarantine', blocksBecause: null }
  if (config.onFailure !== null) report(cannotSetAside(name, why, test.span))
  return { onFailure: 'block', blocksBecause: why }
}

function testConfig(
  { config }: DataTest,
  rule: Rule | undefined,
  onFailure: TestConfig['onFailure'],
  workspace: Workspace,
): TestConfig {
  // What is let pass is a warning, whatever the severity; of rows that are set aside there may be too many.
  const isWarning = onFailure === 'warn' || (onFailure === 'quarantine' && config.errorIf === null)
  return {
    severity: isWarning ? 'warn' : (config.severity ?? 'error'),
    onFailure,
    where: config.where?.value.text ?? null,
    warnIf: config.warnIf?.value ?? anyFailure,
    errorIf: config.errorIf?.value ?? anyFailure,
    failCalc: config.failCalc
      ? renderFragment(config.failCalc.value, 'redshift', workspace).text
      : (rule?.failCalc ?? countOfRows),
    limit: config.limit,
    storeFailures: config.storeFailures,
  }
}

function conditionOf({ config: { where } }: DataTest, engine: EngineName, workspace: Workspace): OriginText | null {
  return where && where.value.text.trim() !== '' ? renderFragment(where.value, engine, workspace) : null
}

function relationUnderTest(relation: OriginText, condition: OriginText | null, test: DataTest): OriginText {
  if (!condition) return relation
  const glue = (text: string) => OriginText.computed(text, test.config.where?.span ?? test.test.span)
  return OriginText.concat([glue('(select * from '), relation, glue(' where '), condition, glue(')')])
}

/** A piece of SQL from YAML, such as a `where`. */
function renderFragment(source: OriginText, engine: EngineName, workspace: Workspace): OriginText {
  const { context, declarations, report } = workspace
  const { template, diagnostics } = parseTemplate(source)
  for (const problem of diagnostics) report(problem)
  if (!template) return OriginText.empty
  const rendered = render(template, context, {
    dialect: engine,
    names: nameResolver(declarations, engine),
    self: null,
    isIncremental: false,
    allowsConfig: false,
  })
  for (const problem of rendered.diagnostics) report(problem)
  return rendered.text
}
