import { expect, test } from 'vitest'
import { temporaryFolder, tidemill } from '../support/cli.ts'
import { newDatabase } from '../support/engines/postgres.ts'
import { postgresEntry, profileText, sparkEntry } from '../support/engines/profile-text.ts'

test('what an engine says against a model is led back to its template, through macros', async () => {
  const cwd = temporaryFolder({
    'project.yml': 'name: wrong\ntarget: local\nmodels: {+schema: marts, +materialized: table}\n',
    'profiles/local.yml': profileText(sparkEntry(), postgresEntry(await newDatabase())),
    'macros/wrong.hbs': `{{#macro "day" as |text|}}
date {{text}}
{{/macro}}

{{#macro "whole_number" as |text|}}
{{text}}::integer
{{/macro}}
`,
    // The engine knows the place.
    'models/spark_placed.sql': `{{config engine="spark"}}
select
  1 as first,
  {{day "'2026-02-31'"}} as second
`,
    'models/warehouse_placed.sql': `select
  1 as first,
  {{whole_number "'1x'"}} as second
`,
    // It does not, as PostgreSQL never does of a value that it meets in a row.
    'models/spark_unplaced.sql': `{{config engine="spark"}}
select cast(raise_error('stop here') as string) as first
`,
    'models/warehouse_unplaced.sql': `select 1 / (a - 1) as first
from (select 1 as a union all select 2) as t
`,
  })
  const { code, stderr } = await tidemill(['build'], { cwd })
  expect(code, stderr).toBe(1)
  // The literal stands in the macro, the text that is none in its caller.
  expect(stderr).toMatch(/macros\/wrong\.hbs:2:1 {2}error engine\/failed {2}"spark_placed" failed: .*2026-02-31/)
  expect(stderr).toMatch(/models\/warehouse_placed\.sql:3:19 {2}error engine\/failed .*invalid input syntax/)
  expect(stderr).toMatch(/models\/spark_unplaced\.sql:2:1 {2}error engine\/failed .*stop here/)
  expect(stderr).toMatch(/models\/warehouse_unplaced\.sql:1:1 {2}error engine\/failed .*division by zero/)
})
