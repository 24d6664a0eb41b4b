import { configDuplicateName } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type DataTest, dataTests } from './data-test.ts'
import { called, readKeys } from './read-keys.ts'
import { boolean, listOf, located, map, namedEntry, oneOf, oneOrMany, type Reader, text, word } from './readers.ts'
import { type ConfigValue, type Located, type MapValue, type PlainValue, plainValue } from './value.ts'

/** A column as YAML describes it. */
export interface ColumnProperties {
  readonly name: Located<string>
  readonly description: Located<string> | null
  readonly dataType: Located<string> | null
  readonly quote: boolean
  readonly constraints: readonly Constraint[]
  readonly dataTests: readonly DataTest[]
  readonly tags: readonly string[]
  readonly meta: { readonly [key: string]: PlainValue }
  /** Of a source's column: how DMS hides the value before it is stored. */
  readonly mask: Located<Mask> | null
  /** Of a source's column: null in a change means that the value is as before. */
  readonly unchangedAsNull: boolean
}

export type Mask = 'drop' | 'hash' | 'digits' | 'randomize'

export interface Constraint {
  readonly type: Located<'not_null' | 'unique' | 'primary_key' | 'foreign_key' | 'check'>
  readonly columns: readonly string[]
  readonly expression: Located<string> | null
  readonly name: string | null
  /** A reference, for a foreign key. */
  readonly to: Located<string> | null
  readonly toColumns: readonly string[]
}

const constraint: Reader<Constraint> = (value, at) => {
  const found = map(value, at)
  if (!found) return null
  const readers = {
    type: located(oneOf('not_null', 'unique', 'primary_key', 'foreign_key', 'check')),
    columns: oneOrMany(word),
    expression: located(text),
    name: word,
    to: located(text),
    to_columns: oneOrMany(word),
    warn_unenforced: boolean,
    warn_unsupported: boolean,
  }
  const keys = readKeys(found, { owner: 'a constraint', readers, required: ['type'] }, at.report)
  if (!keys.type) return null
  return {
    type: keys.type,
    columns: keys.columns ?? [],
    expression: keys.expression,
    name: keys.name,
    to: keys.to,
    toColumns: keys.to_columns ?? [],
  }
}

export const constraints = listOf(constraint, 'a list of constraints')

const commonReaders = {
  name: located(word),
  description: located(text),
  data_type: located(word),
  quote: boolean,
  constraints,
  data_tests: dataTests,
  tags: oneOrMany(word),
  meta: map,
  config: map,
}
const sourceReaders = {
  ...commonReaders,
  mask: located(oneOf('drop', 'hash', 'digits', 'randomize')),
  unchanged_as_null: boolean,
}

/** Reads `columns:` of a model or a seed. */
export function readColumns(owner: string): Reader<readonly ColumnProperties[]> {
  return columnList(owner, false)
}

/** Reads `columns:` of a source's table, which can be masked. */
export function readSourceColumns(owner: string): Reader<readonly ColumnProperties[]> {
  return columnList(owner, true)
}

function columnList(owner: string, ofSource: boolean): Reader<readonly ColumnProperties[]> {
  return (value, at) => {
    const column: Reader<ColumnProperties> = (item) => readColumn(item, owner, ofSource, at.report)
    const columns = listOf(column, 'a list of columns')(value, at)
    if (columns) reportRepeats('column', columns, owner, at.report)
    return columns
  }
}

function readColumn(
  value: ConfigValue,
  owner: string,
  ofSource: boolean,
  report: (diagnostic: Diagnostic) => void,
): ColumnProperties | null {
  const found = namedEntry(value, { subject: `an item of "columns" of ${owner}`, report })
  if (!found) return null
  const subject = `${called('column', found)} of ${owner}`
  const table = {
    owner: subject,
    required: ['name' as const],
    aliases: { tests: 'data_tests' as const },
    ignored: ['policy_tags', 'granularity'],
  }
  const keys = ofSource
    ? readKeys(found, { ...table, readers: sourceReaders, elsewhere }, report)
    : {
        ...readKeys(found, { ...table, readers: commonReaders, elsewhere }, report),
        mask: null,
        unchanged_as_null: null,
      }
  const config = keys.config
    ? readKeys(keys.config, { owner: `the configuration of ${subject}`, readers: columnConfigReaders }, report)
    : null
  if (!keys.name) return null
  return {
    name: keys.name,
    description: keys.description,
    dataType: keys.data_type,
    quote: keys.quote ?? false,
    constraints: keys.constraints ?? [],
    dataTests: keys.data_tests ?? [],
    tags: [...(keys.tags ?? []), ...(config?.tags ?? [])],
    meta: { ...plainMeta(keys.meta), ...plainMeta(config?.meta ?? null) },
    mask: keys.mask,
    unchangedAsNull: keys.unchanged_as_null ?? false,
  }
}

const columnConfigReaders = { tags: oneOrMany(word), meta: map }

function elsewhere(key: string): string | null {
  if (key === 'mask' || key === 'unchanged_as_null') return `"${key}" is for the columns of a source's table.`
  if (key === 'type') return 'Write data_type.'
  return null
}

/** The plain data of a `meta:` map. */
export function plainMeta(meta: MapValue | null): { readonly [key: string]: PlainValue } {
  return meta ? (plainValue(meta) as { readonly [key: string]: PlainValue }) : {}
}

/** Reports names that come twice in a list; upper and lower case are not told apart. */
export function reportRepeats(
  what: string,
  items: readonly { readonly name: Located<string> }[],
  owner: string,
  report: (diagnostic: Diagnostic) => void,
): void {
  const places = new Map<string, Located<string>>()
  for (const { name } of items) {
    const first = places.get(name.value.toLowerCase())
    if (first) report(configDuplicateName(what, name.value, owner, name.span, first.span))
    else places.set(name.value.toLowerCase(), name)
  }
}
