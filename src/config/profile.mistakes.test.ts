import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { readProfile } from './profile.ts'

/** What is written, and what is said about it. */
type Mistake = readonly [text: string, diagnostics: readonly string[]]

const mistakes: readonly Mistake[] = [
  ['threads: 4', ['1:1 config/missing-key Profile "local" has no "engines".']],
  [
    `engines:
  spark: {type: duckdb}
  redshfit: {type: duckdb}`,
    ['3:3 config/unknown-key "redshfit" is not a key of "engines" of profile "local".'],
  ],
  [
    `engines:
  redshift: {path: x}`,
    ['2:13 config/missing-key Engine "redshift" of profile "local" has no "type".'],
  ],
  [
    `engines:
  redshift: {type: postgre}`,
    [
      '2:20 config/unknown-value "type" of engine "redshift" of profile "local": expected "duckdb", "postgres" or "redshift", but found "postgre".',
    ],
  ],
  [
    `engines:
  spark: {type: postgres}`,
    [
      '2:17 config/unknown-value "type" of engine "spark" of profile "local": expected "duckdb", "spark" or "glue", but found "postgres".',
    ],
  ],
  [
    `engines:
  redshift: {type: duckdb, pth: x}`,
    ['2:28 config/unknown-key "pth" is not a key of engine "redshift" of profile "local" (duckdb).'],
  ],
  [
    `engines:
  redshift: {type: duckdb}
threads: many`,
    ['3:10 config/wrong-type "threads" of profile "local": expected a whole number, but found the text "many".'],
  ],
  [
    `engines:
  redshift: {type: duckdb}
threads: 0`,
    [
      '3:10 config/wrong-type "threads" of profile "local": expected a whole number of at least 1, but found the number 0.',
    ],
  ],
  [
    `engines:
  redshift: {type: duckdb}
threads: "4"`,
    ['3:10 config/wrong-type "threads" of profile "local": expected a whole number, but found the text "4".'],
  ],
  [
    `engines:
  redshift: {type: duckdb}
schema_prefix: dev-ada`,
    [
      '3:16 config/bad-name "schema_prefix" of profile "local": "dev-ada" is not a name. A name has letters, digits and underscores, and does not begin with a digit.',
    ],
  ],
  [
    `engines:
  redshift: {type: duckdb}
storage: {raww: x}`,
    ['3:11 config/unknown-key "raww" is not a key of "storage" of profile "local".'],
  ],
  [
    `shop:
  outputs: {}`,
    [
      '1:1 config/unknown-key "shop" is not a key of profile "local".',
      '1:1 config/missing-key Profile "local" has no "engines".',
    ],
  ],
  [
    'outputs: {}',
    [
      '1:1 config/unknown-key "outputs" is not a key of profile "local".',
      '1:1 config/missing-key Profile "local" has no "engines".',
    ],
  ],
  [
    'engines: [a]',
    ['1:10 config/wrong-type "engines" of profile "local": expected a map of keys and values, but found a list.'],
  ],
  [
    `engines:
  redshift: duckdb`,
    [
      '2:13 config/wrong-type "redshift" of "engines" of profile "local": expected a map of keys and values, but found the text "duckdb".',
    ],
  ],
  [
    `engines:
  redshift: {type: postgres, host: x, port: "5432"}`,
    [
      '2:45 config/wrong-type "port" of engine "redshift" of profile "local" (postgres): expected a whole number, but found the text "5432".',
      '2:13 config/missing-key Engine "redshift" of profile "local" (postgres) has no "user".',
      '2:13 config/missing-key Engine "redshift" of profile "local" (postgres) has no "database".',
    ],
  ],
  [
    'type: duckdb',
    [
      '1:1 config/unknown-key "type" is not a key of profile "local".',
      '1:1 config/missing-key Profile "local" has no "engines".',
    ],
  ],
  [
    `engines:
  redshift: {type: duckdb, path: {{env_var "X"}}}`,
    ['2:34 yaml/unquoted-template A template in YAML must be quoted: bare braces are a YAML map.'],
  ],
  [
    `engines:
  redshift: {type: redshift, method: data_api, database: dev}`,
    [
      '2:20 config/not-built-yet "engine type: redshift" is part of the project format, but this version of Tidemill does not run it yet.',
      '2:38 config/unknown-value "method" of engine "redshift" of profile "local" (redshift): expected "data-api" or "wire", but found "data_api".',
    ],
  ],
  [
    'engines: {spark: {type: glue}}',
    [
      '1:25 config/not-built-yet "engine type: glue" is part of the project format, but this version of Tidemill does not run it yet.',
      '1:18 config/missing-key Engine "spark" of profile "local" (glue) has no "role_arn".',
    ],
  ],
  [
    'engines: {redshift: {type: postgres, host: h, user: u, database: d, dbname: e}}',
    ['1:69 config/same-key-twice "dbname" and "database" mean the same, and both are written here.'],
  ],
]

describe('mistakes in a profile', () => {
  test.each(mistakes)('%s', (text, expected) => {
    const { diagnostics } = readProfile({ path: 'profiles/local.yml', text }, 'local')
    expect(diagnosticLines(diagnostics)).toEqual(expected)
  })
})
