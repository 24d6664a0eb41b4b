import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { raw } from '../../src/sql/build.ts'
import { redshift } from '../../src/sql/dialects/redshift.ts'
import { spark } from '../../src/sql/dialects/spark.ts'
import { printExpression } from '../../src/sql/printer.ts'
import type { Expression, Node } from '../../src/sql/tree.ts'
import { rewrite } from '../../src/sql/walk.ts'
import { expressionsOf } from '../support/sql-expressions.ts'

const operators = new Set([
  'binary',
  'unary',
  'is',
  'is-distinct',
  'between',
  'in-list',
  'like',
  'cast',
  'at-time-zone',
])

/** As the printer writes it, with parentheses around each operator. */
function fullyParenthesized(expression: Expression): string {
  const wrap = (node: Node): Node =>
    operators.has(node.kind) ? raw(`(${printExpression(node as Expression, 'duckdb').text})`, node.span) : node
  return printExpression(rewrite(expression, wrap), 'duckdb').text
}

test.each([spark, redshift])('DuckDB reads the operators of $title as the tree has them', async (syntax) => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const parsed = async (text: string) => {
    const statement = `select json_serialize_sql('select ${text.replaceAll("'", "''")}')`
    const reader = await connection.runAndReadAll(statement)
    return String(reader.getRowsJson()[0]?.[0]).replace(/"query_location":\d+/g, '')
  }
  await fc.assert(
    fc.asyncProperty(expressionsOf(syntax), async (expression) => {
      const expected = await parsed(fullyParenthesized(expression))
      // Some operators of Redshift are no operators of DuckDB: there is nothing to compare.
      fc.pre(expected.startsWith('{"error":false'))
      const { text } = printExpression(expression, 'duckdb')
      expect(await parsed(text), text).toBe(expected)
    }),
    { numRuns: 1000 },
  )
  connection.closeSync()
  instance.closeSync()
})
