import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readProject } from '../../config/project.ts'
import { projectMissing } from '../../diagnostics/catalog/compile.ts'
import { DiagnosticError } from '../../diagnostics/diagnostic.ts'
import { localFileSystem } from '../../storage/local-file-system.ts'
import { pathInside } from '../../storage/path-inside.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import type { GlobalOptions } from '../options.ts'

/** Reads project.yml alone: a project with mistakes in its models can be cleaned as well. */
export function cleanCommand(options: GlobalOptions): Promise<ExitCode> {
  return withInvocation('clean', options, async ({ root, console, json }) => {
    const text = localFileSystem(root).readText('project.yml')
    if (text === null) throw new DiagnosticError([projectMissing(root)])
    const { project, diagnostics } = readProject({ path: 'project.yml', text }, () => true)
    if (!project) throw new DiagnosticError(diagnostics)
    const folder = pathInside(root, project.targetPath)
    const isThere = folder !== null && folder !== root && existsSync(folder)
    if (isThere) rmSync(join(root, project.targetPath), { recursive: true, force: true })
    if (json) console.out(`${JSON.stringify({ removed: isThere ? [project.targetPath] : [] })}\n`)
    else console.note(isThere ? `Removed ${project.targetPath}/.` : `There is no ${project.targetPath}/ to remove.`)
    return exitCodes.ok
  })
}
