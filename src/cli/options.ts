/** What every command takes, as commander reads it. */
export interface GlobalOptions {
  readonly projectDir?: string
  readonly target?: string
  /** YAML. */
  readonly vars?: string
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  /** The older name of `select`. */
  readonly models?: readonly string[]
  readonly json?: boolean
  readonly quiet?: boolean
  /** What is not verified on DuckDB is an error. */
  readonly strict?: boolean
  readonly color: boolean
}

/** Of the commands that open the database. */
export interface WaitOptions {
  /** Seconds; true for as long as it takes. */
  readonly wait?: number | true
}

/** How long to wait for a lock, in seconds; null: not at all. */
export function waitSeconds({ wait }: WaitOptions): number | null {
  return wait === true ? Number.POSITIVE_INFINITY : (wait ?? null)
}

export interface RunCommandOptions extends GlobalOptions, WaitOptions {
  readonly fullRefresh?: boolean
  readonly failFast?: boolean
  readonly threads?: number
  readonly untilCaughtUp?: boolean
  readonly discardHistory?: boolean
  readonly storeFailures?: boolean
  readonly resourceType?: readonly string[]
}

export interface FreshnessCommandOptions extends GlobalOptions {
  /** Where sources.json goes, relative to the project, in place of the target folder. */
  readonly output?: string
}

export interface VerifyCommandOptions extends GlobalOptions, WaitOptions {
  readonly threads?: number
  /** Of which share of the keys rows are compared, between 0 and 1. */
  readonly sample: number
  readonly examples: number
}

export interface RollbackCommandOptions extends GlobalOptions, WaitOptions {
  readonly threads?: number
  readonly toBatch: string
  readonly dryRun?: boolean
}

export interface BatchListOptions extends GlobalOptions, WaitOptions {
  /** Those that are not closed. */
  readonly open?: boolean
  readonly limit: number
}

export interface QuarantineListOptions extends GlobalOptions, WaitOptions {}

export interface QuarantineShowOptions extends GlobalOptions, WaitOptions {
  readonly limit: number
  readonly output?: RowsFormat
}

export interface QuarantineReleaseOptions extends GlobalOptions, WaitOptions {
  readonly threads?: number
  readonly all?: boolean
  readonly change?: readonly string[]
  readonly where?: string
  readonly set?: string
  readonly checkAgain?: boolean
  readonly dryRun?: boolean
}

export interface SkipFileCommandOptions extends GlobalOptions, WaitOptions {
  readonly reason?: string
  readonly undo?: boolean
}

export interface SimulateCommandOptions extends GlobalOptions {
  readonly output?: string
  /** A time. */
  readonly until?: string
  readonly dryRun?: boolean
  readonly force?: boolean
}

export interface RetryCommandOptions extends GlobalOptions, WaitOptions {
  readonly threads?: number
}

export interface CompileCommandOptions extends GlobalOptions {
  readonly fullRefresh?: boolean
}

export type ListFormat = 'name' | 'json' | 'path' | 'selector'

export interface ListCommandOptions extends GlobalOptions {
  readonly output?: ListFormat
  readonly outputKeys?: readonly string[]
  readonly resourceType?: readonly string[]
}

export interface LineageCommandOptions extends GlobalOptions {
  readonly up?: boolean
  readonly down?: boolean
  readonly rows?: boolean
  readonly output?: 'table' | 'json'
}

export type RowsFormat = 'table' | 'json' | 'csv'

export interface ShowCommandOptions extends GlobalOptions, WaitOptions {
  readonly inline?: string
  readonly engine?: 'redshift' | 'spark'
  readonly limit: number
  readonly output?: RowsFormat
}
