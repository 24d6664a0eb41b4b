import { typeName } from '../catalog/types/write-type.ts'
import { type DataTest, isComparison } from '../config/data-test.ts'
import { type ConfigValue, plainValue } from '../config/value.ts'
import * as problems from '../diagnostics/catalog/compile.ts'
import { type EngineName, isRelationNode, type RelationNode } from '../manifest/nodes.ts'
import { sourceSystemColumns } from '../manifest/system-columns.ts'
import { failingRows } from '../quality/failing-rows.ts'
import { type Measure, measure } from '../quality/measure.ts'
import type { KnownRelation, Rule, RuleCall, RuleParameter, RuleParameterType, RuleScope } from '../quality/rule.ts'
import { OriginText } from '../template/origin-text.ts'
import { nodeText } from './ephemeral.ts'
import { resolveReference } from './exposures.ts'
import type { TestDraft } from './generic-test.ts'
import { columnName, expression, literal, quoteColumn } from './sql-arguments.ts'

/** Stand for the relation, the column and the `where` while a rule writes its SQL, so that they keep their own origins. */
const modelHole = '\uE000'
const columnHole = '\uE001'
const whereHole = '\uE002'
/** Arguments that are SQL have the ones from here on. */
const firstArgumentHole = 0xe010
const holes = /([\uE000-\uF8FF])/

const expectations: Readonly<Record<RuleParameterType, string>> = {
  list: 'a list of values',
  relation: "a reference, such as ref('orders')",
  column: 'a column or an SQL expression',
  columns: 'a list of columns',
  names: 'a list of names of columns',
  number: 'a number',
  boolean: 'true or false',
  expression: 'a number or an SQL expression',
  text: 'a text',
  texts: 'a list of texts',
  comparison: 'a comparison with a number in quotes, such as "> 0.95" or "between 1 and 5"',
  interval: 'a time such as "3 days" or "12 hours"',
  option: 'one of',
}

/** What a test that Tidemill brings says in SQL. */
export interface RuleText {
  /** The failing rows. */
  readonly text: OriginText
  /** What it looks at, as it is asked here. */
  readonly scope: RuleScope
  /** The failing rows by `_change_id`, where each is judged by itself and not by a condition on it alone; else null. */
  readonly failingIds: OriginText | null
  /** The number of failures over the plain relation; null where that takes a query of its own. */
  measure(): MeasureText | null
}

export interface MeasureText {
  readonly kind: Measure['kind']
  readonly countsRows: boolean
  readonly by: readonly string[]
  readonly where: string | null
  readonly item: OriginText
  readonly condition: OriginText | null
}

/** What a rule says at a place; null when its arguments are wrong, which is reported. */
export function ruleText(rule: Rule, draft: TestDraft): RuleText | null {
  const { test, place, engine, model, relation, where, workspace } = draft
  const named = argument(test, 'column_name')
  if (rule.needsColumn && place.column === null && named === null) {
    workspace.report(problems.testNeedsColumn(test.test.value, test.test.span))
    return null
  }
  const column =
    place.column === null && named ? testedColumn('column_name', named, draft) : quoted(place.column, engine)
  if (column === null) return null
  const given = ruleArguments(rule, draft)
  if (!given) return null
  const { values, written: argumentTexts } = given
  const call: RuleCall = {
    model: modelHole,
    column: column === '' ? '' : columnHole,
    columnName: place.column ?? (named?.kind === 'scalar' ? String(named.value).toLowerCase() : null),
    engine,
    arguments: values,
    relation: (parameter) => knownRelation(parameter, draft),
  }
  const check = rule.check(call)
  if (check.kind === 'refused') {
    const { argument: name, expected } = check
    workspace.report(
      problems.testWrongArgument(test.test.value, name, expected, argument(test, name)?.span ?? test.test.span),
    )
    return null
  }
  const columnSpan = place.column === null && named ? named.span : test.test.span
  const fill = (written: string, under: OriginText): OriginText => {
    const filled: Readonly<Record<string, OriginText | null>> = {
      [modelHole]: under,
      [columnHole]: OriginText.computed(column, columnSpan),
      [whereHole]: where,
    }
    const parts = written
      .split(holes)
      .map((text) => filled[text] ?? argumentTexts.get(text) ?? OriginText.computed(text, test.test.span))
    return OriginText.concat(parts)
  }
  return {
    text: fill(failingRows(check, modelHole), model),
    scope: check.kind === 'rows' ? rule.scope : 'table',
    failingIds: check.kind === 'query' && check.failingIds !== undefined ? fill(check.failingIds, model) : null,
    measure() {
      const measured = measure(check, modelHole, where && whereHole)
      return (
        measured && {
          kind: measured.kind,
          countsRows: measured.countsRows,
          by: measured.by.map((key) => fill(key, relation).text),
          where: measured.where && fill(measured.where, relation).text,
          item: fill(measured.item, relation),
          condition: measured.condition === null ? null : fill(measured.condition, relation),
        }
      )
    },
  }
}

