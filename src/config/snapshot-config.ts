import { configNeedsKey, configUnknownValue } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type ConfigOwner, ownerName } from './config-entry.ts'
import { type SnapshotStrategy, type Strategy, snapshotStrategies, strategies } from './model-config-keys.ts'
import type { ModelSettings } from './model-settings.ts'
import { firstLine, type Located } from './value.ts'

/** How a snapshot tells that a row has changed, and what it calls its own columns. dbt's names and meanings. */
export interface SnapshotConfig {
  readonly strategy: SnapshotStrategy
  /** The column with the time of a row's last change; null with `check`, where the time of the build stands for it. */
  readonly updatedAt: string | null
  /** Columns that are compared, in lower case; null for all. */
  readonly checkCols: readonly string[] | null
  readonly hardDeletes: 'ignore' | 'invalidate' | 'new_record'
  /** What `dbt_valid_to` is while a version holds, as SQL; null for NULL. */
  readonly validToCurrent: Located<string> | null
  readonly columns: SnapshotColumns
}

/** The names of the columns that a snapshot adds. */
export interface SnapshotColumns {
  readonly scdId: string
  readonly updatedAt: string
  readonly validFrom: string
  readonly validTo: string
  /** Of `hard_deletes: new_record`. */
  readonly isDeleted: string
}

/** Those names by their roles, in the order in which the columns stand. */
export const snapshotColumnKeys = {
  dbt_scd_id: 'scdId',
  dbt_updated_at: 'updatedAt',
  dbt_valid_from: 'validFrom',
  dbt_valid_to: 'validTo',
  dbt_is_deleted: 'isDeleted',
} as const satisfies Readonly<Record<string, keyof SnapshotColumns>>

/** Reads the settings of a snapshot. Null with a diagnostic where they do not tell how it is taken. */
export function readSnapshot(
  settings: ModelSettings,
  owner: ConfigOwner,
): { readonly snapshot: SnapshotConfig | null; readonly diagnostics: readonly Diagnostic[] } {
  const name = ownerName(owner)
  const strategy = settings.last('strategy')
  const isOfFolder = settings.winning().get('strategy')?.origin === 'folder'
  // A folder's default for its incremental models says nothing of a snapshot.
  const written = strategy !== null && isOfFolder && !isSnapshotStrategy(strategy) ? null : strategy
  const at = (key: 'strategy' | 'materialized') => {
    const entry = settings.winning().get(key)
    return entry && entry.origin !== 'folder' ? firstLine(entry.value.span) : null
  }
  const place = at('strategy') ?? at('materialized') ?? owner.span ?? null
  const lacks = (key: string, because: string, help: string) => {
    return { snapshot: null, diagnostics: place ? [configNeedsKey(key, name, because, place, help)] : [] }
  }
  if (written === null) {
    const help = 'Write strategy="timestamp" with updated_at, or strategy="check" with check_cols.'
    return settings.failed('strategy')
      ? { snapshot: null, diagnostics: [] }
      : lacks('strategy', 'it is a snapshot', help)
  }
  if (!isSnapshotStrategy(written)) {
    const subject = `"strategy" of ${name}, a snapshot`
    return {
      snapshot: null,
      diagnostics: place ? [configUnknownValue(subject, written, snapshotStrategies, place)] : [],
    }
  }
  const because = `its strategy is "${written}"`
  if ((settings.last('unique_key') ?? []).length === 0 && !settings.failed('unique_key'))
    return lacks('unique_key', 'it is a snapshot', 'Name the column that tells rows apart: unique_key="id".')
  const updatedAt = settings.last('updated_at')
  if (written === 'timestamp' && updatedAt === null && !settings.failed('updated_at'))
    return lacks('updated_at', because, 'Name the column with the time of the last change: updated_at="updated_at".')
  const checkCols = settings.last('check_cols')
  if (written === 'check' && checkCols === null && !settings.failed('check_cols'))
    return lacks('check_cols', because, 'Name the columns to compare: check_cols=(list "name" "city"), or "all".')
  const names = settings.last('snapshot_meta_column_names') ?? new Map<string, string>()
  const isAll = checkCols?.length === 1 && checkCols[0]?.toLowerCase() === 'all'
  const invalidates = settings.last('invalidate_hard_deletes') === true
  return {
    snapshot: {
      strategy: written,
      updatedAt: updatedAt?.toLowerCase() ?? null,
      checkCols: checkCols && !isAll ? checkCols.map((column) => column.toLowerCase()) : null,
      hardDeletes: settings.last('hard_deletes') ?? (invalidates ? 'invalidate' : 'ignore'),
      validToCurrent: settings.last('dbt_valid_to_current'),
      columns: Object.fromEntries(
        Object.entries(snapshotColumnKeys).map(([key, role]) => [role, names.get(key) ?? key]),
      ) as unknown as SnapshotColumns,
    },
    diagnostics: [],
  }
}

/** A word for a snapshot's strategy at a model that is none. */
export function strategyProblems(settings: ModelSettings, owner: ConfigOwner): readonly Diagnostic[] {
  const written = settings.last('strategy')
  const entry = settings.winning().get('strategy')
  if (written === null || !entry || !isSnapshotStrategy(written)) return []
  return [configUnknownValue(`"strategy" of ${ownerName(owner)}`, written, strategies, firstLine(entry.value.span))]
}

export function isSnapshotStrategy(strategy: Strategy | SnapshotStrategy): strategy is SnapshotStrategy {
  return strategy === 'timestamp' || strategy === 'check'
}
