import { entriesOf, macro, rewrite, sameAs } from '../entry.ts'
import { arrayOf, commonOfArguments, elementOf, typeOfArgument } from '../types/return-type.ts'
import {
  arrayOfArguments,
  arrayWith,
  bothItems,
  entriesType,
  flattenedType,
  foldedType,
  foldParameters,
  itemParameters,
  keyAndValue,
  keyAndValues,
  keysType,
  mapOfArguments,
  mapOfArrays,
  mapOfEntries,
  memberType,
  namedStructType,
  newKeysType,
  newValuesType,
  pairParameters,
  sequenceType,
  structOfArguments,
  transformedType,
  valuesType,
  zippedMapType,
  zippedType,
} from './collection-types.ts'
import { givesTextMap } from './result-types.ts'
import {
  aggregated,
  arrayMapped,
  arrayTested,
  elementAt,
  extremeElement,
  joinedMaps,
  mapOf,
  mapTransformed,
  namedStruct,
  sequence,
  sortedArray,
  sortedElements,
  structOf,
  zipped,
  zippedMaps,
  zippedWith,
} from './rewrite-collections.ts'

const fn = entriesOf('collections')
const boolean = { returns: 'boolean' } as const
const integer = { returns: 'integer' } as const

export const sparkCollections = [
  fn('aggregate', [3, 4], 'Folds an array with a lambda.', rewrite(aggregated), {
    parameters: foldParameters,
    returns: foldedType,
    aliases: ['reduce'],
  }),
  fn('array', [0, null], 'An array of its arguments.', sameAs('list_value'), {
    returns: arrayOfArguments,
    shares: true,
  }),
  fn(
    'array_append',
    2,
    'The array with one more element.',
    macro('(list, value) as if(list is null, null, list_append(list, value))'),
    { returns: arrayWith(1) },
  ),
  fn(
    'array_compact',
    1,
    'The array without NULLs.',
    macro('(list) as list_filter(list, lambda _item: _item is not null)'),
    { returns: typeOfArgument(0) },
  ),
  fn(
    'array_contains',
    2,
    'Whether the array has a value; NULL when it may.',
    macro(
      '(list, value) as case when list is null or value is null then null when list_contains(list, value) then true when len(list_filter(list, lambda _item: _item is null)) > 0 then null else false end',
    ),
    boolean,
  ),
  fn('array_distinct', 1, 'The first of equal elements each.', macro('(list) as tidemill.distinct_items(list)'), {
    returns: typeOfArgument(0),
  }),
  fn(
    'array_except',
    2,
    'The elements that the other array does not have.',
    macro(
      '(list, other) as if(list is null or other is null, null, tidemill.distinct_items(list_filter(list, lambda _item: not tidemill.has_item(other, _item))))',
    ),
    { returns: typeOfArgument(0) },
  ),
  fn(
    'array_intersect',
    2,
    'The elements that both arrays have.',
    macro(
      '(list, other) as if(list is null or other is null, null, tidemill.distinct_items(list_filter(list, lambda _item: tidemill.has_item(other, _item))))',
    ),
    { returns: typeOfArgument(0) },
  ),
  fn(
    'array_join',
    [2, 3],
    'The elements as one text.',
    macro(`(list, separator) as if(separator is null, null, array_to_string(list_filter(list, lambda _item: _item is not null), separator)),
    (list, separator, absent) as array_to_string(list_transform(list, lambda _item: coalesce(cast(_item as varchar), absent)), separator)`),
    { returns: 'string' },
  ),
  fn('array_max', 1, 'The greatest element.', rewrite(extremeElement('max')), { returns: elementOf(0) }),
  fn('array_min', 1, 'The least element.', rewrite(extremeElement('min')), { returns: elementOf(0) }),
  fn(
    'array_position',
    2,
    'The place of a value, from 1; 0 when it is not there.',
    macro(
      '(list, value) as if(list is null or value is null, null, cast(coalesce(list_position(list, value), 0) as bigint))',
    ),
    { returns: 'bigint' },
  ),
  fn(
    'array_prepend',
    2,
    'The array with one more element in front.',
    macro('(list, value) as if(list is null, null, list_prepend(value, list))'),
    { returns: arrayWith(1) },
  ),
  fn(
    'array_remove',
    2,
    'The array without a value.',
    macro('(list, value) as if(value is null, null, list_filter(list, lambda _item: _item is distinct from value))'),
    { returns: typeOfArgument(0) },
  ),
  fn(
    'array_repeat',
    2,
    'An array of one value so many times.',
    macro('(value, times) as list_transform(range(tidemill.at_least(cast(times as bigint), 0)), lambda _place: value)'),
    { returns: arrayOf(typeOfArgument(0)) },
  ),
  fn('array_size', 1, 'How many elements there are.', macro('(list) as cast(len(list) as integer)'), integer),
  fn('array_sort', [1, 2], 'The elements in order, NULLs last.', rewrite(sortedArray), {
    parameters: pairParameters,
    returns: typeOfArgument(0),
  }),
  fn(
    'array_union',
    2,
    'The elements that either array has.',
    macro(
      '(list, other) as if(list is null or other is null, null, tidemill.distinct_items(list_concat(list, other)))',
    ),
    { returns: commonOfArguments() },
  ),
  fn(
    'arrays_overlap',
    2,
    'Whether the arrays share an element; NULL when they may.',
    macro(
      '(list, other) as case when list is null or other is null then null when list_has_any(list, other) then true when len(list) > 0 and len(other) > 0 and (list_contains(list_transform(list, lambda _item: _item is null), true) or list_contains(list_transform(other, lambda _item: _item is null), true)) then null else false end',
    ),
    boolean,
  ),
  fn('element_at', 2, 'The element at a place from 1, or from the end; the value of a key.', rewrite(elementAt), {
    returns: memberType,
    aliases: ['try_element_at'],
  }),
  fn('exists', 2, 'Whether a lambda holds for any element.', rewrite(arrayTested('some_item')), {
    ...boolean,
    parameters: itemParameters,
  }),
  fn('filter', 2, 'The elements for which a lambda holds.', rewrite(arrayMapped('list_filter')), {
    parameters: itemParameters,
    returns: typeOfArgument(0),
  }),
  fn(
    'flatten',
    1,
    'An array of arrays as one array.',
    macro(
      '(lists) as if(list_contains(list_transform(lists, lambda _list: _list is null), true), null, flatten(lists))',
    ),
    { returns: flattenedType },
  ),
  fn('forall', 2, 'Whether a lambda holds for every element.', rewrite(arrayTested('every_item')), {
    ...boolean,
    parameters: itemParameters,
  }),
  fn('get', 2, 'The element at a place from 0.', macro('(list, place) as if(place < 0, null, list[place + 1])'), {
    returns: memberType,
  }),
  fn('map', [0, null], 'A map of keys and values.', rewrite(mapOf), { returns: mapOfArguments }),
  fn('map_concat', [0, null], 'One map of several.', rewrite(joinedMaps), {
    returns: (given) => (given.args.length === 0 ? givesTextMap(given) : commonOfArguments()(given)),
  }),
  fn(
    'map_contains_key',
    2,
    'Whether a map has a key.',
    macro('(map_, key) as list_contains(map_keys(map_), key)'),
    boolean,
  ),
  fn('map_entries', 1, 'Keys and values as structs.', sameAs('map_entries'), { returns: entriesType }),
  fn('map_filter', 2, 'The entries for which a lambda holds.', rewrite(mapTransformed('filter')), {
    parameters: keyAndValue,
    returns: typeOfArgument(0),
  }),
  fn('map_from_arrays', 2, 'A map of an array of keys and one of values.', sameAs('map'), { returns: mapOfArrays }),
  fn('map_from_entries', 1, 'A map of structs of key and value.', sameAs('map_from_entries'), {
    returns: mapOfEntries,
  }),
  fn('map_keys', 1, 'The keys.', sameAs('map_keys'), { returns: keysType }),
  fn('map_zip_with', 3, 'A map of the keys of both, with what a lambda makes of the values.', rewrite(zippedMaps), {
    parameters: keyAndValues,
    returns: zippedMapType,
  }),
  fn('map_values', 1, 'The values.', sameAs('map_values'), { returns: valuesType }),
  fn('named_struct', [0, null], 'A struct of names and values.', rewrite(namedStruct), { returns: namedStructType }),
  fn('sequence', [2, 3], 'The values from one to another.', rewrite(sequence), { returns: sequenceType }),
  fn(
    'size',
    1,
    'How many elements there are; -1 for NULL.',
    macro('(list) as cast(coalesce(tidemill.item_count(list), -1) as integer)'),
    { aliases: ['cardinality'], ...integer },
  ),
  fn(
    'slice',
    3,
    'A stretch of an array; a negative place counts from the end.',
    macro(
      '(list, place, size) as case when place > 0 then list[place:place + size - 1] when -place > len(list) then list[1:0] else list[len(list) + place + 1:len(list) + place + size] end',
    ),
    { returns: typeOfArgument(0) },
  ),
  fn(
    'sort_array',
    [1, 2],
    'The elements in order; NULLs first when ascending.',
    rewrite(
      sortedElements,
      `(list) as list_sort(list, 'ASC', 'NULLS FIRST'),
    (list, ascending) as if(ascending, list_sort(list, 'ASC', 'NULLS FIRST'), list_sort(list, 'DESC', 'NULLS LAST'))`,
    ),
    { returns: typeOfArgument(0) },
  ),
  fn(
    'str_to_map',
    [1, 3],
    'Text such as `a:1,b:2` as a map.',
    macro(`(text) as tidemill.text_map(text, ',', ':'), (text, pairs) as tidemill.text_map(text, pairs, ':'),
    (text, pairs, separator) as tidemill.text_map(text, pairs, separator)`),
    { returns: givesTextMap },
  ),
  fn('struct', [1, null], 'A struct of its arguments.', rewrite(structOf), { returns: structOfArguments }),
  fn('transform', 2, 'What a lambda makes of each element.', rewrite(arrayMapped('list_transform')), {
    parameters: itemParameters,
    returns: transformedType,
  }),
  fn('transform_keys', 2, 'A map with new keys.', rewrite(mapTransformed('keys')), {
    parameters: keyAndValue,
    returns: newKeysType,
  }),
  fn('transform_values', 2, 'A map with new values.', rewrite(mapTransformed('values')), {
    parameters: keyAndValue,
    returns: newValuesType,
  }),
  fn('explode', 1, 'A row for each element, or for each key and value.', sameAs('explode'), { returns: memberType }),
  fn('explode_outer', 1, 'The same, with a row of NULLs when there is nothing.', sameAs('explode_outer'), {
    returns: memberType,
  }),
  fn('inline', 1, 'A row for each struct of an array.', sameAs('inline')),
  fn('inline_outer', 1, 'The same, with a row of NULLs when there is nothing.', sameAs('inline_outer')),
  fn('posexplode', 1, 'A row for each element, with its place from 0.', sameAs('posexplode')),
  fn('posexplode_outer', 1, 'The same, with a row of NULLs when there is nothing.', sameAs('posexplode_outer')),
  fn('range', [1, 4], 'A table of whole numbers.', sameAs('range')),
  fn('stack', [2, null], 'Its arguments as so many rows.', sameAs('stack')),
  fn('zip_with', 3, 'What a lambda makes of the pairs of two arrays.', rewrite(zippedWith), {
    parameters: bothItems,
    returns: transformedType,
  }),
  fn(
    'array_insert',
    3,
    'The array with one more element at a place.',
    macro(`(list, place, value) as
    case when list is null or place is null then null
         when place = 0 then error('array_insert counts from 1')
         when place > 0 then list_concat(list_concat(list[1:place - 1], list_transform(range(tidemill.at_least(place - 1 - len(list), 0)), lambda _gap: null)), list_concat([value], list[place:]))
         else list_concat(list_concat(list[1:tidemill.at_least(len(list) + place + 1, 0)], [value]), list_concat(list_transform(range(tidemill.at_least(-place - 1 - len(list), 0)), lambda _gap: null), list[tidemill.at_least(len(list) + place + 2, 1):])) end`),
    { returns: arrayWith(2) },
  ),
  fn('arrays_zip', [0, null], 'An array of structs of the elements at each place.', rewrite(zipped), {
    returns: zippedType,
  }),
]
