import { expressionFunction, procedureFunction, settledFunction } from './sql-function.ts'

export const textFunctions = [
  // A varchar's length is in bytes, and no letter is cut in two.
  expressionFunction(
    'redshift_cut(value text, bytes integer) returns text',
    `case when octet_length(value) <= bytes then value when octet_length(value) = length(value) then left(value, bytes)
      else left(value, (select coalesce(max(place), 0) from generate_series(1, length(value)) place
        where octet_length(left(value, place)) <= bytes)) end`,
  ),
  settledFunction(
    'redshift_double_text(number double precision) returns text',
    'extra_float_digits = 0',
    'number::text',
  ),
  settledFunction('redshift_real_text(number real) returns text', 'extra_float_digits = 0', 'number::text'),
  // No match is an empty text.
  expressionFunction(
    'redshift_regexp_substr(value text, pattern text, start integer, occurrence integer, flags text, part integer) returns text',
    "coalesce(regexp_substr(value, pattern, start, occurrence, flags, part), '')",
  ),
  expressionFunction(
    'redshift_greatest_text(texts text[]) returns text',
    "(select text from unnest(texts) one(text) where text is not null order by rtrim(text, ' ') desc, text desc limit 1)",
  ),
  expressionFunction(
    'redshift_least_text(texts text[]) returns text',
    "(select text from unnest(texts) one(text) where text is not null order by rtrim(text, ' '), text limit 1)",
  ),
  expressionFunction(
    'redshift_listed_once(texts text[], separator text) returns text',
    `array_to_string(array(select text from (
      select distinct on (rtrim(text, ' ')) text, place from unnest(texts) with ordinality as element(text, place)
      order by rtrim(text, ' '), place) first order by place), separator)`,
  ),
  procedureFunction(
    'redshift_strtol(digits text, base integer) returns bigint',
    `declare
      body text := lower(ltrim(digits)); total numeric := 0; negative boolean := false; place integer;
    begin
      if body like '-%' then negative := true; end if;
      body := ltrim(body, '+-');
      if base = 16 and body like '0x%' then body := substr(body, 3); end if;
      for at in 1 .. length(body) loop
        place := strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(body, at, 1)) - 1;
        if place < 0 or place >= base then raise exception 'invalid digits for base %: %', base, digits; end if;
        total := total * base + place;
      end loop;
      return case when negative then -total else total end;
    end`,
  ),
  procedureFunction(
    'redshift_split_part(value text, separator text, place integer) returns text',
    `begin
      if place < 1 then raise exception 'split_part counts from 1'; end if;
      return split_part(value, separator, place);
    end`,
  ),
  procedureFunction(
    'redshift_fnv1a(bytes bytea, seed bigint) returns bigint',
    `declare
      hash numeric := case when seed < 0 then seed::numeric + 18446744073709551616 else seed end; low integer;
    begin
      for at in 0 .. length(bytes) - 1 loop
        low := (hash % 256)::integer;
        hash := ((hash - low + (low # get_byte(bytes, at))) * 1099511628211) % 18446744073709551616;
      end loop;
      return case when hash >= 9223372036854775808 then hash - 18446744073709551616 else hash end;
    end`,
  ),
  procedureFunction(
    'redshift_bytes(number bigint, size integer) returns bytea',
    `declare result bytea := ''; begin
      for at in 0 .. size - 1 loop result := result || decode(lpad(to_hex((number >> (8 * at)) & 255), 2, '0'), 'hex'); end loop;
      return result;
    end`,
  ),
  // PostgreSQL has SHA-1 in an extension only. Each block of 64 bytes gives 80 words of 32 bits.
  procedureFunction(
    'redshift_sha1(value text) returns text',
    `declare
      message bytea := convert_to(value, 'UTF8'); mask bigint := 4294967295; size bigint := length(message) * 8;
      h bigint[] := array[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
      w bigint[]; a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; x bigint;
    begin
      message := message || decode('80', 'hex');
      message := message || decode(repeat('00', (120 - length(message) % 64) % 64), 'hex');
      message := message || decode(lpad(to_hex(size), 16, '0'), 'hex');
      for block in 0 .. length(message) / 64 - 1 loop
        for at in 0 .. 15 loop
          x := block * 64 + at * 4;
          w[at] := (get_byte(message, x::integer)::bigint << 24) | (get_byte(message, x::integer + 1)::bigint << 16)
            | (get_byte(message, x::integer + 2)::bigint << 8) | get_byte(message, x::integer + 3);
        end loop;
        for at in 16 .. 79 loop
          x := w[at - 3] # w[at - 8] # w[at - 14] # w[at - 16];
          w[at] := ((x << 1) | (x >> 31)) & mask;
        end loop;
        a := h[1]; b := h[2]; c := h[3]; d := h[4]; e := h[5];
        for at in 0 .. 79 loop
          if at < 20 then f := (b & c) | ((b # mask) & d); k := 1518500249;
          elsif at < 40 then f := b # c # d; k := 1859775393;
          elsif at < 60 then f := (b & c) | (b & d) | (c & d); k := 2400959708;
          else f := b # c # d; k := 3395469782;
          end if;
          x := ((((a << 5) | (a >> 27)) & mask) + f + e + k + w[at]) & mask;
          e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := x;
        end loop;
        h := array[(h[1] + a) & mask, (h[2] + b) & mask, (h[3] + c) & mask, (h[4] + d) & mask, (h[5] + e) & mask];
      end loop;
      return lpad(to_hex(h[1]), 8, '0') || lpad(to_hex(h[2]), 8, '0') || lpad(to_hex(h[3]), 8, '0')
        || lpad(to_hex(h[4]), 8, '0') || lpad(to_hex(h[5]), 8, '0');
    end`,
  ),
  procedureFunction(
    'redshift_crc32(value text) returns text',
    `declare crc bigint := 4294967295; bytes bytea := convert_to(value, 'UTF8'); begin
      for at in 0 .. length(bytes) - 1 loop
        crc := crc # get_byte(bytes, at);
        for bit in 1 .. 8 loop crc := case when crc & 1 = 1 then (crc >> 1) # 2197175160 else crc >> 1 end; end loop;
      end loop;
      return lpad(to_hex(crc # 4294967295), 8, '0');
    end`,
  ),
]
