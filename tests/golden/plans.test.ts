import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sourcesOf } from '../../src/manifest/manifest.ts'
import { adapterWriter } from '../../src/planner/adapter-writer.ts'
import { type EngineLayout, engineLayout } from '../../src/planner/engine-layout.ts'
import { planRun } from '../../src/planner/plan.ts'
import { emptyState, noFiles, type SourceState } from '../../src/planner/warehouse-state.ts'
import { scriptText } from '../../src/runner/script-text.ts'
import { invariant } from '../../src/util/invariant.ts'
import { changeColumnsOf } from '../support/change-columns.ts'
import { compileFiles, readFolder } from '../support/compile-files.ts'

const isUpdate = process.env.UPDATE_GOLDEN === '1'
const root = new URL('.', import.meta.url).pathname

const layouts: Readonly<Record<string, EngineLayout>> = {
  'spark-postgres': engineLayout({ spark: 'spark', redshift: 'postgres' }, false),
  'spark-redshift': engineLayout({ spark: 'spark', redshift: 'redshift' }, false),
}

const cases = ['shop', 'logs', 'dataframes', 'merges'].flatMap((name) =>
  Object.keys(layouts).map((layout) => [name, layout] as const),
)

/** Every statement of a first build, as the engines get it: what a change of a dialect changes is read as a diff. */
test.each(cases)('%s on %s', (name, layout) => {
  const path = join(root, 'plans', `${name}.${layout}.sql`)
  const found = planText(name, layouts[layout] as EngineLayout)
  if (isUpdate) writeFileSync(path, found)
  expect(found).toBe(readFileSync(path, 'utf8'))
})

function planText(name: string, layout: EngineLayout): string {
  const { compiled } = compileFiles(readFolder(join(root, name)), {})
  invariant(compiled, 'a case that has a plan compiles')
  const { manifest, columns, hooks } = compiled
  const sources = new Map<string, SourceState>()
  for (const source of sourcesOf(manifest)) {
    const key = `${source.name}/LOAD00000001.parquet`
    const file = {
      ...{ key, path: `/raw/${key}`, etag: 'e', size: 1, isLoad: true, fileTime: '1' },
      ...{ modifiedAt: '2026-01-01 00:00:00', columns: changeColumnsOf(columns.columnsOf(source.relation) ?? []) },
    }
    sources.set(source.id, {
      ...noFiles,
      files: new Map([[key, file]]),
      pending: [key],
      loadedAt: '2026-01-01 00:00:00',
      isLoadTimed: true,
    })
  }
  const ledger = { schema: 'tidemill', words: layout.warehouse }
  const plan = planRun({
    ...{
      manifest,
      layout,
      ledger,
      selected: manifest.graph.order,
      command: 'build',
      fullRefresh: false,
      takesNewFiles: true,
      discardsHistory: false,
      storeFailures: false,
    },
    state: { ...emptyState, sources },
    runId: 'run',
    now: '2026-01-02T00:00:00.000Z',
    newBatchId: () => 'batch',
    writer: adapterWriter(layout, columns),
    columns,
    prepare: [],
    takesOver: [],
    prepareSpark: [],
    runsDataFrames: true,
    target: 'local',
    ...hooks,
  })
  return plan.steps.map((step) => `-- ${step.id} (${step.engine})\n${scriptText(step, layout)}\n`).join('\n\n')
}
