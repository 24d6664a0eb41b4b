import { readFileSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { wrongValue } from '../../diagnostics/catalog/cli.ts'
import { noScript } from '../../diagnostics/catalog/simulate.ts'
import { DiagnosticError, diagnosticToJson } from '../../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../diagnostics/format.ts'
import type { SourceFile } from '../../diagnostics/source.ts'
import { type SimulationReport, simulateChanges } from '../../runner/simulate-changes.ts'
import { type Micros, readMoment } from '../../simulate/moment.ts'
import { formatTable } from '../../util/format-table.ts'
import type { Console } from '../console.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import type { SimulateCommandOptions } from '../options.ts'
import { count, grouped } from '../words.ts'

export function cdcSimulateCommand(options: SimulateCommandOptions, script: string): Promise<ExitCode> {
  return withInvocation('cdc simulate', options, async (invocation) => {
    const { console, root, secrets, json } = invocation
    const until = options.until === undefined ? null : readUntil(options.until)
    const { compiled, warnings: ofProject } = openCompiled(invocation)
    const dryRun = options.dryRun ?? false
    const { files, warnings } = simulateChanges(compiled, {
      root,
      script: readScriptFile(script),
      output: options.output === undefined ? null : resolve(options.output),
      until,
      force: options.force ?? false,
      dryRun,
    })
    if (json) {
      const listed = files.map((file) => ({ ...file, path: relative(root, file.path).replaceAll('\\', '/') }))
      const diagnostics = [...ofProject, ...warnings].map(diagnosticToJson)
      console.out(`${secrets.toJson({ dry_run: dryRun, files: listed, diagnostics })}\n`)
      return exitCodes.ok
    }
    if (warnings.length > 0 && !console.quiet) console.problem(formatDiagnostics(warnings, console.style))
    printFiles(files, dryRun, console)
    return exitCodes.ok
  })
}

function readUntil(text: string): Micros {
  const moment = readMoment(text)
  if (moment === null) throw new DiagnosticError([wrongValue('--until', text, 'a time such as 2026-01-05 10:00:00')])
  return moment
}

function readScriptFile(path: string): SourceFile {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new DiagnosticError([noScript(path)])
  return { path: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }
}

function printFiles(files: SimulationReport['files'], dryRun: boolean, console: Console): void {
  if (files.length === 0) {
    console.out('The script writes no file.\n')
    return
  }
  const rows = files.map((file) => [file.table, file.file, file.kind, grouped(file.rows), file.status])
  const table = formatTable(
    [{ title: 'table' }, { title: 'file' }, { title: 'what' }, { title: 'rows', align: 'right' }, { title: 'status' }],
    rows,
  )
  console.out(`${table}\n`)
  const made = files.filter(({ status }) => status !== 'unchanged').length
  const unchanged = files.length - made
  const verb = dryRun ? 'Would write' : 'Wrote'
  if (made === 0) console.note(`Nothing to write: ${count(files.length, 'file')} as the script has them.`)
  else console.note(`${verb} ${count(made, 'file')}${unchanged > 0 ? `; ${unchanged} unchanged` : ''}.`)
}
