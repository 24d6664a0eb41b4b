import { macroTable } from './macro.ts'

/** Spark's functions of texts, for bytes. A stretch of bytes is counted from 1, its end included. */
export const sparkByteMacros = macroTable({
  byte_stretch: `(bytes, first_, last_) as
    if(last_ < tidemill.at_least(first_, 1), cast('' as blob), array_slice(bytes, tidemill.at_least(first_, 1), last_))`,

  left_bytes: '(bytes, size) as tidemill.byte_stretch(bytes, 1, cast(size as bigint))',

  right_bytes: `(bytes, size) as
    if(size <= 0, cast('' as blob), tidemill.byte_stretch(bytes, octet_length(bytes) - cast(size as bigint) + 1, octet_length(bytes)))`,

  // A place counts from 1, or backwards from the end; 0 is the first as well.
  byte_start: `(bytes, place) as
    case when place > 0 then cast(place as bigint) when place < 0 then octet_length(bytes) + place + 1 when place = 0 then 1 end`,

  substring_bytes: `(bytes, place) as tidemill.byte_stretch(bytes, tidemill.byte_start(bytes, place), octet_length(bytes)),
    (bytes, place, size) as tidemill.byte_stretch(bytes, tidemill.byte_start(bytes, place),
      tidemill.at_most(tidemill.byte_start(bytes, place) + cast(size as bigint) - 1, octet_length(bytes)))`,

  byte_filling: `(bytes, size, pad) as
    if(octet_length(pad) = 0, cast('' as blob),
       tidemill.left_bytes(repeat(pad, tidemill.at_least(cast(size as bigint) - octet_length(bytes), 0)),
                           cast(size as bigint) - octet_length(bytes)))`,

  lpad_bytes: `(bytes, size) as tidemill.left_bytes(tidemill.byte_filling(bytes, size, from_hex('00')) || bytes, size),
    (bytes, size, pad) as tidemill.left_bytes(tidemill.byte_filling(bytes, size, pad) || bytes, size)`,

  rpad_bytes: `(bytes, size) as tidemill.left_bytes(bytes || tidemill.byte_filling(bytes, size, from_hex('00')), size),
    (bytes, size, pad) as tidemill.left_bytes(bytes || tidemill.byte_filling(bytes, size, pad), size)`,

  overlay_bytes: `(bytes, part, place) as
      tidemill.left_bytes(bytes, tidemill.at_least(place - 1, 0)) || part || tidemill.substring_bytes(bytes, place + octet_length(part)),
    (bytes, part, place, size) as tidemill.left_bytes(bytes, tidemill.at_least(place - 1, 0)) || part
      || tidemill.substring_bytes(bytes, place + if(size < 0, octet_length(part), size))`,

  // Bytes are pairs of hexadecimal digits.
  contains_bytes: `(bytes, part) as regexp_matches(hex(bytes), '^(?:..)*' || hex(part))`,

  startswith_bytes: '(bytes, part) as starts_with(hex(bytes), hex(part))',

  endswith_bytes: '(bytes, part) as ends_with(hex(bytes), hex(part))',
})
