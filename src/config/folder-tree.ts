import { configUnknownFolder, configUnknownFolderOrKey, configWrongType } from '../diagnostics/catalog/config.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { didYouMean } from '../util/suggest.ts'
import { type ConfigValue, describe, firstLine, isNull, type MapEntry } from './value.ts'

/** Where a tree of folders stands in project.yml, and what is known of the folders. */
export interface FolderContext {
  /** The key: `models`. */
  readonly kind: string
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

/** The settings that may stand in the tree. */
export interface FolderKeys {
  readonly isKey: (name: string) => boolean
  /** For near misses. */
  readonly names: readonly string[]
}

/** What is written at one folder; the empty path is for all. */
export interface FolderSettings {
  /** The folder below the roots, part by part. */
  readonly path: readonly string[]
  /** What messages call the place: `models/core`. */
  readonly where: string
  /** With their keys as they are without `+`. */
  readonly settings: readonly MapEntry[]
  readonly span: Span
}

/**
 * Reads `models:` and its like. `+key` is a key; a plain name is a folder if one exists, else a key; the project's own
 * name at the top stands for the whole.
 */
export function readFolders(value: ConfigValue, context: FolderContext, keys: FolderKeys): readonly FolderSettings[] {
  const out: FolderSettings[] = []
  readFolder(value, [], context, keys, out)
  return out
}

function readFolder(
  value: ConfigValue,
  path: readonly string[],
  context: FolderContext,
  keys: FolderKeys,
  out: FolderSettings[],
): void {
  if (isNull(value)) return
  const { kind, report } = context
  const where = [kind, ...path].join('/')
  if (value.kind !== 'map') {
    const expected = 'a map of folders and keys'
    report(configWrongType(`"${path.at(-1) ?? kind}" of project.yml`, expected, describe(value), firstLine(value.span)))
    return
  }
  const settings: MapEntry[] = []
  const folders: { entry: MapEntry; path: readonly string[] }[] = []
  for (const entry of value.entries) {
    const isMarked = entry.key.startsWith('+')
    const name = isMarked ? entry.key.slice(1) : entry.key
    if (!isMarked && exists([...path, name], context)) folders.push({ entry, path: [...path, name] })
    else if (!isMarked && path.length === 0 && name === context.projectName) folders.push({ entry, path })
    else if (isMarked || keys.isKey(name)) settings.push({ ...entry, key: name })
    else if (path.length > 0 || context.projectName !== null) reportUnknownName(entry, path, context, keys)
  }
  if (settings.length > 0) out.push({ path, where, settings, span: value.span })
  for (const folder of folders) readFolder(folder.entry.value, folder.path, context, keys, out)
}

function exists(path: readonly string[], { roots, isFolder }: FolderContext): boolean {
  return roots.some((root) => isFolder([root, ...path].join('/')))
}

function reportUnknownName(
  entry: MapEntry,
  path: readonly string[],
  { kind, roots, foldersIn, report }: FolderContext,
  { names }: FolderKeys,
): void {
  const where = [kind, ...path].join('/')
  const folders = roots.flatMap((root) => foldersIn([root, ...path].join('/')))
  if (entry.value.kind === 'map') {
    const near = didYouMean(entry.key, folders)
    if (near) report(configUnknownFolderOrKey(entry.key, where, entry.keySpan, near))
    else report(configUnknownFolder(entry.key, where, entry.keySpan))
    return
  }
  const near = didYouMean(entry.key, [...names, ...folders])
  const help = near ?? 'Write a key of the configuration, or the name of a folder with a map of keys.'
  report(configUnknownFolderOrKey(entry.key, where, entry.keySpan, help))
}

/** The folders that something at `path` below its root lies in, the most general first. */
export function foldersAbove<T extends { readonly path: readonly string[] }>(
  folders: readonly T[],
  path: readonly string[],
): readonly T[] {
  return folders
    .filter((folder) => folder.path.every((part, index) => part === path[index]))
    .sort((a, b) => a.path.length - b.path.length)
}
