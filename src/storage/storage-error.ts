/** Why a store did not do what it was asked. */
export type StorageErrorKind =
  /** A hiccup: a connection that broke off, an internal failure of the service. */
  | 'transient'
  /** The service asks to slow down. */
  | 'throttled'
  /** There is no server at the address, or it does not answer. */
  | 'unreachable'
  /** There are no credentials, or they are not valid (any more). */
  | 'credentials'
  /** Who asks may not do it. */
  | 'permission'
  /** The same of the key that objects are encrypted with. */
  | 'key-permission'
  | 'no-bucket'
  /** An object has to be restored before it can be read. */
  | 'archived'
  /** An object is not there any more, or has other content than was listed. */
  | 'changed'
  /** No room on this machine. */
  | 'resources'
  /** Stopped by us. */
  | 'cancelled'
  /** Anything else; the message is all there is. */
  | 'other'

export interface StorageErrorDetails {
  /** The file that it happened at, relative to the location; null where it is no one file. */
  readonly key?: string | null
  /** What was asked: `s3://bucket/prefix`. */
  readonly address?: string
  readonly cause?: unknown
}

/** What every method of an object store rejects with. `message` is the service's own, whole. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly kind: StorageErrorKind
  readonly key: string | null
  readonly address: string

  constructor(kind: StorageErrorKind, message: string, details: StorageErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.kind = kind
    this.key = details.key ?? null
    this.address = details.address ?? ''
  }

  /** Whether the same may go through later, with nothing changed. */
  get mayPass(): boolean {
    return this.kind === 'transient' || this.kind === 'throttled' || this.kind === 'unreachable'
  }

  /** Whether another file may be read all the same. */
  get isOfOneFile(): boolean {
    switch (this.kind) {
      case 'permission':
      case 'key-permission':
      case 'archived':
      case 'changed':
      case 'other':
        return this.key !== null
      default:
        return false
    }
  }
}
