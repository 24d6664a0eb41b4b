import { expect, test } from 'vitest'
import { newWorkshop } from '../support/truth/new-workshop.ts'
import { projectFiles } from '../support/truth/project.ts'
import { orderFile } from '../support/truth/scenario.ts'
import { plainShape } from '../support/truth/write-file.ts'
import { runUnitTests } from '../support/unit-tests.ts'

const filtered = `select order_id, status from {{ref "stg"}} where status <> 'hidden'\n`
const models: Readonly<Record<string, string>> = {
  'models/staging/stg.sql':
    '{{config unique_key="order_id"}}\nselect order_id, status from {{source "shop" "orders"}}\n',
  'models/staging/stg_all.sql': '{{config keep="all"}}\nselect order_id, status from {{source "shop" "orders"}}\n',
  'models/core/hard.sql': `{{config unique_key="order_id"}}\n${filtered}`,
  'models/core/soft.sql': `{{config unique_key="order_id" on_delete="soft"}}\n${filtered}`,
  'models/core/kept.sql': `{{config unique_key="order_id" on_delete="ignore"}}\n${filtered}`,
  'models/core/log.sql': '{{config strategy="append"}}\nselect order_id, status from {{ref "stg_all"}}\n',
  'models/core/versions.sql':
    '{{config materialized="scd2" unique_key="order_id"}}\nselect order_id, status from {{ref "stg_all"}}\n',
}

const ordered = ['order_id', 'status', '_change_seq', '_commit_ts']
const columns: Readonly<Record<string, readonly string[]>> = {
  hard: ordered,
  kept: ordered,
  soft: [...ordered, '_deleted_at'],
  log: [...ordered, '_op', '_change_id'],
  versions: ['order_id', 'status', 'valid_from', 'valid_to', 'is_current', 'is_deleted'],
}

test('what a unit test merges is what a build merges', async () => {
  const others = Object.entries(projectFiles(plainShape)).filter(([path]) => /^models\/.*\.sql$/.test(path))
  const workshop = newWorkshop({ ...Object.fromEntries(others.map(([path]) => [path, null])), ...models })
  /** The rows of a table as a list in YAML. */
  const rowsOf = async (table: string): Promise<readonly string[]> => {
    const names = columns[table] ?? []
    const rows = await workshop.query(`select ${names.join(', ')} from core.${table}`)
    const text = (value: unknown) =>
      typeof value === 'string' ? JSON.stringify(value.replace('T', ' ')) : String(value)
    return rows.map((row) => `{${names.map((name, index) => `${name}: ${text(row[index])}`).join(', ')}}`)
  }
  const all = async () => {
    const found = new Map<string, readonly string[]>()
    for (const table of Object.keys(columns)) found.set(table, await rowsOf(table))
    return found
  }

  workshop.deliver([orderFile('LOAD00000001', ['0 I 1 new', '0 I 2 new', '0 I 3 new', '0 I 5 new'])])
  await workshop.buildWell()
  workshop.deliver([orderFile('20260105-100000001', ['5 U 1 five', '6 U 2 six', '7 D 5'])])
  await workshop.buildWell()
  const before = await all()
  workshop.deliver([
    orderFile('20260105-100000002', [
      ...['3 U 1 three', '4 D 2', '8 U 3 eight', '9 U 3 hidden', '10 I 4 ten', '11 D 4', '12 U 2 twelve', '13 D 2'],
      ...['14 I 6 fourteen', '15 U 6 hidden', '16 U 6 sixteen'],
    ]),
  ])
  await workshop.buildWell()
  const after = await all()

  const list = (rows: readonly string[] | undefined) => `[${(rows ?? []).join(', ')}]`
  const log = after.get('log') ?? []
  const fresh = log.filter((row) => !before.get('log')?.includes(row))
  const unitTest = (model: string, staging: string, own: readonly string[] | undefined, changes: readonly string[]) =>
    `  - name: ${model}
    model: ${model}
    given: [{input: this, rows: ${list(own)}}, {input: ref('${staging}'), rows: ${list(changes)}}]
    expect: {rows: ${list(after.get(model))}}
`
  const around = Object.entries(projectFiles(plainShape)).filter(([path]) => !others.some(([other]) => other === path))
  const found = await runUnitTests({
    ...Object.fromEntries(around),
    ...models,
    'models/units.yml': `unit_tests:
${['hard', 'soft', 'kept'].map((model) => unitTest(model, 'stg', before.get(model), fresh)).join('')}
${unitTest('log', 'stg_all', before.get('log'), fresh)}
${unitTest('versions', 'stg_all', [], [...log].reverse())}`,
  })
  expect(found).toEqual({ hard: 'pass', soft: 'pass', kept: 'pass', log: 'pass', versions: 'pass' })
})
