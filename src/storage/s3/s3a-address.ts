import type { S3Address } from '../../config/storage-address.ts'

/** Java takes no other name for a host. */
const host = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z](?:[a-z0-9-]*[a-z0-9])?)*$/

/** How Hadoop's S3A names an object; null for one that it cannot name, since its paths are not just any text as keys are. */
export function s3aAddress({ bucket, prefix }: S3Address, key: string): string | null {
  const whole = prefix === '' ? key : `${prefix}/${key}`
  const parts = whole.split('/')
  if (!host.test(bucket) || parts.some((part) => part === '' || part === '.' || part === '..')) return null
  return `s3a://${bucket}/${whole}`
}
