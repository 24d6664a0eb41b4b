import {
  configAliasWithDot,
  configIgnoredKey,
  configKeyDoesNotApply,
  configNeedsKey,
  configNotBuiltYet,
  configSameKeyTwice,
  configUnknownKey,
  configWrongType,
  engineCannotMaterialize,
} from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { OriginText } from '../template/origin-text.ts'
import {
  appliesTo,
  type EngineName,
  ignoredConfigKeys,
  type Materialization,
  type ModelConfigKey,
  modelConfigAliases,
  modelConfigReaders,
  type OnFailure,
  type Strategy,
} from './model-config-keys.ts'
import type { Reader } from './readers.ts'
import { builtValues, isBuilt, type LimitedKey } from './supported.ts'
import { type ConfigValue, describe, firstLine, isNull, type Located, type MapValue, type PlainValue } from './value.ts'

/** Where a setting was written: a folder default of project.yml, the YAML about a model, or the model's own file. */
export type ConfigOrigin = 'folder' | 'properties' | 'file'

/** One setting, before it is checked. */
export interface ConfigEntry {
  readonly key: Located<string>
  readonly value: ConfigValue
  readonly origin: ConfigOrigin
}

/** The checked configuration of a model, seed or snapshot, defaults filled in. */
export interface ModelConfig {
  readonly enabled: boolean
  readonly engine: EngineName
  readonly materialized: Materialization
  /** Of an incremental model; null for all others. */
  readonly strategy: Strategy | null
  readonly uniqueKey: readonly string[]
  readonly onDelete: 'hard' | 'soft' | 'ignore'
  readonly keep: 'latest' | 'all'
  readonly quality: { readonly onFailure: OnFailure }
  readonly tags: readonly string[]
  /** As written, without the profile's prefix; null for the profile's own schema. */
  readonly schema: string | null
  readonly alias: string | null
  readonly contract: { readonly enforced: boolean }
  readonly grants: Readonly<Record<string, readonly string[]>>
  readonly preHooks: readonly Located<OriginText>[]
  readonly postHooks: readonly Located<OriginText>[]
  readonly preactions: readonly Located<OriginText>[]
  readonly postactions: readonly Located<OriginText>[]
  readonly dist: string | null
  readonly sort: readonly string[]
  readonly sortType: 'compound' | 'interleaved' | 'auto' | null
  readonly partitionBy: readonly string[]
  readonly fileFormat: string | null
  readonly onSchemaChange: 'ignore' | 'fail' | 'append_new_columns' | 'sync_all_columns'
  readonly publish: 'after_checks' | 'immediately'
  readonly timeoutSeconds: number | null
  readonly pool: string | null
  readonly meta: { readonly [key: string]: PlainValue }
  /** What the model says in place of `--full-refresh`; null leaves it to the command line. */
  readonly fullRefresh: boolean | null
  readonly static: readonly string[]
  readonly initialValidFrom: string | null
  readonly emptyWith: 'truncate' | 'delete'
  readonly docs: { readonly [key: string]: PlainValue }
  readonly access: 'private' | 'protected' | 'public'
  readonly group: string | null
  /** Of a seed. */
  readonly columnTypes: ReadonlyMap<string, Located<string>>
  readonly delimiter: string
  readonly quoteColumns: boolean | null
  /** The settings that hold, by canonical key: for the places of messages, and for the manifest. */
  readonly entries: ReadonlyMap<string, ConfigEntry>
}

/** Whose configuration is read. */
export interface ConfigOwner {
  readonly kind: 'model' | 'seed' | 'snapshot'
  readonly name: string
}

/** The settings of a `config:` map, in order. */
export function configEntries(value: MapValue, origin: ConfigOrigin): readonly ConfigEntry[] {
  return value.entries.map(({ key, keySpan, value }) => ({ key: { value: key, span: keySpan }, value, origin }))
}

