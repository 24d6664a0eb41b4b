import { macroTable } from './macro.ts'

/** What several of Spark's string functions share. */
export const sparkStringMacros = macroTable({
  spark_texts: `(value) as
    case when ends_with(typeof(value), '[]') then list_filter(try_cast(value as varchar[]), lambda _text: _text is not null)
         when value is null then [] else [cast(value as varchar)] end`,

  match_place: `(text, pattern) as
    case when regexp_matches(text, pattern) then instr(text, regexp_extract(text, pattern))
         when not regexp_matches(text, pattern) then 0 end`,

  // NULL for a sign leaves those characters as they are.
  masked: `(text, upper_, lower_, digit) as
    translate(text, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
      coalesce(repeat(upper_, 26), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') || coalesce(repeat(lower_, 26), 'abcdefghijklmnopqrstuvwxyz')
      || coalesce(repeat(digit, 10), '0123456789'))`,

  url_part: String.raw`(url, part) as
    nullif(case part
      when 'PROTOCOL' then regexp_extract(url, '^([A-Za-z][-A-Za-z0-9+.]*):', 1)
      when 'AUTHORITY' then regexp_extract(url, '^[^:/?#]+://([^/?#]*)', 1)
      when 'HOST' then regexp_extract(url, '^[^:/?#]+://(?:[^/?#@]*@)?([^/?#:]*)', 1)
      when 'USERINFO' then regexp_extract(url, '^[^:/?#]+://([^/?#@]*)@', 1)
      when 'PATH' then regexp_extract(url, '^(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*)', 1)
      when 'QUERY' then regexp_extract(url, '^[^?#]*\?([^#]*)', 1)
      when 'REF' then regexp_extract(url, '#(.*)$', 1)
      when 'FILE' then regexp_extract(url, '^(?:[^:/?#]+:)?(?://[^/?#]*)?([^#]*)', 1) end, '')`,

  joined_texts: '(texts, separator) as if(separator is null, null, array_to_string(texts, separator))',

  // A stretch may begin before the text; what lies outside of it is left out.
  spark_stretch: `(text, start, size) as
    if(start + size <= 0 or size <= 0, '', substr(text, tidemill.at_least(start, 0) + 1, tidemill.at_most(start, 0) + size))`,

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
