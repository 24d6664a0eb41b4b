import { describe, expect, test } from 'vitest'
import { diagnosticLines } from '../../tests/support/diagnostic-lines.ts'
import { readProject } from './project.ts'

/** What is written, and what is said about it. */
type Mistake = readonly [text: string, diagnostics: readonly string[]]

const folders = ['models/staging', 'models/facts']
const isFolder = (path: string) => folders.includes(path)

const mistakes: readonly Mistake[] = [
  ['', ['1:1 config/missing-key project.yml has no "name".']],
  ['- a', ['1:1 config/wrong-type project.yml: expected a map of keys and values, but found a list.']],
  ['nam: shop', ['1:1 config/unknown-key "nam" is not a key of project.yml.']],
  [
    'name: my-shop',
    [
      '1:7 config/bad-name "name" of project.yml: "my-shop" is not a name. A name has letters, digits and underscores, and does not begin with a digit.',
    ],
  ],
  [
    'name: 1shop',
    [
      '1:7 config/bad-name "name" of project.yml: "1shop" is not a name. A name has letters, digits and underscores, and does not begin with a digit.',
    ],
  ],
  ['name:', ['1:6 config/wrong-type "name" of project.yml: expected text, but found nothing.']],
  ['name: [a]', ['1:7 config/wrong-type "name" of project.yml: expected text, but found a list.']],
  [
    `name: shop
model-paths: ../models`,
    [
      `2:14 config/path-outside-project "model-paths" of project.yml: the path "../models" leaves the project's folder.`,
    ],
  ],
  [
    `name: shop
model-paths: [/abs]
target-path: a/../..`,
    [
      `2:15 config/path-outside-project An item of "model-paths" of project.yml: the path "/abs" leaves the project's folder.`,
      `3:14 config/path-outside-project "target-path" of project.yml: the path "a/../.." leaves the project's folder.`,
    ],
  ],
  [
    `name: shop
model_paths: [models]`,
    ['2:1 config/unknown-key "model_paths" is not a key of project.yml.'],
  ],
  [
    `name: shop
profile: x
flags: {}`,
    [
      '2:1 warning config/ignored-key "profile" has no effect in project.yml: Tidemill does not use it.',
      '3:1 warning config/ignored-key "flags" has no effect in project.yml: Tidemill does not use it.',
    ],
  ],
  [
    `name: shop
models:
  staging:
    +materialised: view`,
    ['4:5 config/unknown-key "materialised" is not a key of the configuration of models/staging.'],
  ],
  [
    `name: shop
models:
  staging:
    +materialized: tabel`,
    [
      '4:20 config/unknown-value "materialized" of models/staging: expected "staging", "view", "table", "incremental", "scd2", "ephemeral" or "snapshot", but found "tabel".',
    ],
  ],
  [
    `name: shop
models:
  stagin:
    +materialized: table`,
    ['3:3 warning config/unknown-folder There is no folder "stagin" below models, so these defaults apply to nothing.'],
  ],
  [
    `name: shop
models:
  materalized: table`,
    ['3:3 config/unknown-folder-or-key "materalized" is neither a folder below models nor a key of the configuration.'],
  ],
  [
    `name: shop
models: [a]`,
    ['2:9 config/wrong-type "models" of project.yml: expected a map of folders and keys, but found a list.'],
  ],
  [
    `name: shop
models:
  staging: view`,
    ['3:12 config/wrong-type "staging" of project.yml: expected a map of folders and keys, but found the text "view".'],
  ],
  [
    `name: shop
vars: [a]`,
    ['2:7 config/wrong-type "vars" of project.yml: expected a map of keys and values, but found a list.'],
  ],
  [
    `name: shop
on-run-start: {a: b}`,
    ['2:15 config/wrong-type "on-run-start" of project.yml: expected text, but found a map.'],
  ],
  [`name: "{{var 'x'}}"`, ['1:7 config/template-not-read "name" of project.yml: templates are not read here.']],
  [
    `name: shop
name: shop2`,
    ['2:1 yaml/duplicate-key The key "name" is written twice here.'],
  ],
  [
    `name: shop
models:
  +tags: {a: b}`,
    ['3:10 config/wrong-type "tags" of models: expected text, but found a map.'],
  ],
  [
    `name: shop
target: {}`,
    ['2:9 config/wrong-type "target" of project.yml: expected text, but found an empty map.'],
  ],
  [
    `name: shop
models:
  +bind: false`,
    ['3:3 warning config/ignored-key "bind" has no effect in models: Tidemill does not use it.'],
  ],
  [
    `name: shop
exposures: {+enabled: true}`,
    ['2:1 warning config/ignored-key "exposures" has no effect in project.yml: Tidemill does not use it.'],
  ],
  [
    `name: shop
models: {+enabled: yes}`,
    ['2:20 config/wrong-type "enabled" of models: expected true or false, but found the text "yes".'],
  ],
]

describe('mistakes in project.yml', () => {
  test.each(mistakes)('%s', (text, expected) => {
    const { diagnostics } = readProject({ path: 'project.yml', text }, isFolder)
    expect(diagnosticLines(diagnostics)).toEqual(expected)
  })
})
