import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type CompileResult, compileProject } from '../compiler/compile.ts'
import type { DeclaredSource } from '../compiler/declare.ts'
import type { ConfigValue } from '../config/value.ts'
import { classifyFile, tableFolder } from '../ingest/dms-files.ts'
import { type DriftFile, hiddenColumns } from '../ingest/drift.ts'
import { type FileColumn, fileColumns } from '../storage/file-columns.ts'
import { localFileSystem } from '../storage/local-file-system.ts'
import { placeOfSource } from './source-place.ts'
import { rememberedSource } from './source-stores.ts'

export interface OpenProjectOptions {
  /** The project's folder, absolute. */
  readonly root: string
  /** From the command line or the environment; null for what project.yml says. */
  readonly target: string | null
  readonly vars: ReadonlyMap<string, ConfigValue>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly fullRefresh: boolean
  readonly runStartedAt: Date
  /** See `CompileOptions`. */
  readonly schemaPrefix?: string
}

/** Reads and compiles a project from disk. No engine is loaded and nothing is connected to. */
export function openProject(options: OpenProjectOptions): CompileResult {
  const { root, target, vars, env, fullRefresh, runStartedAt, schemaPrefix = '' } = options
  const files = localFileSystem(root)
  return compileProject({
    files,
    folder: basename(root) || root,
    target,
    vars,
    env,
    fullRefresh,
    schemaPrefix,
    runStartedAt: runStartedAt.toISOString(),
    columnsInFiles: (source, raw) => columnsInFiles(root, raw, source),
  })
}

/**
 * The columns of a source table's files, each as often as it was found: of its first load file, its first and its newest
 * change file, since a column that came later is only in the newer ones, and of all that are known from before, since it
 * may have gone again. Null when there is no file, or none that can be read.
 */
function columnsInFiles(root: string, raw: string | null, { table }: DeclaredSource): readonly FileColumn[] | null {
  const place = placeOfSource(root, raw, table.config)
  if (place === null) return null
  if (place.kind === 's3') return rememberedColumns(root, raw, table)
  const below = join(place.path, tableFolder(table.config, table.identifier.value))
  if (!existsSync(below)) return null
  const paths = localFileSystem(below).list('')
  const isOf = (kind: 'load' | 'change') => (path: string) => classifyFile(path).kind === kind
  const [firstChange, newest] = [paths.find(isOf('change')), paths.findLast(isOf('change'))]
  const looked = [paths.find(isOf('load')), firstChange, newest]
    .filter((path) => path !== undefined)
    .map((path) => {
      const found = fileColumns(join(below, path), table.config)
      const columns = ('columns' in found ? found.columns : null) ?? []
      return { key: path, isLoad: isOf('load')(path), fileTime: '', columns }
    })
  if (looked.length === 0) return null
  const known = rememberedSource(root, raw, table.config, table.identifier.value)?.shapes() ?? []
  return visibleColumns(table, looked, known)
}

/** The columns of files that were looked into and of shapes that are known besides, but for those that are to be ignored. */
function visibleColumns(
  { config, columns }: DeclaredSource['table'],
  looked: readonly DriftFile[],
  known: readonly { readonly columns: readonly FileColumn[] | null }[],
): readonly FileColumn[] | null {
  // A clock behind all others: the oldest file is among those that were looked into.
  const later = known.map((shape) => ({ key: '', isLoad: false, fileTime: '~', columns: shape.columns ?? [] }))
  const files = [...looked, ...later]
  const declared = columns.map(({ name, dataType }) => ({ name: name.value, dataType: dataType?.value ?? null }))
  const hidden = hiddenColumns({ config, columns: declared }, files)
  const seen = files.flatMap((file) => file.columns).filter(({ name }) => !hidden.has(name.toLowerCase()))
  return seen.length === 0 ? null : seen
}

/** What an earlier command saw of files that nobody may ask for while a project is compiled. */
function rememberedColumns(
  root: string,
  raw: string | null,
  table: DeclaredSource['table'],
): readonly FileColumn[] | null {
  const known = rememberedSource(root, raw, table.config, table.identifier.value)?.shapes() ?? []
  return visibleColumns(table, [], known)
}
