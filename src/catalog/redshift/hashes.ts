import { entriesOf, macro, refused, rewrite } from '../entry.ts'
import { fnvHash, sha2Digest } from './rewrite-hashes.ts'

const fn = entriesOf('hashes')
const string = { returns: 'string' } as const

export const redshiftHashes = [
  fn('checksum', 1, 'A checksum.', refused('Use md5 for fingerprints.')),
  fn('farmfingerprint64', 1, 'FarmHash’s fingerprint.', refused('Use md5 or fnv_hash for fingerprints.'), {
    aliases: ['murmur3_32_hash'],
  }),
  fn('fnv_hash', [1, 2], 'The hash FNV-1a of the bytes, beginning with a seed.', rewrite(fnvHash), {
    returns: 'bigint',
  }),
  fn('md5', 1, 'The MD5 digest in hexadecimal.', macro('(text) as md5(cast(text as varchar))'), string),
  fn('sha1', 1, 'The SHA-1 digest in hexadecimal.', macro('(text) as sha1(cast(text as varchar))'), {
    aliases: ['sha', 'func_sha1'],
    ...string,
  }),
  fn('sha2', 2, 'A SHA-2 digest in hexadecimal: of 256 bits, or 0 for the same.', rewrite(sha2Digest), string),
]
