import { compiledSqlOf } from '../../manifest/artifact-nodes.ts'
import type { Recompute } from '../../manifest/nodes.ts'
import { Artifacts } from '../artifacts.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { printDiagnostics } from '../failure.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import type { CompileCommandOptions } from '../options.ts'
import { hasSelection, selectedNodes } from '../selection.ts'
import { count, foundLine } from '../words.ts'

/** What is computed anew, and who says so. */
function changedKeysLine({ isDerived }: Recompute): string {
  return `computes anew the keys that ${isDerived ? 'lineage tells' : 'its {{#changed_keys}} names'}:`
}

/** Writes the compiled SQL; with a selection, prints that of its models, or of its tests when it names only tests. */
export function compileCommand(options: CompileCommandOptions): Promise<ExitCode> {
  return withInvocation('compile', options, async (invocation) => {
    const { console, secrets } = invocation
    const { compiled, warnings } = openCompiled(invocation, options.fullRefresh)
    const selected = selectedNodes(invocation, compiled.manifest)
    const artifacts = new Artifacts(invocation, compiled, options.fullRefresh)
    artifacts.writeManifest()
    artifacts.writeCompiled(selected)
    if (invocation.json) {
      printDiagnostics(warnings, invocation)
      return exitCodes.ok
    }
    const withSql = selected
      .map((id) => compiled.manifest.nodes.get(id))
      .filter((node) => node?.kind === 'model' || node?.kind === 'test')
    const models = withSql.filter((node) => node.kind === 'model')
    if (hasSelection(invocation)) {
      const shown = models.length > 0 ? models : withSql
      for (const node of shown) {
        const title =
          shown.length > 1
            ? `${node.kind === 'model' && node.dataframe ? '#' : '--'} ${node.name} (${node.path})\n`
            : ''
        const sql = secrets.redact(compiledSqlOf(node, options.fullRefresh ?? false)).trim()
        console.out(`${title}${sql}\n${shown.length > 1 ? '\n' : ''}`)
        const keys = node.kind === 'model' ? node.recompute : null
        if (keys)
          console.note(`${node.name} ${changedKeysLine(keys)}\n${secrets.redact(keys.changedKeys.text.text.trim())}`)
      }
    } else {
      console.note(`${foundLine(compiled.manifest)}.`)
      console.note(
        `The SQL of ${count(models.length, 'model')} and ${count(withSql.length - models.length, 'test')} is in ${artifacts.path('compiled')}.`,
      )
    }
    return exitCodes.ok
  })
}
