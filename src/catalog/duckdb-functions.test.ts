import { readFileSync, writeFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { duckdbFunctions, specialForms } from './duckdb-functions.ts'

const list = new URL('./duckdb-functions.ts', import.meta.url)

/** `UPDATE_DUCKDB_FUNCTIONS=1 npx vitest run … duckdb-functions` writes the list anew, for another version of DuckDB. */
test('names the functions of the installed DuckDB, and no others', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const reader = await connection.runAndReadAll(
    `select distinct lower(function_name) from duckdb_functions()
     where regexp_full_match(function_name, '[A-Za-z_][A-Za-z_0-9]*') and function_type <> 'pragma' order by 1`,
  )
  const names = reader.getRows().map(([name]) => String(name))
  connection.closeSync()
  if (process.env.UPDATE_DUCKDB_FUNCTIONS === '1') {
    const lines = names.join(' ').replace(/(?=\S)(.{1,110})(?: |$)/g, '  $1\n')
    const text = readFileSync(list, 'utf8')
    writeFileSync(list, text.replace(/(const names = `\n)[^`]*(`)/, `$1${lines}$2`))
    return
  }
  expect(names.filter((name) => !duckdbFunctions.has(name))).toEqual([])
  const known = new Set([...names, ...specialForms])
  expect([...duckdbFunctions].filter((name) => !known.has(name))).toEqual([])
})
