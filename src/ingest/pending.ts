import { classifyFile } from './dms-files.ts'
import type { ObjectInfo } from './object-info.ts'

/** A file of changes that lies below a table's folder. */
export interface ListedFile extends ObjectInfo {
  readonly isLoad: boolean
  /** Sorts as text: of a change file the clock in its name, of a load file its place among the load's files. */
  readonly fileTime: string
}

/** A file as a batch of the ledger holds it. */
export interface RecordedFile {
  readonly key: string
  readonly etag: string
  readonly size: number
  readonly batchId: string
  /** Whether any node has applied that batch, or it was closed with none to apply it. */
  readonly applied: boolean
}

export interface PendingInput {
  /** What lies below the table's folder, in any order. */
  readonly listing: readonly ObjectInfo[]
  /** `<source schema>/<identifier>`, relative to the source's location as the keys are. */
  readonly tableFolder: string
  readonly format: 'parquet' | 'csv'
  /**
   * `cdc`: load files and changes; `incremental`: all files are changes, load files too; `full`: the newest extract is the
   * load, and what lies beside it does not count.
   */
  readonly mode: 'cdc' | 'incremental' | 'full'
  /** Files that were set aside: with this content they are as good as not there. */
  readonly skipped: readonly { readonly key: string; readonly etag: string; readonly size: number }[]
  /** The files of all batches of the table. */
  readonly recorded: readonly RecordedFile[]
}

export interface PendingFacts {
  /** All files of changes that are there, oldest first. */
  readonly files: readonly ListedFile[]
  /** Of these, the ones that no batch holds: new, or a change file with new content. */
  readonly pending: readonly ListedFile[]
  /** Files of batches that nobody has applied, with other content than was recorded: the batch takes them as they are. */
  readonly replaced: readonly { readonly file: ListedFile; readonly recorded: RecordedFile }[]
  /** Set when DMS has loaded the table again: a new generation, whose load no batch may mix with the old one. */
  readonly reload: Reload | null
  /** Recorded files that are there no more, by key. */
  readonly gone: readonly RecordedFile[]
  /** Keys whose names are not DMS's. */
  readonly unknown: readonly string[]
  /** Files of changes in another format than the table's. */
  readonly otherFormat: readonly ListedFile[]
}

export interface Reload {
  /** The load files that show it: with new content, or new when the first load was over. */
  readonly evidence: readonly ListedFile[]
  /** All load files that are there: the new generation's load. */
  readonly files: readonly ListedFile[]
  /** When the youngest of them was written. */
  readonly newestAt: string
}

/**
 * Compares a listing with the ledger. A file is known by key, etag and size, never by its name's order: a partition of
 * an earlier day can still receive files, and a reload writes new content under old names.
 */
export function findPending(input: PendingInput): PendingFacts {
  const { files: sorted, unknown, otherFormat } = sortListing(input)
  const files = byMode(sorted, input)
  const latest = new Map<string, RecordedFile>()
  for (const file of input.recorded) {
    const other = latest.get(file.key)
    if (!other || other.batchId < file.batchId) latest.set(file.key, file)
  }
  const listed = new Set(input.listing.map((object) => object.key))
  const gone = [...latest.values()].filter((file) => !listed.has(file.key)).sort(byKey)
  const fresh = files.filter((file) => !isSame(file, latest.get(file.key)))

  const replaced = fresh.flatMap((file) => {
    const recorded = latest.get(file.key)
    return recorded && !recorded.applied ? [{ file, recorded }] : []
  })
  const isReplaced = new Set(replaced.map(({ file }) => file.key))
  const free = fresh.filter((file) => !isReplaced.has(file.key))
  const reload = input.mode === 'full' ? findExtract(files, free) : findReload(input, files, free, latest, gone)
  return {
    files,
    pending: reload || input.mode === 'full' ? free.filter((file) => !file.isLoad) : free,
    replaced,
    reload,
    gone,
    unknown,
    otherFormat,
  }
}

export interface BatchLimits {
  readonly maxFiles: number | null
  readonly maxBytes: number | null
}

/** The first files of a list that fit into one batch, at least one, and how many stay behind. */
export function takeBatch<File extends { readonly size: number }>(
  pending: readonly File[],
  { maxFiles, maxBytes }: BatchLimits,
): { readonly files: readonly File[]; readonly left: number } {
  let count = 0
  let bytes = 0
  for (const file of pending) {
    bytes += file.size
    const isFull = (maxFiles !== null && count >= maxFiles) || (maxBytes !== null && bytes > maxBytes)
    if (isFull && count > 0) break
    count++
  }
  return { files: pending.slice(0, count), left: pending.length - count }
}

