import { type DataTestConfig, dataTestConfigKeys, readDataTestConfig } from './data-test.ts'
import { type FolderContext, foldersAbove, readFolders } from './folder-tree.ts'
import type { ConfigValue } from './value.ts'

/** What project.yml says of the data tests below a folder; the empty path is for all. */
export interface TestDefaults {
  /** Below the model paths for tests of YAML, below the test paths for singular ones. */
  readonly path: readonly string[]
  readonly config: DataTestConfig
}

/** Nothing is written. */
export const noTestConfig: DataTestConfig = {
  ...{ severity: null, where: null, warnIf: null, errorIf: null, limit: null, failCalc: null, storeFailures: null },
  ...{ tags: [], meta: {}, enabled: null, scope: null, onFailure: null },
}

const keys = { isKey: (name: string) => dataTestConfigKeys.has(name), names: [...dataTestConfigKeys] }

/** Reads `data_tests:` of project.yml. */
export function readTestDefaults(value: ConfigValue, context: FolderContext): readonly TestDefaults[] {
  return readFolders(value, context, keys).map(({ path, where, settings, span }) => ({
    path,
    config: readDataTestConfig(settings, `"${where}" of project.yml`, span, context.report),
  }))
}

/** A test's configuration with what holds for all tests of its folders, the nearest first. Tags add up. */
export function withDefaults(
  own: DataTestConfig,
  folders: readonly TestDefaults[],
  path: readonly string[],
): DataTestConfig {
  return foldersAbove(folders, path).reduceRight<DataTestConfig>(
    (config, { config: more }) => ({
      severity: config.severity ?? more.severity,
      where: config.where ?? more.where,
      warnIf: config.warnIf ?? more.warnIf,
      errorIf: config.errorIf ?? more.errorIf,
      limit: config.limit ?? more.limit,
      failCalc: config.failCalc ?? more.failCalc,
      storeFailures: config.storeFailures ?? more.storeFailures,
      tags: [...new Set([...more.tags, ...config.tags])],
      meta: { ...more.meta, ...config.meta },
      enabled: config.enabled ?? more.enabled,
      scope: config.scope ?? more.scope,
      onFailure: config.onFailure ?? more.onFailure,
    }),
    own,
  )
}
