import { type ProjectConfig, readProject } from '../config/project.ts'
import { projectMissing } from '../diagnostics/catalog/compile.ts'
import { DiagnosticError } from '../diagnostics/diagnostic.ts'
import { localFileSystem } from '../storage/local-file-system.ts'

/** Reads project.yml alone, for commands that mistakes in models are no obstacle to. Throws a DiagnosticError. */
export function readProjectFile(root: string): ProjectConfig {
  const text = localFileSystem(root).readText('project.yml')
  if (text === null) throw new DiagnosticError([projectMissing(root)])
  const { project, diagnostics } = readProject({ path: 'project.yml', text }, () => true)
  if (!project) throw new DiagnosticError(diagnostics)
  return project
}
