import { zoneMacros } from '../redshift/zones.ts'
import { macroTable } from './macro.ts'

/** Ways in which Redshift reads a date, the month before the day, besides that of ISO. */
const dates = [
  ...['%m/%d/%Y', '%m-%d-%Y', '%Y/%m/%d', '%Y%m%d', '%b %d, %Y', '%b %d %Y', '%B %d, %Y', '%B %d %Y', '%d %b %Y'],
  ...['%d-%b-%Y', '%d %B %Y'],
]
const clocks = ['', ' %H:%M:%S', ' %H:%M:%S.%f', ' %H:%M', ' %I:%M:%S %p', ' %I:%M %p', ' %H%M%S']
const quoted = (formats: readonly string[]) => formats.map((format) => `'${format}'`).join(', ')
const moments = ['%Y-%m-%d', ...dates].flatMap((date) => clocks.map((clock) => date + clock))

/** What Redshift's casts, operators and functions share. */
export const redshiftMacros = macroTable({
  ...zoneMacros,

  // Blanks at the end do not count when texts are compared.
  redshift_blank_free: "(text) as case when ends_with(text, ' ') then rtrim(text, ' ') else text end",

  redshift_divisor: "(value) as case when value = 0 then error('division by zero') else value end",

  // DuckDB divides decimals as doubles: whole numbers of the last place are divided, and get their point back.
  redshift_quotient: `(dividend, divisor, dividend_factor, divisor_factor, shift, unit) as
    cast(cast(dividend * dividend_factor as hugeint) * cast(shift as hugeint)
         // cast(tidemill.redshift_divisor(divisor) * divisor_factor as hugeint) as decimal(38, 0)) * unit`,

  redshift_mean: '(total, count) as cast(total // count as bigint)',

  redshift_decimal_mean: `(total, count, factor, unit) as
    cast(cast(total * factor as hugeint) // count as decimal(38, 0)) * unit`,

  // Text with a fraction is no whole number, where DuckDB would round it.
  redshift_whole: String.raw`(text) as
    if(regexp_full_match(trim(text), '[+-]?\d+') or text is null, trim(text),
       error('invalid input syntax for integer: "' || text || '"'))`,

  redshift_bigint: `(value) as
    if(typeof(value) = 'VARCHAR', cast(tidemill.redshift_whole(cast(value as varchar)) as bigint), cast(value as bigint))`,

  // DuckDB's capital of ß is another letter; Redshift has none.
  redshift_capitals: `(text) as
    if(contains(text, 'ß'), translate(upper(translate(text, 'ß', chr(57344))), chr(57344), 'ß'), upper(text))`,
  redshift_digits: `(digits, base) as
    list_transform([ltrim(lower(digits), if(base = 16, '0x', '+'))], lambda _digits:
      if(translate(_digits, left('0123456789abcdefghijklmnopqrstuvwxyz', cast(base as bigint)), '') = '',
         tidemill.from_base(_digits, base), error('invalid digits for base ' || base || ': ' || digits)))[1]`,
  redshift_double_text: `(number) as
    case when isnan(number) then 'NaN' when isinf(number) then if(number > 0, 'Infinity', '-Infinity')
         else format('{:.15g}', cast(number as double)) end`,
  redshift_real_text: `(number) as
    case when isnan(number) then 'NaN' when isinf(number) then if(number > 0, 'Infinity', '-Infinity')
         else format('{:.6g}', cast(number as double)) end`,
  redshift_text: `(value) as
    case when typeof(value) = 'DOUBLE' then tidemill.redshift_double_text(try_cast(value as double))
         when typeof(value) = 'FLOAT' then tidemill.redshift_real_text(try_cast(value as float))
         when typeof(value) = 'TIMESTAMP WITH TIME ZONE' then cast(timezone('UTC', try_cast(value as timestamptz)) as varchar) || '+00'
         when typeof(value) = 'JSON' then json_extract_string(try_cast(value as json), '$')
         else cast(value as varchar) end`,
  // A varchar's length is in bytes, and no letter is cut in two.
  redshift_cut: `(text, bytes) as
    case when strlen(text) <= bytes then text when strlen(text) = length(text) then left(text, bytes)
         else left(text, len(list_filter(range(1, length(text) + 1), lambda _at: strlen(left(text, _at)) <= bytes))) end`,

  redshift_text_date: `(text) as
    coalesce(try_cast(text as date), cast(try_strptime(trim(text), [${quoted(dates)}]) as date), cast(text as date))`,
  redshift_text_timestamp: `(text) as
    coalesce(try_cast(text as timestamp), try_strptime(trim(text), [${quoted(moments)}]), cast(text as timestamp))`,

  redshift_timestamp: `(value) as
    case typeof(value) when 'TIMESTAMP WITH TIME ZONE' then timezone('UTC', try_cast(value as timestamptz))
      when 'VARCHAR' then tidemill.redshift_text_timestamp(cast(value as varchar)) else cast(value as timestamp) end`,

  // The text itself comes second, so that of those that are alike it is always the same one.
  redshift_texts_to_compare: `(texts) as
    list_transform(texts, lambda _text: if(_text is null, null, {'key': rtrim(_text, ' '), 'text': _text}))`,
  redshift_greatest_text: '(texts) as list_max(tidemill.redshift_texts_to_compare(texts)).text',
  redshift_least_text: '(texts) as list_min(tidemill.redshift_texts_to_compare(texts)).text',

  redshift_listed_once: `(texts, separator) as
    list_transform([texts], lambda _texts: array_to_string(list_filter(_texts, lambda _text, _place:
      list_position(list_transform(_texts, lambda _one: rtrim(_one, ' ')), rtrim(_text, ' ')) = _place), separator))[1]`,
  redshift_from_hex: "(digits) as unhex(if(length(digits) % 2 = 1, '0', '') || digits)",
  binary_digits: '(bytes) as cast(cast(bytes as bit) as varchar)',
  // H and W do not separate letters of one sound, vowels do.
  soundex_digits: `(letters) as
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
      translate(letters, 'AEIOUYBFPVCGJKQSXZDTLMNRHW', '000000111122222222334556'),
      '0+', '0', 'g'), '1+', '1', 'g'), '2+', '2', 'g'), '3+', '3', 'g'), '4+', '4', 'g'), '5+', '5', 'g'), '6+', '6', 'g')`,
  redshift_soundex_code: `(text) as
    list_transform([upper(regexp_replace(text, '[^A-Za-z]', '', 'g'))], lambda _letters:
      if(_letters = '', '', left(_letters, 1) || rpad(left(replace(
        substr(tidemill.soundex_digits(_letters), if(left(_letters, 1) in ('H', 'W'), 1, 2)), '0', ''), 3), 3, '0')))[1]`,
  redshift_date: `(value) as
    case typeof(value) when 'TIMESTAMP WITH TIME ZONE' then cast(timezone('UTC', try_cast(value as timestamptz)) as date)
      when 'VARCHAR' then tidemill.redshift_text_date(cast(value as varchar)) else cast(value as date) end`,

  redshift_instant: String.raw`(value) as
    case when typeof(value) = 'TIMESTAMP WITH TIME ZONE' then try_cast(value as timestamptz)
         when typeof(value) = 'VARCHAR' and regexp_matches(cast(value as varchar), '\d:\d.*([A-Za-z]+|[+-]\d{1,2}(:?\d{2})?)\s*$') and not regexp_matches(cast(value as varchar), '(?i)[ap]m\s*$')
           then cast(tidemill.redshift_with_offset(cast(value as varchar)) as timestamptz)
         else timezone('UTC', tidemill.redshift_timestamp(value)) end`,

  // Text that a pattern does not quite fit: more digits or text than it says, days and hours beyond the calendar's.
  redshift_field: `(text, pattern, place, otherwise) as
    if(place = 0, otherwise, cast(regexp_extract(text, pattern, place) as integer))`,

  redshift_read: `(text, format, pattern, year, month, day, hour, minute, second) as
    coalesce(try_strptime(text, format),
      make_timestamp(cast(tidemill.redshift_field(text, pattern, year, 1) as bigint), 1, 1, 0, 0, 0)
      + to_months(tidemill.redshift_field(text, pattern, month, 1) - 1) + to_days(tidemill.redshift_field(text, pattern, day, 1) - 1)
      + to_hours(tidemill.redshift_field(text, pattern, hour, 0)) + to_minutes(tidemill.redshift_field(text, pattern, minute, 0))
      + to_seconds(tidemill.redshift_field(text, pattern, second, 0)))`,

  redshift_add_years: `(moment, years) as
    if(month(moment) = 2 and day(moment) = 29 and day(moment + to_years(years)) = 28,
       moment + to_years(years) + to_days(1), moment + to_years(years))`,

  redshift_milliseconds: '(moment) as epoch_us(moment) // 1000 % 1000',

  redshift_microseconds: '(moment) as epoch_us(moment) % 1000000',

  redshift_decade: '(moment) as cast(year(moment) // 10 + 1 as integer)',

  century_start: "(moment) as date_trunc('century', moment - to_years(1)) + to_years(1)",

  week_difference: "(earlier, later) as date_diff('day', date_trunc('week', earlier), date_trunc('week', later)) // 7",

  century_difference: '(earlier, later) as (year(later) + 99) // 100 - (year(earlier) + 99) // 100',

  millennium_difference: '(earlier, later) as (year(later) + 999) // 1000 - (year(earlier) + 999) // 1000',

  millennium_start: "(moment) as date_trunc('millennium', moment - to_years(1)) + to_years(1)",

  stretch: `(text, start, size) as
    if(size < 0, error('negative substring length not allowed'),
       substr(text, tidemill.at_least(start, 0) + 1, tidemill.at_least(tidemill.at_most(start, 0) + size, 0)))`,

  regex_place: `(text, pattern, occurrence) as
    case when text is null or pattern is null then null
         when occurrence < 1 or len(regexp_extract_all(text, pattern)) < occurrence then 0
         else cast(length(array_to_string(list_transform(range(occurrence), lambda _at:
         regexp_split_to_array(text, pattern)[_at + 1] || if(_at > 0, regexp_extract_all(text, pattern)[_at], '')), '')) + 1 as integer) end`,

  redshift_super_string: "(value) as if(json_type(value) = 'VARCHAR', json_extract_string(value, '$'), null)",
  redshift_super_differs: `(value, kind) as
    case json_type(value) when 'NULL' then null when 'VARCHAR' then kind <> 'string' when 'BOOLEAN' then kind <> 'boolean'
      when 'OBJECT' then true when 'ARRAY' then true else kind <> 'number' end and json_type(value) is not null`,
  redshift_json_number: `(value) as
    if(json_type(value) in ('UBIGINT', 'BIGINT', 'DOUBLE'), try_cast(json_extract_string(value, '$') as double), null)`,

  // DuckDB reads a comma before a closing bracket, Redshift does not.
  redshift_is_json: String.raw`(text) as
    json_valid(text) and not regexp_matches(regexp_replace(text, '"(\\.|[^"\\])*"', '""', 'g'), ',\s*[\]}]')`,

  redshift_json: `(text) as
    if(text is null or tidemill.redshift_is_json(text), cast(text as json), error('invalid json object ' || text))`,

  redshift_valid_json: `(text) as
    if(text is null or tidemill.redshift_is_json(text), cast(text as varchar), error('invalid json object ' || text))`,
  redshift_array_length: `(text) as
    cast(case when json_type(tidemill.redshift_json(text)) = 'ARRAY' then json_array_length(text) when text is not null then error('not a JSON array') end as integer)`,

  redshift_json_if_valid: '(text) as if(tidemill.redshift_is_json(text), try_cast(text as json), null)',

  redshift_array_length_if_valid: `(text) as
    if(json_type(tidemill.redshift_json_if_valid(text)) = 'ARRAY', cast(json_array_length(text) as integer), null)`,

  // From a place on, counted in characters.
  regex_place_from: `(text, pattern, occurrence, start) as
    if(tidemill.regex_place(substr(text, start), pattern, occurrence) = 0, 0,
       tidemill.regex_place(substr(text, start), pattern, occurrence) + start - 1)`,

  regex_end_from: `(text, pattern, occurrence, start) as
    if(tidemill.regex_place_from(text, pattern, occurrence, start) = 0, 0,
       tidemill.regex_place_from(text, pattern, occurrence, start)
       + cast(length(regexp_extract_all(substr(text, start), pattern)[occurrence]) as integer))`,

  regex_part: `(text, pattern, occurrence, part) as
    if(text is null or pattern is null or occurrence is null or occurrence < 1 or occurrence > tidemill.at_least(length(text), 1), null, coalesce(regexp_extract_all(text, pattern, part)[occurrence], ''))`,

  // DuckDB writes numbers of JSON in its own way, Redshift as they stand: those that would change become marked strings.
  marked_numbers: String.raw`(text) as list_transform([text], lambda _json:
    if(regexp_matches(_json, '\d\.\d*0(\D|$)|\d[eE]|\d{16}'),
       array_to_string(list_transform(
         regexp_extract_all(_json, '"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|(?s:.)'),
         lambda _part: if(regexp_matches(_part, '^-?\d'), '"' || chr(57344) || _part || '"', _part)), ''),
       _json))[1]`,

  without_marks: String.raw`(text) as list_transform([text], lambda _marked:
    if(contains(_marked, chr(57344)),
       replace(regexp_replace(_marked, '"' || chr(57344) || '([^"]*)"', '\1', 'g'), chr(57344), ''), _marked))[1]`,

  // What is read within a SUPER value, and put together of several, has its numbers as they stand.
  redshift_super_json: `(value) as
    tidemill.without_marks(cast(to_json(cast(tidemill.marked_numbers(cast(value as varchar)) as json)) as varchar))`,
  redshift_super_json_at: `(value, path) as
    cast(tidemill.without_marks(cast(json_extract(tidemill.marked_numbers(cast(value as varchar)), path) as varchar)) as json)`,
  redshift_super_text_at: `(value, path) as
    tidemill.without_marks(json_extract_string(tidemill.marked_numbers(cast(value as varchar)), path))`,
  redshift_super_array: `(items) as
    cast('[' || array_to_string(list_transform(items, lambda _item: coalesce(cast(_item as varchar), 'null')), ',') || ']' as json)`,

  redshift_json_text: `(json, path) as
    tidemill.without_marks(json_extract_string(tidemill.marked_numbers(tidemill.redshift_valid_json(json)), path))`,

  redshift_json_text_or_null: `(json, path) as
    tidemill.without_marks(json_extract_string(
      tidemill.marked_numbers(if(tidemill.redshift_is_json(json), cast(json as varchar), null)), path))`,

  redshift_json_item: `(json, place) as
    coalesce(if(place < 0, '', tidemill.redshift_json_text(json, '$[' || place || ']')), if(json is null or place is null, null, ''))`,

  redshift_json_item_or_null: `(json, place) as
    coalesce(if(place < 0, null, tidemill.redshift_json_text_or_null(json, '$[' || place || ']')),
             if(tidemill.redshift_json_if_valid(json) is null or place is null, null, ''))`,

  // Of decimals the mean is cut after their last place, in whole numbers of that place.
  decimal_scale: String.raw`(sample) as cast('0' || regexp_extract(typeof(sample), ',(\d+)\)$', 1) as integer)`,

  decimal_avg: `(total, count, scale) as
    cast(round(cast(total as double) * power(10, scale)) as hugeint) // count / power(10, scale)`,

  redshift_avg: `(total, count, sample) as
    cast_to_type(if(starts_with(typeof(sample), 'DECIMAL'), tidemill.decimal_avg(total, count, tidemill.decimal_scale(sample)),
                    total // count), sample + cast(0 as bigint))`,

  redshift_super_values: `(value) as
    list_transform(json_keys(value), lambda _key: tidemill.redshift_super_json_at(value, '$."' || replace(_key, '"', '\\"') || '"'))`,

  json_items: `(value) as
    list_transform(from_json(cast(tidemill.marked_numbers(cast(cast(value as json) as varchar)) as json), '["JSON"]'),
      lambda _item: cast(tidemill.without_marks(cast(_item as varchar)) as json))`,

  truncated: `(value timestamp) as cast(value as date), (value date) as value,
    (value timestamptz) as cast(timezone('UTC', value) as date), (value double) as trunc(value), (value) as trunc(value)`,

  truncated_to: '(value, places) as cast_to_type(trunc(value * power(10, places)) / power(10, places), value)',

  number_of: String.raw`(text) as
    if(regexp_matches(text, '-\s*$|^\s*\(|^\s*<'), '-', '') || regexp_replace(text, if(regexp_matches(text, '-\s*$'), '[^0-9.]', '[^0-9.-]'), '', 'g')`,

  grouped_digits: String.raw`(digits, grouped) as
    if(grouped, reverse(rtrim(regexp_replace(reverse(digits), '(\d{3})', '\1,', 'g'), ',')), digits)`,

  ordinal_ending: `(digits) as
    case when right(digits, 2) in ('11', '12', '13') then 'th'
         when right(digits, 1) = '1' then 'st' when right(digits, 1) = '2' then 'nd' when right(digits, 1) = '3' then 'rd' else 'th' end`,

  // A zero before the point is written only where the pattern says so, or where nothing else is.
  number_whole: `(whole, zeros, grouped, alone) as
    tidemill.grouped_digits(if(whole = '0' and zeros = 0, if(alone, '0', ''), lpad(whole, cast(tidemill.at_least(length(whole), zeros) as integer), '0')), grouped)`,

  number_fraction: `(fraction, fixed) as
    if(fraction = '', '', '.' || left(fraction, fixed) || rtrim(substr(fraction, fixed + 1), '0'))`,

  number_body: `(rounded, places, zeros, grouped, fixed) as
    if(length(ltrim(split_part(rounded, '.', 1), '0')) > places, repeat('#', places),
       tidemill.number_whole(split_part(rounded, '.', 1), zeros, grouped, not contains(rounded, '.') or (fixed = 0 and cast(rounded as double) = 0))
       || tidemill.number_fraction(split_part(rounded, '.', 2), fixed))`,

  number_rounded: `(value, decimals) as
    if(starts_with(typeof(value), 'DECIMAL'), cast(abs(value) as varchar), format('{:.' || decimals || 'f}', abs(cast(value as double))))`,

  number_signed: `(value, body, sign) as
    case sign when 'S' then if(value < 0, '-', '+') || body
              when 'S end' then body || if(value < 0, '-', '+')
              when 'MI' then body || if(value < 0, '-', ' ')
              when 'PR' then if(value < 0, '<' || body || '>', ' ' || body || ' ')
              else if(value < 0, '-', '') || body end`,

  roman_digit: `(digit, one, five, ten) as
    ['', one, one || one, one || one || one, one || five, five, five || one, five || one || one, five || one || one || one, one || ten][cast(digit as integer) + 1]`,

  roman: `(number) as
    if(number between 1 and 3999,
       repeat('M', cast(number as bigint) // 1000) || tidemill.roman_digit(cast(number as bigint) // 100 % 10, 'C', 'D', 'M')
       || tidemill.roman_digit(cast(number as bigint) // 10 % 10, 'X', 'L', 'C') || tidemill.roman_digit(cast(number as bigint) % 10, 'I', 'V', 'X'),
       if(number is null, null, '###############'))`,

  widened:
    "(text, width) as if(width = 0, trim(text), lpad(text, cast(tidemill.at_least(width, length(text)) as integer), ' '))",

  number_text: `(value, width, places, zeros, grouped, decimals, fixed, sign) as
    tidemill.widened(tidemill.number_signed(value,
      tidemill.number_body(tidemill.number_rounded(value, decimals), places, zeros, grouped, fixed), sign), width)`,

  // 1st, 2nd, 3rd, but 11th to 13th.
  ordinal: `(digits, capitals) as digits || if(capitals, upper(tidemill.ordinal_ending(digits)), tidemill.ordinal_ending(digits))`,
})
