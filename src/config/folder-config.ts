import type { ConfigEntry } from './config-entry.ts'
import { type FolderContext, foldersAbove, readFolders } from './folder-tree.ts'
import { ignoredConfigKeys, modelConfigAliases, modelConfigReaders } from './model-config-keys.ts'
import { canonicalKey, checkFolderEntry } from './model-settings.ts'
import type { ConfigValue } from './value.ts'

/** The kinds of nodes that project.yml can give defaults for. */
export type FolderKind = 'models' | 'seeds' | 'snapshots'

/** Defaults for what lies below a folder; the empty path is for all. */
export interface FolderConfig {
  readonly kind: FolderKind
  /** The folder below the model (seed, …) paths, part by part. */
  readonly path: readonly string[]
  readonly entries: readonly ConfigEntry[]
}

const keys = {
  isKey: (name: string) => canonicalKey(name) !== null || ignoredConfigKeys.includes(name),
  names: [...Object.keys(modelConfigReaders), ...Object.keys(modelConfigAliases)],
}

/** Reads `models:` and its like. */
export function readFolderConfig(
  value: ConfigValue,
  context: FolderContext & { readonly kind: FolderKind },
): readonly FolderConfig[] {
  const { kind, report } = context
  return readFolders(value, context, keys).map(({ path, where, settings }) => {
    const entries = settings.map(({ key, keySpan, value: set }) => {
      const entry = { key: { value: key, span: keySpan }, value: set, origin: 'folder' } as const
      for (const problem of checkFolderEntry(entry, where)) report(problem)
      return entry
    })
    return { kind, path, entries }
  })
}

/** The defaults that apply to what lies at `path` below its root, the most general first. */
export function folderConfigFor(
  folders: readonly FolderConfig[],
  kind: FolderKind,
  path: readonly string[],
): readonly ConfigEntry[] {
  return foldersAbove(
    folders.filter((folder) => folder.kind === kind),
    path,
  ).flatMap((folder) => folder.entries)
}
