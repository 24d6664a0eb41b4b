import { expect, test } from 'vitest'
import { newDatabase } from '../support/engines/postgres.ts'
import { duckdbEntry, postgresEntry, profileText } from '../support/engines/profile-text.ts'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { orderFile } from '../support/truth/scenario.ts'
import { plainShape } from '../support/truth/write-file.ts'

const load = orderFile('LOAD00000001', ['0 I 1 open DE 5.00', '0 I 2 paid FR 70.00', '0 I 3 paid DE 80.00'])

const checks = `version: 2
models:
  - name: orders
    columns:
      - name: amount
        data_tests:
          - accepted_range: {name: not_much, arguments: {max_value: 60}, config: {store_failures: true}}
          - accepted_range: {name: not_little, arguments: {min_value: 10}, config: {severity: warn, limit: 1}}
          - not_null: {name: never, config: {store_failures: false}}
      - name: status
        data_tests: [{accepted_values: {name: known, arguments: {values: [open, paid]}, config: {severity: warn}}}]
`

test.each(['duckdb', 'postgres'] as const)('failing rows are kept in tables, on %s', async (engine) => {
  const database = engine === 'postgres' ? await newDatabase() : null
  const workshop = newWorkshop(
    {
      'models/tests.yml': checks,
      ...(database && { 'profiles/local.yml': profileText(duckdbEntry('raw.duckdb'), postgresEntry(database)) }),
    },
    plainShape,
    database && { type: 'postgres', ...database },
  )
  const kept = async () => {
    const tables = await workshop.query(
      "select table_name from information_schema.tables where table_schema = 'dbt_test__audit' order by 1",
    )
    const found: Record<string, unknown> = {}
    for (const [name] of tables)
      found[String(name)] = await workshop.query(`select * from dbt_test__audit.${name} order by 1`)
    return found
  }
  workshop.deliver([load])
  // The model is held back, and what was wrong with its rows is there all the same.
  const { counts } = await workshop.build()
  expect(counts).toMatchObject({ fail: 1 })
  expect(await kept()).toEqual({ not_much: [['70.00'], ['80.00']] })

  // Each time anew, and for all that do not say otherwise where the command asks for it.
  workshop.write({ 'models/tests.yml': checks.replace('{max_value: 60}', '{max_value: 75}') })
  await workshop.build({ storeFailures: true })
  expect(await kept()).toEqual({ known: [], not_little: [['5.00']], not_much: [['80.00']] })

  workshop.write({ 'models/tests.yml': checks.replace('{max_value: 60}', '{max_value: 90}') })
  await workshop.build()
  expect(await kept()).toMatchObject({ not_much: [] })
  await workshop.build({ command: 'test', storeFailures: true })
  expect(await kept()).toEqual({ known: [], not_little: [['5.00']], not_much: [] })
  expect(await workshop.steps()).toEqual([])
})
