import type { DataTest } from '../config/data-test.ts'
import { type ConfigValue, plainValue } from '../config/value.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import { type EngineName, isRelationNode } from '../manifest/nodes.ts'
import type { Rule, RuleParameter } from '../quality/rule.ts'
import { OriginText } from '../template/origin-text.ts'
import { nodeText } from './ephemeral.ts'
import { resolveReference } from './exposures.ts'
import type { TestDraft } from './generic-test.ts'
import { columnName, expression, literal, quoteColumn } from './sql-arguments.ts'

/** Stand for the relation and the column while a rule writes its query, so that they keep their own origins. */
const modelHole = '\uE000'
const columnHole = '\uE001'

const expectations: Readonly<Record<RuleParameter['type'], string>> = {
  list: 'a list of values',
  relation: "a reference, such as ref('orders')",
  column: 'the name of a column',
  number: 'a number',
  boolean: 'true or false',
  expression: 'a number or an SQL expression',
}

/** The failing rows of a test that Tidemill brings; null when its arguments are wrong, which is reported. */
export function ruleText(rule: Rule, draft: TestDraft): OriginText | null {
  const { test, place, engine, model, workspace } = draft
  const named = argument(test, 'column_name')
  if (rule.needsColumn && place.column === null && named === null) {
    workspace.report(problems.testNeedsColumn(rule.name, test.test.span))
    return null
  }
  const column = place.column === null && named ? testedColumn(rule, named, draft) : quoted(place.column, engine)
  if (column === null) return null
  const values = ruleArguments(rule, draft)
  if (!values) return null
  const written = rule.failingRows({ model: modelHole, column: columnHole, arguments: values })
  const filled: Readonly<Record<string, OriginText>> = {
    [modelHole]: model,
    [columnHole]: OriginText.computed(column, place.column === null && named ? named.span : test.test.span),
  }
  const parts = written
    .split(/([\uE000\uE001])/)
    .map((text) => filled[text] ?? OriginText.computed(text, test.test.span))
  return OriginText.concat(parts)
}

function quoted(column: string | null, engine: EngineName): string {
  return column === null ? '' : quoteColumn(column, engine)
}

/**
 * What a test at a model looks at: a column or, as in dbt, an expression such as `country || '-' || order_id`. Null when
 * it is neither, which is reported.
 */
function testedColumn(rule: Rule, value: ConfigValue, { place, engine, workspace }: TestDraft): string | null {
  const { report, columns } = workspace
  const text = value.kind === 'scalar' && typeof value.value === 'string' ? value.value.trim() : ''
  const known = columns.of(place.node.relation)
  if (known?.includes(text.toLowerCase())) return quoteColumn(text, engine)
  if (text === '')
    report(problems.testWrongArgument(rule.name, 'column_name', 'a column or an SQL expression', value.span))
  else if (!/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(text)) return `(${text})`
  else if (known) report(problems.unknownColumnInYaml(text, place.node.name, known, value.span, true))
  else return quoteColumn(text, engine)
  return null
}

function ruleArguments(rule: Rule, draft: TestDraft): Record<string, string | readonly string[]> | null {
  const { test, workspace } = draft
  const { report } = workspace
  const values: Record<string, string | readonly string[]> = {}
  let isComplete = true
  const fail = (): void => {
    isComplete = false
  }
  for (const { key, keySpan, value } of test.args) {
    if (key === 'column_name') continue
    const parameter = rule.parameters.find((candidate) => candidate.name === key)
    if (!parameter) {
      const known = rule.parameters.map(({ name }) => name)
      report(problems.testUnknownArgument(rule.name, key, known, keySpan))
      fail()
      continue
    }
    const found = ruleArgument(parameter, value, draft)
    if (found.kind === 'value') values[key] = found.sql
    else {
      fail()
      if (found.kind === 'wrong')
        report(problems.testWrongArgument(rule.name, key, expectations[parameter.type], value.span))
    }
  }
  // With an argument that it does not know, the one that is missing is probably that.
  if (!isComplete) return null
  const isGiven = (name: string) => argument(test, name) !== null
  for (const { name, required } of rule.parameters) {
    if (!required || isGiven(name)) continue
    report(problems.testNeedsArgument(rule.name, [name], test.test.span))
    fail()
  }
  const { needsOneOf = [] } = rule
  if (needsOneOf.length > 0 && !needsOneOf.some(isGiven)) {
    report(problems.testNeedsArgument(rule.name, needsOneOf, test.test.span))
    fail()
  }
  return isComplete ? values : null
}

/** An argument as SQL, or why there is none: it is of the wrong kind, or what it names is not there, which was reported. */
type RuleArgument =
  | { readonly kind: 'value'; readonly sql: string | readonly string[] }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'reported' }

function ruleArgument({ type, of }: RuleParameter, value: ConfigValue, draft: TestDraft): RuleArgument {
  if (type === 'relation') return made(relationArgument(value, draft), 'reported')
  if (type === 'column' && of !== undefined && lacksColumn(of, value, draft)) return { kind: 'reported' }
  return made(sqlOf(type, value, draft), 'wrong')
}

function made(sql: string | readonly string[] | null, otherwise: 'wrong' | 'reported'): RuleArgument {
  return sql === null ? { kind: otherwise } : { kind: 'value', sql }
}

function sqlOf(
  type: Exclude<RuleParameter['type'], 'relation'>,
  value: ConfigValue,
  { test, engine }: TestDraft,
): string | readonly string[] | null {
  switch (type) {
    case 'list': {
      if (value.kind !== 'list' || value.items.length === 0) return null
      const quoted = argument(test, 'quote')
      const quoteText = quoted === null || plainValue(quoted) !== false
      // NULL passes anyway, and `not in (…, null)` would let everything pass.
      const given = value.items.filter((item) => item.kind !== 'scalar' || item.value !== null)
      const items = given.map((item) => literal(item, engine, quoteText)).filter((item) => item !== null)
      return items.length > 0 && items.length === given.length ? items : null
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

/** The address of what `ref('x')` names, on which the test depends then; null when there is none, which is reported. */
export function relationArgument(value: ConfigValue, draft: TestDraft): string | null {
  const { engine, dependsOn, workspace } = draft
  const text = value.kind === 'scalar' ? String(value.value) : ''
  const id = resolveReference(text, value.span, workspace.declarations, workspace.report)
  const node = id === null ? undefined : workspace.nodes.get(id)
  if (!node || !isRelationNode(node)) return null
  dependsOn.add(node.id)
  return nodeText(node, engine)
}

/** Whether a column is missing in the relation that another argument names; this is reported. */
function lacksColumn(parameter: string, value: ConfigValue, { test, workspace }: TestDraft): boolean {
  const { declarations, columns, nodes, report } = workspace
  const other = argument(test, parameter)
  if (value.kind !== 'scalar' || typeof value.value !== 'string' || other?.kind !== 'scalar') return false
  const id = resolveReference(String(other.value), other.span, declarations, () => {})
  const node = id === null ? undefined : nodes.get(id)
  const known = node && isRelationNode(node) ? columns.of(node.relation) : null
  if (!node || !known || known.includes(value.value.toLowerCase())) return false
  report(problems.unknownColumnInYaml(value.value, node.name, known, value.span, true))
  return true
}

function argument(test: DataTest, name: string): ConfigValue | null {
  return test.args.find((entry) => entry.key === name)?.value ?? null
}
