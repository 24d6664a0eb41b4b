import { configUnknownFolder, configUnknownFolderOrKey, configWrongType } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../util/suggest.ts'
import type { ConfigEntry } from './config-entry.ts'
import { ignoredConfigKeys, modelConfigAliases, modelConfigReaders } from './model-config-keys.ts'
import { canonicalKey, checkFolderEntry } from './model-settings.ts'
import { type ConfigValue, describe, firstLine, isNull, type MapEntry } from './value.ts'

/** The kinds of nodes that project.yml can give defaults for. */
export type FolderKind = 'models' | 'seeds' | 'snapshots'

/** Defaults for what lies below a folder; the empty path is for all. */
export interface FolderConfig {
  readonly kind: FolderKind
  /** The folder below the model (seed, …) paths, part by part. */
  readonly path: readonly string[]
  readonly entries: readonly ConfigEntry[]
}

export interface FolderContext {
  readonly kind: FolderKind
  /** Null when project.yml does not say it: any name at the top may be the project's then. */
  readonly projectName: string | null
  /** The folders that the kind is read from: `models`. */
  readonly roots: readonly string[]
  /** Whether a folder (or, without its extension, a file) of the project has this path. */
  readonly isFolder: (path: string) => boolean
  /** The folders directly below a path, for near misses. */
  readonly foldersIn: (path: string) => readonly string[]
  readonly report: (diagnostic: Diagnostic) => void
}

/**
 * Reads `models:` and its like. `+key` is a key; a plain name is a folder if one exists, else a key; the project's own
 * name at the top stands for the whole.
 */
export function readFolderConfig(value: ConfigValue, context: FolderContext): readonly FolderConfig[] {
  const out: FolderConfig[] = []
  readFolder(value, [], context, out)
  return out
}

function readFolder(value: ConfigValue, path: readonly string[], context: FolderContext, out: FolderConfig[]): void {
  if (isNull(value)) return
  const { kind, report } = context
  const where = [kind, ...path].join('/')
  if (value.kind !== 'map') {
    const expected = 'a map of folders and keys'
    report(configWrongType(`"${path.at(-1) ?? kind}" of project.yml`, expected, describe(value), firstLine(value.span)))
    return
  }
  const entries: ConfigEntry[] = []
  const folders: { entry: MapEntry; path: readonly string[] }[] = []
  for (const entry of value.entries) {
    const isKey = entry.key.startsWith('+')
    const name = isKey ? entry.key.slice(1) : entry.key
    if (!isKey && exists([...path, name], context)) folders.push({ entry, path: [...path, name] })
    else if (!isKey && path.length === 0 && name === context.projectName) folders.push({ entry, path })
    else if (isKey || isConfigKey(name)) {
      const setting = { key: { value: name, span: entry.keySpan }, value: entry.value, origin: 'folder' } as const
      for (const problem of checkFolderEntry(setting, where)) report(problem)
      entries.push(setting)
    } else if (path.length > 0 || context.projectName !== null) reportUnknownName(entry, path, context)
  }
  if (entries.length > 0) out.push({ kind, path, entries })
  for (const folder of folders) readFolder(folder.entry.value, folder.path, context, out)
}

function exists(path: readonly string[], { roots, isFolder }: FolderContext): boolean {
  return roots.some((root) => isFolder([root, ...path].join('/')))
}

function isConfigKey(name: string): boolean {
  return canonicalKey(name) !== null || ignoredConfigKeys.includes(name)
}

function reportUnknownName(entry: MapEntry, path: readonly string[], context: FolderContext): void {
  const { kind, roots, foldersIn, report } = context
  const where = [kind, ...path].join('/')
  const folders = roots.flatMap((root) => foldersIn([root, ...path].join('/')))
  if (entry.value.kind === 'map') {
    const near = didYouMean(entry.key, folders)
    if (near) report(configUnknownFolderOrKey(entry.key, where, entry.keySpan, near))
    else report(configUnknownFolder(entry.key, where, entry.keySpan))
    return
  }
  const keys = [...Object.keys(modelConfigReaders), ...Object.keys(modelConfigAliases)]
  const near = didYouMean(entry.key, [...keys, ...folders])
  const help = near ?? 'Write a key of the configuration, or the name of a folder with a map of keys.'
  report(configUnknownFolderOrKey(entry.key, where, entry.keySpan, help))
}

/** The defaults that apply to what lies at `path` below its root, the most general first. */
export function folderConfigFor(
  folders: readonly FolderConfig[],
  kind: FolderKind,
  path: readonly string[],
): readonly ConfigEntry[] {
  return folders
    .filter((folder) => folder.kind === kind && folder.path.every((part, index) => part === path[index]))
    .sort((a, b) => a.path.length - b.path.length)
    .flatMap((folder) => folder.entries)
}
