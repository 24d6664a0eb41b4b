import { binary, call, caseWhen, cast, number, string } from '../../../sql/build.ts'
import type { Call } from '../../../sql/tree.ts'
import { installed, type Rendering, type Rewrite, refused, rewrite, sameAs } from '../../entry.ts'
import { recall, values } from '../../write.ts'
import { decodeResults, extremeOnPostgres, noneWhereEqual } from '../decode.ts'
import { collated } from '../rewrite-strings.ts'
import { aggregatesOnPostgres } from './aggregates.ts'
import { asText } from './as-text.ts'
import { datesOnPostgres } from './dates.ts'
import { roundedOnPostgres, truncatedOnPostgres, wholeOnPostgres } from './numbers.ts'
import { superOnPostgres } from './super.ts'
import { textsOnPostgres } from './texts.ts'

/** Functions of doubles: PostgreSQL would compute some of them as decimals. */
function ofDoubles(name: string): Rendering {
  return rewrite((node) =>
    recall(
      node,
      name,
      values(node).map((value) => cast(value, 'double precision', value.span)),
    ),
  )
}

const remainder: Rewrite = (node) => {
  const [left, right] = values(node)
  return left && right ? binary('%', left, right, node.span) : null
}

const present: Rewrite = (node) => {
  const [value, some, none] = values(node)
  if (!value || !some || !none) return null
  return caseWhen([[{ kind: 'is', span: value.span, negated: true, value, test: 'null' }, some]], none, node.span)
}

const roman: Rewrite = (node) => {
  const [value, pattern] = values(node)
  if (!value || !pattern) return null
  const text = recall(node, 'to_char', [value, pattern])
  return pattern.kind === 'string' && /^(FM)?RN$/i.test(pattern.value) ? call('btrim', [text], node.span) : text
}

const noBytes = refused('Nothing is said of bytes on PostgreSQL. Run it on DuckDB.')

/** What each function of the catalogue is on PostgreSQL 15. */
export const onPostgres: Readonly<Record<string, Rendering>> = {
  ...textsOnPostgres,
  ...datesOnPostgres,
  ...aggregatesOnPostgres,
  ...superOnPostgres,
  abs: sameAs('abs'),
  acos: ofDoubles('acos'),
  asin: ofDoubles('asin'),
  atan: ofDoubles('atan'),
  atan2: ofDoubles('atan2'),
  cbrt: ofDoubles('cbrt'),
  ceil: rewrite(wholeOnPostgres('ceil')),
  cos: ofDoubles('cos'),
  cot: ofDoubles('cot'),
  degrees: ofDoubles('degrees'),
  exp: ofDoubles('exp'),
  floor: rewrite(wholeOnPostgres('floor')),
  ln: ofDoubles('ln'),
  log: ofDoubles('log'),
  mod: rewrite(remainder),
  pi: sameAs('pi'),
  power: ofDoubles('power'),
  radians: ofDoubles('radians'),
  random: sameAs('random'),
  round: rewrite(roundedOnPostgres),
  sign: sameAs('sign'),
  sin: ofDoubles('sin'),
  sqrt: ofDoubles('sqrt'),
  tan: ofDoubles('tan'),
  to_char: rewrite((node, context) =>
    isText(node) ? context.refuse(node.span, 'Cast the text to a moment or a number.') : roman(node, context),
  ),
  to_number: sameAs('to_number'),
  trunc: rewrite(truncatedOnPostgres),
  date: rewrite((node, context) => {
    const [value] = values(node)
    return value ? context.cast(value, 'date', node.span) : null
  }),
  from_hex: noBytes,
  from_varbyte: noBytes,
  getbit: noBytes,
  grouping: sameAs('grouping'),
  json_serialize_to_varbyte: noBytes,
  octetindex: noBytes,
  to_varbyte: noBytes,
  collate: rewrite(collated),
  coalesce: sameAs('coalesce'),
  decode: rewrite(decodeResults),
  greatest: rewrite(extremeOnPostgres('greatest')),
  least: rewrite(extremeOnPostgres('least')),
  nullif: rewrite(noneWhereEqual),
  nvl2: rewrite(present),
  checksum: refused('Use md5 for fingerprints.'),
  md5: rewrite((node) => recall(node, 'md5', values(node).map(asText))),
  sha1: rewrite((node) => call(['tidemill', 'redshift_sha1'], values(node).map(asText), node.span)),
  sha2: rewrite((node, context) => {
    const [text, bits] = values(node)
    if (!text || !bits) return null
    if (bits.kind !== 'number') return context.refuse(bits.span, 'The number of bits must be a literal.')
    const name = { 0: 'sha256', 224: 'sha224', 256: 'sha256', 384: 'sha384', 512: 'sha512' }[Number(bits.digits)]
    if (!name) return context.refuse(bits.span, 'SHA-2 has 224, 256, 384 or 512 bits.')
    const bytes = call('convert_to', [asText(text), string('UTF8', node.span)], node.span)
    return call('encode', [call(name, [bytes], node.span), string('hex', node.span)], node.span)
  }),
  fnv_hash: rewrite((node, context) => {
    const [value, seed] = values(node)
    if (!value) return null
    const type = context.exactTypeOf(value)
    const bytes =
      type?.kind === 'integer'
        ? call(
            ['tidemill', 'redshift_bytes'],
            [cast(value, 'bigint', value.span), number(type.bits / 8, value.span)],
            node.span,
          )
        : type?.kind === 'boolean'
          ? call(
              ['tidemill', 'redshift_bytes'],
              [cast(cast(value, 'integer', value.span), 'bigint', value.span), number(1, value.span)],
              node.span,
            )
          : type?.kind === 'string'
            ? call('convert_to', [asText(value), string('UTF8', value.span)], value.span)
            : null
    if (!bytes) return context.refuse(value.span, 'It takes whole numbers and texts here.')
    return call(['tidemill', 'redshift_fnv1a'], [bytes, seed ?? number('-3750763034362895579', node.span)], node.span)
  }),
  crc32: installed('redshift_crc32'),
}

function isText(node: Call): boolean {
  return values(node)[0]?.kind === 'string'
}
