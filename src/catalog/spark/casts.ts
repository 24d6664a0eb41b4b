import { entriesOf, type Rewrite, rewrite } from '../entry.ts'
import { readSqlType } from '../types/read-type.ts'
import { nameOf, values } from '../write.ts'

const fn = entriesOf('casts')

/** `int(x)` is `cast(x as int)`. */
const toItsName: Rewrite = (node, context) => {
  const [value] = values(node)
  return value ? context.cast(value, nameOf(node), node.span) : null
}

const names = [
  'bigint',
  'binary',
  'boolean',
  'date',
  'decimal',
  'double',
  'float',
  'int',
  'smallint',
  'string',
  'timestamp',
  'tinyint',
]

export const sparkCastFunctions = names.map((name) =>
  fn(name, 1, `The same as a cast to ${name}.`, rewrite(toItsName), { returns: () => readSqlType(name, 'spark') }),
)
