import { quoteString } from '../../sql/quote.ts'
import { one, type Rule } from '../rule.ts'
import { text } from '../sql.ts'
import { regexMatch } from './patterns.ts'
import { failingRow } from './row-condition.ts'

const date = '[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])'
const time = '([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]+)?)?'
const decimal = '[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)'

/** How the values of a type are written. */
const patterns: Readonly<Record<string, string>> = {
  boolean: '([tT]([rR][uU][eE])?|[fF]([aA][lL][sS][eE])?|[yY]([eE][sS])?|[nN][oO]?|0|1)',
  date,
  decimal,
  double: `${decimal}([eE][-+]?[0-9]+)?`,
  integer: '[-+]?[0-9]+',
  timestamp: `${date}([ T]${time}(Z| ?[-+][0-9]{1,2}(:?[0-9]{2})?)?)?`,
}

/** A pattern and not a cast, since not every engine can try one: neither the size of a number nor 30 February is seen. */
export const dataType: Rule = {
  name: 'data_type',
  summary: 'Every value of the column is written as one of a type.',
  scope: 'row',
  needsColumn: true,
  parameters: [{ name: 'type', required: true, type: 'option', options: Object.keys(patterns) }],
  check(call) {
    const pattern = quoteString(call.engine, `^ *(${patterns[one(call, 'type') ?? '']}) *$`)
    return failingRow(call, `not (${regexMatch(call, text(call, call.column), pattern)})`)
  },
}
