import type { SqlType } from '../catalog/types/sql-type.ts'
import { wordSet } from '../sql/dialects/words.ts'
import type { Argument, Call, Expression } from '../sql/tree.ts'

/** Spark's functions that give several rows for one. */
const generators = wordSet(
  'explode explode_outer posexplode posexplode_outer inline inline_outer stack json_tuple parse_url_tuple',
)

const arrayFunctions = wordSet(
  `array sequence split collect_list collect_set array_agg array_append array_compact array_distinct array_except array_insert
  array_intersect array_prepend array_remove array_repeat array_sort array_union arrays_zip flatten map_entries map_keys
  map_values regexp_extract_all shuffle slice sort_array transform zip_with`,
)

const mapFunctions = wordSet(
  'map map_concat map_filter map_from_arrays map_from_entries map_zip_with str_to_map transform_keys transform_values',
)

export function functionName(call: Call): string {
  return call.name.at(-1)?.name.toLowerCase() ?? ''
}

/** Whether a call in a select list makes rows, and maybe several columns. */
export function isGenerator(call: Call): boolean {
  return generators.has(functionName(call))
}

/**
 * The names of the columns that a table function gives when its call names none; null when that is not known, as for
 * `explode(x)` of an unknown type, which gives one column of an array and two of a map.
 */
export function generatedColumns(
  call: Call,
  typeOf: (expression: Expression) => SqlType | null,
): readonly string[] | null {
  const name = functionName(call)
  const [first] = call.args
  const type = first ? typeOf(first.kind === 'named-argument' ? first.value : first) : null
  const collection = type?.kind === 'array' || type?.kind === 'map' ? type.kind : collectionKind(first)
  switch (name) {
    case 'explode':
    case 'explode_outer':
      return collection && (collection === 'array' ? ['col'] : ['key', 'value'])
    case 'posexplode':
    case 'posexplode_outer':
      return collection && (collection === 'array' ? ['pos', 'col'] : ['pos', 'key', 'value'])
    case 'inline':
    case 'inline_outer': {
      const element = type?.kind === 'array' ? type.element : null
      return element?.kind === 'struct' ? element.fields.map((field) => field.name.toLowerCase()) : null
    }
    case 'stack':
      return stackColumns(call)
    case 'json_tuple':
      return call.args.slice(1).map((_, index) => `c${index}`)
    case 'range':
      return ['id']
    case 'sql_keywords':
      return ['keyword', 'reserved']
    case 'generate_series':
      return ['generate_series']
    default:
      return null
  }
}

/** `stack(n, …)` spreads its values over n rows. */
function stackColumns({ args }: Call): readonly string[] | null {
  const rows = args[0]?.kind === 'number' ? Number(args[0].digits) : 0
  if (!Number.isInteger(rows) || rows < 1) return null
  return Array.from({ length: Math.ceil((args.length - 1) / rows) }, (_, index) => `col${index}`)
}

/** What a collection of unknown type is by the function that makes it. */
function collectionKind(argument: Argument | undefined): 'array' | 'map' | null {
  const value = argument?.kind === 'named-argument' ? argument.value : argument
  if (value?.kind === 'cast') {
    const { kind } = value.type
    return kind === 'array-type' ? 'array' : kind === 'map-type' ? 'map' : null
  }
  if (value?.kind !== 'call') return null
  if (arrayFunctions.has(functionName(value))) return 'array'
  return mapFunctions.has(functionName(value)) ? 'map' : null
}