/** What is known of the relation under test or of one that an argument names. */
function knownRelation(parameter: string | undefined, draft: TestDraft): KnownRelation {
  const { engine, workspace, place, test } = draft
  const node = parameter === undefined ? place.node : relationNode(argument(test, parameter), draft)
  if (!node) return { name: '', columns: null }
  const columns = workspace.columns.columnsOf(node.relation)
  const added: readonly string[] = node.kind === 'source' ? sourceSystemColumns : []
  const given = node.kind === 'model' ? node.outputs : columns?.map(({ name }) => name)
  const known = given && columns?.filter(({ name }) => given.includes(name) && !added.includes(name))
  return {
    name: node.name,
    columns: known?.map(({ name, type }) => ({ name, type: type ? typeName(type, engine) : null })) ?? null,
  }
}

function quoted(column: string | null, engine: EngineName): string {
  return column === null ? '' : quoteColumn(column, engine)
}

/**
 * A column of the relation under test or, as in dbt, an expression such as `country || '-' || order_id`. Null when it is
 * neither, which is reported.
 */
function testedColumn(
  parameter: string,
  value: ConfigValue,
  { test, place, engine, workspace }: TestDraft,
): string | null {
  const { report, columns } = workspace
  const text = value.kind === 'scalar' && typeof value.value === 'string' ? value.value.trim() : ''
  const known = columns.of(place.node.relation)
  if (known?.includes(text.toLowerCase())) return quoteColumn(text, engine)
  if (text === '') report(problems.testWrongArgument(test.test.value, parameter, expectations.column, value.span))
  else if (!/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(text)) return `(${text})`
  else if (known) report(problems.unknownColumnInYaml(text, place.node.name, known, value.span, true))
  else return quoteColumn(text, engine)
  return null
}

interface GivenArguments {
  /** As rules get them: in place of what is SQL stand holes. */
  readonly values: Record<string, string | readonly string[]>
  /** What belongs in the holes. */
  readonly written: ReadonlyMap<string, OriginText>
}

function ruleArguments(rule: Rule, draft: TestDraft): GivenArguments | null {
  const { test, workspace } = draft
  const { report } = workspace
  const values: Record<string, string | readonly string[]> = {}
  const written = new Map<string, OriginText>()
  const placed = (sql: string, { span }: ConfigValue): string => {
    const hole = String.fromCharCode(firstArgumentHole + written.size)
    written.set(hole, OriginText.computed(sql, span))
    return hole
  }
  let isComplete = true
  const fail = (): void => {
    isComplete = false
  }
  for (const { key, keySpan, value } of test.args) {
    if (key === 'column_name') continue
    const parameter = rule.parameters.find((candidate) => candidate.name === key)
    if (!parameter) {
      const known = rule.parameters.map(({ name }) => name)
      report(problems.testUnknownArgument(test.test.value, key, known, keySpan))
      fail()
      continue
    }
    const found = ruleArgument(parameter, value, draft)
    if (found.kind === 'value') values[key] = withPlaces(parameter, found.sql, value, placed)
    else {
      fail()
      if (found.kind === 'wrong')
        report(problems.testWrongArgument(test.test.value, key, expectedOf(parameter), value.span))
    }
  }
  // With an argument that it does not know, the one that is missing is probably that.
  if (!isComplete) return null
  const isGiven = (name: string) => argument(test, name) !== null
  for (const { name, required } of rule.parameters) {
    if (!required || isGiven(name)) continue
    report(problems.testNeedsArgument(test.test.value, [name], test.test.span))
    fail()
  }
  const { needsOneOf = [] } = rule
  if (needsOneOf.length > 0 && !needsOneOf.some(isGiven)) {
    report(problems.testNeedsArgument(test.test.value, needsOneOf, test.test.span))
    fail()
  }
  return isComplete ? { values, written } : null
}

/** What an author wrote as SQL has its own place; a number, a word or a text that a rule may look at stays as it is. */
function withPlaces(
  { type }: RuleParameter,
  sql: string | readonly string[],
  value: ConfigValue,
  placed: (sql: string, value: ConfigValue) => string,
): string | readonly string[] {
  if (type === 'expression' || type === 'column') return isNumber(value) ? sql : placed(String(sql), value)
  if (type !== 'columns') return sql
  const items = itemsOf(value)
  return [sql].flat().map((column, at) => placed(column, items[at] ?? value))
}

function isNumber(value: ConfigValue): boolean {
  return value.kind === 'scalar' && typeof value.value === 'number'
}

/** An argument as SQL, or why there is none: it is of the wrong kind, or what it names is not there, which was reported. */
type RuleArgument =
  | { readonly kind: 'value'; readonly sql: string | readonly string[] }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'reported' }

