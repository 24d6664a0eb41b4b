import { wordSet } from '../../sql/dialects/words.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { ValueType } from '../value-type.ts'

/**
 * What Spark's functions take (`inputTypes` of their expressions), and by that what they refuse: a value that is not of
 * the kind and that Spark casts to none of it. By the kinds of the arguments, of which the last holds for the rest; `any`
 * stands for what is not looked at here.
 */
const inputs: Readonly<Record<string, string>> = {
  string: `
    ascii initcap lcase ucase soundex unbase64 unhex url_encode url_decode luhn_check json_array_length
    json_object_keys raise_error mask find_in_set instr replace translate regexp_count regexp_substr
    rlike get_json_object parse_url btrim ltrim rtrim trim str_to_map encode`,
  binary: 'base64 crc32 md5 sha1',
  'binary number': 'sha2',
  text: 'bit_length char_length octet_length',
  'text int': 'left right',
  'text int text': 'lpad rpad',
  textOrArray: 'reverse',
  'string int': 'repeat',
  'string string int':
    'levenshtein locate split_part substring_index regexp_instr regexp_extract regexp_extract_all split',
  'string string string int': 'regexp_replace',
  'string int int': 'conv',
  int: 'space factorial date_from_unix_date make_date make_ym_interval',
  bigint: 'char bin',
  number: `
    acos acosh asin asinh atan atanh atan2
    cbrt cos cosh cot csc degrees exp expm1 hypot ln log log10 log1p log2 pow radians rint sec sin sinh sqrt tan
    tanh isnan nanvl ceil floor round bround timestamp_seconds kurtosis skewness stddev stddev_pop variance
    var_pop corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
    regr_sxy regr_syy`,
  'text int int': 'substring',
  'number any': 'format_number',
  hexadecimal: 'hex',
  amount: 'abs negative positive sign median',
  total: 'avg sum try_avg try_sum',
  integral: 'bit_and bit_or bit_xor timestamp_millis timestamp_micros',
  integralOrBoolean: 'bit_count',
  'integral int': 'getbit shiftleft shiftright shiftrightunsigned',
  boolean: 'bool_and bool_or count_if',
  date: 'day dayofweek dayofyear last_day month quarter unix_date weekday weekofyear year datediff',
  'date string': 'next_day trunc',
  'date days': 'date_add date_sub dateadd',
  'date int': 'add_months',
  'dateText string': 'to_date',
  'momentText string': 'to_timestamp',
  moment: 'hour minute second unix_micros unix_millis unix_seconds unix_timestamp',
  'moment moment boolean': 'months_between',
  'string moment': 'date_trunc',
  'moment string': 'date_format from_utc_timestamp to_utc_timestamp',
  'number string': 'from_unixtime',
  'array any': `
    array_compact array_distinct array_max array_min array_size array_sort flatten map_from_entries inline
    inline_outer array_append array_prepend array_contains array_position array_remove array_insert exists filter
    forall transform aggregate`,
  'array boolean': 'sort_array',
  'array string': 'array_join',
  'array int int': 'slice',
  array: 'array_union array_intersect array_except arrays_overlap arrays_zip',
  'any int': 'array_repeat',
  collection: 'size explode explode_outer posexplode posexplode_outer',
  'map any': `
    map_keys map_values map_entries map_contains_key transform_keys transform_values map_filter`,
  map: 'map_concat',
  'nested any': 'to_json',
  'struct any': 'to_csv',
  orderable: 'max min greatest least',
  texts: 'concat_ws',
}

const kindsOf: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(inputs).flatMap(([kinds, names]) =>
    [...wordSet(names)].map((name) => [name, kinds.split(' ')] as const),
  ),
)

const isNumber = (type: SqlType) => type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'float'
const isNested = (type: SqlType) => type.kind === 'array' || type.kind === 'map' || type.kind === 'struct'
const isText = (type: SqlType) => type.kind === 'string'
const isMoment = (type: SqlType) => type.kind === 'date' || type.kind === 'timestamp'

function isOrdered(type: SqlType): boolean {
  switch (type.kind) {
    case 'map':
      return false
    case 'array':
      return type.element === null || isOrdered(type.element)
    case 'struct':
      return type.fields.every((field) => field.type === null || isOrdered(field.type))
    case 'interval':
      return type.family !== 'mixed'
    default:
      return true
  }
}

/** Whether a value of the type becomes one of the kind, cast or not. */
const accepts: Readonly<Record<string, (type: SqlType) => boolean>> = {
  string: (type) => !isNested(type),
  text: (type) => !isNested(type),
  texts: (type) => !isNested(type) || type.kind === 'array',
  binary: (type) => type.kind === 'binary' || isText(type),
  textOrArray: (type) => type.kind === 'array' || !isNested(type),
  hexadecimal: (type) => !isNested(type),
  number: (type) => isNumber(type) || isText(type),
  int: (type) => isNumber(type) || isText(type),
  bigint: (type) => isNumber(type) || isText(type),
  days: (type) => (type.kind === 'integer' && type.bits < 64) || isText(type),
  amount: (type) => isNumber(type) || isText(type) || (type.kind === 'interval' && type.family !== 'mixed'),
  total: (type) =>
    isNumber(type) ||
    isText(type) ||
    type.kind === 'timestamp' ||
    (type.kind === 'interval' && type.family !== 'mixed'),
  integral: (type) => type.kind === 'integer',
  integralOrBoolean: (type) => type.kind === 'integer' || type.kind === 'boolean',
  boolean: (type) => type.kind === 'boolean' || isText(type),
  date: (type) => isMoment(type) || isText(type),
  moment: (type) => isMoment(type) || isText(type),
  dateText: (type) => !isNested(type),
  momentText: (type) => !isNested(type),
  array: (type) => type.kind === 'array',
  map: (type) => type.kind === 'map',
  struct: (type) => type.kind === 'struct',
  collection: (type) => type.kind === 'array' || type.kind === 'map',
  nested: isNested,
  orderable: isOrdered,
}

/** The kind that a function takes at a place; null where nothing is said. */
export function inputKind(name: string, index: number): string | null {
  const kinds = kindsOf.get(name) ?? []
  return kinds[Math.min(index, kinds.length - 1)] ?? null
}

/** What Spark casts a value of the type to at such a place; null where it stays what it is. */
export function inputFamily(kind: string, type: SqlType): ValueType | null {
  switch (kind) {
    case 'string':
      return 'string'
    case 'text':
    case 'textOrArray':
      return type.kind === 'array' || type.kind === 'binary' ? null : 'string'
    case 'hexadecimal':
      if (type.kind === 'decimal' || type.kind === 'float') return 'bigint'
      return type.kind === 'integer' || type.kind === 'binary' ? null : 'string'
    case 'int':
    case 'days':
      return type.kind === 'integer' ? null : 'integer'
    case 'bigint':
      return type.kind === 'integer' ? null : 'bigint'
    case 'total':
      return type.kind === 'timestamp' ? 'double' : null
    case 'dateText':
      return isMoment(type) ? null : 'string'
    case 'momentText':
      return isMoment(type) || isNumber(type) ? null : 'string'
    default:
      return null
  }
}

/** Whether Spark takes a value of the type there; NULL it takes everywhere. */
export function isInput(name: string, index: number, type: SqlType | null): boolean {
  const kind = inputKind(name, index)
  if (kind === null || type === null || type.kind === 'null') return true
  return accepts[kind]?.(type) ?? true
}
