import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { printQuery } from '../../src/sql/printer.ts'
import { meaningfulWords, queryNaming } from '../support/sql-names.ts'

test('DuckDB reads a printed name as a name, whatever the word', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll('select keyword_name from duckdb_keywords()')
  const words = new Set([...meaningfulWords, ...reader.getRowsJson().map(([word]) => String(word))])
  const refused: string[] = []
  for (const word of words) {
    try {
      await connection.extractStatements(printQuery(queryNaming(word), 'duckdb').text)
    } catch (problem) {
      refused.push(`${word}: ${problem}`)
    }
  }
  expect(refused).toEqual([])
  connection.closeSync()
  instance.closeSync()
})
