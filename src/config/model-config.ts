import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { OriginText } from '../template/origin-text.ts'
import type { ConfigEntry, ConfigOwner } from './config-entry.ts'
import type {
  EngineName,
  Materialization,
  ModelConfigKey,
  OnFailure,
  Strategy,
  WrittenCell,
} from './model-config-keys.ts'
import { combinationProblems, dataframeProblems } from './model-config-rules.ts'
import { ModelSettings } from './model-settings.ts'
import { isSnapshotStrategy, readSnapshot, type SnapshotConfig, strategyProblems } from './snapshot-config.ts'
import type { Located, PlainValue } from './value.ts'

export { type ConfigEntry, type ConfigOrigin, type ConfigOwner, configEntries } from './config-entry.ts'

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
  /** Of the strategy `merge`: what a row that is there gets of the new one; empty for all. */
  readonly mergeUpdateColumns: readonly Located<string>[]
  /** What it does not get. */
  readonly mergeExcludeColumns: readonly Located<string>[]
  /** Conditions on the rows of the target that new rows may take the place of. */
  readonly incrementalPredicates: readonly Located<OriginText>[]
  readonly onSchemaChange: 'ignore' | 'fail' | 'append_new_columns' | 'sync_all_columns'
  readonly publish: 'after_checks' | 'immediately'
  readonly timeoutSeconds: number | null
  readonly pool: string | null
  readonly meta: { readonly [key: string]: PlainValue }
  /** What the model says in place of `--full-refresh`; null leaves it to the command line. */
  readonly fullRefresh: boolean | null
  readonly static: readonly string[]
  readonly initialValidFrom: string | null
  /** Columns whose changes make versions, in lower case; none: all but the key. */
  readonly checkCols: readonly string[]
  /** Of a snapshot whose settings tell how it is taken. */
  readonly snapshot: SnapshotConfig | null
  /** A row of an `scd2` model that no source has, by its columns in lower case. */
  readonly unknownMember: ReadonlyMap<string, WrittenCell> | null
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

function takesPredicates(strategy: Strategy | null): boolean {
  return strategy === 'merge' || strategy === 'delete+insert'
}

/** Where a setting of the configuration was written, or null for a default. */
export function placeOf(config: ModelConfig, key: ModelConfigKey): Span | null {
  return config.entries.get(key)?.value.span ?? null
}

export interface ModelConfigRead {
  readonly config: ModelConfig
  /** False when a value that decides what the model is could not be read: the default that stands for it is a guess. */
  readonly isCertain: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Checks settings and puts them together; a later entry wins over an earlier one, but tags, meta and hooks add up.
 * Settings from folders that do not apply to the materialization are left out silently, and problems within them are not
 * repeated for each model: `checkFolderEntry` reports those once.
 */
export function readModelConfig(entries: readonly ConfigEntry[], owner: ConfigOwner): ModelConfigRead {
  const diagnostics: Diagnostic[] = []
  const settings = new ModelSettings(entries, owner, diagnostics)
  const materialized =
    owner.kind === 'snapshot' ? 'snapshot' : (settings.last('materialized') ?? (owner.isDataFrame ? 'table' : 'view'))
  settings.drop(owner.kind === 'seed' ? 'seed' : materialized)

  const uniqueKey = settings.last('unique_key') ?? []
  const defaultStrategy = uniqueKey.length > 0 ? 'merge' : 'append'
  const written = settings.last('strategy')
  const strategy =
    materialized === 'incremental' && (written === null || !isSnapshotStrategy(written))
      ? (written ?? defaultStrategy)
      : null
  const taken = materialized === 'snapshot' ? readSnapshot(settings, owner) : { snapshot: null, diagnostics: [] }
  if (owner.kind !== 'seed' && settings.last('enabled') !== false) {
    diagnostics.push(...(materialized === 'snapshot' ? taken.diagnostics : strategyProblems(settings, owner)))
  }
  const alias = settings.last('alias')
  const config: ModelConfig = {
    enabled: settings.last('enabled') ?? true,
    engine: settings.last('engine') ?? (owner.isDataFrame ? 'spark' : 'redshift'),
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
    mergeUpdateColumns: (strategy === 'merge' && settings.last('merge_update_columns')) || [],
    mergeExcludeColumns: (strategy === 'merge' && settings.last('merge_exclude_columns')) || [],
    incrementalPredicates: (takesPredicates(strategy) && settings.last('incremental_predicates')) || [],
    onSchemaChange: settings.last('on_schema_change') ?? 'append_new_columns',
    publish: settings.last('publish') ?? 'after_checks',
    timeoutSeconds: settings.last('timeout'),
    pool: settings.last('pool'),
    meta: Object.assign({}, ...settings.all('meta')),
    fullRefresh: settings.last('full_refresh'),
    static: settings.last('static') ?? [],
    initialValidFrom: settings.last('initial_valid_from'),
    checkCols: (settings.last('check_cols') ?? []).map((name) => name.toLowerCase()),
    unknownMember: settings.last('unknown_member'),
    snapshot: taken.snapshot,
    emptyWith: settings.last('empty_with') ?? 'truncate',
    docs: settings.last('docs') ?? {},
    access: settings.last('access') ?? 'protected',
    group: settings.last('group'),
    columnTypes: settings.last('column_types') ?? new Map(),
    delimiter: settings.last('delimiter') ?? ',',
    quoteColumns: settings.last('quote_columns'),
    entries: settings.winning(),
  }
  const isTaken = materialized !== 'snapshot' || taken.snapshot !== null
  const isCertain = isTaken && !settings.failed('materialized', 'strategy', 'engine')
  const unfit = owner.isDataFrame && isCertain ? dataframeProblems(config, owner) : []
  if (unfit.length > 0) return { config, isCertain: false, diagnostics: [...diagnostics, ...unfit] }
  // After a value that cannot be read, what it leads to would only be guessed at.
  if (config.enabled && owner.kind !== 'seed' && !settings.failed('materialized', 'strategy', 'unique_key')) {
    diagnostics.push(...combinationProblems(config, owner))
  }
  return { config, isCertain, diagnostics }
}
