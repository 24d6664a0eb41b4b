import type { Located, MapValue } from '../config/value.ts'
import type { Span } from '../diagnostics/source.ts'
import type { DateDelimiter } from './dms-names.ts'
import type { Micros } from './moment.ts'

/** A script of changes, as far as its YAML is right; names of tables are checked, those of columns are not. */
export interface Script {
  readonly settings: Settings
  readonly tables: ReadonlyMap<string, TableSettings>
  readonly steps: readonly Step[]
}

/** How the endpoint and the task of DMS are set up. */
export interface Settings {
  /** DMS's `IncludeOpForFullLoad`. */
  readonly opForFullLoad: boolean
  /** DMS's `DatePartitionDelimiter`; null without `DatePartitionEnabled`. */
  readonly dateFolders: DateDelimiter | null
  /** DMS's `CompressionType`. */
  readonly gzip: boolean
  /** Commits wait for a flush unless they say otherwise. */
  readonly hold: boolean
}

export interface TableSettings {
  /** What the log says of a deleted row: its key, or all of it. */
  readonly replicaIdentity: 'default' | 'full'
  /** The columns that the database has in place of those that the project declares. */
  readonly columns: readonly WrittenColumn[] | null
}

export interface WrittenColumn {
  readonly name: Located<string>
  /** Null to take the type that the project declares. */
  readonly type: Located<string> | null
}

/** Tables by name, `shop.orders`; null for all. */
export type TableNames = readonly Located<string>[] | null

interface StepBase {
  readonly at: Located<Micros>
  readonly span: Span
}

export type Step = LoadStep | ReloadStep | CommitStep | FlushStep | ResendStep | AlterStep

/** Rows that are there before replication begins, and the full load of their tables. */
export interface LoadStep extends StepBase {
  readonly kind: 'load'
  /** How many files each table's load has. */
  readonly files: number
  readonly tables: readonly { readonly table: Located<string>; readonly rows: readonly MapValue[] }[]
}

/** The full load again, with what is there by then. */
export interface ReloadStep extends StepBase {
  readonly kind: 'reload'
  readonly tables: TableNames
}

/** One transaction. */
export interface CommitStep extends StepBase {
  readonly kind: 'commit'
  /** Written at once, with the next flush, or never. */
  readonly delivery: 'file' | 'held' | 'lost'
  /** The clock in the names of its files; null for a moment after the commit. */
  readonly fileTime: Located<Micros> | null
  readonly tables: readonly { readonly table: Located<string>; readonly changes: readonly WrittenChange[] }[]
}

export interface WrittenChange {
  readonly kind: 'insert' | 'update' | 'delete'
  readonly row: MapValue
  /** Columns of an update that the log does not hold. */
  readonly leftOut: readonly Located<string>[]
}

/** Writes what was held. */
export interface FlushStep extends StepBase {
  readonly kind: 'flush'
  readonly tables: TableNames
}

/** The task reads its log again: changes that were written come in further files. */
export interface ResendStep extends StepBase {
  readonly kind: 'resend'
  /** Commit times, both inclusive; null for no limit. */
  readonly from: Located<Micros> | null
  readonly to: Located<Micros> | null
  readonly tables: TableNames
}

/** Columns come, go, or get another type. */
export interface AlterStep extends StepBase {
  readonly kind: 'alter'
  readonly tables: readonly TableAlteration[]
}

export interface TableAlteration {
  readonly table: Located<string>
  readonly add: readonly WrittenColumn[]
  readonly change: readonly WrittenColumn[]
  readonly drop: readonly Located<string>[]
}