/** Load files first, by name; then change files by the clock in their names; keys settle ties. */
export function compareFiles(a: ListedFile, b: ListedFile): number {
  if (a.isLoad !== b.isLoad) return a.isLoad ? -1 : 1
  return compareText(a.fileTime, b.fileTime) || byKey(a, b)
}

/** What the files are in the mode of their table. */
function byMode(files: readonly ListedFile[], { mode, tableFolder }: PendingInput): readonly ListedFile[] {
  switch (mode) {
    case 'cdc':
      return files
    case 'incremental':
      return files.map((file) => ({ ...file, isLoad: false }))
    case 'full':
      return newestExtract(files, tableFolder)
  }
}

/**
 * The load files; or where there are none the files of the newest date folder, those of the table's own folder being an
 * extract each.
 */
function newestExtract(files: readonly ListedFile[], tableFolder: string): readonly ListedFile[] {
  const loads = files.filter((file) => file.isLoad)
  if (loads.length > 0) return loads
  const newest = files.at(-1)
  if (!newest) return []
  const folderOf = ({ key }: ListedFile) => key.slice(0, key.lastIndexOf('/'))
  const folder = folderOf(newest)
  const extract = folder === tableFolder ? [newest] : files.filter((file) => folderOf(file) === folder)
  return extract.map((file) => ({ ...file, isLoad: true }))
}

/** Every extract that holds a file which no batch has yet is one more generation. */
function findExtract(files: readonly ListedFile[], free: readonly ListedFile[]): Reload | null {
  return free.length === 0 ? null : { evidence: free, files, newestAt: newestTime(files) }
}

function newestTime(files: readonly ListedFile[]): string {
  return (
    files
      .map((file) => file.modifiedAt)
      .sort()
      .at(-1) ?? ''
  )
}

function sortListing({ listing, tableFolder, format, skipped }: PendingInput) {
  const aside = new Set(skipped.map(contentOf))
  const files: ListedFile[] = []
  const otherFormat: ListedFile[] = []
  const unknown: string[] = []
  for (const object of listing) {
    if (aside.has(contentOf(object))) continue
    const kind = classifyFile(belowFolder(object.key, tableFolder))
    if (kind.kind === 'unknown') unknown.push(object.key)
    if (kind.kind !== 'load' && kind.kind !== 'change') continue
    const file = { ...object, isLoad: kind.kind === 'load', fileTime: kind.fileTime }
    if (kind.format === format) files.push(file)
    else otherFormat.push(file)
  }
  return { files: files.sort(compareFiles), otherFormat: otherFormat.sort(compareFiles), unknown: unknown.sort() }
}

/**
 * A load file with new content is a reload once its old content was applied. New load files belong to the first load,
 * which may come piece by piece, until a change was applied or a load file that was applied has gone.
 */
function findReload(
  input: PendingInput,
  files: readonly ListedFile[],
  free: readonly ListedFile[],
  latest: ReadonlyMap<string, RecordedFile>,
  gone: readonly RecordedFile[],
): Reload | null {
  const freeLoads = free.filter((file) => file.isLoad)
  const changed = freeLoads.filter((file) => latest.has(file.key))
  const added = freeLoads.filter((file) => !latest.has(file.key))
  const isLoad = (file: RecordedFile) => classifyFile(belowFolder(file.key, input.tableFolder)).kind === 'load'
  const firstLoadIsOver =
    input.recorded.some((file) => file.applied && !isLoad(file)) || gone.some((file) => file.applied && isLoad(file))
  const evidence = changed.length > 0 ? changed : firstLoadIsOver ? added : []
  if (evidence.length === 0) return null
  const loads = files.filter((file) => file.isLoad)
  return { evidence, files: loads, newestAt: newestTime(loads) }
}

/** Compared with the last batch that held the key: content may come back. */
function isSame(file: ListedFile, recorded: RecordedFile | undefined): boolean {
  return recorded !== undefined && recorded.etag === file.etag && recorded.size === file.size
}

function contentOf({
  key,
  etag,
  size,
}: {
  readonly key: string
  readonly etag: string
  readonly size: number
}): string {
  return `${key}\0${etag}\0${size}`
}

function belowFolder(key: string, folder: string): string {
  return key.startsWith(`${folder}/`) ? key.slice(folder.length + 1) : key
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return compareText(a.key, b.key)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
