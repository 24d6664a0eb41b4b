import type { DataTest } from '../config/data-test.ts'
import type { ConfigValue } from '../config/value.ts'
import { plainValue } from '../config/value.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { EngineName, Node, NodeId, RelationNode, TestConfig, TestNode } from '../manifest/nodes.ts'
import { isRelationNode } from '../manifest/nodes.ts'
import { anyFailure } from '../quality/judgement.ts'
import type { Rule } from '../quality/rule.ts'
import { rules } from '../quality/rules/index.ts'
import { parseModel } from '../sql/parse-model.ts'
import { printRelationName } from '../sql/quote.ts'
import type { NamedArgumentValue } from '../template/helper.ts'
import type { Macro } from '../template/macro.ts'
import { OriginText } from '../template/origin-text.ts'
import { parseTemplate } from '../template/parse.ts'
import { renderMacro } from '../template/render.ts'
import { booleanValue, listValue, nullValue, textValue, type Value } from '../template/value.ts'
import { md5 } from '../util/hash.ts'
import { type Declarations, firstLineOf } from './declare.ts'
import { resolveReference } from './exposures.ts'
import type { LoadedProject, ProjectFile } from './load.ts'
import { macrosIn, nameResolver, type RenderContext, render, renderOptions } from './render-model.ts'
import { singularTestConfig } from './singular-test-config.ts'
import { columnName, expression, literal, quoteColumn } from './sql-arguments.ts'

export interface CompileTestsInput {
  readonly loaded: LoadedProject
  readonly declarations: Declarations
  readonly context: RenderContext
  /** Sources, seeds and models. */
  readonly nodes: ReadonlyMap<NodeId, Node>
  /** Models in the order in which they are built. */
  readonly order: readonly NodeId[]
  report(diagnostic: Diagnostic): void
}

/** Every data test of a project: those of its YAML, and the singular ones. */
export function compileTests(input: CompileTestsInput): TestNode[] {
  const tests = [...genericTests(input), ...input.loaded.tests.map((from) => singularTest(from, input))]
  return tests.filter((test) => test !== null)
}

/** Where a test is written: a relation, and one of its columns or none. */
interface Place {
  readonly node: RelationNode
  readonly column: string | null
}

function genericTests(input: CompileTestsInput): TestNode[] {
  const { loaded, declarations, nodes } = input
  const written: { readonly test: DataTest; readonly place: Place }[] = []
  const collect = (
    id: NodeId | undefined,
    tests: readonly DataTest[],
    columns: readonly { readonly name: { readonly value: string }; readonly dataTests: readonly DataTest[] }[],
  ) => {
    const node = id === undefined ? undefined : nodes.get(id)
    if (!node || !isRelationNode(node)) return
    for (const test of tests) written.push({ test, place: { node, column: null } })
    for (const column of columns) {
      for (const test of column.dataTests)
        written.push({ test, place: { node, column: column.name.value.toLowerCase() } })
    }
  }
  for (const tables of declarations.sources.values()) {
    for (const { id, table } of tables.values()) collect(id, table.dataTests, table.columns)
  }
  for (const model of declarations.models.values()) {
    if (model.properties) collect(model.id, model.properties.dataTests, model.properties.columns)
  }
  const seen = new Set<string>()
  return written
    .filter(({ test }) => test.config.enabled)
    .map(({ test, place }) => genericTest(test, place, input))
    .filter((test) => test !== null)
    .filter((test) => !seen.has(test.id) && seen.add(test.id))
    .map((test) => ({ ...test, path: test.path || loaded.project.file.path }))
}