/** Where a setting of the configuration was written, or null for a default. */
export function placeOf(config: ModelConfig, key: ModelConfigKey): Span | null {
  return config.entries.get(key)?.value.span ?? null
}

/**
 * Checks settings and puts them together; a later entry wins over an earlier one, but tags, meta and hooks add up.
 * Settings from folders that do not apply to the materialization are left out silently, and problems within them are not
 * repeated for each model: `checkFolderEntry` reports those once.
 */
export function readModelConfig(
  entries: readonly ConfigEntry[],
  owner: ConfigOwner,
): { readonly config: ModelConfig; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const settings = new Settings(entries, owner, diagnostics)
  const materialized = owner.kind === 'snapshot' ? 'snapshot' : (settings.last('materialized') ?? 'view')
  settings.drop(owner.kind === 'seed' ? 'seed' : materialized)

  const uniqueKey = settings.last('unique_key') ?? []
  const defaultStrategy = uniqueKey.length > 0 ? 'merge' : 'append'
  const strategy = materialized === 'incremental' ? (settings.last('strategy') ?? defaultStrategy) : null
  const alias = settings.last('alias')
  const config: ModelConfig = {
    enabled: settings.last('enabled') ?? true,
    engine: settings.last('engine') ?? 'redshift',
    materialized,
    strategy: owner.kind === 'seed' ? null : strategy,
    uniqueKey,
    onDelete: settings.last('on_delete') ?? 'hard',
    keep: settings.last('keep') ?? 'latest',
    quality: { onFailure: settings.last('quality')?.onFailure?.value ?? 'block' },
    tags: [...new Set(settings.all('tags').flat())],
    schema: settings.last('schema'),
    alias,
    contract: settings.last('contract') ?? { enforced: false },
    grants: settings.last('grants') ?? {},
    preHooks: settings.all('pre_hook').flat(),
    postHooks: settings.all('post_hook').flat(),
    preactions: settings.last('preactions') ?? [],
    postactions: settings.last('postactions') ?? [],
    dist: settings.last('dist'),
    sort: settings.last('sort') ?? [],
    sortType: settings.last('sort_type'),
    partitionBy: settings.last('partition_by') ?? [],
    fileFormat: settings.last('file_format'),
    onSchemaChange: settings.last('on_schema_change') ?? 'ignore',
    publish: settings.last('publish') ?? 'after_checks',
    timeoutSeconds: settings.last('timeout'),
    pool: settings.last('pool'),
    meta: Object.assign({}, ...settings.all('meta')),
    fullRefresh: settings.last('full_refresh'),
    static: settings.last('static') ?? [],
    initialValidFrom: settings.last('initial_valid_from'),
    emptyWith: settings.last('empty_with') ?? 'truncate',
    docs: settings.last('docs') ?? {},
    access: settings.last('access') ?? 'protected',
    group: settings.last('group'),
    columnTypes: settings.last('column_types') ?? new Map(),
    delimiter: settings.last('delimiter') ?? ',',
    quoteColumns: settings.last('quote_columns'),
    entries: settings.winning(),
  }
  // After a value that cannot be read, what it leads to would only be guessed at.
  if (config.enabled && owner.kind !== 'seed' && !settings.failed('materialized', 'strategy', 'unique_key')) {
    diagnostics.push(...combinationProblems(config, owner))
  }
  return { config, diagnostics }
}

/** Checks one folder default by itself; what it says of a key is said once, however many models the folder has. */
export function checkFolderEntry(entry: ConfigEntry, where: string): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const key = canonicalKey(entry.key.value)
  if (key === null) reportUnknown(entry, where, diagnostics)
  else readEntry(entry, key, where, diagnostics)
  return diagnostics
}

/** The usual name of a key of the configuration, or null for an unknown one. */
export function canonicalKey(key: string): ModelConfigKey | null {
  if (Object.hasOwn(modelConfigReaders, key)) return key as ModelConfigKey
  return modelConfigAliases[key] ?? null
}

type ValueOf<K extends ModelConfigKey> = (typeof modelConfigReaders)[K] extends Reader<infer T> ? T : never

