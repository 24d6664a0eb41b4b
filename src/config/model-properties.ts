import type { Span } from '../diagnostics/source.ts'
import { type ColumnProperties, type Constraint, constraints, readColumns } from './column.ts'
import { type ConfigEntry, configEntries } from './config-entry.ts'
import { type DataTest, dataTests } from './data-test.ts'
import { canonicalKey } from './model-settings.ts'
import { called, readKeys, startOf } from './read-keys.ts'
import { anything, located, map, namedEntry, type Place, type Reader, text, word } from './readers.ts'
import type { Located, MapValue } from './value.ts'

/** One entry of `models:`, `seeds:` or `snapshots:`. */
export interface NodeProperties {
  readonly kind: 'model' | 'seed' | 'snapshot'
  readonly name: Located<string>
  readonly description: Located<string> | null
  /** The settings, to be checked together with those of folders and of the model's file (`readModelConfig`). */
  readonly config: readonly ConfigEntry[]
  readonly columns: readonly ColumnProperties[]
  readonly dataTests: readonly DataTest[]
  readonly constraints: readonly Constraint[]
  /** Of a snapshot: what it is taken of, such as `source('shop', 'orders')`. */
  readonly relation: Located<string> | null
  /** The first line of the entry. */
  readonly span: Span
}

/** Keys of the configuration that may also stand beside `config:`, as dbt has it. */
const besideConfig: ReadonlySet<string> = new Set(['tags', 'meta', 'docs', 'access', 'group'])

const readers = {
  name: located(word),
  description: located(text),
  config: map,
  columns: anything,
  data_tests: dataTests,
  constraints,
  tags: anything,
  meta: anything,
  docs: anything,
  access: anything,
  group: anything,
}

const snapshotReaders = { ...readers, relation: located(word) }

const refused = {
  versions: 'versions of models',
  latest_version: 'versions of models',
  semantic_model: 'semantic models',
  metrics: 'metrics',
}

/** Reads one entry of the list; null when it has no usable name. */
export function readNodeProperties(kind: NodeProperties['kind']): Reader<NodeProperties> {
  return (value, at) => {
    const found = namedEntry(value, at)
    return found && readNode(kind, found, at)
  }
}

function readNode(kind: NodeProperties['kind'], value: MapValue, { report }: Place): NodeProperties | null {
  const owner = called(kind, value)
  const table = {
    owner,
    required: ['name' as const],
    aliases: { tests: 'data_tests' as const },
    ignored: ['deprecation_date', 'time_spine'],
    refused,
    elsewhere: belongsToConfig,
  }
  const keys =
    kind === 'snapshot'
      ? readKeys(value, { ...table, readers: snapshotReaders }, report)
      : { ...readKeys(value, { ...table, readers }, report), relation: null }
  const columns = keys.columns && readColumns(owner)(keys.columns, { subject: `"columns" of ${owner}`, report })
  if (!keys.name) return null
  return {
    kind,
    name: keys.name,
    description: keys.description,
    config: settings(value, keys.config),
    columns: columns ?? [],
    dataTests: keys.data_tests ?? [],
    constraints: keys.constraints ?? [],
    relation: keys.relation,
    span: startOf(value),
  }
}

function settings(value: MapValue, config: MapValue | null): readonly ConfigEntry[] {
  const beside = value.entries.filter((entry) => besideConfig.has(entry.key))
  const outer = configEntries({ ...value, entries: beside }, 'properties')
  return config ? [...outer, ...configEntries(config, 'properties')] : outer
}

function belongsToConfig(key: string): string | null {
  return canonicalKey(key) === null ? null : `Write it below config: {${key}: …}.`
}