function genericTest(test: DataTest, place: Place, input: CompileTestsInput): TestNode | null {
  const { context, loaded } = input
  const name = test.test.value
  const rule = rules.get(name)
  const macro = context.tests.get(name)
  if (!rule && !macro) {
    input.report(problems.unknownTest(name, [...rules.keys(), ...context.tests.keys()], test.test.span))
    return null
  }
  const { node } = place
  const engine: EngineName = node.kind === 'source' ? 'spark' : node.engine
  const dependsOn = new Set<NodeId>([node.id])
  const compiled = rule
    ? ruleText(rule, test, place, engine, dependsOn, input)
    : macro
      ? macroText(macro, test, place, engine, dependsOn, input)
      : null
  if (!compiled) return null
  const parsed = parseModel(compiled, engine)
  for (const problem of parsed.diagnostics) input.report(problem)
  const testName = nameOfTest(test, place)
  const identity = JSON.stringify([
    testName,
    node.id,
    place.column,
    test.args.map((entry) => [entry.key, plainValue(entry.value)]),
  ])
  return {
    kind: 'test',
    id: `test.${loaded.project.name}.${testName}.${md5(identity).slice(-10)}`,
    name: testName,
    fqn: [...node.fqn.slice(0, -1), testName],
    path: test.span.file.path,
    span: test.test.span,
    description: test.description ?? '',
    tags: test.config.tags,
    meta: test.config.meta,
    dependsOn: [...dependsOn].sort(),
    testKind: 'generic',
    testName: name,
    engine,
    attachedTo: node.id,
    column: place.column,
    arguments: Object.fromEntries(test.args.map((entry) => [entry.key, plainValue(entry.value)])),
    scope: test.config.scope ? (test.config.scope === 'batch' ? 'row' : 'table') : (rule?.scope ?? 'table'),
    config: configOf(test, node, input),
    compiled: { text: compiled, query: parsed.query },
    macros: macrosIn(compiled, context.macros),
  }
}

function configOf(test: DataTest, node: RelationNode, input: CompileTestsInput): TestConfig {
  const { config } = test
  const onFailure = config.onFailure ?? (node.kind === 'source' ? 'block' : node.config.quality.onFailure)
  return {
    // `on_failure: warn` lets a failure pass as a warning, whatever the severity.
    severity: onFailure === 'warn' ? 'warn' : (config.severity ?? 'error'),
    where: config.where?.value.text ?? null,
    warnIf: config.warnIf?.value ?? anyFailure,
    errorIf: config.errorIf?.value ?? anyFailure,
    failCalc: config.failCalc ? renderFragment(config.failCalc.value, 'redshift', input).text : 'count(*)',
    limit: config.limit,
  }
}

// ---- What a test reads

/** The relation under test as it stands behind FROM; with `where`, a query in parentheses. */
function relationUnderTest({ node }: Place, test: DataTest, engine: EngineName, input: CompileTestsInput): OriginText {
  const name = OriginText.computed(
    printRelationName(engine, [node.relation.schema, node.relation.name]),
    test.test.span,
  )
  const { where } = test.config
  if (!where) return name
  const glue = (text: string) => OriginText.computed(text, where.span)
  return OriginText.concat([
    glue('(select * from '),
    name,
    glue(' where '),
    renderFragment(where.value, engine, input),
    glue(')'),
  ])
}

const hole = '\u0001'

function ruleText(
  rule: Rule,
  test: DataTest,
  place: Place,
  engine: EngineName,
  dependsOn: Set<NodeId>,
  input: CompileTestsInput,
): OriginText | null {
  const named = test.args.find((entry) => entry.key === 'column_name')
  const column = place.column ?? (named?.value.kind === 'scalar' ? String(named.value.value) : null)
  if (rule.needsColumn && column === null) {
    input.report(problems.testNeedsColumn(rule.name, test.test.span))
    return null
  }
  const values: Record<string, string | readonly string[]> = {}
  let complete = true
  const quoteText = plainArgument(test, 'quote') !== false
  for (const entry of test.args) {
    if (entry.key === 'column_name') continue
    const parameter = rule.parameters.find((candidate) => candidate.name === entry.key)
    if (!parameter) {
      input.report(
        problems.testUnknownArgument(
          rule.name,
          entry.key,
          rule.parameters.map((known) => known.name),
          entry.keySpan,
        ),
      )
      complete = false
      continue
    }
    const value = sqlArgument(parameter.type, entry.value, engine, quoteText, dependsOn, input)
    if (value === null) {
      complete = false
      if (parameter.type !== 'relation') {
        input.report(problems.testWrongArgument(rule.name, entry.key, expectations[parameter.type], entry.value.span))
      }
    } else values[entry.key] = value
  }
  for (const parameter of rule.parameters) {
    if (!parameter.required || test.args.some((entry) => entry.key === parameter.name)) continue
    input.report(problems.testNeedsArgument(rule.name, parameter.name, test.test.span))
    complete = false
  }
  if (!complete) return null
  const written = rule.failingRows({
    model: hole,
    column: column === null ? '' : quoteColumn(column, engine),
    arguments: values,
  })
  const model = relationUnderTest(place, test, engine, input)
  const parts = written
    .split(hole)
    .flatMap((text, index) => [...(index > 0 ? [model] : []), OriginText.computed(text, test.test.span)])
  return OriginText.concat(parts)
}

