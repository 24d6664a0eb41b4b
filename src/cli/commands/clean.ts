import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathInside } from '../../storage/path-inside.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import type { GlobalOptions } from '../options.ts'
import { readProjectFile } from '../project-file.ts'

/** Reads project.yml alone: a project with mistakes in its models can be cleaned as well. */
export function cleanCommand(options: GlobalOptions): Promise<ExitCode> {
  return withInvocation('clean', options, async ({ root, console, json }) => {
    const project = readProjectFile(root)
    const folder = pathInside(root, project.targetPath)
    const isThere = folder !== null && folder !== root && existsSync(folder)
    if (isThere) rmSync(join(root, project.targetPath), { recursive: true, force: true })
    if (json) console.out(`${JSON.stringify({ removed: isThere ? [project.targetPath] : [] })}\n`)
    else console.note(isThere ? `Removed ${project.targetPath}/.` : `There is no ${project.targetPath}/ to remove.`)
    return exitCodes.ok
  })
}
