import { macroTable } from './macro.ts'

/** Hashes over lists of bytes, in whole numbers of 128 bits. */
export const hashMacros = macroTable({
  bytes_of_text: `(text) as if(text is null, null, list_transform(range(octet_length(encode(text))), lambda _at:
    cast(('0x' || substr(hex(encode(text)), cast(_at * 2 + 1 as bigint), 2)) as integer)))`,

  bytes_of_number: `(number, size) as if(number is null, null, list_transform(range(size), lambda _at:
    cast((cast(number as hugeint) + 18446744073709551616::hugeint) // (1::hugeint << cast(_at * 8 as integer)) % 256 as integer)))`,

  unsigned: '(number) as if(number < 0, cast(number as hugeint) + 18446744073709551616, cast(number as hugeint))',

  signed: `(number) as cast(if(number >= 9223372036854775808, number - 18446744073709551616, number) as bigint)`,

  fnv1a: `(bytes, seed) as if(bytes is null, null, tidemill.signed(
    list_reduce(list_prepend(tidemill.unsigned(seed), list_transform(bytes, lambda _byte: cast(_byte as hugeint))),
      lambda _hash, _byte: xor(_hash, _byte) * 1099511628211 % 18446744073709551616)))`,

  // Eight steps for each byte, by the polynomial of CRC-32C with its bits reversed.
  crc32c_step: '(crc) as if(crc % 2 = 1, xor(crc // 2, 2197175160), crc // 2)',

  crc32c_byte: `(crc) as list_reduce(list_prepend(crc, cast(range(8) as bigint[])), lambda _crc, _bit: tidemill.crc32c_step(_crc))`,

  crc32c: `(text) as lower(lpad(to_hex(xor(4294967295, list_reduce(
    list_prepend(4294967295, list_transform(tidemill.bytes_of_text(text), lambda _byte: cast(_byte as bigint))),
      lambda _crc, _byte: tidemill.crc32c_byte(xor(_crc, _byte))))), 8, '0'))`,
})
