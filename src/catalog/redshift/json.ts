import { entriesOf, macro, rewrite } from '../entry.ts'
import { jsonArrayElement, jsonPathText } from './rewrite-json.ts'

const fn = entriesOf('json')
const string = { returns: 'string' } as const
const boolean = { returns: 'boolean' } as const

export const redshiftJson = [
  fn('can_json_parse', 1, 'Whether a text is JSON.', macro('(text) as json_valid(text)'), boolean),
  fn(
    'is_valid_json',
    1,
    'Whether a text is a JSON object or array.',
    macro("(text) as json_valid(text) and json_type(if(json_valid(text), text, 'null')) in ('OBJECT', 'ARRAY')"),
    boolean,
  ),
  fn(
    'is_valid_json_array',
    1,
    'Whether a text is a JSON array.',
    macro("(text) as json_valid(text) and json_type(if(json_valid(text), text, 'null')) = 'ARRAY'"),
    boolean,
  ),
  fn(
    'json_array_length',
    [1, 2],
    'How many elements a JSON array has.',
    macro(
      '(text) as cast(json_array_length(text) as integer), (text, null_if_invalid) as if(json_valid(text) or not null_if_invalid, cast(json_array_length(text) as integer), null)',
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
  fn('json_parse', 1, 'Text as a SUPER value.', macro('(text) as cast(text as json)'), { returns: 'json' }),
  fn('json_serialize', 1, 'A SUPER value as text.', macro('(value) as cast(to_json(value) as varchar)'), string),
  fn(
    'json_typeof',
    1,
    'The kind of a SUPER value.',
    macro(
      `(value) as case json_type(value) when 'OBJECT' then 'object' when 'ARRAY' then 'array' when 'VARCHAR' then 'string' when 'BOOLEAN' then 'boolean' when 'NULL' then 'null' else 'number' end`,
    ),
    string,
  ),
]
