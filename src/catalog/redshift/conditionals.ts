import { caseWhen, isNotNull } from '../../sql/build.ts'
import { entriesOf, rewrite, sameAs } from '../entry.ts'
import { commonOfArguments, typeOfArgument } from '../types/return-type.ts'
import { values } from '../write.ts'
import { decodeResults, extreme, noneWhereEqual } from './decode.ts'
import { decodedType } from './return-types.ts'

const fn = entriesOf('conditionals')
const common = { returns: commonOfArguments() }

export const redshiftConditionals = [
  fn('coalesce', [1, null], 'The first argument that is not NULL.', sameAs('coalesce'), {
    ...common,
    aliases: ['nvl'],
  }),
  fn('decode', [3, null], 'The result beside the first equal value; NULL equals NULL.', rewrite(decodeResults), {
    returns: decodedType,
  }),
  fn('greatest', [1, null], 'The greatest argument; NULLs are left out.', rewrite(extreme('greatest')), common),
  fn('least', [1, null], 'The least argument; NULLs are left out.', rewrite(extreme('least')), common),
  fn('nullif', 2, 'NULL where both are equal.', rewrite(noneWhereEqual), { returns: typeOfArgument(0) }),
  fn(
    'nvl2',
    3,
    'The second argument where the first is not NULL, else the third.',
    rewrite((node) => {
      const [value, present, absent] = values(node)
      if (!value || !present || !absent) return null
      return caseWhen([[isNotNull(value, value.span), present]], absent, node.span)
    }),
    { returns: commonOfArguments(1) },
  ),
]
