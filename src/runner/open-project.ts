import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type CompileResult, compileProject } from '../compiler/compile.ts'
import type { DeclaredSource } from '../compiler/declare.ts'
import type { ConfigValue } from '../config/value.ts'
import { classifyFile, tableFolder } from '../ingest/dms-files.ts'
import { type FileColumn, fileColumns } from '../storage/file-columns.ts'
import { localFileSystem } from '../storage/local-file-system.ts'
import { placeOfSource, rememberedSource } from './source-stores.ts'

export interface OpenProjectOptions {
  /** The project's folder, absolute. */
  readonly root: string
  /** From the command line or the environment; null for what project.yml says. */
  readonly target: string | null
  readonly vars: ReadonlyMap<string, ConfigValue>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly fullRefresh: boolean
  readonly runStartedAt: Date
}

/** Reads and compiles a project from disk. No engine is loaded and nothing is connected to. */
export function openProject(options: OpenProjectOptions): CompileResult {
  const { root, target, vars, env, fullRefresh, runStartedAt } = options
  const files = localFileSystem(root)
  return compileProject({
    files,
    folder: basename(root) || root,
    target,
    vars,
    env,
    fullRefresh,
    runStartedAt: runStartedAt.toISOString(),
    columnsInFiles: (source, raw) => columnsInFiles(root, raw, source),
  })
}

/**
 * The columns of a source table's files, each as often as it was found: of its first load file and of its newest change file, since a column that came
 * later is only in the newer ones. Null when there is no file, or none that can be read.
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
  const columns = [paths.find(isOf('load')), firstChange, newest]
    .filter((path) => path !== undefined)
    .map((path) => fileColumns(join(below, path), table.config))
    .flatMap((found) => ('columns' in found ? (found.columns ?? []) : []))
  return columns.length === 0 ? null : columns
}

/** What an earlier command saw of files that nobody may ask for while a project is compiled. */
function rememberedColumns(
  root: string,
  raw: string | null,
  table: DeclaredSource['table'],
): readonly FileColumn[] | null {
  const shapes = rememberedSource(root, raw, table.config, table.identifier.value)?.shapes() ?? []
  const columns = shapes.flatMap((shape) => shape.columns ?? [])
  return columns.length === 0 ? null : columns
}
