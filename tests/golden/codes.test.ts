import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changeMistakes, testMistakes } from '../mistakes/changes.ts'
import { dataframeMistakes } from '../mistakes/dataframes.ts'
import { nameMistakes } from '../mistakes/names.ts'
import { scriptMistakes } from '../mistakes/scripts.ts'
import { sqlMistakes } from '../mistakes/sql.ts'
import { templateMistakes } from '../mistakes/templates.ts'
import { unitTestMistakes } from '../mistakes/unit-tests.ts'
import { yamlMistakes } from '../mistakes/yaml.ts'
import { expectedCodes, goldenCases } from '../support/golden-case.ts'

/** Codes that a compile cannot give: they need a command line, files of changes, a database or a run. */
const notAtCompile: readonly RegExp[] = [
  /^(?:cli|quarantine|select|show|run|engine|batch|handoff|history|relation|verify|rollback|storage)\//,
  /^cdc\/(?:key-null|key-repeated|unknown-table|unknown-file|file-applied)$/,
  /^model\/columns-changed$/,
  /^dataframe\/(?:change-columns-lost|needs-spark|other-key)$/,
  /^versions\/(?:no-time|unknown-member-taken)$/,
  /^unit_test\/value$/,
  /^simulate\/(?:no-location|no-script|not-on-this-machine|outside-project|shared-folder|would-overwrite)$/,
  /^profile\/(?:path-outside-project|two-files|engine-type|handoff-address)$/,
  /^source\/(?:bad-value|changed-type|file-replaced|missing-column|new-column|no-change-sequence|no-files|no-key-column|no-op-column|other-format|reloaded|reload-settling|unknown-files|unreadable-file)$/,
]
/** What the first row leaves out but a compile does give. */
const atCompile = new Set(['engine/unsupported', 'engine/ephemeral-across', 'handoff/type'])

const root = new URL('.', import.meta.url).pathname
const catalog = new URL('../../src/diagnostics/catalog', import.meta.url).pathname

test('every code that a compile or a script of changes can give is in a golden case or in the table of mistakes', () => {
  const codes = readdirSync(catalog)
    .filter((name) => !name.endsWith('.test.ts'))
    .flatMap((name) => [...readFileSync(join(catalog, name), 'utf8').matchAll(/(?:error|warning)\(\s*'([^']+)'/g)])
    .map(([, code]) => code ?? '')
    .filter((code) => atCompile.has(code) || !notAtCompile.some((pattern) => pattern.test(code)))
  const tables = [
    nameMistakes,
    templateMistakes,
    sqlMistakes,
    yamlMistakes,
    changeMistakes,
    dataframeMistakes,
    testMistakes,
    unitTestMistakes,
  ]
  const tried = new Set([
    ...Object.values(scriptMistakes).map((mistake) => mistake.code),
    ...tables.flatMap((table) => Object.values(table).map((mistake) => mistake.code)),
    ...goldenCases(root).flatMap((name) => expectedCodes(join(root, name))),
  ])
  expect([...new Set(codes)].filter((code) => !tried.has(code)).sort()).toEqual([])
})
