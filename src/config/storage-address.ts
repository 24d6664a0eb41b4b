/** A bucket, and what the keys of the objects that are meant begin with; empty for all of them. */
export interface S3Address {
  readonly bucket: string
  /** Without a slash at its end. */
  readonly prefix: string
}

/** Where the files of a source lie. */
export type SourcePlace =
  /** `path`: absolute, or relative to the project. */
  { readonly kind: 'folder'; readonly path: string } | ({ readonly kind: 's3' } & S3Address)

const scheme = /^[a-z][a-z0-9+.-]+:\/\//i
const s3Address = /^s3:\/\/([a-z0-9][a-z0-9._-]{1,253}[a-z0-9])(?:\/(.*))?$/i

/** Whether the text is an address of some kind, and no path. */
export function isAddress(text: string): boolean {
  return scheme.test(text)
}

/**
 * Reads `s3://bucket/prefix`; null for anything else, and for a prefix with `..`, which means nothing in keys. Doubled
 * slashes stay: DMS writes them when its folder's name ends with one.
 */
export function readS3Address(text: string): S3Address | null {
  const [, bucket, rest = ''] = s3Address.exec(text.trim()) ?? []
  if (bucket === undefined || rest.split('/').some((part) => part === '..' || part === '.')) return null
  return { bucket, prefix: rest.replace(/\/$/, '') }
}

export function printS3Address({ bucket, prefix }: S3Address): string {
  return prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`
}

/**
 * A source's location, which is relative to the profile's `storage.raw` where that is set. Null for an address that does
 * not lie in there.
 */
export function sourcePlace(raw: string | null, location: string): SourcePlace | null {
  const base = raw === null ? null : readS3Address(raw)
  const own = readS3Address(location)
  if (own) {
    if (raw !== null && !(base && isBelow(own, base))) return null
    return { kind: 's3', ...own }
  }
  if (base) return { kind: 's3', bucket: base.bucket, prefix: joined(base.prefix, location) }
  return { kind: 'folder', path: raw === null ? location : `${raw}/${location}` }
}

function isBelow(own: S3Address, base: S3Address): boolean {
  if (own.bucket !== base.bucket) return false
  return base.prefix === '' || own.prefix === base.prefix || own.prefix.startsWith(`${base.prefix}/`)
}

function joined(prefix: string, location: string): string {
  if (location === '.') return prefix
  return prefix === '' ? location : `${prefix}/${location}`
}