interface Setting {
  readonly entry: ConfigEntry
  readonly value: unknown
}

/** The settings by canonical key, each with its checked value, oldest first. */
class Settings {
  readonly #byKey = new Map<ModelConfigKey, Setting[]>()
  readonly #failed = new Set<ModelConfigKey>()
  readonly #kind: ConfigOwner['kind']
  readonly #owner: string
  readonly #diagnostics: Diagnostic[]

  constructor(entries: readonly ConfigEntry[], owner: ConfigOwner, diagnostics: Diagnostic[]) {
    this.#kind = owner.kind
    this.#owner = `${owner.kind} "${owner.name}"`
    this.#diagnostics = diagnostics
    for (const entry of entries) this.#add(entry)
  }

  #add(entry: ConfigEntry): void {
    const inFolder = entry.origin === 'folder'
    const key = canonicalKey(entry.key.value)
    if (key === null) {
      if (!inFolder) reportUnknown(entry, this.#owner, this.#diagnostics)
      return
    }
    // The strategies of snapshots are words of their own.
    if (key === 'strategy' && this.#kind === 'snapshot') return
    const known = this.#byKey.get(key) ?? []
    const before = known.at(-1)?.entry
    if (before?.origin === entry.origin && !inFolder && before.key.value !== entry.key.value) {
      this.#diagnostics.push(
        configSameKeyTwice(entry.key.value, before.key.value, key, entry.key.span, before.key.span),
      )
    }
    const value = readEntry(entry, key, this.#owner, inFolder ? [] : this.#diagnostics)
    if (value === null) {
      if (!isNull(entry.value)) this.#failed.add(key)
      return
    }
    known.push({ entry, value })
    this.#byKey.set(key, known)
  }

  /** Leaves out what the materialization has no use for, and says so where the model itself says it. */
  drop(materialization: Materialization | 'seed'): void {
    for (const [key, settings] of this.#byKey) {
      const allowed = appliesTo[key]
      if (!allowed || allowed.includes(materialization)) continue
      for (const { entry } of settings) {
        if (entry.origin === 'folder' || this.#failed.has('materialized')) continue
        const owner = materialization === 'seed' ? 'a seed' : `${this.#owner}, which is ${article(materialization)}`
        this.#diagnostics.push(configKeyDoesNotApply(entry.key.value, owner, listOfKinds(allowed), entry.key.span))
      }
      this.#byKey.delete(key)
    }
  }

  /** Whether a value of one of the keys could not be read. */
  failed(...keys: readonly ModelConfigKey[]): boolean {
    return keys.some((key) => this.#failed.has(key))
  }

  last<K extends ModelConfigKey>(key: K): ValueOf<K> | null {
    return (this.#byKey.get(key)?.at(-1)?.value as ValueOf<K> | undefined) ?? null
  }

  all<K extends ModelConfigKey>(key: K): readonly ValueOf<K>[] {
    return (this.#byKey.get(key) ?? []).map((setting) => setting.value as ValueOf<K>)
  }

  winning(): ReadonlyMap<string, ConfigEntry> {
    const entries = new Map<string, ConfigEntry>()
    for (const [key, settings] of this.#byKey) {
      const last = settings.at(-1)
      if (last) entries.set(key, last.entry)
    }
    return entries
  }
}

/** An empty value counts as not written. */
function readEntry(entry: ConfigEntry, key: ModelConfigKey, owner: string, diagnostics: Diagnostic[]): unknown {
  if (isNull(entry.value)) return null
  const reader: Reader<unknown> = modelConfigReaders[key]
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
  const value = reader(entry.value, { subject: `"${entry.key.value}" of ${owner}`, report })
  if (key === 'alias' && typeof value === 'string' && value.includes('.')) {
    report(configAliasWithDot(value, firstLine(entry.value.span)))
    return null
  }
  return value
}

function reportUnknown(entry: ConfigEntry, owner: string, diagnostics: Diagnostic[]): void {
  const { value: key, span } = entry.key
  if (ignoredConfigKeys.includes(key)) diagnostics.push(configIgnoredKey(key, owner, span))
  else {
    const known = [...Object.keys(modelConfigReaders), ...Object.keys(modelConfigAliases)]
    diagnostics.push(configUnknownKey(key, `the configuration of ${owner}`, span, known))
  }
}

const strategiesByKey: ReadonlySet<Strategy> = new Set(['cdc', 'merge', 'delete+insert', 'recompute'])

/** What is wrong with settings that are right each by itself. */
function combinationProblems(config: ModelConfig, owner: ConfigOwner): readonly Diagnostic[] {
  const out: Diagnostic[] = []
  const name = `${owner.kind} "${owner.name}"`
  const { materialized, strategy, entries } = config
  const at = entries.get('strategy') ?? entries.get('materialized')
  const onSpark = config.engine === 'spark' && ['incremental', 'scd2', 'snapshot'].includes(materialized)
  const engineAt = entries.get('materialized') ?? entries.get('engine')
  if (onSpark && engineAt) {
    out.push(engineCannotMaterialize(name, 'spark', article(materialized), firstLine(engineAt.value.span)))
  }
  const needsKey =
    !entries.has('unique_key') && (materialized === 'scd2' || (strategy !== null && strategiesByKey.has(strategy)))
  if (needsKey && at) {
    const because = strategy ? `its strategy is "${strategy}"` : 'it keeps every version of each key'
    const help = 'Name the column that tells rows apart: unique_key="id", or a list of columns.'
    out.push(configNeedsKey('unique_key', name, because, firstLine(at.value.span), help))
  }
  const onDelete = entries.get('on_delete')
  if (onDelete && strategy !== null && strategy !== 'cdc' && onDelete.origin !== 'folder') {
    const subject = `${name}, whose strategy is "${strategy}"`
    out.push(configKeyDoesNotApply('on_delete', subject, 'the strategy "cdc"', onDelete.key.span))
  }
  const isStatic = entries.get('static')
  if (isStatic && strategy !== null && strategy !== 'recompute' && isStatic.origin !== 'folder') {
    const subject = `${name}, whose strategy is "${strategy}"`
    out.push(configKeyDoesNotApply('static', subject, 'the strategy "recompute"', isStatic.key.span))
  }
  out.push(...emptyKeys(config, name), ...unbuilt(config))
  return out
}

function emptyKeys(config: ModelConfig, name: string): readonly Diagnostic[] {
  const entry = config.entries.get('unique_key')
  if (!entry || config.uniqueKey.length > 0 || entry.value.kind !== 'list') return []
  const subject = `"unique_key" of ${name}`
  return [configWrongType(subject, 'a column or a list of columns', describe(entry.value), entry.value.span)]
}

/** Values that the format knows and this version does not run. */
function unbuilt(config: ModelConfig): readonly Diagnostic[] {
  const out: Diagnostic[] = []
  const check = (key: LimitedKey, value: string, from: string = key) => {
    const entry = config.entries.get(from)
    if (!entry || isBuilt(key, value)) return
    out.push(configNotBuiltYet(`${key}: ${value}`, firstLine(entry.value.span), builtValues[key]))
  }
  check('materialized', config.materialized)
  if (config.strategy) check('strategy', config.strategy, config.entries.has('strategy') ? 'strategy' : 'materialized')
  check('on_delete', config.onDelete)
  check('on_failure', config.quality.onFailure, 'quality')
  return out
}

function article(materialization: Materialization): string {
  switch (materialization) {
    case 'view':
    case 'table':
    case 'snapshot':
      return `a ${materialization}`
    default:
      return materialization
  }
}

function listOfKinds(kinds: readonly string[]): string {
  const words = kinds.map((kind) => (kind === 'seed' ? 'seeds' : `"${kind}"`))
  const last = words.pop() ?? ''
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`
}