const expectations = {
  list: 'a list of values',
  relation: "a reference, such as ref('orders')",
  column: 'the name of a column',
  number: 'a number',
  boolean: 'true or false',
  expression: 'a number or an SQL expression',
} as const

function sqlArgument(
  type: keyof typeof expectations,
  value: ConfigValue,
  engine: EngineName,
  quoteText: boolean,
  dependsOn: Set<NodeId>,
  input: CompileTestsInput,
): string | readonly string[] | null {
  switch (type) {
    case 'list': {
      if (value.kind !== 'list' || value.items.length === 0) return null
      const items = value.items.map((item) => literal(item, engine, quoteText)).filter((item) => item !== null)
      return items.length === value.items.length ? items : null
    }
    case 'relation': {
      const text = value.kind === 'scalar' ? String(value.value) : ''
      const id = resolveReference(text, value.span, input.declarations, input.report)
      const node = id === null ? undefined : input.nodes.get(id)
      if (!node || !isRelationNode(node)) return null
      dependsOn.add(node.id)
      return printRelationName(engine, [node.relation.schema, node.relation.name])
    }
    case 'column':
      return columnName(value, engine)
    case 'number':
      return value.kind === 'scalar' && typeof value.value === 'number' ? value.raw : null
    case 'boolean':
      return value.kind === 'scalar' && typeof value.value === 'boolean' ? String(value.value) : null
    case 'expression':
      return expression(value)
  }
}

function plainArgument(test: DataTest, name: string): unknown {
  const entry = test.args.find((candidate) => candidate.key === name)
  return entry && plainValue(entry.value)
}

/** A test of the project's own: its macro is called with the relation, the column, and the arguments of the YAML. */
function macroText(
  macro: Macro,
  test: DataTest,
  place: Place,
  engine: EngineName,
  dependsOn: Set<NodeId>,
  input: CompileTestsInput,
): OriginText | null {
  const { context, declarations } = input
  const { options, recording } = renderOptions(context, {
    dialect: engine,
    names: nameResolver(declarations, engine),
    self: null,
    isIncremental: false,
    allowsConfig: false,
  })
  const span = test.test.span
  const positional = [{ value: textValue(relationUnderTest(place, test, engine, input)), span }]
  if (place.column !== null) {
    positional.push({ value: textValue(OriginText.computed(quoteColumn(place.column, engine), span)), span })
  }
  const named: NamedArgumentValue[] = test.args
    .filter((entry) => !(entry.key === 'column_name' && place.column !== null))
    .map((entry) => ({
      key: entry.key,
      keySpan: entry.keySpan,
      span: entry.value.span,
      value: templateValue(entry.value, engine, dependsOn, input),
    }))
  const { text, diagnostics } = renderMacro(macro, { positional, named, span }, options)
  for (const problem of diagnostics) input.report(problem)
  for (const { id } of [...recording.refs, ...recording.sources]) dependsOn.add(id)
  return diagnostics.length > 0 ? null : text
}

