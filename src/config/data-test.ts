import { configKeyInTwoPlaces, configTestIndentation, configWrongType } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { OriginText } from '../template/origin-text.ts'
import { didYouMean } from '../util/suggest.ts'
import { type OnFailure, onFailure } from './model-config-keys.ts'
import { readKeys } from './read-keys.ts'
import {
  boolean,
  integer,
  located,
  map,
  oneOf,
  oneOrMany,
  type Place,
  type Reader,
  templated,
  text,
  word,
  wrong,
} from './readers.ts'
import { reportUnbuilt } from './report-unbuilt.ts'
import {
  type ConfigValue,
  describe,
  entryOf,
  firstLine,
  isNull,
  type Located,
  type MapEntry,
  type MapValue,
  type PlainValue,
  plainValue,
} from './value.ts'

/** A data test on a column or a relation, as it is declared in YAML. */
export interface DataTest {
  /** `unique`, `accepted_values`, or a test of the project's own. */
  readonly test: Located<string>
  /** A name of its own, when one is given. */
  readonly name: Located<string> | null
  readonly description: string | null
  /** The arguments by name, with their places and written digits; references are still text. */
  readonly args: readonly MapEntry[]
  readonly config: DataTestConfig
  /** The whole entry. */
  readonly span: Span
}

/** What is not written is null: the defaults are the reader's own (severity error, no limit, …). */
export interface DataTestConfig {
  readonly severity: 'error' | 'warn' | null
  readonly where: Located<OriginText> | null
  readonly warnIf: Located<string> | null
  readonly errorIf: Located<string> | null
  readonly limit: number | null
  readonly failCalc: Located<OriginText> | null
  /** Whether failing rows are kept in a table. */
  readonly storeFailures: boolean | null
  readonly tags: readonly string[]
  readonly meta: { readonly [key: string]: PlainValue }
  readonly enabled: boolean | null
  readonly scope: 'batch' | 'table' | null
  readonly onFailure: OnFailure | null
}

/** Whether a text can stand behind the number of failures: `> 10`, `!= 0`, `between 1 and 5`. */
export function isComparison(text: string): boolean {
  const number = String.raw`-?\d+(?:\.\d+)?`
  return new RegExp(
    String.raw`^\s*(?:(?:[<>]=?|!=|<>|==?)\s*${number}|between\s+${number}\s+and\s+${number})\s*$`,
    'i',
  ).test(text)
}

const threshold: Reader<string> = (value, at) => {
  const found = text(value, at)
  if (found === null || isComparison(found)) return found
  const help = 'Write it in quotes, such as ">10" or "!= 0".'
  at.report(configWrongType(at.subject, 'a comparison', describe(value), firstLine(value.span), help))
  return null
}

const configReaders = {
  severity: oneOf('error', 'warn'),
  where: templated,
  warn_if: located(threshold),
  error_if: located(threshold),
  limit: integer(0),
  fail_calc: templated,
  store_failures: boolean,
  store_failures_as: oneOf('ephemeral', 'table', 'view'),
  tags: oneOrMany(word),
  meta: map,
  enabled: boolean,
  scope: oneOf('batch', 'table'),
  on_failure: located(onFailure),
}

/** The keys that say how a data test is judged. */
export const dataTestConfigKeys: ReadonlySet<string> = new Set(Object.keys(configReaders))
const ignoredConfig = ['database', 'schema', 'alias', 'group', 'sql_header', 'static_analysis']

/** Reads a list of `data_tests`, in each of the forms that dbt knows. */
export const dataTests: Reader<readonly DataTest[]> = (value, at) => {
  if (isNull(value)) return []
  if (value.kind !== 'list') {
    const help = value.kind === 'scalar' ? `Write [${value.raw}].` : 'Write each test as an item, with "- " in front.'
    at.report(configWrongType(at.subject, 'a list of tests', describe(value), firstLine(value.span), help))
    return null
  }
  return value.items.map((item) => dataTest(item, at)).filter((test) => test !== null)
}