function expectedOf({ type, options = [] }: RuleParameter): string {
  return type === 'option' ? `one of ${options.filter((option) => option !== '').join(', ')}` : expectations[type]
}

function ruleArgument(parameter: RuleParameter, value: ConfigValue, draft: TestDraft): RuleArgument {
  const { type, of, name } = parameter
  switch (type) {
    case 'relation':
      return made(relationArgument(value, draft), 'reported')
    case 'column':
      if (of === undefined) return made(testedColumn(name, value, draft), 'reported')
      return lacksColumn(of, value, draft) ? { kind: 'reported' } : made(columnName(value, draft.engine), 'wrong')
    case 'columns': {
      const items = itemsOf(value)
      if (items.length === 0) return { kind: 'wrong' }
      const found = items.map((item) => ruleArgument({ ...parameter, type: 'column' }, item, draft))
      const failed = found.find(({ kind }) => kind !== 'value')
      return failed ?? { kind: 'value', sql: found.flatMap((item) => (item.kind === 'value' ? item.sql : [])) }
    }
    default:
      return made(sqlOf({ ...parameter, type }, value, draft), 'wrong')
  }
}

function made(sql: string | readonly string[] | null, otherwise: 'wrong' | 'reported'): RuleArgument {
  return sql === null ? { kind: otherwise } : { kind: 'value', sql }
}

/** The items of a list; one that stands alone is a list too. */
function itemsOf(value: ConfigValue): readonly ConfigValue[] {
  return value.kind === 'list' ? value.items : value.kind === 'scalar' ? [value] : []
}

type Written = RuleParameter & { readonly type: Exclude<RuleParameterType, 'relation' | 'column' | 'columns'> }

function sqlOf(
  { type, quotedIf, options = [] }: Written,
  value: ConfigValue,
  draft: TestDraft,
): string | readonly string[] | null {
  const { test, engine } = draft
  const textOf = (item: ConfigValue) => (item.kind === 'scalar' && typeof item.value === 'string' ? item.value : null)
  const every = (items: readonly (string | null)[]) => {
    const found = items.filter((item) => item !== null)
    return found.length > 0 && found.length === items.length ? found : null
  }
  switch (type) {
    case 'list': {
      if (value.kind !== 'list') return null
      const quoted = quotedIf === undefined ? null : argument(test, quotedIf)
      const quoteText = quoted === null || plainValue(quoted) !== false
      // NULL is in no list, and `not in (…, null)` would let everything pass.
      const given = value.items.filter((item) => item.kind !== 'scalar' || item.value !== null)
      return every(given.map((item) => literal(item, engine, quoteText)))
    }
    case 'names':
      return every(itemsOf(value).map((item) => textOf(item)?.toLowerCase() ?? null))
    case 'texts':
      return every(itemsOf(value).map((item) => (textOf(item) === null ? null : literal(item, engine))))
    case 'text':
      return textOf(value) === null ? null : literal(value, engine)
    case 'number':
      return value.kind === 'scalar' && typeof value.value === 'number' ? value.raw : null
    case 'boolean':
      return value.kind === 'scalar' && typeof value.value === 'boolean' ? String(value.value) : null
    case 'expression':
      return expression(value)
    case 'comparison': {
      const text = textOf(value)?.trim() ?? ''
      return isComparison(text) ? text.replace(/^==/, '=') : null
    }
    case 'interval': {
      const [, amount, unit] =
        /^\s*(\d+)\s*(second|minute|hour|day|week|month|quarter|year)s?\s*$/i.exec(textOf(value) ?? '') ?? []
      return amount !== undefined && unit !== undefined ? [amount, unit.toLowerCase()] : null
    }
    case 'option': {
      const text = textOf(value)?.toLowerCase()
      return text !== undefined && options.includes(text) ? text : null
    }
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

/** The node that an argument refers to; what is wrong with it is said where it is read. */
function relationNode(value: ConfigValue | null, { workspace }: TestDraft): RelationNode | null {
  if (value?.kind !== 'scalar') return null
  const id = resolveReference(String(value.value), value.span, workspace.declarations, () => {})
  const node = id === null ? undefined : workspace.nodes.get(id)
  return node && isRelationNode(node) ? node : null
}

/** Whether a column is missing in the relation that another argument names; this is reported. */
function lacksColumn(parameter: string, value: ConfigValue, draft: TestDraft): boolean {
  const { columns, report } = draft.workspace
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return false
  const node = relationNode(argument(draft.test, parameter), draft)
  const known = node && columns.of(node.relation)
  if (!node || !known || known.includes(value.value.toLowerCase())) return false
  report(problems.unknownColumnInYaml(value.value, node.name, known, value.span, true))
  return true
}

function argument(test: DataTest, name: string): ConfigValue | null {
  return test.args.find((entry) => entry.key === name)?.value ?? null
}
