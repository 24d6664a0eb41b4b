import fc from 'fast-check'
import { expect, test } from 'vitest'
import { string } from '../../src/sql/build.ts'
import type { QueryDialect } from '../../src/sql/dialects/syntax.ts'
import { parseExpression } from '../../src/sql/parse-query.ts'
import { printExpression } from '../../src/sql/printer.ts'
import { quoteIdentifier, quoteString } from '../../src/sql/quote.ts'

const dialects: readonly QueryDialect[] = ['spark', 'redshift']

/** Any text, with a good share of what quoting is about. */
const text = fc
  .array(fc.oneof(fc.constantFrom("'", '"', '`', '\\', '%', '_', 'n', '0', 'x41', '\n'), fc.string()))
  .map((parts) => parts.join(''))

test.each(dialects)('%s: a quoted name is read as that name', (dialect) => {
  fc.assert(
    fc.property(text, (name) => {
      expect(parseExpression(quoteIdentifier(dialect, name), dialect).expression).toMatchObject({
        kind: 'column',
        parts: [{ name, quoted: true }],
      })
    }),
  )
})

test.each(dialects)('%s: a quoted string is read as that value', (dialect) => {
  fc.assert(
    fc.property(text, (value) => {
      expect(parseExpression(quoteString(dialect, value), dialect).expression).toMatchObject({ kind: 'string', value })
    }),
  )
})

test.each(dialects)('%s: printing quotes as quoteString does', (dialect) => {
  fc.assert(
    fc.property(text, (value) => {
      expect(printExpression(string(value, { start: 0, end: 0 }), dialect).text).toBe(quoteString(dialect, value))
    }),
  )
})
