import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { configEntries, readModelConfig } from './model-config.ts'
import { readYaml } from './yaml.ts'

/** What is written, and what is said about it. */
type Mistake = readonly [text: string, diagnostics: readonly string[]]

const mistakes: readonly Mistake[] = [
  ['{materialised: table}', ['1:2 config/unknown-key "materialised" is not a key of the configuration of model "m".']],
  [
    '{materialized: tabel}',
    [
      '1:16 config/unknown-value "materialized" of model "m": expected "staging", "view", "table", "incremental", "scd2", "ephemeral" or "snapshot", but found "tabel".',
    ],
  ],
  [
    '{materialized: view, strategy: cdc}',
    [
      '1:22 config/key-does-not-apply "strategy" does not apply to model "m", which is a view: it is for "incremental" and "snapshot".',
    ],
  ],
  [
    '{materialized: incremental, strategy: cdc}',
    ['1:39 config/needs-key Model "m" needs "unique_key", because its strategy is "cdc".'],
  ],
  [
    '{materialized: scd2}',
    ['1:16 config/needs-key Model "m" needs "unique_key", because it keeps every version of each key.'],
  ],
  [
    '{materialized: scd2, unique_key: id, initial_valid_from: long ago}',
    [
      '1:58 config/wrong-type "initial_valid_from" of model "m": expected a time in UTC, but found the text "long ago".',
    ],
  ],
  [
    '{materialized: scd2, unique_key: id, unknown_member: {id: [1]}}',
    ['1:59 config/wrong-type "id" of "unknown_member" of model "m": expected a single value, but found a list.'],
  ],
  ['{materialized: snapshot}', ['1:16 config/needs-key Model "m" needs "strategy", because it is a snapshot.']],
  [
    '{materialized: snapshot, strategy: merge, unique_key: id}',
    [
      '1:36 config/unknown-value "strategy" of model "m", a snapshot: expected "timestamp" or "check", but found "merge".',
    ],
  ],
  [
    '{materialized: snapshot, strategy: timestamp, unique_key: id}',
    ['1:36 config/needs-key Model "m" needs "updated_at", because its strategy is "timestamp".'],
  ],
  [
    '{materialized: snapshot, strategy: check, unique_key: id}',
    ['1:36 config/needs-key Model "m" needs "check_cols", because its strategy is "check".'],
  ],
  [
    '{materialized: snapshot, strategy: check, check_cols: all}',
    ['1:36 config/needs-key Model "m" needs "unique_key", because it is a snapshot.'],
  ],
  [
    '{materialized: snapshot, strategy: check, check_cols: all, unique_key: id, snapshot_meta_column_names: {dbt_valid: x}}',
    ['1:105 config/unknown-key "dbt_valid" is not a key of "snapshot_meta_column_names" of model "m".'],
  ],
  [
    '{materialized: incremental, strategy: timestamp}',
    [
      '1:39 config/unknown-value "strategy" of model "m": expected "cdc", "merge", "delete+insert", "append", "insert_overwrite" or "recompute", but found "timestamp".',
    ],
  ],
  [
    '{materialized: table, unknown_member: {id: -1}}',
    [
      '1:23 config/key-does-not-apply "unknown_member" does not apply to model "m", which is a table: it is for "scd2".',
    ],
  ],
  [
    '{materialized: incremental, engine: spark, strategy: append}',
    ['1:16 engine/unsupported Model "m" is incremental, which the engine "spark" cannot do, for want of transactions.'],
  ],
  ['{alias: a.b}', ['1:9 config/alias-with-dot The alias "a.b" holds a dot, which separates a schema from a name.']],
  [
    '{materialized: incremental, strategy: append, on_delete: hard}',
    [
      '1:47 config/key-does-not-apply "on_delete" does not apply to model "m", whose strategy is "append": it is for the strategy "cdc".',
    ],
  ],
  [
    '{keep: all}',
    ['1:2 config/key-does-not-apply "keep" does not apply to model "m", which is a view: it is for "staging".'],
  ],
  [
    `{enabled: "{{var 'x'}}", engine: "{{var 'y'}}"}`,
    [
      '1:11 config/template-not-read "enabled" of model "m": templates are not read here.',
      '1:34 config/template-not-read "engine" of model "m": templates are not read here.',
    ],
  ],
  [
    '{enabled: yes}',
    ['1:11 config/wrong-type "enabled" of model "m": expected true or false, but found the text "yes".'],
  ],
  ['{tags: {a: b}}', ['1:8 config/wrong-type "tags" of model "m": expected text, but found a map.']],
  ['{contract: true}', ['1:12 config/wrong-type "contract" of model "m": expected a map, but found true.']],
  ['{contract: {enforce: true}}', ['1:13 config/unknown-key "enforce" is not a key of "contract" of model "m".']],
  [
    '{quality: {on_failure: drop}}',
    [
      '1:24 config/unknown-value "on_failure" of "quality" of model "m": expected "block", "warn" or "quarantine", but found "drop".',
    ],
  ],
  [
    '{quality: quarantine}',
    ['1:11 config/wrong-type "quality" of model "m": expected a map, but found the text "quarantine".'],
  ],
  [
    '{unique_key: []}',
    [
      '1:2 config/key-does-not-apply "unique_key" does not apply to model "m", which is a view: it is for "staging", "incremental", "scd2" and "snapshot".',
    ],
  ],
  [
    '{unique_key: 5}',
    [
      '1:2 config/key-does-not-apply "unique_key" does not apply to model "m", which is a view: it is for "staging", "incremental", "scd2" and "snapshot".',
    ],
  ],
  [
    '{timeout: soon}',
    ['1:11 config/wrong-type "timeout" of model "m": expected a length of time, but found the text "soon".'],
  ],
  [
    '{grants: [a]}',
    ['1:10 config/wrong-type "grants" of model "m": expected a map of keys and values, but found a list.'],
  ],
  ['{meta: [a]}', ['1:8 config/wrong-type "meta" of model "m": expected a map of keys and values, but found a list.']],
  [
    '{strategy: cdc, incremental_strategy: cdc}',
    [
      '1:17 config/same-key-twice "incremental_strategy" and "strategy" mean the same, and both are written here.',
      '1:2 config/key-does-not-apply "strategy" does not apply to model "m", which is a view: it is for "incremental" and "snapshot".',
      '1:17 config/key-does-not-apply "incremental_strategy" does not apply to model "m", which is a view: it is for "incremental" and "snapshot".',
    ],
  ],
  ['{pre_hook: {sq: x}}', ['1:13 config/unknown-key "sq" is not a key of "pre_hook" of model "m".']],
  [
    '{column_types: {a: b}}',
    ['1:2 config/key-does-not-apply "column_types" does not apply to model "m", which is a view: it is for seeds.'],
  ],
  [
    '{materialized: table, publish: now}',
    ['1:32 config/unknown-value "publish" of model "m": expected "after_checks" or "immediately", but found "now".'],
  ],
  [
    '{engine: glue}',
    ['1:10 config/unknown-value "engine" of model "m": expected "spark" or "redshift", but found "glue".'],
  ],
  [
    '{static: [a], materialized: incremental, strategy: append}',
    [
      '1:2 config/key-does-not-apply "static" does not apply to model "m", whose strategy is "append": it is for the strategy "recompute".',
    ],
  ],
  [
    '{on_schema_change: ignored, materialized: incremental}',
    [
      '1:20 config/unknown-value "on_schema_change" of model "m": expected "ignore", "fail", "append_new_columns" or "sync_all_columns", but found "ignored".',
    ],
  ],
  [
    '{pool: my pool}',
    [
      '1:8 config/bad-name "pool" of model "m": "my pool" is not a name. A name has letters, digits and underscores, and does not begin with a digit.',
    ],
  ],
  [
    '{database: x}',
    ['1:2 warning config/ignored-key "database" has no effect in model "m": Tidemill does not use it.'],
  ],
  ['{schema: ""}', ['1:10 config/wrong-type "schema" of model "m": expected text, but found an empty text.']],
  [
    '{preactions: ["a"], materialized: table}',
    ['1:2 config/key-does-not-apply "preactions" does not apply to model "m", which is a table: it is for "staging".'],
  ],
  [
    '{dist: key, sort: [a]}',
    [
      '1:2 config/key-does-not-apply "dist" does not apply to model "m", which is a view: it is for "staging", "table", "incremental", "scd2", "snapshot" and seeds.',
      '1:13 config/key-does-not-apply "sort" does not apply to model "m", which is a view: it is for "staging", "table", "incremental", "scd2", "snapshot" and seeds.',
    ],
  ],
  [
    '{materialized: table, full_refresh: false}',
    [
      '1:23 config/key-does-not-apply "full_refresh" does not apply to model "m", which is a table: it is for "incremental", "scd2", "snapshot" and seeds.',
    ],
  ],
]

describe("mistakes in a model's configuration", () => {
  test.each(mistakes)('%s', (text, expected) => {
    const { document } = readYaml({ path: 'models/models.yml', text })
    const entries = document?.kind === 'map' ? configEntries(document, 'file') : []
    const { diagnostics } = readModelConfig(entries, { kind: 'model', name: 'm' })
    expect(diagnosticLines(diagnostics)).toEqual(expected)
  })
})
