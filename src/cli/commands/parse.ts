import { Artifacts } from '../artifacts.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { printDiagnostics } from '../failure.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import type { GlobalOptions } from '../options.ts'
import { foundLine } from '../words.ts'

export function parseCommand(options: GlobalOptions): Promise<ExitCode> {
  return withInvocation('parse', options, async (invocation) => {
    const { compiled, warnings } = openCompiled(invocation)
    new Artifacts(invocation, compiled).writeManifest()
    if (invocation.json) printDiagnostics(warnings, invocation)
    else invocation.console.note(`${foundLine(compiled.manifest)}. The project is in order.`)
    return exitCodes.ok
  })
}
