/** Why an engine refused or failed. Only the first four are worth another try, of the whole transaction. */
export type EngineErrorKind =
  /** A hiccup: a network error, an internal failure of the service. */
  | 'transient'
  /** The service asks to slow down. */
  | 'throttled'
  /** Another transaction changed the same thing: serialisation failures and write-write conflicts. */
  | 'conflict'
  /** The session or the connection is gone; the next attempt needs another. */
  | 'session-lost'
  /** A value does not fit: failed casts, overflow, broken constraints, unreadable files. */
  | 'data'
  /** The statement is wrong: syntax, unknown columns or functions, types. */
  | 'code'
  /** The statement names a table, view or schema that is not there. */
  | 'missing-relation'
  | 'permission'
  /** Another process holds the database. */
  | 'locked'
  /** There is no server at the address, or it does not answer. */
  | 'unreachable'
  /** Out of memory or disk. */
  | 'resources'
  /** Stopped by us. */
  | 'cancelled'
  /** The adapter cannot do it; see its capabilities. */
  | 'unsupported'

/** Who keeps a database locked, as far as the engine tells. */
export interface LockHolder {
  readonly pid: number | null
  /** The program, as `/usr/bin/node`. */
  readonly program: string | null
}

/** A line of code that was sent to run. */
export interface CodePlace {
  readonly path: string
  /** From 1. */
  readonly line: number
}

export interface EngineErrorDetails {
  /** Offset in UTF-16 units into the statement that was sent. */
  readonly position?: number | null
  readonly codePlace?: CodePlace | null
  /** Names that the engine would have known. */
  readonly candidates?: readonly string[]
  readonly holder?: LockHolder | null
  readonly cause?: unknown
}

/** What every method of an engine rejects with. `message` is the engine's own, whole. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly kind: EngineErrorKind
  readonly position: number | null
  /** The innermost line of a DataFrame model's code that had a part in it. */
  readonly codePlace: CodePlace | null
  readonly candidates: readonly string[]
  readonly holder: LockHolder | null

  constructor(kind: EngineErrorKind, message: string, details: EngineErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.kind = kind
    this.position = details.position ?? null
    this.codePlace = details.codePlace ?? null
    this.candidates = details.candidates ?? []
    this.holder = details.holder ?? null
  }

  /** Whether the same transaction may go through when it is tried again. */
  get retryable(): boolean {
    switch (this.kind) {
      case 'transient':
      case 'throttled':
      case 'conflict':
      case 'session-lost':
        return true
      default:
        return false
    }
  }
}
