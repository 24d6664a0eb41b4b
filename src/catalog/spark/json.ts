import { entriesOf, macro, rewrite, sameAs } from '../entry.ts'
import { givesStrings } from './result-types.ts'
import { asCsv, csvAsType } from './rewrite-csv.ts'
import { asJson, jsonAsType, jsonPath, schemaResult } from './rewrite-json.ts'
import { csvSchema, jsonSchema } from './sample-schema.ts'

const fn = entriesOf('json')

export const sparkJson = [
  fn('from_json', [2, 3], 'JSON text as a value of a type; NULL when it is no JSON.', rewrite(jsonAsType), {
    returns: schemaResult,
  }),
  fn('get_json_object', 2, 'The value at a path in JSON text, as text.', rewrite(jsonPath), { returns: 'string' }),
  fn(
    'json_array_length',
    1,
    'How many elements a JSON array has.',
    macro(
      "(json) as if(json_type(tidemill.json_of(json)) = 'ARRAY', cast(json_array_length(tidemill.json_of(json)) as integer), null)",
    ),
    { returns: 'integer' },
  ),
  fn(
    'json_object_keys',
    1,
    'The keys of a JSON object.',
    macro("(json) as if(json_type(tidemill.json_of(json)) = 'OBJECT', json_keys(tidemill.json_of(json)), null)"),
    { returns: givesStrings },
  ),
  fn('json_tuple', [2, null], 'The values of keys in JSON text, as columns.', sameAs('json_tuple')),
  fn(
    'to_json',
    [1, 2],
    'A struct, map or array as JSON text, without fields that are NULL.',
    rewrite(asJson, "(value) as cast(json_merge_patch('{}', to_json(value)) as varchar)"),
    { returns: 'string' },
  ),
  fn('to_csv', [1, 2], 'A struct as a row of CSV.', rewrite(asCsv), { returns: 'string' }),
  fn('from_csv', [2, 3], 'A row of CSV as a struct; NULL for what cannot be read.', rewrite(csvAsType), {
    returns: schemaResult,
  }),
  fn('schema_of_json', [1, 2], 'The type of a literal of JSON, as text.', rewrite(jsonSchema), { returns: 'string' }),
  fn('schema_of_csv', [1, 2], 'The type of a literal row of CSV, as text.', rewrite(csvSchema), { returns: 'string' }),
]