function dataTest(value: ConfigValue, at: Place): DataTest | null {
  if (value.kind === 'scalar' && typeof value.value === 'string') {
    const name = testName({ value: value.value, span: value.span }, at)
    return name && build(name, [], [], value.span, at)
  }
  const expected = 'the name of a test, or a map with the name as its key'
  const [first, second] = value.kind === 'map' ? value.entries : []
  if (value.kind !== 'map' || !first) {
    at.report(configWrongType(`an item of ${at.subject}`, expected, describe(value), firstLine(value.span)))
    return null
  }
  const named = entryOf(value, 'test_name')
  if (named) return spelledOut(value, named, at)
  const name = testName({ value: first.key, span: first.keySpan }, at)
  if (!name) return null
  if (second) {
    at.report(configTestIndentation(first.key, second.key, second.keySpan))
    return null
  }
  if (first.value.kind === 'list' || (first.value.kind === 'scalar' && !isNull(first.value))) {
    const help = `Write {${first.key}: {arguments: {name: value}}}, with the names of its arguments.`
    return wrong(first.value, { ...at, subject: `the test "${first.key}"` }, 'a map of arguments', help)
  }
  const body = map(first.value, { ...at, subject: `the test "${first.key}"` })
  return body && build(name, body.entries, [], value.span, at)
}

/** `{name: …, test_name: unique, …}`: the name of the test is a value. */
function spelledOut(value: MapValue, named: MapEntry, at: Place): DataTest | null {
  const name = located(word)(named.value, { ...at, subject: '"test_name"' })
  const rest = value.entries.filter((entry) => entry !== named)
  return name && build(name, rest, ['column_name'], value.span, at)
}

const commonTests = ['unique', 'not_null', 'accepted_values', 'relationships', 'accepted_range']

function testName(name: Located<string>, at: Place): Located<string> | null {
  if (/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)?$/u.test(name.value)) return name
  const near = didYouMean(name.value.replace(/\W+/g, '_'), commonTests)
  const help = near ?? `Write the name of a test, such as ${commonTests.join(', ')}.`
  at.report(
    configWrongType(`an item of ${at.subject}`, 'the name of a test', `"${name.value}"`, firstLine(name.span), help),
  )
  return null
}

/** Sorts the keys below a test into its arguments, its configuration and its name. */
function build(
  test: Located<string>,
  entries: readonly MapEntry[],
  skipped: readonly string[],
  span: Span,
  at: Place,
): DataTest {
  const { report } = at
  const owner = `the test "${test.value}"`
  const args: MapEntry[] = []
  const settings: MapEntry[] = []
  let name: Located<string> | null = null
  let description: string | null = null
  for (const entry of entries) {
    const place = { subject: `"${entry.key}" of ${owner}`, report }
    if (skipped.includes(entry.key)) continue
    if (entry.key === 'name') name = located(word)(entry.value, place)
    else if (entry.key === 'description') description = text(entry.value, place)
    else if (entry.key === 'arguments') addAll(args, map(entry.value, place)?.entries, 'arguments', owner, report)
    else if (entry.key === 'config') addAll(settings, map(entry.value, place)?.entries, 'config', owner, report)
    else if (dataTestConfigKeys.has(entry.key)) addAll(settings, [entry], 'config', owner, report)
    else addAll(args, [entry], 'arguments', owner, report)
  }
  return {
    test,
    name,
    description,
    args,
    config: readDataTestConfig(settings, `the configuration of ${owner}`, span, report),
    span,
  }
}

/** A key may stand in its own place or, as in older projects, beside it; not in both. */
function addAll(
  list: MapEntry[],
  entries: readonly MapEntry[] | undefined,
  below: string,
  owner: string,
  report: (diagnostic: Diagnostic) => void,
): void {
  for (const entry of entries ?? []) {
    const earlier = list.find((known) => known.key === entry.key)
    if (earlier) report(configKeyInTwoPlaces(entry.key, below, owner, entry.keySpan, earlier.keySpan))
    else list.push(entry)
  }
}

/** How data tests are judged, from the keys that are written. `owner`: what messages call the place. */
export function readDataTestConfig(
  entries: readonly MapEntry[],
  owner: string,
  span: Span,
  report: (diagnostic: Diagnostic) => void,
): DataTestConfig {
  const table = { owner, readers: configReaders, ignored: ignoredConfig }
  const found = readKeys({ kind: 'map', entries, span }, table, report)
  if (found.on_failure) reportUnbuilt('on_failure', found.on_failure, report)
  return {
    severity: found.severity,
    where: found.where,
    warnIf: found.warn_if,
    errorIf: found.error_if,
    limit: found.limit,
    failCalc: found.fail_calc,
    storeFailures: found.store_failures_as ? found.store_failures_as !== 'ephemeral' : found.store_failures,
    tags: found.tags ?? [],
    meta: found.meta ? (plainValue(found.meta) as DataTestConfig['meta']) : {},
    enabled: found.enabled,
    scope: found.scope,
    onFailure: found.on_failure?.value ?? null,
  }
}
