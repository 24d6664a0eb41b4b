import { entriesOf, macro, refused, rewrite } from '../entry.ts'
import {
  jsonArrayElement,
  jsonPathText,
  superBytes,
  superList,
  superObject,
  superSize,
  superText,
} from './rewrite-json.ts'

const fn = entriesOf('json')
const string = { returns: 'string' } as const
const boolean = { returns: 'boolean' } as const

function wholeWithin(most: bigint): string {
  return `(value) as coalesce(try_cast(cast(to_json(value) as varchar) as hugeint) between ${-most - 1n} and ${most} and regexp_full_match(cast(to_json(value) as varchar), '-?[0-9]+'), false)`
}

/** SUPER values are JSON on DuckDB. */
export const redshiftJson = [
  fn('array', [0, null], 'A SUPER array of its arguments.', rewrite(superList), { returns: 'json' }),
  fn(
    'array_concat',
    2,
    'One SUPER array of two.',
    macro(
      '(one, other) as tidemill.redshift_super_array(list_concat(tidemill.json_items(one), tidemill.json_items(other)))',
    ),
    { returns: 'json' },
  ),
  fn(
    'array_flatten',
    1,
    'A SUPER array without the arrays within it.',
    macro(
      "(value) as tidemill.redshift_super_array(flatten(list_transform(tidemill.json_items(value), lambda _item: if(json_type(_item) = 'ARRAY', tidemill.json_items(_item), [_item]))))",
    ),
    { returns: 'json' },
  ),
  fn(
    'get_array_length',
    1,
    'How many elements a SUPER array has.',
    macro('(value) as cast(json_array_length(value) as integer)'),
    { returns: 'integer' },
  ),
  fn('is_array', 1, 'Whether a SUPER value is an array.', macro("(value) as json_type(value) = 'ARRAY'"), boolean),
  fn('is_object', 1, 'Whether a SUPER value is an object.', macro("(value) as json_type(value) = 'OBJECT'"), boolean),
  fn(
    'is_scalar',
    1,
    'Whether a SUPER value is neither array nor object.',
    macro("(value) as json_type(value) not in ('ARRAY', 'OBJECT')"),
    boolean,
  ),
  fn('object', [0, null], 'A SUPER object of keys and values.', rewrite(superObject), {
    returns: 'json',
  }),
  fn(
    'split_to_array',
    [1, 2],
    'The parts of a text as a SUPER array.',
    macro("(text) as to_json(string_split(text, ',')), (text, separator) as to_json(string_split(text, separator))"),
    { returns: 'json' },
  ),
  fn(
    'subarray',
    [2, 3],
    'A stretch of a SUPER array, from 0.',
    macro(
      '(value, place) as tidemill.redshift_super_array(tidemill.json_items(value)[place + 1:]), (value, place, size) as tidemill.redshift_super_array(tidemill.json_items(value)[place + 1:place + size])',
    ),
    { returns: 'json' },
  ),
  fn('can_json_parse', 1, 'Whether a text is JSON.', macro('(text) as tidemill.redshift_is_json(text)'), boolean),
  fn(
    'is_valid_json',
    1,
    'Whether a text is a JSON object or array.',
    macro(
      "(text) as if(text is null, null, tidemill.redshift_is_json(text) and json_type(if(json_valid(text), text, 'null')) in ('OBJECT', 'ARRAY'))",
    ),
    boolean,
  ),
  fn(
    'is_valid_json_array',
    1,
    'Whether a text is a JSON array.',
    macro(
      "(text) as if(text is null, null, tidemill.redshift_is_json(text) and json_type(if(json_valid(text), text, 'null')) = 'ARRAY')",
    ),
    boolean,
  ),
  fn(
    'json_array_length',
    [1, 2],
    'How many elements a JSON array has.',
    macro(
      '(text) as tidemill.redshift_array_length(text), (text, null_if_invalid) as if(not null_if_invalid, tidemill.redshift_array_length(text), tidemill.redshift_array_length_if_valid(text))',
    ),
    { returns: 'integer' },
  ),
  fn(
    'json_extract_array_element_text',
    [2, 3],
    'An element of a JSON array, from 0, as text.',
    rewrite(jsonArrayElement),
    string,
  ),
  fn(
    'json_extract_path_text',
    [2, null],
    'The value at a path of keys in JSON text, as text.',
    rewrite(jsonPathText),
    string,
  ),
  fn(
    'is_bigint',
    1,
    'Whether a SUPER value is a whole number of 64 bits.',
    macro(wholeWithin(9223372036854775807n)),
    boolean,
  ),
  fn(
    'is_boolean',
    1,
    'Whether a SUPER value is a boolean.',
    macro("(value) as coalesce(json_type(to_json(value)), 'NULL') = 'BOOLEAN'"),
    boolean,
  ),
  fn(
    'is_char',
    1,
    'Whether a SUPER value is a text of ASCII.',
    macro(
      "(value) as coalesce(json_type(to_json(value)), 'NULL') = 'VARCHAR' and coalesce(length(json_extract_string(to_json(value), '$')) = octet_length(encode(json_extract_string(to_json(value), '$'))), false)",
    ),
    boolean,
  ),
  fn(
    'is_decimal',
    1,
    'Whether a SUPER value is a number that is no floating point number.',
    macro(
      "(value) as coalesce(json_type(to_json(value)), 'NULL') in ('UBIGINT', 'BIGINT', 'DOUBLE', 'HUGEINT') and not contains(lower(cast(to_json(value) as varchar)), 'e')",
    ),
    boolean,
  ),
  fn(
    'is_float',
    1,
    'Whether a SUPER value is a floating point number.',
    macro(
      "(value) as coalesce(json_type(to_json(value)), 'NULL') in ('UBIGINT', 'BIGINT', 'DOUBLE', 'HUGEINT') and contains(lower(cast(to_json(value) as varchar)), 'e')",
    ),
    boolean,
  ),
  fn('is_integer', 1, 'Whether a SUPER value is a whole number of 32 bits.', macro(wholeWithin(2147483647n)), boolean),
  fn('is_smallint', 1, 'Whether a SUPER value is a whole number of 16 bits.', macro(wholeWithin(32767n)), boolean),
  fn(
    'is_varchar',
    1,
    'Whether a SUPER value is a text.',
    macro("(value) as coalesce(json_type(to_json(value)), 'NULL') = 'VARCHAR'"),
    boolean,
  ),
  fn('json_size', 1, 'How many bytes a SUPER value has as text.', rewrite(superSize), { returns: 'integer' }),
  fn('json_parse', 1, 'Text as a SUPER value.', macro('(text) as tidemill.redshift_json(text)'), { returns: 'json' }),
  fn('json_serialize', 1, 'A SUPER value as text.', rewrite(superText), string),
  fn('json_serialize_to_varbyte', 1, 'A SUPER value as the bytes of its text.', rewrite(superBytes), {
    returns: 'binary',
  }),
  fn('decimal_precision', 1, 'How many digits a decimal in a SUPER value has.', refused('JSON keeps no precision.'), {
    aliases: ['decimal_scale'],
  }),
  fn(
    'json_typeof',
    1,
    'The kind of a SUPER value.',
    macro(
      `(value) as case json_type(value) when 'OBJECT' then 'object' when 'ARRAY' then 'array' when 'VARCHAR' then 'string' when 'BOOLEAN' then 'boolean' when 'NULL' then 'null' else if(json_type(value) is null, null, 'number') end`,
    ),
    string,
  ),
]
