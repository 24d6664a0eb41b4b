import { caseWhen, string } from '../../sql/build.ts'
import { entriesOf, macro, type Rewrite, rewrite, sameAs } from '../entry.ts'
import { commonOfArguments, typeOfArgument } from '../types/return-type.ts'
import { isWholeType } from '../types/sql-type.ts'
import { typeName } from '../types/write-type.ts'
import { recall, values } from '../write.ts'
import { greatestByKey } from './order-key.ts'
import { givesNothing } from './result-types.ts'

const fn = entriesOf('conditionals')
const boolean = { returns: 'boolean' } as const
const common = { shares: true, returns: commonOfArguments() }

export const sparkConditionals = [
  fn(
    'assert_true',
    [1, 2],
    'Fails unless the condition holds.',
    macro(
      "(condition) as if(condition, null, error('assertion failed')), (condition, message) as if(condition, null, error(message))",
    ),
    { returns: givesNothing },
  ),
  fn('coalesce', [1, null], 'The first argument that is not NULL.', sameAs('coalesce'), common),
  fn(
    'equal_null',
    2,
    'Whether both are equal or both NULL.',
    macro('(one, other) as one is not distinct from other'),
    boolean,
  ),
  fn('greatest', [2, null], 'The greatest argument; NULLs are left out.', rewrite(furthest('greatest')), common),
  fn(
    'if',
    3,
    'One of two values.',
    rewrite((node) => {
      const [condition, yes, no] = values(node)
      return condition && yes ? caseWhen([[condition, yes]], no ?? null, node.span) : null
    }),
    { shares: true, returns: commonOfArguments(1) },
  ),
  fn('ifnull', 2, 'The second argument where the first is NULL.', sameAs('coalesce'), {
    ...common,
    aliases: ['nvl'],
  }),
  fn('isnotnull', 1, 'Whether the value is not NULL.', macro('(value) as value is not null'), boolean),
  fn('isnull', 1, 'Whether the value is NULL.', macro('(value) as value is null'), boolean),
  fn('least', [2, null], 'The least argument; NULLs are left out.', rewrite(furthest('least')), common),
  fn('nullif', 2, 'NULL where both are equal.', sameAs('nullif'), { returns: typeOfArgument(0) }),
  fn(
    'nvl2',
    3,
    'The second argument where the first is not NULL, else the third.',
    rewrite((node) => {
      const [value, present, absent] = values(node)
      if (!value || !present || !absent) return null
      const test = { kind: 'is', span: value.span, negated: true, value, test: 'null' } as const
      return caseWhen([[test, present]], absent, node.span)
    }),
    { shares: true, returns: commonOfArguments(1) },
  ),
  fn('raise_error', 1, 'Fails with a message.', sameAs('error'), { returns: givesNothing }),
  fn(
    'typeof',
    1,
    'The name of the type, as Spark has it.',
    rewrite((node, context) => {
      const [value] = values(node)
      const type = value ? context.exactTypeOf(value) : null
      if (isWholeType(type)) return string(typeName(type, 'spark'), node.span)
      return context.refuse(node.span, 'Types have other names on DuckDB, and nobody knows this one.')
    }),
    { returns: 'string' },
  ),
]

/** Structs and arrays are greater or less by what is in them, NULLs first. */
function furthest(name: 'greatest' | 'least'): Rewrite {
  return (node, context) => {
    const items = values(node)
    const byKey = greatestByKey(name === 'greatest' ? 'max' : 'min', items, items.map(context.exactTypeOf), node.span)
    return byKey ?? recall(node, name)
  }
}
