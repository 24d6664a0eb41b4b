import { caseWhen, isNotNull } from '../../sql/build.ts'
import { entriesOf, rewrite, sameAs } from '../entry.ts'
import { decodeCase } from '../spark/rewrite-strings.ts'
import { values } from '../write.ts'

const fn = entriesOf('conditionals')

export const redshiftConditionals = [
  fn('coalesce', [1, null], 'The first argument that is not NULL.', sameAs('coalesce'), { aliases: ['nvl'] }),
  fn(
    'decode',
    [3, null],
    'The result beside the first equal value; NULL equals NULL.',
    rewrite((node) => {
      const [operand, ...rest] = values(node)
      return operand ? decodeCase(node, operand, rest) : null
    }),
  ),
  fn('greatest', [1, null], 'The greatest argument; NULLs are left out.', sameAs('greatest')),
  fn('least', [1, null], 'The least argument; NULLs are left out.', sameAs('least')),
  fn('nullif', 2, 'NULL where both are equal.', sameAs('nullif')),
  fn(
    'nvl2',
    3,
    'The second argument where the first is not NULL, else the third.',
    rewrite((node) => {
      const [value, present, absent] = values(node)
      if (!value || !present || !absent) return null
      return caseWhen([[isNotNull(value, value.span), present]], absent, node.span)
    }),
  ),
]
