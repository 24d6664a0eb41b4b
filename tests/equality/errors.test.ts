import { expect, test } from 'vitest'
import { temporaryFolder, tidemill } from '../support/cli.ts'
import { newDatabase } from '../support/engines/postgres.ts'
import { postgresEntry, profileText, sparkEntry } from '../support/engines/profile-text.ts'

test('what an engine says against a model is led back to its template, through macros', async () => {
  const cwd = temporaryFolder({
    'project.yml': 'name: wrong\ntarget: local\nmodels: {+schema: marts, +materialized: table}\n',
    'profiles/local.yml': profileText(sparkEntry(), postgresEntry(await newDatabase())),
    'macros/wrong.hbs': `{{#macro "item_zero" as |items|}}
element_at({{items}}, 0)
{{/macro}}

{{#macro "whole_number" as |text|}}
{{text}}::integer
{{/macro}}
`,
    // The engine knows the place.
    'models/spark_placed.sql': `{{config engine="spark"}}
select
  1 as first,
  {{item_zero "array(1, 2)"}} as second
`,
    'models/warehouse_placed.sql': `select
  1 as first,
  {{whole_number "'1x'"}} as second
`,
    // It does not, as PostgreSQL never does of a value that it meets in a row.
    'models/spark_unplaced.sql': `{{config engine="spark"}}
select raise_error('stop here') as first
`,
    'models/warehouse_unplaced.sql': `select 1 / (a - 1) as first
from (select 1 as a union all select 2) as t
`,
  })
  const { code, stderr } = await tidemill(['build'], { cwd })
  console.log(stderr)
  expect(code).toBe(1)
  expect(stderr).toMatch(/models\/spark_placed\.sql:4:\d+ {2}error engine\/failed/)
  expect(stderr).toMatch(/models\/warehouse_placed\.sql:3:\d+ {2}error engine\/failed/)
  expect(stderr).toMatch(/models\/spark_unplaced\.sql:2:1 {2}error engine\/failed .*stop here/)
  expect(stderr).toMatch(/models\/warehouse_unplaced\.sql:1:1 {2}error engine\/failed .*division by zero/)
})
