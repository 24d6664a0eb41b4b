import { StorageError, type StorageErrorDetails, type StorageErrorKind } from '../storage-error.ts'

/** By the names of S3, of the SDK and of Node's own errors: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const kinds: Readonly<Record<string, StorageErrorKind>> = {
  NoSuchBucket: 'no-bucket',
  InvalidBucketName: 'no-bucket',
  NoSuchKey: 'changed',
  PreconditionFailed: 'changed',
  InvalidObjectState: 'archived',
  AccessDenied: 'permission',
  AllAccessDisabled: 'permission',
  AccountProblem: 'permission',
  NotSignedUp: 'permission',
  CredentialsProviderError: 'credentials',
  InvalidAccessKeyId: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  InvalidToken: 'credentials',
  ExpiredToken: 'credentials',
  ExpiredTokenException: 'credentials',
  InvalidClientTokenId: 'credentials',
  UnrecognizedClientException: 'credentials',
  TokenRefreshRequired: 'credentials',
  TokenProviderError: 'credentials',
  RequestTimeTooSkewed: 'credentials',
  RequestExpired: 'credentials',
  SlowDown: 'throttled',
  ServiceUnavailable: 'throttled',
  RequestLimitExceeded: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  InternalError: 'transient',
  RequestTimeout: 'transient',
  OperationAborted: 'transient',
  TimeoutError: 'unreachable',
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'transient',
  EPIPE: 'transient',
  ERR_STREAM_PREMATURE_CLOSE: 'transient',
  ENOSPC: 'resources',
  EDQUOT: 'resources',
  EMFILE: 'resources',
  AbortError: 'cancelled',
}

/** What the SDK rejects with, as the rest of the program knows it. A mistake of ours is thrown as it is. */
export function toStorageError(failure: unknown, details: Omit<StorageErrorDetails, 'cause'>): StorageError {
  if (failure instanceof StorageError) return failure
  const { name = '', code = '', message = String(failure), $metadata } = (failure ?? {}) as SdkError
  if (failure instanceof TypeError && code === '') throw failure
  const kind = kindOf(name, code, message, $metadata?.httpStatusCode ?? 0)
  const said = message === '' || message === 'UnknownError' ? name : message
  return new StorageError(kind, said, { ...details, cause: failure })
}

interface SdkError {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

function kindOf(name: string, code: string, message: string, status: number): StorageErrorKind {
  if (name.startsWith('KMS.') || ((status === 403 || status === 400) && /\bkms\b/i.test(message)))
    return 'key-permission'
  if (/^Checksum mismatch/i.test(message)) return 'transient'
  const known = kinds[name] ?? kinds[code]
  if (known) return known
  if (status === 403) return 'permission'
  if (status === 412) return 'changed'
  if (status === 429 || status === 503) return 'throttled'
  return status >= 500 ? 'transient' : 'other'
}
