import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type CompileResult, compileProject } from '../../src/compiler/compile.ts'
import type { ConfigValue } from '../../src/config/value.ts'
import { memoryFileSystem } from '../../src/util/file-system.ts'

/** A project as a record of paths and texts. */
export type ProjectFiles = Readonly<Record<string, string>>

export interface CompileFilesOptions {
  readonly target?: string | null
  readonly vars?: ReadonlyMap<string, ConfigValue>
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly fullRefresh?: boolean
}

/** Compiles a project that lies in memory, at a fixed time and with nothing from this machine. */
export function compileFiles(files: ProjectFiles, options: CompileFilesOptions = {}): CompileResult {
  return compileProject({
    files: memoryFileSystem(files),
    folder: 'project',
    target: options.target ?? null,
    vars: options.vars ?? new Map(),
    env: options.env ?? {},
    runStartedAt: '2026-01-02T03:04:05.000Z',
    fullRefresh: options.fullRefresh ?? false,
    columnsInFiles: () => null,
  })
}

/** The files below a folder, by their paths in it. */
export function readFolder(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = paths.filter((path) => statSync(join(folder, path)).isFile())
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}
