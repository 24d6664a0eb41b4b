import { array, binary, boolean, call, cast, number, string } from '../../../sql/build.ts'
import type { Expression } from '../../../sql/tree.ts'
import { installed, type Rendering, type Rewrite, rewrite, sameAs } from '../../entry.ts'
import { recall, values } from '../../write.ts'
import { superParts, withoutFlag } from '../rewrite-json.ts'
import { asText } from './as-text.ts'

/** SUPER values are `jsonb`. */
export function asSuper(value: Expression): Expression {
  return call('to_jsonb', [value.kind === 'string' ? cast(value, 'text', value.span) : value], value.span)
}

const pathText: Rewrite = (node) => {
  const { rest, lenient } = withoutFlag(values(node))
  const [json, ...keys] = rest
  if (!json || keys.length === 0) return null
  return call(
    ['tidemill', 'redshift_json_text'],
    [asText(json), boolean(lenient, node.span), ...keys.map(asText)],
    node.span,
  )
}

const arrayElement: Rewrite = (node) => {
  const { rest, lenient } = withoutFlag(values(node))
  const [json, place] = rest
  if (!json || !place) return null
  return call(['tidemill', 'redshift_json_item'], [asText(json), boolean(lenient, node.span), place], node.span)
}

function ofKind(...kinds: readonly string[]): Rendering {
  return rewrite((node) => {
    const names = array(
      kinds.map((kind) => string(kind, node.span)),
      node.span,
    )
    return call(['tidemill', 'redshift_is_kind'], [...values(node), names], node.span)
  })
}

function wholeWithin(most: string): Rendering {
  return rewrite((node) =>
    call(['tidemill', 'redshift_is_whole'], [...values(node), number(most, node.span)], node.span),
  )
}

export const superOnPostgres: Readonly<Record<string, Rendering>> = {
  array: rewrite((node, context) => superParts('jsonb_build_array')(typedTexts(node), context)),
  object: rewrite((node, context) => superParts('jsonb_build_object')(typedTexts(node), context)),
  array_concat: rewrite((node) => {
    const [one, other] = values(node)
    return one && other ? binary('||', one, other, node.span) : null
  }),
  array_flatten: installed('redshift_array_flatten'),
  get_array_length: sameAs('jsonb_array_length'),
  is_array: ofKind('array'),
  is_object: ofKind('object'),
  is_scalar: ofKind('string', 'number', 'boolean', 'null'),
  is_boolean: ofKind('boolean'),
  is_varchar: ofKind('string'),
  is_bigint: wholeWithin('9223372036854775807'),
  is_integer: wholeWithin('2147483647'),
  is_smallint: wholeWithin('32767'),
  split_to_array: rewrite((node) => {
    const [text, separator] = values(node)
    if (!text) return null
    return call(
      'to_jsonb',
      [call('string_to_array', [asText(text), separator ?? string(',', node.span)], node.span)],
      node.span,
    )
  }),
  subarray: rewrite((node) => {
    const [value, start, size] = values(node)
    if (!value || !start) return null
    return call(['tidemill', 'redshift_subarray'], [value, start, size ?? number(-1, node.span)], node.span)
  }),
  can_json_parse: installed('redshift_can_json_parse'),
  is_valid_json: installed('redshift_is_valid_json'),
  is_valid_json_array: installed('redshift_is_valid_json_array'),
  json_array_length: installed('redshift_json_array_length'),
  json_extract_array_element_text: rewrite(arrayElement),
  json_extract_path_text: rewrite(pathText),
  json_parse: rewrite((node) => {
    const [text] = values(node)
    return text ? cast(text, 'jsonb', node.span) : null
  }),
  json_serialize: rewrite((node) =>
    call(
      'coalesce',
      [call(['tidemill', 'redshift_json_serialize'], values(node), node.span), string('null', node.span)],
      node.span,
    ),
  ),
  json_size: rewrite((node) =>
    call('octet_length', [call(['tidemill', 'redshift_json_serialize'], values(node), node.span)], node.span),
  ),
  json_typeof: sameAs('jsonb_typeof'),
}

/** The builders take values of any type: of a bare literal they must be told. */
function typedTexts(node: Parameters<Rewrite>[0]): Parameters<Rewrite>[0] {
  return recall(
    node,
    'jsonb',
    values(node).map((value) => (value.kind === 'string' ? cast(value, 'text', value.span) : value)),
  )
}
