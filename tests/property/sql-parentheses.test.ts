import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redshift } from '../../src/sql/dialects/redshift.ts'
import { spark } from '../../src/sql/dialects/spark.ts'
import { parseExpression } from '../../src/sql/parse-query.ts'
import { printExpression } from '../../src/sql/printer.ts'
import { expressionsOf } from '../support/sql-expressions.ts'
import { withoutSpans } from '../support/without-spans.ts'

test.each([spark, redshift])('$name: printing puts parentheses where the tree needs them', (syntax) => {
  fc.assert(
    fc.property(expressionsOf(syntax), (expression) => {
      const { text } = printExpression(expression, syntax.name)
      const again = parseExpression(text, syntax.name)
      expect(withoutSpans(again.expression), `${text}: ${again.problem?.message}`).toEqual(withoutSpans(expression))
    }),
    { numRuns: 3000 },
  )
})
