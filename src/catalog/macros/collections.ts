import { macroTable } from './macro.ts'

export const collectionMacros = macroTable({
  // Where Spark puts a NULL that a comparator says nothing of hangs on the steps of its sorting.
  without_nulls: `(list) as if(len(list) > len(list_filter(list, lambda _item: _item is not null)),
    error('array_sort: the array holds a NULL, of which the comparator says nothing: write is null into it'), list)`,

  // NULL is an element like any other here.
  has_item:
    '(items, wanted) as list_contains(list_transform(items, lambda _other: _other is not distinct from wanted), true)',

  distinct_items:
    '(items) as list_filter(items, lambda _member, _at: not tidemill.has_item(items[1:_at - 1], _member))',

  some_item: `(answers) as
    case when list_contains(answers, true) then true
         when list_contains(list_transform(answers, lambda _answer: _answer is null), true) then null
         when answers is not null then false end`,

  every_item: `(answers) as
    case when list_contains(answers, false) then false
         when list_contains(list_transform(answers, lambda _answer: _answer is null), true) then null
         when answers is not null then true end`,

  item_count: `(items) as if(starts_with(typeof(items), 'MAP'), len(json_keys(to_json(items))), len(try_cast(items as varchar[])))`,

  text_map: `(text, pairs, separator) as
    if(text is null or pairs is null or separator is null, null, map_from_entries(list_transform(string_split_regex(text, pairs), lambda _pair:
      struct_pack(key := string_split_regex(_pair, separator)[1],
        value := if(regexp_matches(_pair, separator), regexp_replace(_pair, '^[\\s\\S]*?(?:' || separator || ')', ''), null)))))`,

  spark_subscript: `(items, place) as
    if(starts_with(typeof(items), 'MAP'), items[place], if(place < 0, null, items[place + 1]))`,

  // Without a step it goes down when the end is the smaller one.
  spark_sequence: `(low, high) as
    cast_to_type(case when typeof(low) in ('DATE', 'TIMESTAMP')
           then cast(generate_series(try_cast(low as timestamp), try_cast(high as timestamp), if(low <= high, interval 1 day, interval '-1' day)) as varchar[])
         else cast(generate_series(try_cast(low as bigint), try_cast(high as bigint), if(low <= high, 1, -1)) as varchar[]) end,
      [low]),
    (low, high, step) as cast_to_type(generate_series(low, high, step), [low])`,

  // Each step counts from the first moment, so that months keep to its day.
  spark_moments: `(low, high, step) as
    cast_to_type(list_filter(list_transform(
      range(cast(len(generate_series(cast(low as timestamp), cast(high as timestamp), step)) + 2 as bigint)),
      lambda _count: cast(low as timestamp) + step * _count), lambda _moment:
      if(low <= high, _moment between cast(low as timestamp) and cast(high as timestamp), _moment between cast(high as timestamp) and cast(low as timestamp))), [low])`,

  // Spark takes single quotes for double ones.
  json_requoted: `(text) as array_to_string(list_transform(regexp_extract_all(text, '"(?:[^"\\\\]|\\\\.)*"|''(?:[^''\\\\]|\\\\.)*''|[^"'']+|["'']'), lambda _part:
    if(starts_with(_part, '''') and length(_part) > 1, '"' || replace(replace(substr(_part, 2, length(_part) - 2), '\\''', ''''), '"', '\\"') || '"', _part)), '')`,

  json_of: `(text) as coalesce(try_cast(text as json),
    if(contains(cast(text as varchar), ''''), try_cast(tidemill.json_requoted(cast(text as varchar)) as json), null))`,

  // Numbers count days and seconds.
  json_day:
    "(json) as if(json_type(json) in ('BIGINT', 'UBIGINT'), date '1970-01-01' + try_cast(cast(json as varchar) as integer), null)",

  json_second:
    "(json) as if(json_type(json) in ('BIGINT', 'UBIGINT'), make_timestamp(try_cast(cast(json as varchar) as bigint) * 1000000), null)",

  json_list:
    "(open_, texts, close_) as open_ || coalesce(array_to_string(texts, ','), if(texts is null, null, '')) || close_",

  json_quoted: `(text) as '"' || text || '"'`,

  // A key is text, whatever it was.
  json_key: `(text) as if(starts_with(text, '"'), text, '"' || replace(text, '"', '\\"') || '"')`,

  // What JSON has no number for is text.
  json_number: `(text) as if(text in ('NaN', 'Infinity', '-Infinity'), '"' || text || '"', text)`,

  json_moment: "(moment) as strftime(moment, '%Y-%m-%dT%H:%M:%S.%gZ')",

  json_date: "(day) as strftime(day, '%Y-%m-%d')",

  json_listed:
    "(json) as list_transform([json], lambda _json: if(json_type(_json) = 'OBJECT', json_array(_json), _json))[1]",

  json_is_object: "(json) as json_type(json) = 'OBJECT'",

  json_text: "(json) as if(json_type(json) = 'VARCHAR', json_extract_string(json, '$'), null)",

  // Text keeps its value, all else its JSON.
  json_string: "(json) as if(json_type(json) = 'NULL', null, json_extract_string(json, '$'))",

  json_whole: "(json) as if(json_type(json) in ('BIGINT', 'UBIGINT', 'HUGEINT'), cast(json as varchar), null)",

  json_decimal:
    "(json) as if(json_type(json) in ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE', 'VARCHAR'), json_extract_string(json, '$'), null)",

  json_double: `(json) as case when json_type(json) in ('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE') then cast(json as varchar)
    when json_type(json) = 'VARCHAR' and regexp_full_match(json_extract_string(json, '$'), 'NaN|[+-]?INF|[+-]?Infinity') then json_extract_string(json, '$') end`,

  json_boolean: "(json) as if(json_type(json) = 'BOOLEAN', json_extract_string(json, '$') = 'true', null)",

  json_elements: `(json) as if(json_type(json) = 'ARRAY', json_extract(json, '$[*]'), null)`,

  // Where one element has another shape, there is no array.
  json_sound: `(values_, read_) as if(len(list_filter(values_, lambda _json: json_type(_json) <> 'NULL')) = len(list_filter(read_, lambda _value: _value is not null)), read_, null)`,

  json_pairs: `(json) as if(json_type(json) = 'OBJECT', list_transform(json_keys(json), lambda _key:
    struct_pack(key := _key, value := json_extract(json, '$."' || _key || '"'))), null)`,

  json_sound_pairs: `(given, read_) as if(len(list_filter(given, lambda _pair: json_type(_pair.value) <> 'NULL')) = len(list_filter(read_, lambda _pair: _pair.value is not null)), read_, null)`,

  csv_trimmed: `(text) as if(regexp_matches(text, '[",\\n\\r]'), '"' || replace(replace(text, '\\', '\\\\'), '"', '\\"') || '"', text)`,

  // Blanks around a cell are left out; an empty text is marked.
  csv_text: `(text) as if(trim(text) = '', if(text = '', '""', ''), tidemill.csv_trimmed(trim(text)))`,

  csv_parts: `(text) as if(contains(text, '"'), error('On DuckDB from_csv reads rows without quotes.'), string_split(text, ','))`,

  csv_boolean: "(text) as case lower(text) when 'true' then true when 'false' then false end",

  json_or_empty:
    "(text) as if(text is null or trim(text) = '', null, if(json_type(tidemill.json_of(text)) = 'OBJECT', tidemill.json_of(text), cast('{}' as json)))",

  places: '(items) as cast(range(len(items)) as integer[])',

  spark_padded: '(items) as if(len(items) > 0, items, [null])',
})
