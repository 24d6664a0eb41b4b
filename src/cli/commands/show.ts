import { chooseOne, selectOneNode } from '../../diagnostics/catalog/cli.ts'
import { DiagnosticError, hasErrors } from '../../diagnostics/diagnostic.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import type { Node, NodeId } from '../../manifest/nodes.ts'
import { selectNodes } from '../../planner/select.ts'
import { queryProject } from '../../runner/query.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Invocation, withInvocation } from '../invocation.ts'
import { openCompiled, tellDoubts } from '../open-compiled.ts'
import { type RowsFormat, type ShowCommandOptions, waitSeconds } from '../options.ts'
import { rowsAsCsv, rowsAsJson, rowsAsTable } from '../rows.ts'
import { hasSelection } from '../selection.ts'
import { count } from '../words.ts'

export function showCommand(options: ShowCommandOptions): Promise<ExitCode> {
  return withInvocation('show', options, async (invocation) => {
    const { console, root, secrets } = invocation
    if (hasSelection(invocation) === (options.inline !== undefined)) {
      throw new DiagnosticError([chooseOne('tidemill show', ['--select', '--inline'])])
    }
    const { compiled } = openCompiled(invocation)
    const found = await queryProject(compiled, {
      root,
      env: secrets.env,
      select: options.inline === undefined ? oneNode(invocation, compiled.manifest) : null,
      inline: options.inline === undefined ? null : { text: options.inline, engine: options.engine ?? 'redshift' },
      limit: options.limit,
      waitSeconds: waitSeconds(options),
      warn: tellDoubts(invocation),
    })
    const format: RowsFormat = options.output ?? (options.json ? 'json' : 'table')
    switch (format) {
      case 'json':
        console.out(rowsAsJson(found))
        break
      case 'csv':
        console.out(rowsAsCsv(found))
        break
      case 'table':
        console.out(rowsAsTable(found))
        if (found.rows.length === options.limit) {
          console.note(console.colors.dim(`The first ${count(found.rows.length, 'row')}; --limit -1 prints all.`))
        }
    }
    return exitCodes.ok
  })
}

/**
 * The one node that the selection names. Tests that merely come along with it do not count, and where a folder or the
 * project goes by the same name as a node, the node is meant.
 */
function oneNode({ selection }: Invocation, manifest: Manifest): NodeId {
  const { ids, diagnostics } = selectNodes(manifest, selection)
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics)
  // Elsewhere a selection of nothing leaves nothing to do; here it is a mistake.
  if (ids.length === 0) throw new DiagnosticError(diagnostics.map((problem) => ({ ...problem, severity: 'error' })))
  const nodes = ids.map((id) => manifest.nodes.get(id)).filter((node) => node !== undefined)
  const relations = nodes.filter(
    (node) => node.kind !== 'test' && node.kind !== 'unit_test' && node.kind !== 'exposure',
  )
  const candidates: readonly Node[] = relations.length > 0 ? relations : nodes.filter((node) => node.kind === 'test')
  const exact = candidates.filter((node) => selection.select.includes(node.name))
  const found = exact.length > 0 ? exact : candidates
  const [first] = found
  if (found.length !== 1 || !first) throw new DiagnosticError([selectOneNode(found.map((node) => node.name))])
  return first.id
}
