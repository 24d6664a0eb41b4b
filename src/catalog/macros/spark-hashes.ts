import { macroTable } from './macro.ts'

function crcTable(): string {
  const entries = Array.from({ length: 256 }, (_, byte) => {
    let rest = byte
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
    return rest >>> 0
  })
  return `[${entries.join(', ')}]`
}

/** Arithmetic of 32 and 64 bits in wider types, cut back after each step. */
export const sparkHashMacros = macroTable({
  byte_values: `(bytes) as list_transform(range(octet_length(bytes)), lambda _at:
    cast('0x' || substr(hex(bytes), cast(2 * _at + 1 as bigint), 2) as bigint))`,

  crc32: `(bytes) as xor(4294967295, list_reduce(tidemill.byte_values(bytes), lambda _sum, _byte:
    xor(${crcTable()}[(xor(_sum, _byte) & 255) + 1], _sum >> 8), cast(4294967295 as bigint)))`,

  // A number's bytes of so many bits each, the lowest first.
  number_words: `(number, bits, count) as list_transform(range(count), lambda _at:
    (cast(number as hugeint) >> cast(_at * bits as integer)) & ((cast(1 as hugeint) << bits) - 1))`,

  low_32: '(number) as cast(cast(number as hugeint) & 4294967295 as bigint)',

  rotated_32: '(number, places) as ((number << places) & 4294967295) | (number >> (32 - places))',

  murmur_word: `(word) as tidemill.low_32(cast(tidemill.rotated_32(tidemill.low_32(cast(word as hugeint) * 3432918353), 15) as hugeint) * 461845907)`,

  murmur_mixed: `(hash, word) as
    tidemill.low_32(cast(tidemill.rotated_32(xor(hash, tidemill.murmur_word(word)), 13) as hugeint) * 5 + 3864292196)`,

  murmur_step: `(hash, factor, places) as
    tidemill.low_32(cast(xor(hash, hash >> places) as hugeint) * factor)`,

  murmur_end: `(hash, size) as list_transform([xor(hash, size)], lambda _one:
    list_transform([tidemill.murmur_step(_one, 2246822507, 16)], lambda _two:
    list_transform([tidemill.murmur_step(_two, 3266489909, 13)], lambda _three: xor(_three, _three >> 16))[1])[1])[1]`,

  // Bytes by fours, and what is left by ones, each with its sign.
  murmur_bytes: `(bytes) as list_concat(
    list_transform(range(octet_length(bytes) // 4), lambda _four:
      cast('0x' || substr(hex(bytes), cast(8 * _four + 7 as bigint), 2) || substr(hex(bytes), cast(8 * _four + 5 as bigint), 2)
        || substr(hex(bytes), cast(8 * _four + 3 as bigint), 2) || substr(hex(bytes), cast(8 * _four + 1 as bigint), 2) as bigint)),
    list_transform(range(octet_length(bytes) // 4 * 4, octet_length(bytes)), lambda _at:
      tidemill.low_32(tidemill.wrapped_tinyint(cast('0x' || substr(hex(bytes), cast(2 * _at + 1 as bigint), 2) as bigint)))))`,

  // Each part is {words, size}; a NULL leaves the hash as it is.
  murmur: `(parts) as tidemill.wrapped_integer(list_reduce(
    list_transform(parts, lambda _part: struct_pack(hash := cast(null as bigint), words := _part.words, size := _part.size)),
    lambda _sum, _next: struct_pack(
      hash := if(_next.words is null, _sum.hash,
        tidemill.murmur_end(list_reduce(_next.words, lambda _hash, _word: tidemill.murmur_mixed(_hash, _word), _sum.hash), _next.size)),
      words := _next.words, size := _next.size),
    struct_pack(hash := cast(42 as bigint), words := cast(null as bigint[]), size := cast(0 as bigint))).hash)`,

  low_64: '(number) as cast(number & cast(18446744073709551615 as uhugeint) as uhugeint)',

  rotated_64: `(number, places) as
    tidemill.low_64(number << cast(places as uhugeint)) | (number >> cast(64 - places as uhugeint))`,

  times_64: '(number, factor) as tidemill.low_64(number * cast(factor as uhugeint))',

  xx_word: `(word) as tidemill.times_64(tidemill.rotated_64(tidemill.times_64(word, 14029467366897019727), 31), 11400714785074694791)`,

  // Eight bytes, four or one of the rest at a time: {kind, word}.
  xx_mixed: `(hash, kind, word) as case kind
    when 8 then tidemill.low_64(tidemill.times_64(tidemill.rotated_64(xor(hash, tidemill.xx_word(word)), 27), 11400714785074694791)
      + cast(9650029242287828579 as uhugeint))
    when 4 then tidemill.low_64(tidemill.times_64(tidemill.rotated_64(xor(hash, tidemill.times_64(word, 11400714785074694791)), 23), 14029467366897019727)
      + cast(1609587929392839161 as uhugeint))
    else tidemill.times_64(tidemill.rotated_64(xor(hash, tidemill.times_64(word, 2870177450012600261)), 11), 11400714785074694791) end`,

  xx_end: `(hash) as list_transform([tidemill.times_64(xor(hash, hash >> cast(33 as uhugeint)), 14029467366897019727)], lambda _one:
    list_transform([tidemill.times_64(xor(_one, _one >> cast(29 as uhugeint)), 1609587929392839161)], lambda _two:
      xor(_two, _two >> cast(32 as uhugeint)))[1])[1]`,

  little_word: `(digits, size) as cast(cast('0x' || list_reduce(list_transform(range(size), lambda _at:
    substr(digits, cast(2 * _at + 1 as bigint), 2)), lambda _sum, _pair: _pair || _sum) as ubigint) as uhugeint)`,

  xx_stripe: `(lane, word) as
    tidemill.times_64(tidemill.rotated_64(tidemill.low_64(lane + tidemill.times_64(word, 14029467366897019727)), 31), 11400714785074694791)`,

  xx_lane: `(start, digits, place) as list_reduce(
    list_transform(range(length(digits) // 64), lambda _stripe: tidemill.little_word(substr(digits, cast(64 * _stripe + 16 * place + 1 as bigint), 16), 8)),
    lambda _lane, _word: tidemill.xx_stripe(_lane, _word), start)`,

  xx_merged: `(hash, lane) as
    tidemill.low_64(tidemill.times_64(xor(hash, tidemill.xx_stripe(cast(0 as uhugeint), lane)), 11400714785074694791) + cast(9650029242287828579 as uhugeint))`,

  xx_long: `(seed, digits) as list_transform([struct_pack(
      a := tidemill.xx_lane(tidemill.low_64(seed + cast(6983438078262162902 as uhugeint)), digits, 0),
      b := tidemill.xx_lane(tidemill.low_64(seed + cast(14029467366897019727 as uhugeint)), digits, 1),
      c := tidemill.xx_lane(seed, digits, 2),
      d := tidemill.xx_lane(tidemill.low_64(seed + cast(7046029288634856825 as uhugeint)), digits, 3))], lambda _lanes:
    tidemill.xx_merged(tidemill.xx_merged(tidemill.xx_merged(tidemill.xx_merged(
      tidemill.low_64(tidemill.rotated_64(_lanes.a, 1) + tidemill.rotated_64(_lanes.b, 7) + tidemill.rotated_64(_lanes.c, 12) + tidemill.rotated_64(_lanes.d, 18)),
      _lanes.a), _lanes.b), _lanes.c), _lanes.d))[1]`,

  xx_start: `(seed, digits) as tidemill.low_64(cast(length(digits) // 2 as uhugeint)
    + if(length(digits) >= 64, tidemill.xx_long(seed, digits), tidemill.low_64(seed + cast(2870177450012600261 as uhugeint))))`,

  xx_rest: `(digits) as list_transform([length(digits) // 64 * 64], lambda _done: list_concat(list_concat(
    list_transform(range((length(digits) - _done) // 16), lambda _eight:
      struct_pack(kind := 8, word := tidemill.little_word(substr(digits, cast(_done + 16 * _eight + 1 as bigint), 16), 8))),
    list_transform(range(((length(digits) - _done) % 16) // 8), lambda _four:
      struct_pack(kind := 4, word := tidemill.little_word(substr(digits, cast(length(digits) - (length(digits) - _done) % 16 + 1 as bigint), 8), 4)))),
    list_transform(range((length(digits) % 8) // 2), lambda _one:
      struct_pack(kind := 1, word := tidemill.little_word(substr(digits, cast(length(digits) - length(digits) % 8 + 2 * _one + 1 as bigint), 2), 1)))))[1]`,

  xx_bytes: `(seed, digits) as tidemill.xx_end(list_reduce(
    list_transform(tidemill.xx_rest(digits), lambda _word: struct_pack(hash := cast(null as uhugeint), kind := _word.kind, word := _word.word)),
    lambda _sum, _next: struct_pack(hash := tidemill.xx_mixed(_sum.hash, _next.kind, _next.word), kind := _next.kind, word := _next.word),
    struct_pack(hash := tidemill.xx_start(seed, digits), kind := 0, word := cast(0 as uhugeint))).hash)`,

  // Each part is the digits of its bytes in hexadecimal, the lowest first; a NULL leaves the hash as it is.
  xxhash: `(parts) as list_transform([list_reduce(
    list_transform(parts, lambda _part: struct_pack(hash := cast(null as uhugeint), digits := _part)),
    lambda _sum, _next: struct_pack(
      hash := if(_next.digits is null, _sum.hash, tidemill.xx_bytes(_sum.hash, _next.digits)), digits := _next.digits),
    struct_pack(hash := cast(42 as uhugeint), digits := cast(null as varchar))).hash], lambda _hash:
    cast(cast(_hash as hugeint) - if(_hash >= cast(9223372036854775808 as uhugeint), cast(18446744073709551616 as hugeint), cast(0 as hugeint)) as bigint))[1]`,

  // The bytes of a number, the lowest first, in hexadecimal.
  little_digits: `(number, size) as array_to_string(list_transform(range(size), lambda _at:
    printf('%02x', cast((cast(number as hugeint) >> cast(8 * _at as integer)) & 255 as bigint))), '')`,

  // A double's 64 bits; of a number whose power of two the logarithm missed by one, the next.
  double_bits: `(number) as list_transform([cast(number as double)], lambda _number:
    case when isnan(_number) then cast(9221120237041090560 as hugeint)
         when _number = 0 then cast(0 as hugeint)
         when abs(_number) < 2.2250738585072014e-308
           then cast(abs(_number) * pow(2, 537) * pow(2, 537) as hugeint) + if(_number < 0, cast(9223372036854775808 as hugeint), cast(0 as hugeint))
         when isinf(_number) then cast(9218868437227405312 as hugeint) + if(_number < 0, cast(9223372036854775808 as hugeint), cast(0 as hugeint))
         else list_transform([floor(log2(abs(_number)))], lambda _guess:
           list_transform([_guess + case when abs(_number) < pow(2, _guess) then -1 when abs(_number) >= pow(2, _guess + 1) then 1 else 0 end], lambda _power:
             cast(_power + 1023 as hugeint) * 4503599627370496 + cast((abs(_number) / pow(2, _power) - 1) * 4503599627370496 as hugeint)
             + if(_number < 0, cast(9223372036854775808 as hugeint), cast(0 as hugeint)))[1])[1] end)[1]`,

  // A float is a double as well: its power with a bias of 127, its fraction with 23 bits; the smallest have no power.
  float_bits: `(number) as list_transform([cast(number as double)], lambda _single:
    case when isnan(_single) then cast(2143289344 as hugeint)
         when _single = 0 then cast(0 as hugeint)
         when isinf(_single) then cast(2139095040 as hugeint)
         when abs(_single) < pow(2, -126) then cast(abs(_single) * pow(2, 149) as hugeint)
         else tidemill.double_bits(abs(_single)) // 536870912 - cast(7516192768 as hugeint) end
      + if(_single < 0, cast(2147483648 as hugeint), cast(0 as hugeint)))[1]`,

  // The fewest bytes that hold a number and its sign, the highest first.
  whole_bytes: `(number) as list_transform([number], lambda _whole:
    list_transform([coalesce(list_filter(range(1, 16), lambda _size: _whole >= -(cast(1 as hugeint) << (8 * cast(_size as integer) - 1)) and _whole < (cast(1 as hugeint) << (8 * cast(_size as integer) - 1)))[1], 16)], lambda _size:
      unhex(right(lpad(hex(if(_whole < 0 and _size < 16, _whole + (cast(1 as hugeint) << (8 * cast(_size as integer))), _whole)), 32, '0'), 2 * _size)))[1])[1]`,
})
