import type { DataTest } from '../config/data-test.ts'
import { plainValue } from '../config/value.ts'
import { testUnknownArgument } from '../diagnostics/catalog/compile.ts'
import { dataframeTestEngine, testFunction } from '../diagnostics/catalog/dataframe.ts'
import type { DataFrameTest, EngineName, NodeId } from '../manifest/nodes.ts'
import { type DataFrameFile, readDataFrame } from '../python/read-dataframe.ts'
import type { TestPlace } from './generic-test.ts'
import type { ProjectFile } from './load.ts'
import { findModel, unknownModel } from './render-model.ts'
import type { Workspace } from './workspace.ts'

/** A test in Python, under the name of its file. */
export interface DataFrameTestFile extends DataFrameFile {
  readonly from: ProjectFile
  /** What is wrong with it is said once, where YAML first names it: other Python may lie there too. */
  isTold: boolean
}

/** Reads the tests in Python. */
export function dataframeTests(files: readonly ProjectFile[]): ReadonlyMap<string, DataFrameTestFile> {
  return new Map(
    files.map((from) => [from.stem, { ...readDataFrame(from.file, testFunction), from, isTold: false }] as const),
  )
}

/**
 * What a test in Python says at a place: `tm.var` gives the arguments of YAML, and `column` where it stands at one, before
 * the variables of the project. Null where that is wrong, which is reported, or the file is.
 */
export function dataframeTest(
  file: DataFrameTestFile,
  test: DataTest,
  { node, column }: TestPlace,
  engine: EngineName,
  dependsOn: Set<NodeId>,
  workspace: Workspace,
): DataFrameTest | null {
  const { context, declarations, report } = workspace
  if (!file.isTold) for (const problem of file.diagnostics) report(problem)
  file.isTold = true
  if (file.diagnostics.length > 0) return null
  if (engine !== 'spark') {
    report(dataframeTestEngine(test.test.value, node.name, engine, test.test.span))
    return null
  }
  const asked = [...new Set(file.vars.map(({ name }) => name.value))]
  const vars: Record<string, DataFrameTest['vars'][string]> = {}
  for (const name of asked) {
    const value = context.environment.vars.get(name)
    if (value) vars[name] = plainValue(value)
  }
  if (column !== null) vars.column = column
  let isSound = true
  for (const { key, keySpan, value } of test.args) {
    if (asked.includes(key)) vars[key] = plainValue(value)
    else {
      report(testUnknownArgument(test.test.value, key, asked, keySpan))
      isSound = false
    }
  }
  const refs = new Map<string, NodeId>()
  for (const { name, span } of file.refs) {
    const found = findModel(declarations, name.value)
    if (found) {
      refs.set(name.value, found.id)
      dependsOn.add(found.id)
    } else {
      report(unknownModel(declarations, name.value, span))
      isSound = false
    }
  }
  return isSound ? { file: file.from.file, refs, vars, volatile: file.volatile } : null
}
