import { javascriptHelpers } from '../diagnostics/catalog/not-yet.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { span } from '../diagnostics/source.ts'
import type { FileSystem } from '../util/file-system.ts'
import type { LoadedProject } from './load.ts'

/** Parts of the project format that this version reads over: said once for each, so that nobody relies on them. */
export function partsNotYetRun(files: FileSystem, loaded: LoadedProject): Diagnostic[] {
  const { project } = loaded
  const found: Diagnostic[] = []
  const below = (roots: readonly string[], ending: string) =>
    roots.flatMap((root) => files.list(root).filter((path) => path.endsWith(ending)))
  for (const path of below(project.macroPaths, '.js')) {
    found.push(javascriptHelpers(path, span({ path, text: files.readText(path) ?? '' }, 0)))
  }
  return found
}