function templateValue(
  value: ConfigValue,
  engine: EngineName,
  dependsOn: Set<NodeId>,
  input: CompileTestsInput,
): Value {
  switch (value.kind) {
    case 'list':
      return listValue(value.items.map((item) => templateValue(item, engine, dependsOn, input)))
    case 'map':
      return {
        kind: 'dict',
        entries: new Map(
          value.entries.map((entry) => [entry.key, templateValue(entry.value, engine, dependsOn, input)]),
        ),
      }
    case 'scalar': {
      if (value.value === null) return nullValue
      if (typeof value.value === 'boolean') return booleanValue(value.value)
      const text = (written: string) => OriginText.computed(written, value.span)
      if (typeof value.value === 'number') return { kind: 'number', value: value.value, text: text(value.raw) }
      if (!/^\s*(?:\{\{\s*)?(?:ref|source)\b/.test(value.value)) return textValue(text(value.value))
      const relation = sqlArgument('relation', value, engine, true, dependsOn, input)
      return textValue(text(typeof relation === 'string' ? relation : ''))
    }
  }
}

/** A piece of SQL from YAML, such as a `where`. */
function renderFragment(source: OriginText, engine: EngineName, input: CompileTestsInput): OriginText {
  const { template, diagnostics } = parseTemplate(source)
  for (const problem of diagnostics) input.report(problem)
  if (!template) return OriginText.empty
  const rendered = render(template, input.context, {
    dialect: engine,
    names: nameResolver(input.declarations, engine),
    self: null,
    isIncremental: false,
    allowsConfig: false,
  })
  for (const problem of rendered.diagnostics) input.report(problem)
  return rendered.text
}

/** dbt's names: `unique_orders_order_id`, `accepted_values_orders_status__open__closed`. */
function nameOfTest(test: DataTest, { node, column }: Place): string {
  if (test.name) return test.name.value
  const prefix =
    node.kind === 'source'
      ? `source_${test.test.value}_${node.sourceName}_${node.name}`
      : `${test.test.value}_${node.name}`
  const values = test.args
    .filter((entry) => entry.key !== 'column_name')
    .flatMap((entry) => {
      const value = plainValue(entry.value)
      return Array.isArray(value) ? value : [value]
    })
    .map((value) => String(typeof value === 'object' ? JSON.stringify(value) : value).replace(/[^0-9a-zA-Z_]+/g, '_'))
  const full =
    [prefix, ...(column === null ? [] : [column])].join('_') + (values.length > 0 ? `__${values.join('__')}` : '')
  return full.length < 64 ? full : `${full.slice(0, 30)}_${md5(full)}`
}

// ---- Singular tests

function singularTest(from: ProjectFile, input: CompileTestsInput): TestNode | null {
  const { context, declarations, loaded, nodes, order } = input
  const span: Span = firstLineOf(from)
  const { template, diagnostics } = parseTemplate(from.file)
  for (const problem of diagnostics) input.report(problem)
  if (!template) return null
  const rendering = (engine: EngineName) =>
    render(template, context, {
      dialect: engine,
      names: nameResolver(declarations, engine),
      self: null,
      isIncremental: false,
      allowsConfig: true,
    })
  let rendered = rendering('redshift')
  const settings = singularTestConfig(rendered.recording.config, from.stem, input.report)
  if (settings.engine === 'spark') rendered = rendering('spark')
  for (const problem of rendered.diagnostics) input.report(problem)
  if (!settings.enabled) return null
  if (rendered.text.text.trim() === '' && rendered.diagnostics.length === 0)
    input.report(problems.emptySql('test', span))
  const parsed =
    rendered.diagnostics.length > 0 || rendered.text.text.trim() === ''
      ? { query: null, diagnostics: [] }
      : parseModel(rendered.text, settings.engine)
  for (const problem of parsed.diagnostics) input.report(problem)
  const { recording } = rendered
  const dependsOn = [...new Set([...recording.refs, ...recording.sources].map((read) => read.id))].sort()
  const last = order.filter((id) => dependsOn.includes(id)).at(-1) ?? dependsOn.at(-1) ?? null
  return {
    kind: 'test',
    id: `test.${loaded.project.name}.${from.stem}`,
    name: from.stem,
    fqn: [loaded.project.name, ...from.folders, from.stem],
    path: from.file.path,
    span,
    description: '',
    tags: settings.tags,
    meta: {},
    dependsOn,
    testKind: 'singular',
    testName: null,
    engine: settings.engine,
    attachedTo: last !== null && nodes.has(last) ? last : null,
    column: null,
    arguments: {},
    scope: 'table',
    config: settings.config,
    compiled: { text: rendered.text, query: parsed.query },
    macros: macrosIn(rendered.text, context.macros),
  }
}
