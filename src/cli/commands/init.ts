import { existsSync, mkdirSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { initWouldOverwrite } from '../../diagnostics/catalog/cli.ts'
import { DiagnosticError } from '../../diagnostics/diagnostic.ts'
import { writeFileAtomically } from '../../storage/write-file-atomically.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import { newProject } from '../new-project.ts'
import type { GlobalOptions } from '../options.ts'

export function initCommand(options: GlobalOptions, folder: string | null): Promise<ExitCode> {
  return withInvocation('init', options, async ({ root, console, json }) => {
    const target = resolve(root, folder ?? '.')
    const files = newProject(projectName(basename(target)))
    const shown = relative(process.cwd(), target) || '.'
    const taken = Object.keys(files).filter((path) => existsSync(join(target, path)))
    if (taken.length > 0) throw new DiagnosticError([initWouldOverwrite(shown, taken)])
    mkdirSync(target, { recursive: true })
    for (const [path, text] of Object.entries(files)) writeFileAtomically(join(target, path), text)
    if (json) console.out(`${JSON.stringify({ folder: target, files: Object.keys(files) })}\n`)
    else console.note(nextSteps(shown, Object.keys(files)))
    return exitCodes.ok
  })
}

function nextSteps(folder: string, files: readonly string[]): string {
  const enter = folder === '.' ? '' : `  cd ${folder}\n`
  return `Wrote a project of ${files.length} files to ${folder}.

Next:
${enter}  tidemill build                               builds and tests it, in warehouse.duckdb
  tidemill show --select customer_orders       prints what came out
  tidemill ls --select +customer_orders        lists what it is made of
`
}

/** A name that project.yml takes, made of a folder's. */
function projectName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return /^[a-z]/.test(name) ? name : `project${name === '' ? '' : `_${name}`}`
}
