import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { readProperties } from './properties.ts'

/** What is written, and what is said about it. */
type Mistake = readonly [text: string, diagnostics: readonly string[]]

const mistakes: readonly Mistake[] = [
  ['version: 1', ['1:10 config/wrong-type "version" of this file: expected the number 2, but found the number 1.']],
  [
    `model:
  - name: a`,
    ['1:1 config/unknown-key "model" is not a key of this file.'],
  ],
  [
    `models:
  - nam: a`,
    ['2:5 config/unknown-key "nam" is not a key of a model.'],
  ],
  [
    `models:
  name: a`,
    ['2:3 config/wrong-type "models" of this file: expected a list of models, but found a map.'],
  ],
  [
    `models:
  - a`,
    [
      '2:5 config/wrong-type An item of "models" of this file: expected a map of keys and values, but found the text "a".',
    ],
  ],
  [
    `models:
  - name: a
    materialized: table`,
    ['3:5 config/unknown-key "materialized" is not a key of model "a".'],
  ],
  [
    `models:
  - name: a
    columns:
      id: bigint`,
    ['4:7 config/wrong-type "columns" of model "a": expected a list of columns, but found a map.'],
  ],
  [
    `models:
  - name: a
    columns:
      - id`,
    [
      '4:9 config/wrong-type An item of "columns" of model "a": expected a map of keys and values, but found the text "id".',
    ],
  ],
  [
    `models:
  - name: a
    columns:
      - name: id
        type: bigint`,
    ['5:9 config/unknown-key "type" is not a key of column "id" of model "a".'],
  ],
  [
    `models:
  - name: a
    columns:
      - name: id
      - name: ID`,
    ['5:15 config/duplicate-name The column "ID" is written twice in model "a".'],
  ],
  [
    `models:
  - name: a
    columns:
      - name: id
        tests: [unique]
        data_tests: [not_null]`,
    ['6:9 config/same-key-twice "data_tests" and "tests" mean the same, and both are written here.'],
  ],
  [
    `models:
  - name: a
    columns:
      - name: id
        data_tests: unique`,
    [
      '5:21 config/wrong-type "data_tests" of column "id" of model "a": expected a list of tests, but found the text "unique".',
    ],
  ],
  [
    `models:
  - name: a
    columns:
      - name: id
        data_tests:
          - accepted_values:
            values: [a]`,
    ['7:13 config/test-indentation "values" stands beside the test "accepted_values" instead of below it.'],
  ],
  [
    `models:
  - name: a
    columns:
      - name: id
        data_tests:
          - unique: {config: {severity: warning}}`,
    [
      '6:41 config/unknown-value "severity" of the configuration of the test "unique": expected "error" or "warn", but found "warning".',
    ],
  ],
  [
    `models:
  - name: a
    columns:
      - name: id
        data_tests:
          - unique: {config: {sevrity: warn}}`,
    ['6:31 config/unknown-key "sevrity" is not a key of the configuration of the test "unique".'],
  ],
  [
    `models:
  - name: a
    data_tests:
      - unique: {config: {warn_if: "more than 3"}}`,
    [
      '4:36 config/wrong-type "warn_if" of the configuration of the test "unique": expected a comparison, but found the text "more than 3".',
    ],
  ],
  [
    `models:
  - name: a
    data_tests:
      - unique: {config: {limit: many}}`,
    [
      '4:34 config/wrong-type "limit" of the configuration of the test "unique": expected a whole number, but found the text "many".',
    ],
  ],
  [
    `models:
  - name: a
    data_tests:
      - unique: {severity: warn, config: {severity: error}}`,
    ['4:43 config/key-in-two-places "severity" of the test "unique" is written both below "config" and beside it.'],
  ],
  [
    `models:
  - name: a
    data_tests:
      - 5`,
    [
      '4:9 config/wrong-type An item of "data_tests" of model "a": expected the name of a test, or a map with the name as its key, but found the number 5.',
    ],
  ],
  [
    `models:
  - name: a
    data_tests:
      - not null`,
    ['4:9 config/wrong-type An item of "data_tests" of model "a": expected the name of a test, but found "not null".'],
  ],
  [
    `models:
  - name: a
    columns:
      - name: id
        mask: hash`,
    ['5:9 config/unknown-key "mask" is not a key of column "id" of model "a".'],
  ],
  [
    `models:
  - name: a
    versions: []`,
    ['3:5 config/not-supported "versions" is not supported: Tidemill has no versions of models.'],
  ],
  ['metrics: []', ['1:1 config/not-supported "metrics" is not supported: Tidemill has no metrics.']],
  ['groups: []', ['1:1 config/not-supported "groups" is not supported: Tidemill has no groups.']],
  [
    `models:
  - name: a
    constraints: [{type: primary}]`,
    [
      '3:26 config/unknown-value "type" of a constraint: expected "not_null", "unique", "primary_key", "foreign_key" or "check", but found "primary".',
    ],
  ],
  [
    `models:
  - name: a
    description: [x]`,
    ['3:18 config/wrong-type "description" of model "a": expected text, but found a list.'],
  ],
  [
    `models:
  - name: a
    data_tests:
      - accepted_values: [a, b]`,
    ['4:26 config/wrong-type The test "accepted_values": expected a map of arguments, but found a list.'],
  ],
  [
    `sources:
  - tables: []`,
    ['2:5 config/missing-key A source has no "name".'],
  ],
  [
    `sources:
  - name: my shop`,
    [
      '2:11 config/bad-name "name" of source "my shop": "my shop" is not a name. A name has no blanks, dots, quotes, brackets or slashes.',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - orders`,
    [
      '4:9 config/wrong-type An item of "tables" of source "s": expected a map of keys and values, but found the text "orders".',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - identifier: x`,
    ['4:9 config/missing-key A table of source "s" has no "name".'],
  ],
  [
    `sources:
  - name: s
    config: {location: ../x}`,
    [
      `3:24 config/path-outside-project "location" of the configuration of source "s": the path "../x" leaves the project's folder.`,
    ],
  ],
  [
    `sources:
  - name: s
    config: {location: "s3://bucket/a/../b"}`,
    [
      '3:24 config/wrong-type "location" of the configuration of source "s": expected a folder, or an address such as s3://bucket/prefix, but found the text "s3://bucket/a/../b".',
    ],
  ],
  [
    `sources:
  - name: s
    config: {location: "gs://b/p"}`,
    [
      '3:24 config/wrong-type "location" of the configuration of source "s": expected a folder, or an address such as s3://bucket/prefix, but found the text "gs://b/p".',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        primary_key: [id]`,
    ['5:9 config/unknown-key "primary_key" is not a key of table "t" of source "s".'],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {mode: cdd}`,
    [
      '5:24 config/unknown-value "mode" of the configuration of table "t" of source "s": expected "cdc", "incremental" or "full", but found "cdd".',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {mode: cdc}`,
    ['4:9 config/missing-key Table "t" of source "s" has no "primary_key".'],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {mode: incremental}`,
    ['4:9 config/missing-key Table "t" of source "s" has no "watermark".'],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {drift: {new_column: add}}`,
    [
      '5:38 config/unknown-value "new_column" of "drift" of the configuration of table "t" of source "s": expected "append", "ignore" or "fail", but found "add".',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {batch: {max_bytes: huge, max_files: 0}}`,
    [
      '5:37 config/wrong-type "max_bytes" of "batch" of the configuration of table "t" of source "s": expected a size, but found the text "huge".',
      '5:54 config/wrong-type "max_files" of "batch" of the configuration of table "t" of source "s": expected a whole number of at least 1, but found the number 0.',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {load_settle: a while}`,
    [
      '5:31 config/wrong-type "load_settle" of the configuration of table "t" of source "s": expected a length of time, but found the text "a while".',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {freshness: {warn_after: {count: 2, period: week}}}`,
    [
      '5:61 config/unknown-value "period" of "warn_after" of "freshness" of the configuration of table "t" of source "s": expected "minute", "hour" or "day", but found "week".',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {freshness: {warn_after: {count: 2}}}`,
    [
      '5:42 config/missing-key "warn_after" of "freshness" of the configuration of table "t" of source "s" has no "period".',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {csv: {delimiter: "||"}}`,
    [
      '5:35 config/wrong-type "delimiter" of "csv" of the configuration of table "t" of source "s": expected a single character, but found the text "||".',
    ],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
      - name: T`,
    ['5:15 config/duplicate-name The table "T" is written twice in source "s".'],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        columns: [{name: a, mask: hashed}]`,
    [
      '5:35 config/unknown-value "mask" of column "a" of table "t" of source "s": expected "drop", "hash", "digits" or "randomize", but found "hashed".',
    ],
  ],
  [
    `sources:
  - name: s
    database: x`,
    ['3:5 warning config/ignored-key "database" has no effect in source "s": Tidemill does not use it.'],
  ],
  [
    `sources:
  - name: s
    tables:
      - name: t
        config: {order_by: [modified_at]}`,
    [
      '5:29 config/unknown-value "order_by" of table "t" of source "s": expected "change_seq" or "commit_ts", but found "modified_at".',
    ],
  ],
  [
    `sources:
  - name: s
    config: {order_by: [commit_ts]}
    tables:
      - name: t`,
    [
      '3:25 warning cdc/order-without-sequence Changes of table "t" of source "s" that have the same commit time cannot be ordered well: "order_by" has no change sequence.',
    ],
  ],
  [
    `sources:
  - name: s
    config: {primary_key: []}`,
    [
      '3:27 config/wrong-type "primary_key" of source "s": expected a column or a list of columns, but found an empty list.',
    ],
  ],
  [
    `sources:
  - name: s
    config: {location: "{{var 'x'}}"}`,
    ['3:24 config/template-not-read "location" of the configuration of source "s": templates are not read here.'],
  ],
  [
    `sources:
  - name: s
    tables: {name: t}`,
    ['3:13 config/wrong-type "tables" of source "s": expected a list of tables, but found a map.'],
  ],
  [
    `sources:
  - name: s
    table: []`,
    ['3:5 config/unknown-key "table" is not a key of source "s".'],
  ],
  [
    `unit_tests:
  - name: t
    model: m`,
    ['2:5 config/missing-key Unit test "t" has no "expect".'],
  ],
  [
    `unit_tests:
  - name: t
    model: m
    given: [{rows: []}]
    expect: {rows: []}`,
    ['4:13 config/missing-key An item of "given" of unit test "t" has no "input".'],
  ],
  [
    `unit_tests:
  - name: t
    model: m
    given: [{input: ref('a'), rows: {a: 1}}]
    expect: {rows: [1]}`,
    [
      '4:37 config/wrong-type "rows" of an item of "given" of unit test "t": expected a list of rows, but found a map.',
      '5:21 config/wrong-type A row: expected columns and values, but found the number 1.',
    ],
  ],
  [
    `unit_tests:
  - name: t
    model: m
    expects: {rows: []}`,
    ['4:5 config/unknown-key "expects" is not a key of unit test "t".'],
  ],
  [
    `exposures:
  - name: e
    type: dashbord
    owner: {name: a}`,
    [
      '3:11 config/unknown-value "type" of exposure "e": expected "dashboard", "notebook", "analysis", "ml" or "application", but found "dashbord".',
    ],
  ],
  [
    `exposures:
  - name: e
    type: dashboard`,
    ['2:5 config/missing-key Exposure "e" has no "owner".'],
  ],
  [
    `macros:
  - name: m
    arguments: [{nam: x}]`,
    ['3:18 config/unknown-key "nam" is not a key of an item of "arguments" of macro "m".'],
  ],
  [
    `snapshots:
  - name: s
    relation: source('a', 'b')`,
    [],
  ],
]

describe('mistakes in the YAML beside the models', () => {
  test.each(mistakes)('%s', (text, expected) => {
    const { diagnostics } = readProperties({ path: 'models/models.yml', text })
    expect(diagnosticLines(diagnostics)).toEqual(expected)
  })
})
