import { configUnknownFolder, configUnknownFolderOrKey, configWrongType } from '../diagnostics/catalog/config.ts'
import { didYouMean } from '../util/suggest.ts'
import { type DataTestConfig, dataTestConfigKeys, readDataTestConfig } from './data-test.ts'
import type { FolderContext } from './folder-config.ts'
import { type ConfigValue, describe, firstLine, isNull, type MapEntry } from './value.ts'

/** What project.yml says of the data tests below a folder; the empty path is for all. */
export interface TestDefaults {
  /** Below the model paths for tests of YAML, below the test paths for singular ones. */
  readonly path: readonly string[]
  readonly config: DataTestConfig
}

export const noTestConfig: DataTestConfig = {
  ...{ severity: null, where: null, warnIf: null, errorIf: null, limit: null, failCalc: null, storeFailures: null },
  ...{ tags: [], meta: {}, enabled: null, scope: null, onFailure: null },
}

type Context = Omit<FolderContext, 'kind'> & { readonly kind: string }

/** Reads `data_tests:` of project.yml, as `models:` is read: `+key` is a key, a plain name a folder if one exists. */
export function readTestDefaults(value: ConfigValue, context: Context): readonly TestDefaults[] {
  const out: TestDefaults[] = []
  readFolder(value, [], context, out)
  return out
}

function readFolder(value: ConfigValue, path: readonly string[], context: Context, out: TestDefaults[]): void {
  if (isNull(value)) return
  const { kind, roots, isFolder, foldersIn, projectName, report } = context
  const where = [kind, ...path].join('/')
  if (value.kind !== 'map') {
    const expected = 'a map of folders and keys'
    report(configWrongType(`"${path.at(-1) ?? kind}" of project.yml`, expected, describe(value), firstLine(value.span)))
    return
  }
  const settings: MapEntry[] = []
  for (const entry of value.entries) {
    const isKey = entry.key.startsWith('+')
    const name = isKey ? entry.key.slice(1) : entry.key
    const below = [...path, name]
    if (!isKey && roots.some((root) => isFolder([root, ...below].join('/'))))
      readFolder(entry.value, below, context, out)
    else if (!isKey && path.length === 0 && name === projectName) readFolder(entry.value, path, context, out)
    else if (isKey || dataTestConfigKeys.has(name)) settings.push({ ...entry, key: name })
    else {
      const folders = roots.flatMap((root) => foldersIn([root, ...path].join('/')))
      const near = didYouMean(name, [...dataTestConfigKeys, ...folders])
      if (entry.value.kind === 'map' && !near) report(configUnknownFolder(name, where, entry.keySpan))
      else
        report(
          configUnknownFolderOrKey(
            name,
            where,
            entry.keySpan,
            near ?? 'Write a key of the configuration of data tests, or the name of a folder with a map of keys.',
          ),
        )
    }
  }
  if (settings.length > 0)
    out.push({ path, config: readDataTestConfig(settings, `"${where}" of project.yml`, value.span, report) })
}

/** A test's configuration with what holds for all tests of its folders, the nearest first. Tags add up. */
export function withDefaults(
  own: DataTestConfig,
  folders: readonly TestDefaults[],
  path: readonly string[],
): DataTestConfig {
  const above = folders
    .filter((folder) => folder.path.every((part, index) => part === path[index]))
    .sort((a, b) => b.path.length - a.path.length)
    .map(({ config }) => config)
  return above.reduce<DataTestConfig>(
    (config, more) => ({
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
