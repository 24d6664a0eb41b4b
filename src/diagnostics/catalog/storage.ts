import { type Diagnostic, error, warning } from '../diagnostic.ts'
import type { Span } from '../source.ts'

/**
 * There is no answer from where a source's files lie, or none that helps.
 *
 * The server is down, asks to slow down, or a connection broke off, and the SDK has tried as often as `AWS_MAX_ATTEMPTS`
 * allows. Nothing was changed, and the same command can be given again. Which server is asked, `AWS_ENDPOINT_URL_S3`,
 * `AWS_ENDPOINT_URL` and `AWS_REGION` say.
 */
export function storageUnavailable(source: string, address: string, message: string, span: Span | null): Diagnostic {
  return error('storage/unavailable', {
    message: `The files of ${source} cannot be had from ${address} at the moment: ${message}`,
    span,
    help: 'Try again later, or check AWS_ENDPOINT_URL and the network.',
  })
}

/**
 * There are no credentials for S3, or they are not valid.
 *
 * They are looked for as the AWS SDK does it: in the environment (`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`), in the
 * profile that `AWS_PROFILE` names, in a container's or an instance's role.
 */
export function noCredentials(source: string, address: string, message: string, span: Span | null): Diagnostic {
  return error('storage/no-credentials', {
    message: `The files of ${source} lie in ${address}, and there are no credentials to read them with: ${message}`,
    span,
    help: 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; where they have run out, sign in again.',
  })
}

/**
 * There is no bucket of the name that a source's location has.
 *
 * Names of buckets are known to one server: with `AWS_ENDPOINT_URL` it is another one than AWS's own.
 */
export function noBucket(source: string, address: string, message: string, span: Span | null): Diagnostic {
  return error('storage/no-bucket', {
    message: `The files of ${source} should lie in ${address}, but S3 knows no such bucket: ${message}`,
    span,
    help: "Correct the source's `location`, or `storage.raw` of the profile.",
  })
}

/**
 * The credentials do not allow reading a source's files.
 *
 * Listing takes `s3:ListBucket` on the bucket, reading takes `s3:GetObject` on its objects. A bucket whose readers pay
 * takes `storage: {requester_pays: true}` in the profile as well.
 */
export function storageDenied(
  source: string,
  address: string,
  message: string,
  isOfFile: boolean,
  span: Span | null,
): Diagnostic {
  return error('storage/denied', {
    message: `${address} of ${source} may not be ${isOfFile ? 'read' : 'listed'}: ${message}`,
    span,
    help: `Allow ${isOfFile ? 's3:GetObject on the objects' : 's3:ListBucket on the bucket'} to whoever runs this.`,
  })
}

/**
 * The credentials do not allow using the key that a source's files are encrypted with.
 *
 * Objects with SSE-KMS are decrypted by S3, for who may use the key: that takes `kms:Decrypt` beside `s3:GetObject`.
 */
export function storageKeyDenied(source: string, address: string, message: string, span: Span | null): Diagnostic {
  return error('storage/key-denied', {
    message: `${address} of ${source} is encrypted with a key that may not be used: ${message}`,
    span,
    help: 'Allow kms:Decrypt on the key, and see that it is enabled.',
  })
}

/**
 * A file lies in an archive and cannot be read before it is restored.
 *
 * A lifecycle rule has moved it to S3 Glacier. Files that were applied long ago may lie there: they are only needed again
 * when a table is filled from the beginning.
 */
export function archivedFile(source: string, key: string, span: Span | null): Diagnostic {
  return error('storage/archived', {
    message: `The file ${key} of ${source} is archived, and has to be restored before it can be read.`,
    span,
    help: 'Restore it (aws s3api restore-object), and build again when that is done.',
  })
}

/**
 * A file was replaced or removed between its listing and its reading.
 *
 * Nothing of it was taken in. The next build sees what is there then.
 */
export function fileChanged(source: string, key: string, span: Span | null): Diagnostic {
  return error('storage/file-changed', {
    message: `The file ${key} of ${source} was replaced or removed after it was listed.`,
    span,
    help: 'Build again: the next build takes what is there then.',
  })
}

/**
 * Reading a source's files failed for a reason that the message tells.
 */
export function storageFailed(source: string, address: string, message: string, span: Span | null): Diagnostic {
  return error('storage/failed', {
    message: `The files of ${source} cannot be read from ${address}: ${message}`,
    span,
    help: 'Check the `location`, and AWS_ENDPOINT_URL where it is set.',
  })
}

/**
 * Spark should read files on S3 where they lie, and cannot.
 *
 * What it needs for it comes from Maven Central, or from `TIDEMILL_MAVEN_REPOSITORY`, once for a project; or from the
 * profile's `extra_jars` or `packages`. Until it is there, files come down into `.tidemill/cache`, with the same result.
 */
export function notInPlace(reason: string): Diagnostic {
  return warning('storage/not-in-place', {
    message: `Spark cannot read files on S3 where they lie, so that they come down to this machine: ${reason}`,
    span: null,
    help: 'Run `tidemill engines install` with a network, or write `s3_reads: cache` in the profile.',
  })
}
