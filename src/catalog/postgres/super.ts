import { expressionFunction, nullableFunction, procedureFunction } from './sql-function.ts'

/** SUPER values are `jsonb` on PostgreSQL; JSON within text is read as `json`, which keeps the text of its parts. */
export const superFunctions = [
  procedureFunction(
    'redshift_json_if_valid(value text) returns json',
    'begin return value::json; exception when others then return null; end',
  ),
  procedureFunction(
    'redshift_can_json_parse(value text) returns boolean',
    'begin return value::json is not null; exception when others then return false; end',
  ),
  // jsonb writes blanks behind commas and colons.
  procedureFunction(
    'redshift_json_serialize(value jsonb) returns text',
    `begin
      case jsonb_typeof(value)
        when 'object' then return '{' || coalesce((select string_agg(to_json(key)::text || ':' || tidemill.redshift_json_serialize(item), ',')
          from jsonb_each(value) as pair(key, item)), '') || '}';
        when 'array' then return '[' || coalesce((select string_agg(tidemill.redshift_json_serialize(item), ',' order by place)
          from jsonb_array_elements(value) with ordinality as element(item, place)), '') || ']';
        else return value::text;
      end case;
    end`,
  ),
  expressionFunction(
    'redshift_super_text(value jsonb) returns text',
    "case when jsonb_typeof(value) in ('object', 'array') then tidemill.redshift_json_serialize(value) else value #>> '{}' end",
  ),
  // What is no text is none.
  expressionFunction(
    'redshift_super_string(value jsonb) returns text',
    "case when jsonb_typeof(value) = 'string' then value #>> '{}' end",
  ),
  // Whole numbers are booleans too; all else is NULL.
  expressionFunction(
    'redshift_super_boolean(value jsonb) returns boolean',
    `case when jsonb_typeof(value) = 'boolean' then value::boolean
      when value::text ~ '^-?[0-9]+$' then value::text::numeric <> 0 when value #>> '{}' in ('true', 'false') then (value #>> '{}')::boolean end`,
  ),
  // What is no array is unnested as itself.
  expressionFunction(
    'redshift_items(value jsonb) returns jsonb',
    "case when jsonb_typeof(value) = 'array' then value else jsonb_build_array(value) end",
  ),
  expressionFunction(
    'redshift_json_text(value text, lenient boolean, variadic keys text[]) returns text',
    'case when lenient then tidemill.redshift_json_if_valid(value) else value::json end #>> keys',
  ),
  expressionFunction(
    'redshift_json_item(value text, lenient boolean, place integer) returns text',
    `case when lenient and tidemill.redshift_json_if_valid(value) is null then null
      when place < 0 then '' else coalesce(case when lenient then tidemill.redshift_json_if_valid(value) else value::json end ->> place, '') end`,
  ),
  expressionFunction('redshift_json_array_length(value text) returns integer', 'json_array_length(value::json)'),
  expressionFunction(
    'redshift_json_array_length(value text, lenient boolean) returns integer',
    `case when lenient and (tidemill.redshift_json_if_valid(value) is null or json_typeof(tidemill.redshift_json_if_valid(value)) <> 'array')
      then null else json_array_length(value::json) end`,
  ),
  expressionFunction(
    'redshift_is_valid_json(value text) returns boolean',
    "coalesce(json_typeof(tidemill.redshift_json_if_valid(value)) in ('object', 'array'), false)",
  ),
  expressionFunction(
    'redshift_is_valid_json_array(value text) returns boolean',
    "coalesce(json_typeof(tidemill.redshift_json_if_valid(value)) = 'array', false)",
  ),
  expressionFunction(
    'redshift_array_flatten(value jsonb) returns jsonb',
    `(select coalesce(jsonb_agg(inner_.item order by outer_.place, inner_.place), '[]')
      from jsonb_array_elements(value) with ordinality as outer_(item, place),
        lateral jsonb_array_elements(tidemill.redshift_items(outer_.item)) with ordinality as inner_(item, place))`,
  ),
  expressionFunction(
    'redshift_subarray(value jsonb, start integer, size integer) returns jsonb',
    `(select coalesce(jsonb_agg(item order by place), '[]') from jsonb_array_elements(value) with ordinality as element(item, place)
      where place > start and (size < 0 or place <= start + size))`,
  ),
  nullableFunction(
    'redshift_is_kind(value jsonb, kinds text[]) returns boolean',
    'coalesce(jsonb_typeof(value) = any(kinds), false)',
  ),
  nullableFunction(
    'redshift_is_whole(value jsonb, most numeric) returns boolean',
    "coalesce(jsonb_typeof(value) = 'number' and value::text !~ '[.eE]' and (value #>> '{}')::numeric between -most - 1 and most, false)",
  ),
]
