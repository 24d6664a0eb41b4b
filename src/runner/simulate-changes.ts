import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CompiledProject } from '../compiler/compile.ts'
import { printS3Address } from '../config/storage-address.ts'
import {
  noLocation,
  notOnThisMachine,
  outsideProject,
  sharedFolder,
  wouldOverwrite,
} from '../diagnostics/catalog/simulate.ts'
import { type Diagnostic, DiagnosticError, hasErrors } from '../diagnostics/diagnostic.ts'
import type { SourceFile } from '../diagnostics/source.ts'
import { sourcesOf } from '../manifest/manifest.ts'
import type { Micros } from '../simulate/moment.ts'
import { playScript } from '../simulate/play-script.ts'
import type { SimulatedFile } from '../simulate/task.ts'
import { pathInside } from '../storage/path-inside.ts'
import { writeFileAtomically } from '../storage/write-file-atomically.ts'
import { placeOfSource } from './source-place.ts'

export interface SimulateRequest {
  readonly root: string
  readonly script: SourceFile
  /** An absolute folder in place of the sources' locations; null for those. */
  readonly output: string | null
  /** Steps later than this are left for another time; null for all of them. */
  readonly until: Micros | null
  /** Overwrites files that hold something else. */
  readonly force: boolean
  /** Writes nothing. */
  readonly dryRun: boolean
}

export interface SimulationReport {
  readonly files: readonly WrittenFile[]
  /** Warnings about the script. */
  readonly warnings: readonly Diagnostic[]
}

export interface WrittenFile {
  /** `shop.orders`. */
  readonly table: string
  /** Relative to the source's location, or to the folder that was asked for. */
  readonly file: string
  readonly path: string
  readonly kind: SimulatedFile['kind']
  readonly rows: number
  readonly bytes: number
  readonly status: 'new' | 'unchanged' | 'replaced'
}

/**
 * Writes the files of a script of changes: all of them, or none and a DiagnosticError. Files that are there with the same
 * bytes are left alone; one with others is replaced only where it is the load that a reload of the script writes anew.
 */
export function simulateChanges(compiled: CompiledProject, request: SimulateRequest): SimulationReport {
  const { files, diagnostics } = playScript(request.script, sourcesOf(compiled.manifest))
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  const versions = new Map<string, { readonly folder: string; readonly files: SimulatedFile[] }>()
  for (const file of files) {
    if (request.until !== null && file.at > request.until) continue
    const folder = folderOf(file, compiled, request)
    const path = join(folder, file.path)
    const known = versions.get(path)
    const [first] = known?.files ?? []
    if (first && first.table !== file.table) {
      throw new DiagnosticError([sharedFolder(first.table.name, file.table.name, file.path)])
    }
    if (known) known.files.push(file)
    else versions.set(path, { folder, files: [file] })
  }
  const found = [...versions].map(([path, { folder, files: all }]) => ({ folder, ...compare(path, all) }))
  if (!request.force) refuseConflicts(found)
  const written = found.map(({ bytes, report }) => {
    if (!request.dryRun && report.status !== 'unchanged') writeFileAtomically(report.path, bytes)
    return report
  })
  return { files: written, warnings: diagnostics }
}

interface Found {
  readonly folder: string
  readonly report: WrittenFile
  readonly bytes: Uint8Array
  /** Whether what is there is nothing that the script wrote. */
  readonly isForeign: boolean
}

/** Compares the last of a file's versions with what is there. */
function compare(path: string, versions: readonly SimulatedFile[]): Omit<Found, 'folder'> {
  const last = versions[versions.length - 1] as SimulatedFile
  const bytes = last.bytes()
  const there = readIfThere(path)
  const isSame = (content: Uint8Array) => there !== null && Buffer.compare(there, content) === 0
  const status = there === null ? 'new' : isSame(bytes) ? 'unchanged' : 'replaced'
  const isForeign = status === 'replaced' && !versions.slice(0, -1).some((version) => isSame(version.bytes()))
  const { table, kind, rows } = last
  const report = { table: table.name, file: last.path, path, kind, rows, bytes: bytes.length, status } as const
  return { report, bytes, isForeign }
}

function refuseConflicts(found: readonly Found[]): void {
  const conflicts = new Map<string, string[]>()
  for (const { folder, report, isForeign } of found) {
    if (isForeign) conflicts.set(folder, [...(conflicts.get(folder) ?? []), report.file])
  }
  if (conflicts.size > 0) {
    throw new DiagnosticError([...conflicts].map(([folder, files]) => wouldOverwrite(folder, files)))
  }
}

function folderOf({ table }: SimulatedFile, { settings }: CompiledProject, { root, output }: SimulateRequest): string {
  if (output !== null) return output
  const place = placeOfSource(root, settings.storage.raw?.value ?? null, table.source.config)
  if (place === null) throw new DiagnosticError([noLocation(table.name)])
  if (place.kind === 's3') throw new DiagnosticError([notOnThisMachine(table.name, printS3Address(place))])
  const folder = place.path
  if (pathInside(root, folder) === null) throw new DiagnosticError([outsideProject(table.name, folder)])
  return folder
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return null
    throw cause
  }
}
