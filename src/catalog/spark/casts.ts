import { entriesOf, type Rewrite, rewrite } from '../entry.ts'
import type { ValueType } from '../value-type.ts'
import { nameOf, values } from '../write.ts'

const fn = entriesOf('casts')

/** `int(x)` is `cast(x as int)`. */
const toItsName: Rewrite = (node, context) => {
  const [value] = values(node)
  return value ? context.cast(value, nameOf(node), node.span) : null
}

const types: readonly (readonly [name: string, returns: ValueType])[] = [
  ['bigint', 'bigint'],
  ['binary', 'binary'],
  ['boolean', 'boolean'],
  ['date', 'date'],
  ['decimal', 'decimal'],
  ['double', 'double'],
  ['float', 'double'],
  ['int', 'integer'],
  ['smallint', 'integer'],
  ['string', 'string'],
  ['timestamp', 'timestamp'],
  ['tinyint', 'integer'],
]

export const sparkCastFunctions = types.map(([name, returns]) =>
  fn(name, 1, `The same as a cast to ${name}.`, rewrite(toItsName), { returns }),
)
