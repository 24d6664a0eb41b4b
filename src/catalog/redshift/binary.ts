import { call, cast } from '../../sql/build.ts'
import type { Expression } from '../../sql/tree.ts'
import { entriesOf, installed, macro, type Rewrite, refused, rewrite } from '../entry.ts'
import { macroCall, values } from '../write.ts'

const fn = entriesOf('strings')

/** The named format decides; the guide knows three. */
function byFormat(forms: Readonly<Record<'hex' | 'binary' | 'utf8', (value: Expression) => Expression>>): Rewrite {
  return (node, context) => {
    const [value, format] = values(node)
    if (!value || !format) return null
    if (format.kind !== 'string') return context.refuse(format.span, 'On DuckDB the format must be a literal.')
    const name = format.value.toLowerCase().replace('-', '')
    if (name !== 'hex' && name !== 'binary' && name !== 'utf8') {
      context.reject(format.span, `Redshift knows no format "${format.value}".`, 'Write hex, binary or utf8.')
      return null
    }
    return forms[name](value)
  }
}

const text = (value: Expression) => cast(value, 'varchar', value.span)
/** Text counts as its bytes. */
const bytes: Rewrite = (node, context) => {
  const [value] = values(node)
  if (!value) return null
  return context.typeOf(value) === 'binary' ? value : call('encode', [text(value)], value.span)
}

const toBytes = byFormat({
  hex: (value) => macroCall('redshift_from_hex', [text(value)], value.span),
  binary: (value) => call('unbin', [text(value)], value.span),
  utf8: (value) => call('encode', [text(value)], value.span),
})

const fromBytes: Rewrite = (node, context) => {
  const value = bytes(node, context)
  const [, format] = values(node)
  if (!value || !format) return null
  const written = byFormat({
    hex: () => call('lower', [call('hex', [value], node.span)], node.span),
    binary: () => macroCall('binary_digits', [value], node.span),
    utf8: () => call('decode', [value], node.span),
  })
  return written(node, context)
}

const binary = { returns: 'binary' } as const

/** VARBYTE values are blobs on DuckDB. */
export const redshiftBinary = [
  fn('from_hex', 1, 'Hexadecimal digits as bytes.', installed('redshift_from_hex'), binary),
  fn('to_varbyte', 2, 'Text as bytes, by a format: hex, binary or utf8.', rewrite(toBytes), binary),
  fn('from_varbyte', 2, 'Bytes as text, by a format: hex, binary or utf8.', rewrite(fromBytes), { returns: 'string' }),
  fn(
    'getbit',
    2,
    'A bit of bytes, counted from the right.',
    macro(
      '(bytes, place) as cast(get_bit(cast(bytes as bit), cast(bit_length(cast(bytes as bit)) - 1 - place as integer)) as integer)',
    ),
    { returns: 'integer' },
  ),
  fn(
    'get_byte',
    [2, 3],
    'A byte, or another way to change one.',
    refused('Redshift has it on its leader node alone.'),
    {
      aliases: ['set_bit', 'set_byte', 'to_ascii'],
    },
  ),
]
