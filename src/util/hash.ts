import { createHash } from 'node:crypto'

export function md5(data: string | Uint8Array): string {
  return createHash('md5').update(data).digest('hex')
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
