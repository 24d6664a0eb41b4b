import { macroTable } from './macro.ts'

/** Letters that become several in upper case. */
const severalInUpperCase =
  'ßŉǰΐΰևẖẗẘẙẚὐὒὔὖᾀᾁᾂᾃᾄᾅᾆᾇᾈᾉᾊᾋᾌᾍᾎᾏᾐᾑᾒᾓᾔᾕᾖᾗᾘᾙᾚᾛᾜᾝᾞᾟᾠᾡᾢᾣᾤᾥᾦᾧᾨᾩᾪᾫᾬᾭᾮᾯᾲᾳᾴᾶᾷᾼῂῃῄῆῇῌῒΐῖῗῢΰῤῦῧῲῳῴῶῷῼﬀﬁﬂﬃﬄﬅﬆﬓﬔﬕﬖﬗ'

const upperCases = [...severalInUpperCase].map((letter) => `'${letter}${letter.toUpperCase()}'`).join(', ')

/** What several of Spark's string functions share. */
export const sparkStringMacros = macroTable({
  java_upper: `(text) as upper(if(regexp_matches(text, '[${severalInUpperCase}]'),
    list_reduce([${upperCases}], lambda _text, _case: replace(_text, left(_case, 1), substr(_case, 2)), text), text))`,

  // The dot of a capital İ stays, and a Σ that ends a word has a form of its own.
  java_lower: String.raw`(text) as lower(replace(if(contains(text, 'Σ'), regexp_replace(text,
    '([\p{Lu}\p{Ll}\p{Lt}](?:[\p{Lu}\p{Ll}\p{Lt}\p{N}\p{M}_]|[''.-][\p{Lu}\p{Ll}\p{Lt}\p{N}])*[''.-]?)Σ([\p{N}\p{M}_]*)($|[^\p{Lu}\p{Ll}\p{Lt}\p{N}\p{M}_''.-]|[''.-](?:$|[^\p{Lu}\p{Ll}\p{Lt}\p{N}]))',
    '\1ς\2\3', 'g'), text), 'İ', 'i̇'))`,

  // DuckDB counts bytes, so each character is written as one.
  edit_distance: `(one, other) as if(octet_length(encode(one)) = length(one) and octet_length(encode(other)) = length(other),
    levenshtein(one, other), list_transform([array_to_string(list_distinct(string_split(one || other, '')), '')], lambda _letters:
      if(length(_letters) > 126, error('On DuckDB levenshtein compares texts of 126 different characters.'),
         levenshtein(translate(one, _letters, array_to_string(list_transform(range(1, 127), lambda _code: chr(cast(_code as integer))), '')),
                     translate(other, _letters, array_to_string(list_transform(range(1, 127), lambda _code: chr(cast(_code as integer))), '')))))[1])`,

  // A bar alone matches between all characters and, unlike nothing at all, at the end.
  split_parts: `(text, pattern) as
    if(pattern = '|' and text <> '', list_append(string_split(text, ''), ''), string_split_regex(text, pattern))`,

  spark_texts: `(value) as
    case when ends_with(typeof(value), '[]') then list_filter(try_cast(value as varchar[]), lambda _text: _text is not null)
         when value is null then [] else [cast(value as varchar)] end`,

  match_place: `(text, pattern) as
    case when regexp_matches(text, pattern) then instr(text, regexp_extract(text, pattern))
         when not regexp_matches(text, pattern) then 0 end`,

  // NULL for a sign leaves those characters as they are.
  masked: String.raw`(text, upper_, lower_, digit, other) as
    if(text = '', '', array_to_string(list_transform(string_split(text, ''), lambda _letter:
      case when regexp_full_match(_letter, '\p{Lu}') then coalesce(upper_, _letter)
           when regexp_full_match(_letter, '\p{Ll}') then coalesce(lower_, _letter)
           when regexp_full_match(_letter, '\p{Nd}') then coalesce(digit, _letter)
           else coalesce(repeat(cast(other as varchar), if(ord(_letter) > 65535, 2, 1)), _letter) end), ''))`,

  replaced_from: `(text, pattern, replacement, place) as
    if(place < 1, error('The position must be positive.'),
       left(text, cast(place - 1 as bigint)) || regexp_replace(substr(text, cast(place as bigint)), pattern, replacement, 'g'))`,

  // The codes of a word's letters; what is no letter counts as a vowel, h and w do not count.
  soundex_codes: `(word) as string_split(left(translate(word, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '01230127022455012623017202'), 1)
    || replace(translate(regexp_replace(substr(word, 2), '[^A-Z]', 'A', 'g'), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '01230127022455012623017202'), '7', ''), '')`,

  soundex: `(text) as if(not regexp_matches(text, '^[A-Za-z]'), text, list_transform([tidemill.soundex_codes(upper(text))], lambda _codes:
    rpad(left(upper(left(text, 1)) || array_to_string(list_filter(_codes, lambda _code, _at:
      _at > 1 and _code <> '0' and _code <> _codes[_at - 1]), ''), 4), 4, '0'))[1])`,

  strict_unhex: "(digits) as unhex(if(length(digits) % 2 = 1, '0', '') || digits)",

  url_part: String.raw`(url, part) as
    if(part = 'PATH' and url is not null, regexp_extract(url, '^(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*)', 1), nullif(case part
      when 'PROTOCOL' then regexp_extract(url, '^([A-Za-z][-A-Za-z0-9+.]*):', 1)
      when 'AUTHORITY' then regexp_extract(url, '^[^:/?#]+://([^/?#]*)', 1)
      when 'HOST' then regexp_extract(url, '^[^:/?#]+://(?:[^/?#@]*@)?([^/?#:]*)', 1)
      when 'USERINFO' then regexp_extract(url, '^[^:/?#]+://([^/?#@]*)@', 1)
      when 'QUERY' then regexp_extract(url, '^[^?#]*\?([^#]*)', 1)
      when 'REF' then regexp_extract(url, '#(.*)$', 1)
      when 'FILE' then regexp_extract(url, '^(?:[^:/?#]+:)?(?://[^/?#]*)?([^#]*)', 1) end, ''))`,

  // So many decimals, halves to the even neighbour: of the digits themselves, or of the double that they stand for.
  exact_places: `(number, places) as if(places < 0 or places is null, null, list_transform([cast(number as decimal(38, 10))], lambda _number: if(_number < 0, '-', '') ||
    ltrim(regexp_extract(regexp_replace(cast(tidemill.even_rounded(_number, cast(pow(10, -least(places, 10)) as decimal(38, 10))) as varchar), '^(-?)[.]', '\\10.') || repeat('0', cast(greatest(places - 10, 0) as bigint)),
      '^-?[0-9]+' || if(places > 0, '[.][0-9]{' || places || '}', '')), '-'))[1])`,

  double_places: `(number, places) as case when places < 0 or places is null then null when isnan(cast(number as double)) then 'NaN'
    when isinf(cast(number as double)) then if(number < 0, '-∞', '∞') else format('{:.' || places || 'f}', cast(number as double)) end`,

  grouped_number: String.raw`(text, grouped, zeros, fixed) as list_transform([ltrim(text, '-')], lambda _plain:
    if(starts_with(text, '-'), '-', '')
    || list_transform([if(split_part(_plain, '.', 1) = '0' and zeros = 0 and (fixed > 0 or regexp_matches(_plain, '[1-9]')), '', lpad(split_part(_plain, '.', 1), cast(greatest(zeros, length(split_part(_plain, '.', 1))) as integer), '0'))], lambda _whole:
      if(grouped, reverse(rtrim(regexp_replace(reverse(_whole), '(\d{3})', '\1,', 'g'), ',')), _whole))[1]
    || list_transform([left(split_part(_plain, '.', 2), fixed) || rtrim(substr(split_part(_plain, '.', 2), fixed + 1), '0')], lambda _decimals:
      if(_decimals = '', '', '.' || _decimals))[1])[1]`,

  number_by_format: String.raw`(text, pattern) as if(regexp_full_match(text, pattern) and regexp_matches(text, '\d'),
    if(regexp_matches(text, '[-<]'), '-', '') || regexp_replace(text, '[^0-9.]', '', 'g'), null)`,

  number_by_strict_format: `(text, pattern) as if(text is not null and tidemill.number_by_format(text, pattern) is null,
    error('The text "' || text || '" does not match the format.'), tidemill.number_by_format(text, pattern))`,

  plain_digits: "(number) as regexp_replace(ltrim(cast(number as varchar), '-'), '^[.]', '0.')",

  // The digits before the point in so many places; a lone zero shows only in front of decimals.
  format_places: `(number, places, zeros, decimals) as lpad(lpad(
    if(split_part(tidemill.plain_digits(number), '.', 1) = '0', if(decimals > 0 and number >= 0, '0', ''), split_part(tidemill.plain_digits(number), '.', 1)),
    cast(greatest(zeros, length(nullif(split_part(tidemill.plain_digits(number), '.', 1), '0')), if(decimals > 0 and number >= 0, 1, 0)) as integer), '0'), cast(places as integer), ' ')`,

  format_decimals:
    "(number, decimals) as '.' || rpad(rtrim(split_part(tidemill.plain_digits(number), '.', 2), '0'), cast(decimals as integer), '0')",

  format_comma: "(digits, place) as if(substr(digits, place, 1) = ' ', ' ', ',')",

  // What has more digits than the format is shown by signs.
  format_or_full: `(number, body, full_, places, decimals) as
    if(length(nullif(split_part(tidemill.plain_digits(number), '.', 1), '0')) > places or length(rtrim(split_part(tidemill.plain_digits(number), '.', 2), '0')) > decimals, full_, body)`,

  format_signed: String.raw`(number, body, currency, sign_) as case sign_
    when 'none' then currency || body
    when 'S front' then if(currency = '', regexp_replace(body, '^( *)', '\1' || if(number < 0, '-', '+')), if(number < 0, '-', '+') || currency || body)
    when 'MI front' then if(currency = '', regexp_replace(body, '^( *)', '\1' || if(number < 0, '-', ' ')), if(number < 0, '-', ' ') || currency || body)
    when 'S back' then currency || body || if(number < 0, '-', '+')
    when 'MI back' then currency || body || if(number < 0, '-', ' ')
    else if(number < 0, regexp_replace(currency || body, '^( *)', '\1<') || '>', currency || body || repeat(' ', 2)) end`,

  joined_texts: '(texts, separator) as if(separator is null, null, array_to_string(texts, separator))',

  // A stretch may begin before the text; what lies outside of it is left out.
  spark_stretch: `(text, start, size) as
    if(text is not null and (start + size <= 0 or size <= 0), '', substr(text, tidemill.at_least(start, 0) + 1, tidemill.at_most(start, 0) + size))`,

  spark_start: `(text, place) as
    case when place > 0 then place - 1 when place < 0 then length(text) + place when place = 0 then 0 end`,

  spark_substring_from: `(text, place) as
    substr(text, tidemill.at_least(tidemill.spark_start(text, cast(place as bigint)), 0) + 1)`,

  spark_substring_of: `(text, place, size) as
    tidemill.spark_stretch(text, tidemill.spark_start(text, cast(place as bigint)), cast(size as bigint))`,

  spark_replacement: String.raw`(replacement) as
    regexp_replace(regexp_replace(replacement, '\\(.)', '\1', 'g'), '\$(\d)', '\\\1', 'g')`,

  // The last part keeps the rest, separators included.
  spark_first_parts: String.raw`(text, pattern, parts, most) as
    if(most <= 0 or len(parts) <= most or most is null or pattern is null or text is null, if(most is null or pattern is null, null, parts),
       list_append(parts[1:most - 1],
                   regexp_replace(text, '^(?:[\s\S]*?(?:' || pattern || ')){' || (most - 1) || '}', '')))`,
})
