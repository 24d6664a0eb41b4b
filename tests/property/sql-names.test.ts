import { expect, test } from 'vitest'
import { parseQuery } from '../../src/sql/parse-query.ts'
import { printQuery } from '../../src/sql/printer.ts'
import { meaningfulWords, queryNaming } from '../support/sql-names.ts'
import { withoutSpans } from '../support/without-spans.ts'

test.each(['spark', 'redshift'] as const)('%s: a printed name is a name again, whatever the word', (dialect) => {
  for (const word of meaningfulWords) {
    const query = queryNaming(word)
    const again = parseQuery(printQuery(query, dialect).text, dialect)
    expect(withoutSpans(again.query), `${word}: ${again.problem?.message}`).toEqual(withoutSpans(query))
  }
})
