import * as problems from '../diagnostics/catalog/storage.ts'
import { type Diagnostic, DiagnosticError } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { StorageError } from '../storage/storage-error.ts'
import { TryAgainError } from './try-again.ts'

/** What a command ends with that cannot ask a store which files there are; anything but a StorageError stays as it is. */
export function refusal(failure: unknown, source: string): unknown {
  if (!(failure instanceof StorageError) || failure.kind === 'cancelled') return failure
  const problem = storageProblem(failure, source, null)
  return failure.mayPass ? new TryAgainError([problem]) : new DiagnosticError([problem])
}

/** What is told of a file, or of all files of a source table. */
export function storageProblem(failure: StorageError, source: string, span: Span | null): Diagnostic {
  const { kind, key, address, message } = failure
  switch (kind) {
    case 'transient':
    case 'throttled':
    case 'unreachable':
      return problems.storageUnavailable(source, address, message, span)
    case 'credentials':
      return problems.noCredentials(source, address, message, span)
    case 'no-bucket':
      return problems.noBucket(source, address, message, span)
    case 'permission':
      return problems.storageDenied(source, address, message, key !== null, span)
    case 'key-permission':
      return problems.storageKeyDenied(source, address, message, span)
    case 'archived':
      return problems.archivedFile(source, key ?? address, span)
    case 'changed':
      return problems.fileChanged(source, key ?? address, span)
    case 'resources':
    case 'cancelled':
    case 'other':
      return problems.storageFailed(source, address, message, span)
  }
}
