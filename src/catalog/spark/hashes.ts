import { entriesOf, macro, refused, rewrite } from '../entry.ts'
import { macroCall, values } from '../write.ts'
import { hashOf } from './rewrite-hashes.ts'

const fn = entriesOf('hashes')
const string = { returns: 'string' } as const
const bytes = 'coalesce(try_cast(value as blob), encode(cast(value as varchar)))'

export const sparkHashes = [
  fn('aes_encrypt', [2, 6], 'Bytes under a key.', refused('DuckDB does not encrypt values.')),
  fn('aes_decrypt', [2, 5], 'Bytes that were under a key.', refused('DuckDB does not decrypt values.'), {
    aliases: ['try_aes_decrypt'],
  }),
  fn('hll_sketch_estimate', 1, 'How many distinct values a sketch holds.', refused('Write approx_count_distinct(x).')),
  fn('hll_union', [2, 3], 'One sketch of two.', refused('DuckDB has no such sketch.')),
  fn('crc32', 1, 'The checksum CRC-32.', macro(`(value) as tidemill.crc32(${bytes})`), { returns: 'bigint' }),
  fn('hash', [1, null], "Spark's own hash (Murmur 3).", rewrite(hashOf('murmur')), { returns: 'integer' }),
  fn(
    'hex',
    1,
    'A number or bytes in hexadecimal.',
    macro(
      `(value) as case when typeof(value) in ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT') then to_hex(try_cast(value as bigint))
        when typeof(value) in ('DOUBLE', 'FLOAT') or starts_with(typeof(value), 'DECIMAL') then to_hex(tidemill.spark_bigint(value)) else hex(${bytes}) end`,
    ),
    string,
  ),
  fn('md5', 1, 'The MD5 digest in hexadecimal.', macro(`(value) as md5(${bytes})`), string),
  fn('sha1', 1, 'The SHA-1 digest in hexadecimal.', macro(`(value) as sha1(${bytes})`), {
    ...string,
    aliases: ['sha'],
  }),
  fn(
    'sha2',
    2,
    'A SHA-2 digest in hexadecimal: of 256 bits, or 0 for the same.',
    rewrite((node, context) => {
      const [value, bits] = values(node)
      if (!value || bits?.kind !== 'number') return context.refuse(node.span, 'Write the number of bits as a literal.')
      if (/^(224|384|512)$/.test(bits.digits)) return context.refuse(bits.span, 'DuckDB has SHA-2 of 256 bits only.')
      return macroCall('spark_sha2', [value, bits], node.span)
    }, `(value, bits) as case when bits in (0, 256) then sha256(${bytes}) end`),
    string,
  ),
  fn(
    'unhex',
    1,
    'Hexadecimal digits as bytes.',
    macro(
      "(digits) as if(regexp_full_match(digits, '[0-9a-fA-F]*'), unhex(if(regexp_full_match(digits, '[0-9a-fA-F]*'), if(length(digits) % 2 = 1, '0', '') || digits, '')), null)",
    ),
    { returns: 'binary' },
  ),
  fn('uuid', 0, 'A random identifier.', macro('() as cast(uuid() as varchar)'), string),
  fn('xxhash64', [1, null], 'The hash xxHash64.', rewrite(hashOf('xxhash')), { returns: 'bigint' }),
]
